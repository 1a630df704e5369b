import { createPublicKey, hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { JsonValue } from '@outpost/domain/kernel/json';
import {
  type HandedAct,
  mostWipePieces,
  type Parcel,
  type WipeOrder,
  wipePieceChars,
} from '@outpost/domain/sync/device-wipe';
import { CompactEncrypt } from 'jose';
import type { ContentFile } from '../contents/content-file.ts';
import type { Device } from '../device/device.ts';

/** The parcel of the device: the encrypted text, its digest, and the number of acts in it. */
export type SealedParcel = { readonly text: string; readonly digest: string; readonly acts: number };

/** Chosen: bytes of files up to this are put into the parcel, the oldest first. Compressed pictures do not get smaller. */
const mostFileBytes = 6_000_000;

/** Returns whether the server takes a parcel of this size. */
export const fitsPieces = ({ text }: SealedParcel): boolean => text.length <= mostWipePieces * wipePieceChars;

/** Returns the digest by which a parcel is named: SHA-256, base64url. */
export const parcelDigestOf = (text: string): string => hash('sha256', text, 'base64url');

/**
 * Collects the unsent acts, drafts and files of the device, and encrypts them to the key that the order names (ECDH-ES
 * on X25519, A256GCM): only the tenant's server opens it. Files whose bytes do not fit are named without them.
 */
export async function makeParcel(
  device: Device,
  { contents, order }: { readonly contents: Pick<ContentFile, 'waiting' | 'read'>; readonly order: WipeOrder },
): Promise<SealedParcel> {
  const acts = unsentActs(device);
  const sealed = async (room: number) =>
    seal({ form: 1, order: order.id, acts, drafts: await draftsOf(device), files: filesOf(contents, room) }, order);
  const whole = await sealed(mostFileBytes);
  return fitsPieces(whole) ? whole : sealed(0);
}

/** Returns the acts that no server has decided, and those in the tray that the person did not discard. */
function unsentActs({ memory }: Device): HandedAct[] {
  const waiting = [...memory.acts.values()].filter(({ state }) => state === 'waiting');
  const refused = [...memory.tray.values()].filter(({ discardedAt }) => discardedAt === null);
  return [
    ...waiting.map(({ act }) => ({ state: 'waiting' as const, act: { ...act, edits: [...act.edits] } })),
    ...refused.map(({ act, why }) => ({
      state: 'refused' as const,
      act,
      why: Object.fromEntries(Object.entries(why).map(([id, { code, message }]) => [id, { code, message }])),
    })),
  ];
}

/** Returns the texts that were typed and not saved. */
async function draftsOf({ database }: Device): Promise<Record<string, JsonValue>> {
  const local = await database.allLocal();
  return Object.fromEntries(
    local.filter(([key]) => /draft/u.test(key)).map(([key, value]) => [key, value as JsonValue]), // stored as JSON by screens
  );
}

function filesOf(contents: Pick<ContentFile, 'waiting' | 'read'>, room: number): Parcel['files'] {
  let left = room;
  return contents.waiting().map(({ record, sizeBytes, sha256 }) => {
    const named = { record, sizeBytes, sha256 };
    if (sizeBytes > left) return named;
    left -= sizeBytes;
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < sizeBytes;) {
      const piece = contents.read(sha256, at);
      if (!piece) return named;
      pieces.push(piece);
      at += piece.length;
    }
    return { ...named, content: Buffer.concat(pieces).toString('base64') };
  });
}

async function seal(parcel: Parcel, { seal: x }: WipeOrder): Promise<SealedParcel> {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
  const text = await new CompactEncrypt(await promisify(gzip)(JSON.stringify(parcel)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .encrypt(key);
  return { text, digest: parcelDigestOf(text), acts: parcel.acts.length };
}
