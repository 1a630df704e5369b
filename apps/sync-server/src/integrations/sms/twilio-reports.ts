import type { ReadSmsReport } from '../../identity/factors/message-reports.ts';
import { signedReader, type SignedMembers } from './signed-members.ts';

/** Returns the function that reads what Twilio reports about a message with a code. */
export function twilioReports(account: { readonly token: string }): ReadSmsReport {
  const read = signedReader(account);
  return (sent) => {
    const members = read(sent);
    return members && reportIn(members);
  };
}

/** The last states of a message, as Twilio names them. */
const ends: Readonly<Record<string, 'delivered' | 'undelivered'>> = {
  delivered: 'delivered',
  undelivered: 'undelivered',
  failed: 'undelivered',
};

function reportIn({ MessageStatus: status, ErrorCode: code }: SignedMembers): ReturnType<ReadSmsReport> {
  const outcome = typeof status === 'string' && Object.hasOwn(ends, status) ? ends[status] : undefined;
  const number = /^\d{1,6}$/.exec(String(code))?.[0];
  return { outcome, ...(number === undefined ? {} : { code: Number(number) }) };
}
