import twilio from 'twilio';
import type { SendSms } from '../../identity/identity-ports.ts';

export type TwilioAccount = {
  readonly account: string;
  readonly token: string;
  /** The number that messages come from (E.164). */
  readonly from: string;
  /** Another service with Twilio's interface. Null: Twilio's own. */
  readonly url: string | null;
};

/** Chosen: a person waits for the answer. */
const timeoutMs = 10_000;

/**
 * Returns the function that sends a text message through Twilio. The log of a message that was not taken has Twilio's
 * number for the reason, and neither text nor receiver. A message is not sent again: the person asks for another one.
 */
export function twilioSms(
  { account, token, from, url }: TwilioAccount,
  log: { readonly warn: (details: object, message: string) => void },
): SendSms {
  const httpClient = new twilio.RequestClient({ timeout: timeoutMs });
  if (url !== null)
    httpClient.axios.interceptors.request.use((config) => {
      const { pathname, search } = new URL(config.url ?? '');
      return { ...config, url: new URL(`${pathname}${search}`, url).href };
    });
  const client = twilio(account, token, { httpClient });
  return async ({ to, text, reportTo }) => {
    try {
      await client.messages.create({
        to,
        from,
        body: text,
        ...(reportTo === undefined ? {} : { statusCallback: reportTo }),
      });
      return 'sent';
    } catch (error) {
      const [status, code] = error instanceof twilio.RestException ? [error.status, error.code] : [];
      log.warn({ status, code }, 'a text message was not taken');
      return 'failed';
    }
  };
}
