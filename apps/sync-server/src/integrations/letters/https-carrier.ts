import type { LettersAnswer } from '@outpost/domain/kernel/catalogue/intents/letters-intent';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type GuardedFetch, RefusedAddress } from '../../identity/outgoing/guarded-fetch.ts';
import type { Delivery } from '../../jobs/intents/intent-adapter.ts';
import type { LetterCarrier } from './letter-carrier.ts';
import { lettersFile } from './letters-file.ts';

/** Chosen: a service takes some megabytes in seconds. Below the deadline of an order. */
const withinMs = 45_000;

/** Failures of the connection before anything was sent. */
const unsent: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const answerSchema = z.object({ id: z.string().min(1).max(200) });

/**
 * LET-8: posts the PDF of a batch to the address of a print service, through the guard (PLT-23). `Idempotency-Key` is the batch's id, and
 * `Content-Digest` (RFC 9530) that of the PDF. Any 2xx is a yes; the service may answer with its own id: `{"id": "…"}`. 429 and 503 ask to try later.
 * Other 4xx and a redirect refuse the batch. All else may have been printed, so a person decides.
 */
export const httpsCarrier = ({ at, fetch }: { readonly at: string; readonly fetch: GuardedFetch }): LetterCarrier => ({
  async carry({ key, orgId, name, batch, signal }) {
    const body = await lettersFile(batch);
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
      return await endOf(await fetch(at, { method: 'POST', headers, body, withinMs }));
    } catch (error) {
      if (error instanceof RefusedAddress)
        return { status: 'refused', why: `The address of the print service is refused: ${error.message}.` };
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      return unsent.has(code)
        ? { status: 'later', why: 'The print service can’t be reached', isDown: true }
        : {
            status: 'unclear',
            why: 'It is not clear whether the print service has this batch: the connection broke before it answered. Ask there before you hand it over again.',
          };
    }
  },
});

async function endOf(answer: Response): Promise<Delivery<LettersAnswer>> {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    const read = answerSchema.safeParse(await answer.json().catch(() => null));
    const id = read.success ? read.data.id.replaceAll('\u0000', '').toWellFormed() : null;
    return { status: 'done', answer: { id }, ...(id === null ? {} : { receipt: id }) };
  }
  if (status === 429 || status === 503) {
    const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
    const wait = Number.isFinite(seconds) && seconds >= 0 ? { waitMs: seconds * 1_000 } : {};
    return { status: 'later', why: `The print service asked to wait (${status})`, ...wait };
  }
  if (status >= 300 && status < 500)
    return { status: 'refused', why: `The print service refused this batch (${status}).` };
  return {
    status: 'unclear',
    why: `It is not clear whether the print service has this batch: it answered with a fault (${status}). Ask there before you hand it over again.`,
  };
}
