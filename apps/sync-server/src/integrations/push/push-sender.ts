import webpush from 'web-push';
import type { NoticeOutcome, PushSender } from '../../gateway/notices/notice-ways.ts';
import { type GuardedFetch, RefusedAddress, TooLargeAnswer } from '../../identity/outgoing/guarded-fetch.ts';
import { retryAfterMs } from '../../identity/outgoing/retry-after-ms.ts';
import { wasUnsent } from '../../identity/outgoing/was-unsent.ts';

/** The key pair by which push services know this server, and the address at which they reach its operator (RFC 8292). */
export type VapidKeys = { readonly publicKey: string; readonly privateKey: string; readonly subject: string };

/** Chosen: a notification of yesterday is in the app. */
const ttlSeconds = 86_400;
/** Chosen: push services answer within a second. */
const withinMs = 10_000;

/** Sends pushes by Web Push: encrypted for the browser (RFC 8291), signed by the server's key (RFC 8292), and through the guard (PLT-23). */
export const pushSender = (
  keys: VapidKeys,
  { fetch, nowMs }: { readonly fetch: GuardedFetch; readonly nowMs: () => number },
): PushSender => ({
  publicKey: keys.publicKey,
  async send({ endpoint, p256dh, auth }, { payload, topic }) {
    try {
      const { headers, body } = webpush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
        vapidDetails: keys,
        contentEncoding: 'aes128gcm',
        TTL: ttlSeconds,
        urgency: 'normal',
        topic,
      });
      const answer = await fetch(endpoint, { method: 'POST', headers: headersOf(headers), body: body ?? '', withinMs });
      return outcomeOf(answer, nowMs());
    } catch (error) {
      if (error instanceof TooLargeAnswer) return { is: 'unclear' };
      if (error instanceof RefusedAddress) return { is: 'refused', why: `the address is refused: ${error.message}` };
      return wasUnsent(error) ? { is: 'later' } : { is: 'unclear' };
    }
  },
});

/** Returns the headers in small letters, as the guard writes its own. */
const headersOf = (headers: Readonly<Record<string, string | number>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));

/**
 * Returns what an answer means (RFC 8030, sections 5 and 8.4). A server fault is tried again: a push that did arrive is replaced by its topic
 * while the browser has not got it.
 */
function outcomeOf({ status, headers }: Response, nowMs: number): NoticeOutcome {
  if (status >= 200 && status < 300) return { is: 'sent' };
  if (status === 404 || status === 410) return { is: 'gone' };
  if (status !== 429 && status < 500) return { is: 'refused', why: `the push service refused it (${status})` };
  const waitMs = retryAfterMs(headers.get('retry-after'), nowMs);
  return waitMs === undefined ? { is: 'later' } : { is: 'later', waitMs };
}
