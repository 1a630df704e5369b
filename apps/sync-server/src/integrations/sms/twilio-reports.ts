import twilio from 'twilio';
import type { ReadSmsReport } from '../../identity/factors/message-reports.ts';

/** Returns the members of a form. A name that comes several times has a list, as Twilio signs it. */
function membersOf(form: string): Readonly<Record<string, string | readonly string[]>> {
  const sent = new URLSearchParams(form);
  return Object.fromEntries(
    [...new Set(sent.keys())].map((name) => {
      const [first = '', ...more] = sent.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
};

/**
 * Returns the function that reads what Twilio reports about a message. It returns undefined where the signature is not Twilio's. Twilio
 * signs the whole address, with its query, and the members of a form; for a body of JSON the address names the body's SHA-256.
 */
export const twilioReports =
  ({ token }: { readonly token: string }): ReadSmsReport =>
  ({ url, signature, isJson, body }) => {
    if (isJson) {
      if (!new URL(url).searchParams.has('bodySHA256')) return undefined; // nothing would be signed but the address
      return twilio.validateRequestWithBody(token, signature, url, body) ? reportIn(parsed(body)) : undefined;
    }
    const members = membersOf(body);
    return twilio.validateRequest(token, signature, url, members) ? reportIn(members) : undefined;
  };

/** The last states of a message, as Twilio names them. */
const ends: Readonly<Record<string, 'delivered' | 'undelivered'>> = {
  delivered: 'delivered',
  undelivered: 'undelivered',
  failed: 'undelivered',
};

function reportIn(members: unknown): ReturnType<ReadSmsReport> {
  const { MessageStatus: status, ErrorCode: code } = (members ?? {}) as Readonly<Record<string, unknown>>; // any JSON value has members, or none
  const outcome = typeof status === 'string' && Object.hasOwn(ends, status) ? ends[status] : undefined;
  const number = /^\d{1,6}$/.exec(String(code))?.[0];
  return { outcome, ...(number === undefined ? {} : { code: Number(number) }) };
}
