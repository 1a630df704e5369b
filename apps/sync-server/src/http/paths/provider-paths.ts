import { smsReportPath } from '../../identity/factors/message-reports.ts';
import { incomingTextPath, textReportPath } from '../../integrations/sms/text-adapter.ts';

const paths: ReadonlySet<string> = new Set([smsReportPath, textReportPath, incomingTextPath]);

/** Whether the provider of text messages sends to this path: it has no token and no protocol number, and signs what it sends. */
export const isProviderPath = (path: string): boolean => paths.has(path);
