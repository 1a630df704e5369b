import twilio from 'twilio';

export type TwilioAccount = {
  readonly account: string;
  readonly token: string;
  /** The number that codes for signing in come from (E.164). */
  readonly from: string;
  /** Another service with Twilio's interface. Null: Twilio's own. */
  readonly url: string | null;
};

/** Opens Twilio's own client for an account. It sends each request once. `timeoutMs`: how long it waits for an answer. */
export function twilioClient({ account, token, url }: TwilioAccount, timeoutMs: number): ReturnType<typeof twilio> {
  const httpClient = new twilio.RequestClient({ timeout: timeoutMs });
  if (url !== null)
    httpClient.axios.interceptors.request.use((config) => {
      const { pathname, search } = new URL(config.url ?? '');
      return { ...config, url: new URL(`${pathname}${search}`, url).href };
    });
  return twilio(account, token, { httpClient });
}
