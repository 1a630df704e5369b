import type { MonotonicClock } from '@outpost/domain/kernel/ports';
import { type GuardedFetch, RefusedAddress, TooLargeAnswer } from '../../identity/outgoing/guarded-fetch.ts';
import { type SignedMessage, webhookHeaders, type WebhookSecret } from './sign-webhook.ts';

/** The outcome of one try. `status` null: there was no answer, and `fault` says why. Texts are cut for the log. */
export type TriedSend = {
  readonly status: number | null;
  readonly fault: string | null;
  readonly ms: number;
  readonly request: string;
  readonly answer: string | null;
};

/** Chosen: the log shows enough of a text to understand it. */
const mostLoggedChars = 4_000;

/** Returns the start of a text that every store can hold. */
const cut = (text: string): string => text.slice(0, mostLoggedChars).toWellFormed().replaceAll('\0', '');

export const isGoodAnswer = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

/** Sends one signed message to an address through the guard. It never throws: each failure is an outcome. */
export async function sendWebhook(
  { fetch, monotonic }: { readonly fetch: GuardedFetch; readonly monotonic: MonotonicClock },
  { url, message, secrets, withinMs }: { readonly url: string; readonly message: SignedMessage; readonly secrets: readonly WebhookSecret[]; readonly withinMs: number },
): Promise<TriedSend> {
  const headers = webhookHeaders(message, secrets);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const request = cut(`POST ${URL.parse(url)?.pathname ?? ''}\n${lines.join('\n')}\n\n${message.body}`);
  const beganMs = monotonic.elapsedMs();
  const took = () => Math.round(monotonic.elapsedMs() - beganMs);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Outpost-Webhooks/1' },
      body: message.body,
      withinMs,
    });
    return { status: answer.status, fault: null, ms: took(), request, answer: cut(await answer.text()) };
  } catch (error) {
    return { status: null, fault: faultOf(error), ms: took(), request, answer: null };
  }
} // prettier-ignore

/** Returns a failure in words for people. They say nothing about our own network. */
function faultOf(error: unknown): string {
  if (error instanceof TooLargeAnswer) return 'Its answer is too large.';
  if (error instanceof RefusedAddress) return `The address is refused: ${error.message}.`;
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return 'It gave no answer in time.';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Its name is not known.';
  if (code === 'ECONNREFUSED') return 'It takes no connection.';
  if (code.startsWith('ERR_TLS') || code.includes('CERT')) return 'Its certificate is not valid.';
  return 'The connection broke.';
}
