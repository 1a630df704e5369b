import type { ReadSmsReport } from '../../identity/factors/message-reports.ts';
import type { SendSms } from '../../identity/identity-ports.ts';
import type { TwilioAccount } from './twilio-sms.ts';

/** Text messages through a provider: how one is sent, and how the provider's reports are read. */
export type Sms = { readonly send: SendSms; readonly readReport: ReadSmsReport };

/** Opens text messages through the account in the settings. Twilio's client is loaded only where there is one. */
export async function smsOf(
  account: TwilioAccount,
  log: { readonly warn: (details: object, message: string) => void },
): Promise<Sms> {
  const [{ twilioSms }, { twilioReports }] = await Promise.all([
    import('./twilio-sms.ts'),
    import('./twilio-reports.ts'),
  ]);
  return { send: twilioSms(account, log), readReport: twilioReports(account) };
}
