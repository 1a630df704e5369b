import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { Readable } from 'node:stream';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { ExactReader } from './exact-reader.ts';
import type { ContentKey } from './file-keys.ts';
import type { ByteRange } from './object-store.ts';

/** Chosen: a range of one byte opens one segment, and tags are 0.02 % of the bytes. */
export const segmentBytes = 65_536;
const [cipher, tagBytes, saltBytes, nonceBytes] = ['aes-256-gcm', 16, 32, 12] as const;
const mark = Buffer.from('OPS1');
const [orgBytes, keyIdBytes] = [16, 12] as const;
const headerBytes = mark.length + orgBytes + keyIdBytes + saltBytes;

/** The beginning of sealed bytes. It is not secret: a wrong one leads to another key, and nothing opens. */
export type SealedHeader = { readonly orgId: string; readonly keyId: string; readonly salt: Uint8Array };

/** Sealed bytes do not open: they were changed, cut, moved or swapped. The message contains nothing of them. */
export class DamagedBytes extends Error {
  override readonly name = 'DamagedBytes';
  constructor(place: string, options?: ErrorOptions) {
    super(`The stored bytes (${place}) do not open: they were changed, cut or moved`, options);
  }
}

const segmentsOf = (sizeBytes: number): number => Math.max(1, Math.ceil(sizeBytes / segmentBytes));
/** Returns where a segment begins among the sealed bytes. */
const startOf = (segment: number): number => headerBytes + segment * (segmentBytes + tagBytes);

/** Returns the size of this many bytes when they are sealed. */
export const sealedSizeOf = (sizeBytes: number): number => headerBytes + sizeBytes + segmentsOf(sizeBytes) * tagBytes;

/** Returns the size of sealed bytes in clear; undefined for a size that sealed bytes cannot have. */
export function clearSizeOf(sealedBytes: number): number | undefined {
  const segments = Math.ceil((sealedBytes - headerBytes) / (segmentBytes + tagBytes));
  const sizeBytes = sealedBytes - headerBytes - segments * tagBytes;
  return segments > 0 && sizeBytes >= 0 && sealedSizeOf(sizeBytes) === sealedBytes ? sizeBytes : undefined;
}

/** The place of sealed bytes. They open only there. */
export type SealedAt = { readonly orgId: string; readonly place: string };

/**
 * Yields bytes sealed in segments by AES-256-GCM, in the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
 * Each run has a key of its own, derived from the tenant's key, a random salt and the place. The nonce of a segment is its
 * number and whether it is the last. So a cut, reordered, doubled or swapped segment does not open.
 */
export async function* sealBytes(
  bytes: AsyncIterable<Uint8Array>,
  { orgId, place, key, random }: SealedAt & { readonly key: ContentKey; readonly random: RandomBytes },
): AsyncGenerator<Uint8Array> {
  const salt = random(saltBytes);
  yield writeHeader({ orgId, keyId: key.id, salt });
  const ownKey = keyOfRun(key, salt, { orgId, place });
  let held: Uint8Array = Buffer.alloc(0);
  let segment = 0;
  for await (const piece of bytes) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    // A whole segment waits for more bytes, because they show that it is not the last.
    for (; held.length > segmentBytes; segment += 1) {
      yield sealSegment(ownKey, held.subarray(0, segmentBytes), { segment, isLast: false });
      held = held.subarray(segmentBytes);
    }
  }
  yield sealSegment(ownKey, held, { segment, isLast: true });
}

/** The bytes that `openRange` opens. `sizeBytes`: the size of all bytes, in clear. `range`: in clear. */
export type RangeToOpen = SealedAt & {
  readonly sizeBytes: number;
  readonly range: ByteRange;
  /** Returns the key of a header; undefined where there is none for it. */
  readonly keyOf: (header: SealedHeader) => ContentKey | undefined;
};

/**
 * Returns a range of bytes that `sealBytes` has sealed, opened segment by segment; undefined where there is nothing to read.
 * The stream fails with `DamagedBytes` where a segment does not open. It yields no byte of a segment that was not verified.
 */
