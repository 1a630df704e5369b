import type { LettersAnswer } from '@outpost/domain/kernel/catalogue/intents/letters-intent';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type GuardedFetch, RefusedAddress, TooLargeAnswer } from '../../identity/outgoing/guarded-fetch.ts';
import { retryAfterMs } from '../../identity/outgoing/retry-after-ms.ts';
import { wasUnsent } from '../../identity/outgoing/was-unsent.ts';
import type { Delivery } from '../../jobs/intents/intent-adapter.ts';
import type { LetterCarrier } from './letter-carrier.ts';
import { lettersFile } from './letters-file.ts';

/** Chosen: a service takes some megabytes in seconds. Below the deadline of an order. */
const withinMs = 45_000;

type CarrierPorts = { readonly at: string; readonly fetch: GuardedFetch; readonly nowMs: () => number };

const answerSchema = z.object({ id: z.string().min(1).max(200) });

/**
 * LET-8: posts the PDF of a batch to the address of a print service, through the guard (PLT-23). `Idempotency-Key` is the batch's id, and
 * `Content-Digest` (RFC 9530) that of the PDF. Any 2xx is a yes. The service may answer with its own id: `{"id": "…"}`. 429 and 503 ask to try
 * later. A redirect and other 4xx refuse the batch. Everything else may have been printed, so a person decides: also 408, 409 and 425, by which
 * a service may answer a request while it carries out an earlier one with the same key, and an answer that is too large to read.
 */
export const httpsCarrier = ({ at, fetch, nowMs }: CarrierPorts): LetterCarrier => ({
  async carry({ key, orgId, name, batch, signal }) {
    let body: Uint8Array;
    try {
      body = await lettersFile(batch);
    } catch (fault) {
      return { status: 'later', why: 'The PDF of this batch could not be made', fault };
    }
    if (signal.aborted) return { status: 'later', why: 'The time was up before it was sent' };
    const headers = {
      'content-type': 'application/pdf',
      'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:`,
      'idempotency-key': key,
      'outpost-organisation': orgId,
      'outpost-batch-name': encodeURIComponent(name),
      'outpost-letters': String(batch.letters.length),
      'user-agent': 'Outpost-Letters/1',
    };
    try {
      return await endOf(await fetch(at, { method: 'POST', headers, body, withinMs }), nowMs());
    } catch (error) {
      return endOfFailure(error);
    }
  },
});

const unclear = (why: string): Delivery<LettersAnswer> => ({
  status: 'unclear',
  why: `It is not clear whether the print service has this batch: ${why}. Ask there before you hand it over again.`,
});

/** Returns what it means that a request failed, or that its answer was not read. */
function endOfFailure(error: unknown): Delivery<LettersAnswer> {
  if (error instanceof TooLargeAnswer) return unclear('its answer was too large to read');
  if (error instanceof RefusedAddress)
    return { status: 'refused', why: `The address of the print service is refused: ${error.message}.` };
  return wasUnsent(error)
    ? { status: 'later', why: 'The print service can’t be reached', isDown: true }
    : unclear('the connection broke before it answered');
}

/** Statuses below 500 that do not say that the batch was not taken: a request that was too slow, too early, or like one that is being carried out. */
const unclearStatuses: ReadonlySet<number> = new Set([408, 409, 425]);

async function endOf(answer: Response, nowMs: number): Promise<Delivery<LettersAnswer>> {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    const read = answerSchema.safeParse(await answer.json().catch(() => null));
    const id = read.success ? read.data.id.replaceAll('\u0000', '').toWellFormed() : null;
    return { status: 'done', answer: { id }, ...(id === null ? {} : { receipt: id }) };
  }
  if (status === 429 || status === 503) {
    const waitMs = retryAfterMs(answer.headers.get('retry-after'), nowMs);
    return {
      status: 'later',
      why: `The print service asked to wait (${status})`,
      ...(waitMs === undefined ? {} : { waitMs }),
    };
  }
  if (status >= 300 && status < 500 && !unclearStatuses.has(status))
    return { status: 'refused', why: `The print service refused this batch (${status}).` };
  return unclear(`it answered with a fault (${status})`);
}
