import type { ReadSmsReport } from '../../identity/factors/message-reports.ts';
import type { SendSms } from '../../identity/identity-ports.ts';
import type { TwilioAccount } from './twilio-client.ts';
import type { Calls } from './calls.ts';
import type { Texts } from './texts.ts';

/** Text messages through a provider: how a code is sent, how the provider's reports about it are read, and the texts and calls of organisations. */
export type Sms = {
  readonly send: SendSms;
  readonly readReport: ReadSmsReport;
  readonly texts: Texts;
  readonly calls: Calls;
};

/** Opens text messages through the account in the settings. Twilio's client is loaded only where there is one. */
export async function smsOf(
  account: TwilioAccount & { readonly senders: Readonly<Record<string, string>> },
  log: { readonly warn: (details: object, message: string) => void },
): Promise<Sms> {
  const [{ twilioSms }, { twilioReports }, { twilioTexts }, { twilioCalls }] = await Promise.all([
    import('./twilio-sms.ts'),
    import('./twilio-reports.ts'),
    import('./twilio-texts.ts'),
    import('./twilio-calls.ts'),
  ]);
  return {
    send: twilioSms(account, log),
    readReport: twilioReports(account),
    texts: twilioTexts(account, account.senders),
    calls: twilioCalls(account, account.senders),
  };
}
