import type { ReportedEnd } from '../../jobs/intents/after-report.ts';
import type { MailMarks } from './mail-transport.ts';

/** The path to which a provider reports about e-mails. */
export const mailReportPath = '/mails/report';

/** Why a report ends e-mails to an address, and which ones. `note`: a sentence. */
export type MailStop = {
  readonly reason: 'bounce' | 'complaint' | 'opt-out';
  readonly covers: 'everything' | 'offers';
  readonly note: string;
};

/** A use of an e-mail by its receiver. */
export type MailSeen = 'opened' | 'clicked' | 'complained';

/** A report about one e-mail of ours. `at`: when it happened, UTC. */
export type MailReport = {
  readonly marks: MailMarks;
  readonly at: string;
  readonly end?: ReportedEnd;
  readonly seen?: MailSeen;
  readonly stop?: MailStop;
};

/** A request as it came. The headers are the signature and its time. */
export type SentReports = { readonly bytes: Uint8Array; readonly signature: string; readonly timestamp: string };

/** Reads the reports of a provider. Undefined: the provider has not signed them, or too long ago. */
export type ReadMailReports = (sent: SentReports) => readonly MailReport[] | undefined;
