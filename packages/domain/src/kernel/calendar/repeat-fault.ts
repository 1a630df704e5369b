import { readRepeat } from './repeat-rule.ts';

/** Returns why a record does not repeat, as a whole sentence; undefined where it does, or has no rule. */
export function repeatFault(rule: string | null | undefined): string | undefined {
  const read = rule ? readRepeat(rule) : undefined;
  return read === undefined || read.ok ? undefined : `This does not repeat: ${read.why}.`;
}
