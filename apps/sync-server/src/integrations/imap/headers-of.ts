import type { MailHeaders } from '@outpost/domain/kernel/messages/mail-heads';

/** Chosen: headers of real e-mails have some kilobytes. */
const mostBytes = 262_144;

/** Reads a block of headers (RFC 5322, section 2.2). Of a header that stands several times the first one counts: each server adds its own above the others. */
export function headersOf(block: Buffer): MailHeaders {
  const headers = new Map<string, string>();
  const lines = block
    .subarray(0, mostBytes)
    .toString('utf8')
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}
