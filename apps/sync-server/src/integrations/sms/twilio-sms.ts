import twilio from 'twilio';
import type { SendSms } from '../../identity/identity-ports.ts';
import { type TwilioAccount, twilioClient } from './twilio-client.ts';

/** Chosen: a person waits for the answer. */
const timeoutMs = 10_000;

/**
 * Returns the function that sends a text message through Twilio. The log of a message that was not taken has Twilio's
 * number for the reason, and neither text nor receiver. A message is not sent again: the person asks for another one.
 */
export function twilioSms(
  account: TwilioAccount,
  log: { readonly warn: (details: object, message: string) => void },
): SendSms {
  const client = twilioClient(account, timeoutMs);
  return async ({ to, text, reportTo }) => {
    try {
      await client.messages.create({
        to,
        from: account.from,
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
