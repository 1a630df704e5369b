import type { Clock } from '@outpost/domain/kernel/ports';
import type { MailPorts } from './email/email-adapter.ts';
import { smtpTransport } from './email/mail-transport.ts';

/** The way out for e-mail, as the settings name it. */
export type MailWayOut =
  | { readonly by: 'smtp'; readonly url: string }
  | {
      readonly by: 'sendgrid';
      readonly apiKey: string;
      readonly url: string | null;
      readonly verifyKey: string | null;
    };

/** MSG-38: opens the way out for e-mail. SendGrid's client is loaded only where it is used. */
export async function openMailWay(
  way: MailWayOut,
  clock: Clock,
): Promise<Pick<MailPorts, 'transport' | 'readReports'>> {
  if (way.by === 'smtp') return { transport: smtpTransport(way.url) };
  const [{ sendGridTransport }, { sendGridReports }] = await Promise.all([
    import('./sendgrid/sendgrid-transport.ts'),
    import('./sendgrid/sendgrid-reports.ts'),
  ]);
  const nowMs = (): number => clock.nowMs();
  return {
    transport: sendGridTransport(way, nowMs),
    ...(way.verifyKey === null ? {} : { readReports: sendGridReports(way.verifyKey, nowMs) }),
  };
}
