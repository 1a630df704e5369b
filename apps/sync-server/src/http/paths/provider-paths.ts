import { smsReportPath } from '../../identity/factors/message-reports.ts';
import { mailReportPath } from '../../integrations/email/mail-reports.ts';
import { callPaths, incomingCallPaths } from '../../integrations/sms/call-adapter.ts';
import { incomingTextPath, textReportPath } from '../../integrations/sms/text-adapter.ts';

const paths: ReadonlySet<string> = new Set([
  smsReportPath,
  textReportPath,
  incomingTextPath,
  mailReportPath,
  ...Object.values(callPaths),
  ...Object.values(incomingCallPaths),
]);

/** Whether a provider of text messages, calls or e-mails sends to this path: it has no token and no protocol number, and signs what it sends. */
export const isProviderPath = (path: string): boolean => paths.has(path);
