/** The headers of an e-mail by which it is placed, in small letters. A header that stands twice has its first value, which the own server has added. */
export type MailHeaders = ReadonlyMap<string, string>;

/** RFC 5322, section 2.1.1: no line is longer. */
const mostCharsOfId = 998;
/** Chosen: programs keep the first and the newest ids of a long thread. */
const mostReferences = 20;

/** Returns the ids in a header such as References, in their order, without the brackets. */
const idsIn = (value: string | undefined): readonly string[] =>
  (value ?? '').slice(0, 100_000).match(/<[^<>\s]{1,998}>/g)?.map((id) => id.slice(1, -1)) ?? []; // prettier-ignore

/** Returns the Message-ID of an e-mail without the brackets. Undefined: it has none that can be read. */
export const messageIdIn = (headers: MailHeaders): string | undefined =>
  idsIn(headers.get('message-id')).find((id) => id.length <= mostCharsOfId);

/** MBX-2: returns the e-mails that one answers or continues, the nearest first (RFC 5322, section 3.6.4). */
export function referencesIn(headers: MailHeaders): readonly string[] {
  const near = [...idsIn(headers.get('references')), ...idsIn(headers.get('in-reply-to'))].reverse();
  return [...new Set(near)].slice(0, mostReferences);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Returns the id of the record whose e-mail has this Message-ID, as this product writes it: the record's id before the @. */
export function recordOfMessageId(messageId: string): string | undefined {
  const [local = ''] = messageId.split('@');
  return uuid.test(local) ? local : undefined;
}

/**
 * MBX-3: returns whether a program has sent an e-mail and no person has written it: an answer of somebody who is away, a report of a mail server, a list
 * (RFC 3834, RFC 3464, RFC 2919).
 */
export function isAutomatic(headers: MailHeaders): boolean {
  const submitted = (headers.get('auto-submitted') ?? 'no').split(';')[0]?.trim().toLowerCase();
  return (
    submitted !== 'no' ||
    headers.has('x-autoreply') ||
    headers.has('x-autorespond') ||
    headers.has('list-id') ||
    /^<>$/.test((headers.get('return-path') ?? '').trim()) ||
    /^\s*(?:auto_reply|bulk|junk|list)\b/i.test(headers.get('precedence') ?? '') ||
    /^\s*multipart\/report\b/i.test(headers.get('content-type') ?? '')
  );
}

/**
 * MBX-5: returns whether the mail server that took an e-mail found its sender to be forged (RFC 8601, RFC 7489). Only the first Authentication-Results
 * counts, which that server has added. Nobody trusts a result that passed: a sender could have written the header.
 */
export function isSenderForged(headers: MailHeaders): boolean {
  const results = (headers.get('authentication-results') ?? '').slice(0, 10_000);
  const of = (method: string): string | undefined =>
    new RegExp(`(?:^|;)\\s*${method}\\s*=\\s*([a-z]+)`, 'i').exec(results)?.[1]?.toLowerCase();
  const dmarc = of('dmarc');
  if (dmarc !== undefined && dmarc !== 'none') return dmarc === 'fail';
  const isSigned = of('dkim') === 'pass';
  return !isSigned && ['fail', 'softfail'].includes(of('spf') ?? '');
}
