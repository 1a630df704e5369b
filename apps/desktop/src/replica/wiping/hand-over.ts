import { type WipeOrder, wipePieceAnswerSchema, wipePieceChars } from '@outpost/domain/sync/device-wipe';
import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import { z } from 'zod';
import type { Timers, Transport } from '../device/ports.ts';
import type { Proofs } from '../sync/line/proofs.ts';
import type { ServerAnswer } from '../sync/line/read-reply.ts';
import { exchange } from '../sync/line/server-link.ts';
import { fitsPieces, type SealedParcel } from './make-parcel.ts';
import { readReceipt } from './wipe-order.ts';

type Line = { readonly transport: Transport; readonly timers: Timers };

/** `receipt`: the server has the whole parcel. `later`: it does not, for this reason, and nothing may be wiped. */
export type HandOverResult =
  | { readonly kind: 'receipt'; readonly receipt: string }
  | { readonly kind: 'later'; readonly problem: string; readonly waitMs?: number };

const path = '/auth/wipe/piece';

/**
 * Sends a parcel in pieces and returns the receipt, checked against the tenant's key. It goes on where an earlier attempt with the same
 * parcel broke off. Never rejects.
 */
export async function handOver(
  parcel: SealedParcel,
  {
    line,
    proofs,
    order,
    key,
  }: { readonly line: Line; readonly proofs: Proofs; readonly order: WipeOrder; readonly key: string },
): Promise<HandOverResult> {
  const { text, digest, acts } = parcel;
  if (!fitsPieces(parcel))
    return { kind: 'later', problem: 'There is more unsent work than the server accepts. Nothing is wiped.' };
  const pieces = Math.max(1, Math.ceil(text.length / wipePieceChars));
  for (let n = 0; ;) {
    const piece = {
      org: order.org,
      order: order.id,
      digest,
      pieces,
      n,
      acts,
      text: text.slice(n * wipePieceChars, (n + 1) * wipePieceChars),
    };
    const answer = await post(path, piece, { line, proofs, schema: wipePieceAnswerSchema });
    if (answer.kind === 'refused') return later(answer.refusal.message, answer.waitMs);
    if (answer.kind !== 'value') return later(answer.problem, answer.waitMs);
    const { missing, receipt } = answer.value;
    if (receipt !== undefined)
      return readReceipt(receipt, { key, order: order.id, org: order.org, digest })
        ? { kind: 'receipt', receipt }
        : later('The receipt of the organisation is not valid.');
    const next = missing.find((one) => one < pieces && one !== n);
    if (next === undefined) return later('The server did not accept a piece.');
    n = next;
  }
}

const later = (problem: string, waitMs?: number): HandOverResult => ({
  kind: 'later',
  problem,
  ...(waitMs === undefined ? {} : { waitMs }),
});

/** Tells the server that the device is wiped. Returns whether the server has noted it. */
export async function tellWiped(
  { org, receipt }: { readonly org: string; readonly receipt: string },
  line: Line,
): Promise<boolean> {
  const told = await post('/auth/wipe/done', { org, receipt }, { line, schema: z.object({ done: z.literal(true) }) });
  return told.kind === 'value' || (told.kind === 'refused' && told.refusal.code === 'request/not-found');
}

async function post<T>(
  to: string,
  body: object,
  { line, proofs, schema }: { readonly line: Line; readonly proofs?: Proofs; readonly schema: z.ZodType<T> },
): Promise<ServerAnswer<T>> {
  const send = () =>
    exchange(
      line.transport,
      {
        method: 'POST',
        path: to,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          [protocolHeader]: String(protocolVersion),
          ...proofs?.header({ method: 'POST', path: to }),
        },
        body: JSON.stringify(body),
      },
      { schema, timers: line.timers },
    );
  const first = await send();
  return first.kind === 'refused' && proofs?.heard(first.refusal) === true ? send() : first;
}