export async function openRange(
  read: (range: ByteRange) => Promise<Readable | undefined>,
  asked: RangeToOpen,
): Promise<Readable | undefined> {
  const first = Math.floor(asked.range.from / segmentBytes);
  const start = await read({ from: 0, to: first === 0 ? endOf(asked) : headerBytes - 1 });
  if (!start) return undefined;
  start.on('error', () => undefined); // the reader meets it in its own turn
  const opened = Readable.from(openSegments(start, first === 0 ? undefined : read, asked), { objectMode: false });
  return opened.once('close', () => start.destroy());
}

/** Returns the place of the last sealed byte of a range. */
function endOf({ range, sizeBytes }: RangeToOpen): number {
  const next = Math.floor(range.to / segmentBytes) + 1;
  return Math.min(startOf(next), sealedSizeOf(sizeBytes)) - 1;
}

async function* openSegments(
  start: Readable,
  read: ((range: ByteRange) => Promise<Readable | undefined>) | undefined,
  asked: RangeToOpen,
): AsyncGenerator<Uint8Array> {
  const { orgId, place, sizeBytes, range } = asked;
  const short = () => new DamagedBytes(place);
  const head = new ExactReader(start, short);
  const header = readHeader(await head.take(headerBytes));
  const key = header?.orgId === orgId ? asked.keyOf(header) : undefined;
  if (!header || !key) throw new DamagedBytes(place);
  const first = Math.floor(range.from / segmentBytes);
  const rest = await read?.({ from: startOf(first), to: endOf(asked) });
  if (read && !rest) throw new DamagedBytes(place);
  try {
    const reader = rest ? new ExactReader(rest, short) : head;
    const ownKey = keyOfRun(key, header.salt, { orgId, place });
    const last = segmentsOf(sizeBytes) - 1;
    for (let segment = first; segment <= Math.floor(range.to / segmentBytes); segment += 1) {
      const from = segment * segmentBytes;
      const sealed = await reader.take(Math.min(segmentBytes, sizeBytes - from) + tagBytes);
      const opened = openSegment(ownKey, sealed, { segment, isLast: segment === last });
      if (!opened) throw new DamagedBytes(place);
      yield opened.subarray(Math.max(0, range.from - from), range.to + 1 - from);
    }
  } finally {
    rest?.destroy();
  }
}

/** Reads the header of sealed bytes; undefined for any other bytes. */
export function readHeader(bytes: Uint8Array): SealedHeader | undefined {
  const header = Buffer.from(bytes.subarray(0, headerBytes));
  if (header.length < headerBytes || !header.subarray(0, mark.length).equals(mark)) return undefined;
  const org = header.toString('hex', mark.length, mark.length + orgBytes);
  return {
    orgId: org.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    keyId: header.toString('latin1', mark.length + orgBytes, headerBytes - saltBytes),
    salt: header.subarray(headerBytes - saltBytes),
  };
}

function writeHeader({ orgId, keyId, salt }: SealedHeader): Buffer {
  const header = Buffer.concat([mark, Buffer.from(orgId.replaceAll('-', ''), 'hex'), Buffer.from(keyId), salt]);
  if (header.length !== headerBytes)
    throw new Error('The id of the tenant or of the data key has an unexpected length');
  return header;
}

const keyOfRun = ({ contents }: ContentKey, salt: Uint8Array, { orgId, place }: SealedAt): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', contents, salt, JSON.stringify(['outpost file', orgId, place]), 32));

type Segment = { readonly segment: number; readonly isLast: boolean };

function nonceOf({ segment, isLast }: Segment): Buffer {
  const nonce = Buffer.alloc(nonceBytes);
  nonce.writeUInt32BE(segment, nonceBytes - 5);
  nonce.writeUInt8(isLast ? 1 : 0, nonceBytes - 1);
  return nonce;
}

function sealSegment(key: Uint8Array, bytes: Uint8Array, of: Segment): Buffer {
  const sealing = createCipheriv(cipher, key, nonceOf(of), { authTagLength: tagBytes });
  return Buffer.concat([sealing.update(bytes), sealing.final(), sealing.getAuthTag()]);
}

function openSegment(key: Uint8Array, sealed: Uint8Array, of: Segment): Buffer | undefined {
  const opening = createDecipheriv(cipher, key, nonceOf(of), { authTagLength: tagBytes }).setAuthTag(
    sealed.subarray(-tagBytes),
  );
  const opened = opening.update(sealed.subarray(0, -tagBytes));
  try {
    opening.final();
    return opened;
  } catch {
    return undefined; // the tag does not match: the only error of a whole segment
  }
}
