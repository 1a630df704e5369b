import type { Entity } from '../entities/entity.ts';
import { isWritable } from '../entities/fields.ts';
import type { JsonValue } from '../json.ts';
import { nextRepeat } from '../calendar/next-repeat.ts';

type Values = Readonly<Record<string, JsonValue | undefined>>;
/** `now`: an instant. The time zone is the organisation's. */
type Present = { readonly now: string; readonly timeZone: string };

/**
 * Returns the values of the record that follows a repeated one with these values (T-19): the same ones at the next time, not done.
 * Values that no two records share stay with the first one. Undefined where the kind or the record does not repeat, or none follows.
 */
export function followingValues(
  { schedule, fields, unique }: Pick<Entity, 'schedule' | 'fields' | 'unique'>,
  values: Values,
  { now, timeZone }: Present,
): Readonly<Record<string, JsonValue>> | undefined {
  const { at, done = '', repeat = '' } = schedule ?? { at: '' };
  const [time, rule] = [values[at], values[repeat]];
  if (typeof time !== 'string' || typeof rule !== 'string') return undefined;
  const next = nextRepeat({ at: time, rule }, now, timeZone);
  if (!next) return undefined;
  const alone = new Set([done, ...unique.flat()]);
  const kept = Object.entries(values).flatMap(([name, value]): [string, JsonValue][] => {
    const field = fields[name];
    const isKept = field !== undefined && isWritable(field) && !alone.has(name);
    return isKept && value !== null && value !== undefined ? [[name, value]] : [];
  });
  return { ...Object.fromEntries(kept), [at]: next.at, [repeat]: next.rule };
}
