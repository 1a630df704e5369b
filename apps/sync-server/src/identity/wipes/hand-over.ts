import { hash } from 'node:crypto';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { WipePiece, WipeReceipt } from '@outpost/domain/sync/device-wipe';
import { inTenant, type Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { badProof } from '../tokens/proofs.ts';
import { receiptIn, signReceipt } from './signed-texts.ts';
import { openWipeKeys } from './wipe-keys.ts';

/** Chosen: a device has one parcel. Set back to a backup it makes another, and none is ever replaced. */
const mostParcels = 8;

export type HandedPiece = WipePiece & {
  readonly org: string;
  /** The thumbprint of the key that the request proved. */
  readonly proofKey: string | undefined;
};
export type PieceAnswer = { readonly missing: number[]; readonly receipt?: string };

type OrderRow = {
  readonly proof_key: string;
  readonly handed_over_at: string | null;
  readonly person_id: string;
  readonly device_id: string;
};
type ParcelRow = { readonly pieces: number; readonly handed_over_at: string | null };

/**
 * Takes one piece of a wiped device's data, and returns the missing pieces or, with the last one, the receipt. The same piece
 * again changes nothing. Refuses `access/bad-proof` to all but the device that the order is for, `request/not-found`, `request/invalid`
 * for pieces that are not those of the digest (they are dropped), and `request/too-large`.
 */
export function takePiece(piece: HandedPiece, ports: IdentityPorts): Promise<Result<PieceAnswer>> {
  const { org, order, digest, proofKey } = piece;
  return inTenant(ports.database, { orgId: org, mode: 'write' }, async (tx): Promise<Result<PieceAnswer>> => {
    const [row] = await tx.query<OrderRow>(
      'select proof_key, handed_over_at, person_id, device_id from auth.device_wipe where org_id = $1 and id = $2 and withdrawn_at is null for update',
      [org, order],
    );
    if (proofKey === undefined) return badProof('missing', ports);
    if (!row) return notThere();
    if (row.proof_key !== proofKey) return badProof('other-key', ports);
    const kept = await keepPiece(tx, piece);
    if (!kept.ok) return kept;
    if (kept.value.handed_over_at !== null)
      return accept({ missing: [], receipt: await receiptOf(tx, piece, { at: kept.value.handed_over_at, ports }) });
    const pieces = await tx.query<{ n: number; text: string }>(
      'select n, text from auth.wipe_piece where org_id = $1 and wipe_id = $2 and digest = $3 order by n',
      [org, order, digest],
    );
    const have = new Set(pieces.map(({ n }) => n));
    const missing = Array.from({ length: kept.value.pieces }, (_, n) => n).filter((n) => !have.has(n));
    if (missing.length > 0) return accept({ missing });
    if (hash('sha256', pieces.map(({ text }) => text).join(''), 'base64url') !== digest) {
      await tx.query('delete from auth.wipe_piece where org_id = $1 and wipe_id = $2 and digest = $3', [org, order, digest]); // prettier-ignore
      return refuse('request/invalid', 'body.digest: is not the digest of all pieces together; send them again', {
        path: 'body.digest',
      });
    }
    const nowMs = ports.clock.nowMs();
    const at = instantOfMs(nowMs);
    await tx.query('update auth.wipe_parcel set handed_over_at = $4 where org_id = $1 and wipe_id = $2 and digest = $3', [org, order, digest, at]); // prettier-ignore
    await tx.query('update auth.device_wipe set handed_over_at = $3 where org_id = $1 and id = $2', [org, order, at]);
    const { person_id: about, device_id: device } = row;
    const details = { acts: piece.acts };
    await noteEvent(tx, org, { action: 'device/handed-over', nowMs, origin: ports.origin, about, device, details });
    return accept({ missing: [], receipt: await receiptOf(tx, piece, { at, ports }) });
  });
}

async function keepPiece(
  tx: Transaction,
  { org, order, digest, pieces, n, acts, text }: HandedPiece,
): Promise<Result<ParcelRow>> {
  const known = await tx.query<ParcelRow & { digest: string }>(
    'select digest, pieces, handed_over_at from auth.wipe_parcel where org_id = $1 and wipe_id = $2',
    [org, order],
  );
  const parcel = known.find((one) => one.digest === digest);
  if (parcel && parcel.pieces !== pieces)
    return refuse('request/invalid', 'body.pieces: must be the same number as before', { path: 'body.pieces' });
  if (n >= pieces) return refuse('request/invalid', 'body.n: must be a number below body.pieces', { path: 'body.n' });
  if (parcel?.handed_over_at !== undefined && parcel.handed_over_at !== null) return accept(parcel);
  if (!parcel) {
    // Pieces of an attempt that did not end make room: the device has made its parcel again.
    for (const table of ['auth.wipe_piece', 'auth.wipe_parcel'])
      await tx.query(
        `delete from ${table} p where p.org_id = $1 and p.wipe_id = $2 and p.digest in
           (select digest from auth.wipe_parcel where org_id = $1 and wipe_id = $2 and handed_over_at is null)`,
        [org, order],
      );
    if (known.filter((one) => one.handed_over_at !== null).length >= mostParcels)
      return refuse('request/too-large', 'This device has handed over as often as it may.', { limit: mostParcels });
    await tx.query('insert into auth.wipe_parcel (org_id, wipe_id, digest, pieces, acts) values ($1, $2, $3, $4, $5)', [
      org,
      order,
      digest,
      pieces,
      acts,
    ]);
  }
  await tx.query(
    'insert into auth.wipe_piece (org_id, wipe_id, digest, n, text) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [org, order, digest, n, text],
  );
  return accept(parcel ?? { pieces, handed_over_at: null });
}

async function receiptOf(
  tx: Transaction,
  { org, order, digest }: HandedPiece,
  { at, ports }: { readonly at: string; readonly ports: IdentityPorts },
): Promise<string> {
  const claims: WipeReceipt = { order, org, digest, at };
  return signReceipt(claims, await openWipeKeys(tx, org, ports));
}

/**
 * Notes that a device has wiped itself. It shows the receipt of its parcel: by then it has no other key. Refuses `request/not-found`
 * for any other text.
 */
export function noteWiped(
  { org, receipt }: { readonly org: string; readonly receipt: string },
  ports: IdentityPorts,
): Promise<Result<void>> {
  return inTenant(ports.database, { orgId: org, mode: 'write' }, async (tx): Promise<Result<void>> => {
    const claims = await receiptIn(receipt, await openWipeKeys(tx, org, ports));
    if (claims?.org !== org) return notThere();
    const nowMs = ports.clock.nowMs();
    const [noted] = await tx.query<{ person_id: string; device_id: string }>(
      'update auth.device_wipe set wiped_at = $3 where org_id = $1 and id = $2 and wiped_at is null returning person_id, device_id',
      [org, claims.order, instantOfMs(nowMs)],
    );
    if (noted)
      await noteEvent(tx, org, { action: 'device/wiped', nowMs, origin: ports.origin, about: noted.person_id, device: noted.device_id }); // prettier-ignore
    return accept(undefined);
  });
}

const notThere = (): Result<never> =>
  refuse('request/not-found', 'There is no such order for this device.', { path: '/auth/wipe' });
