import { recordOfMessageId } from '@outpost/domain/kernel/messages/mail-heads';
import { isAddressGone, type ReportedDelivery, type ReturnedMail } from '@outpost/domain/kernel/messages/mail-returns';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import type { MailReport } from '../integrations/email/mail-reports.ts';
import { readNewestMail } from '../jobs/message-log/mail-reports.ts';
import type { ServicePorts } from '../jobs/service/service.ts';
import { handOverMailReport, type NotingReports } from './hand-over-mail-report.ts';

type Said = Pick<MailReport, 'end' | 'seen' | 'stop'>;

/** Returns what a mail server says about the e-mail to an address. It suppresses the address only if it names it: the receiver may forward. */
function saidAbout(deliveries: readonly ReportedDelivery[], address: string): Said | undefined {
  const names = (one: ReportedDelivery): boolean =>
    one.addresses.some((each) => foldedKey(each) === foldedKey(address));
  const ours = deliveries.filter(names);
  const failed = (ours.length > 0 ? ours : deliveries).find(({ action }) => action === 'failed');
  if (failed) {
    const { status, words } = failed;
    const end = { is: 'returned', why: `It came back: ${words === '' ? `status ${status}` : words}` } as const;
    const isGone = ours.includes(failed) && isAddressGone(status);
    const note = 'An e-mail to it came back for good.';
    return { end, ...(isGone ? { stop: { reason: 'bounce', covers: 'everything', note } } : {}) };
  }
  return ours.some(({ action }) => action === 'delivered') ? { end: { is: 'delivered' } } : undefined;
}

/** Returns what a receiver's complaint says. Reports of other kinds, such as "not-spam", say nothing. */
function saidByFeedback(feedback: string): Said | undefined {
  const end = { is: 'delivered' } as const;
  if (feedback === 'abuse')
    return { end, seen: 'complained', stop: { reason: 'complaint', covers: 'everything', note: 'Its owner reported an e-mail as spam.' } }; // prettier-ignore
  if (feedback === 'opt-out')
    return { end, stop: { reason: 'opt-out', covers: 'offers', note: 'They opted out by their mail program.' } };
  return undefined;
}

/**
 * MBX-7, MBX-8: keeps what came back about an e-mail of this organisation. Only its Message-ID proves the report: it has 74 random bits, and is known
 * to the receiver and to the mail servers between. Returns whether the report was about an e-mail of ours and said something.
 */
export async function handOverReturnedMail(
  ports: ServicePorts,
  { orgId, returned }: { readonly orgId: string; readonly returned: ReturnedMail },
  noting: NotingReports,
): Promise<boolean> {
  const record = recordOfMessageId(returned.messageId);
  const sent = record === undefined ? undefined : await readNewestMail(ports, orgId, record);
  if (record === undefined || !sent) return false;
  const said =
    'feedback' in returned ? saidByFeedback(returned.feedback) : saidAbout(returned.deliveries, sent.address);
  if (!said) return false;
  const at = new Date(ports.clock.nowMs()).toISOString();
  await handOverMailReport(ports, { marks: { orgId, record, claim: sent.claim }, at, ...said }, noting);
  return true;
}
