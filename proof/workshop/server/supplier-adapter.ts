import type { PartsOrderAnswer } from '@outpost/domain/packs/workshop/intents/send-order.intent';
import { z } from 'zod';
import type { Delivery, IntentAdapter } from '../../jobs/intents/intent-adapter.ts';

const answerSchema = z.object({ orderNumber: z.string().min(1).max(60) });
/** Chosen: the supplier answers in a second, or its line is down. */
const longestMs = 20_000;

/** Sends orders to the supplier's program: `POST /orders` with the order's id as idempotency key. */
export function supplierAdapter(address: string, { fetch: ask }: { readonly fetch: typeof fetch }): IntentAdapter {
  return {
    kind: 'workshop-order',
    isOncePerKey: true,
    words: {
      doing: 'sending orders to the supplier',
      done: 'Sent the order to the supplier',
      failed: 'Could not send the order to the supplier',
      abandoned: 'It is not clear whether the supplier has this order: the server stopped while sending it. Ask there.',
      expired: 'It was not sent in time.',
      givenUp: (tries, why) => `The supplier did not accept it in ${tries} tries: ${why}`,
    },
    async carryOut({ order, key, signal }): Promise<Delivery<PartsOrderAnswer>> {
      const body = JSON.stringify(order); // a `PartsOrder`: the order of `sendOrder`
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      let response: Response;
      try {
        response = await ask(new URL('/orders', address), {
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.any([signal, AbortSignal.timeout(longestMs)]),
        });
      } catch (cause) {
        // The supplier accepts only one order for each key, so the order may be sent again.
        return { status: 'later', why: cause instanceof Error ? cause.message : String(cause) };
      }
      if (response.status === 429 || response.status >= 500)
        return { status: 'later', why: `status ${response.status}` };
      const answer = answerSchema.safeParse(await response.json().catch(() => null));
      return response.ok && answer.success
        ? { status: 'done', answer: answer.data }
        : { status: 'refused', why: `The supplier refused it (status ${response.status}).` };
    },
  };
}
