import { chargeKinds, isChargeKind } from '../charge-kinds.ts';
import type { ChargeLine, RevisionReason } from '../compare-charges.ts';

const reasons = {
  'changed-circumstance': true,
  eligibility: true,
  'consumer-request': true,
  'rate-lock': true,
  expiration: true,
  'construction-delay': true,
} as const satisfies Record<RevisionReason, true>;

const isReason = (text: string): text is RevisionReason => Object.hasOwn(reasons, text);

/** Dollars as people write them: "1,234.56", "$40". At most 13 digits before the point. */
const amountPattern = /^\$?(\d{1,3}(?:,\d{3}){0,4}|\d{1,13})(?:\.(\d{1,2}))?$/u;

/** Returns an amount in cents, read digit by digit, or `undefined` for a text that is none. */
function centsOf(text: string): number | undefined {
  const [, dollars, cents = ''] = amountPattern.exec(text) ?? [];
  return dollars === undefined ? undefined : Number(dollars.replaceAll(',', '') + cents.padEnd(2, '0'));
}

type Read = { readonly lines: readonly ChargeLine[] } | { readonly problem: string };

function readLine(text: string, number: number): ChargeLine | string {
  const [label = '', kind = '', estimate = '', actual = '', revised = '', reason = '', ...more] = text
    .split(/[;\t]/u)
    .map((cell) => cell.trim());
  const at = `Line ${number}`;
  if (label === '' || more.length > 0)
    return `${at}: write label; kind; Loan Estimate; Closing Disclosure, and where needed revised amount; reason.`;
  if (!isChargeKind(kind))
    return `${at}: “${kind}” is no kind of charge. Use one of ${chargeKinds.map(({ value }) => value).join(', ')}.`;
  const estimatedCents = centsOf(estimate);
  const actualCents = centsOf(actual);
  if (estimatedCents === undefined || actualCents === undefined)
    return `${at}: “${estimatedCents === undefined ? estimate : actual}” is no amount. Write dollars such as 1,234.56.`;
  if (revised === '') {
    return reason === '' ? { label, kind, estimatedCents, actualCents } : `${at}: the reason needs a revised amount.`;
  }
  const amountCents = centsOf(revised);
  if (amountCents === undefined) return `${at}: “${revised}” is no amount. Write dollars such as 1,234.56.`;
  const why = reason === '' ? 'changed-circumstance' : reason;
  if (!isReason(why))
    return `${at}: “${reason}” is no reason for a revision. Use one of ${Object.keys(reasons).join(', ')}.`;
  return { label, kind, estimatedCents, actualCents, revisions: [{ amountCents, reason: why }] };
}

/**
 * Reads charges from text, one a line: "label; kind; Loan Estimate; Closing Disclosure; revised amount; reason". The last two may be left
 * out. A revised amount counts as disclosed in time. Empty lines are left out. Returns the first problem with its line.
 */
export function readChargeLines(text: string): Read {
  const lines: ChargeLine[] = [];
  for (const [at, line] of text.split(/\r?\n/u).entries()) {
    if (line.trim() === '') continue;
    const read = readLine(line, at + 1);
    if (typeof read === 'string') return { problem: read };
    lines.push(read);
  }
  return { lines };
}
