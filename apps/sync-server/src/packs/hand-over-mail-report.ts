import type { MailReport } from '../integrations/email/mail-reports.ts';
import type { IntentReport } from '../jobs/intents/note-report.ts';
import { noteSeen, readSentMail } from '../jobs/message-log/mail-reports.ts';
import { openService, type ServicePorts } from '../jobs/service/service.ts';
import type { Suppressor } from './pack-server.ts';

/** How reports about e-mails reach their records. */
export type NotingReports = {
  readonly noteReport: (orgId: string, report: IntentReport) => Promise<void>;
  readonly suppressor: Suppressor | undefined;
};

/**
 * MSG-40, MSG-41: keeps what a report says about an e-mail: its end on the record, what its receiver did in the log, and an address to which
 * nobody should write any more. Each has its effect once. A report about an e-mail that the log does not have changes nothing. Throws where it
 * could not be kept.
 */
export async function handOverMailReport(
  ports: ServicePorts,
  { marks: { orgId, record, claim }, at, end, seen, stop }: MailReport,
  { noteReport, suppressor }: NotingReports,
): Promise<void> {
  if (end) await noteReport(orgId, { id: record, claim, end });
  if (seen) await noteSeen(ports, orgId, { record, claim, seen, at });
  const sent = stop && (await readSentMail(ports, orgId, { record, claim }));
  const service = sent && suppressor && (await openService(ports, suppressor.account, orgId));
  if (!service) return;
  const { messageId, address } = sent;
  const done = await suppressor.suppress(service, {
    key: [stop.reason, messageId],
    channel: 'email',
    address,
    ...stop,
  });
  if (!done.ok) throw new Error(`A suppression was not kept: ${done.code}`);
}
