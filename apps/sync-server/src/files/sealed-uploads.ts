import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { DataStore, ERRORS, Upload } from '@tus/server';
import { z } from 'zod';
import { uploadsPrefix } from './blob-names.ts';
import type { ContentKey, FileKeys } from './file-keys.ts';
import type { ObjectStore } from './object-store.ts';
import {
  clearSizeOf,
  DamagedBytes,
  openRange,
  readHeader,
  sealBytes,
  sealedSizeOf,
  type SealedAt,
} from './sealed-bytes.ts';

const descriptionSchema = z.object({
  size: z.number().int(),
  metadata: z.record(z.string(), z.string().nullable()),
  creation_date: z.string(),
});
type Description = z.infer<typeof descriptionSchema>;

const descriptionOf = (id: string): string => `${uploadsPrefix}${id}/description`;
const piecesOf = (id: string): string => `${uploadsPrefix}${id}/piece/`;
/** Names in the order of their places. */
const pieceAt = (id: string, offset: number): string => `${piecesOf(id)}${String(offset).padStart(15, '0')}`;

type Piece = { readonly name: string; readonly offset: number; readonly sizeBytes: number };

/**
 * Uploads under way, for the tus server. An upload is a description and one object for each request, all sealed. So any server can
 * take the next piece. The metadata of an upload name its tenant (`orgId`).
 */
export class SealedUploads extends DataStore {
  readonly #objects: ObjectStore;
  readonly #keys: FileKeys;
  readonly #random: RandomBytes;

  constructor({ objects, keys, random }: { objects: ObjectStore; keys: FileKeys; random: RandomBytes }) {
    super();
    this.#objects = objects;
    this.#keys = keys;
    this.#random = random;
    this.extensions = ['creation', 'termination'];
  }

  override async create(upload: Upload): Promise<Upload> {
    const { size = 0, metadata = {}, creation_date = '' } = upload;
    const text = Buffer.from(JSON.stringify({ size, metadata, creation_date } satisfies Description));
    const orgId = metadata['orgId'] ?? '';
    await this.#put(descriptionOf(upload.id), text, { orgId, place: `description of upload ${upload.id}` });
    return upload;
  }

  /** Keeps the received bytes, also where the connection was cut: the next request continues from there. */
  override async write(bytes: Readable, id: string, offset: number): Promise<number> {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of bytes as AsyncIterable<Buffer>) pieces.push(piece); // the route bounds a request's bytes
    } finally {
      const all = Buffer.concat(pieces);
      if (all.length > 0) {
        const { metadata } = await this.#describe(id);
        const at = { orgId: metadata['orgId'] ?? '', place: placeOfPiece(id, offset) };
        await this.#put(pieceAt(id, offset), all, at);
      }
    }
    return offset + pieces.reduce((sum, { length }) => sum + length, 0);
  }

  override async getUpload(id: string): Promise<Upload> {
    const description = await this.#describe(id);
    const [last] = (await this.#pieces(id)).slice(-1);
    return new Upload({ id, offset: last ? last.offset + last.sizeBytes : 0, ...description });
  }

  /**
   * Returns the bytes that have been received, in order. It fails with `DamagedBytes` where a piece is removed
   * meanwhile. `keys`: of the upload's tenant.
   */
  read(id: string, { orgId, keys }: { readonly orgId: string; readonly keys: readonly ContentKey[] }): Readable {
    const [objects, pieces] = [this.#objects, this.#pieces(id)];
    const keyOf = ({ keyId }: { readonly keyId: string }) => keys.find((key) => key.id === keyId);
    return Readable.from(
      (async function* () {
        for (const { name, offset, sizeBytes } of await pieces) {
          const place = placeOfPiece(id, offset);
          const range = { from: 0, to: sizeBytes - 1 };
          const piece = await openRange((of) => objects.read(name, of), { orgId, place, sizeBytes, range, keyOf });
          if (!piece) throw new DamagedBytes(place); // removed since the listing
          yield* piece;
        }
      })(),
      { objectMode: false },
    );
  }

  override async remove(id: string): Promise<void> {
    await this.#objects.removeAll(`${uploadsPrefix}${id}/`);
  }

  /** Returns the pieces without a gap from the first byte on. One that a power cut left out is sent again, with those behind it. */
  async #pieces(id: string): Promise<readonly Piece[]> {
    const found: Piece[] = [];
    let next = 0;
    for await (const { name, sizeBytes: sealed } of this.#objects.under(piecesOf(id))) {
      const offset = Number(name.slice(piecesOf(id).length));
      const sizeBytes = clearSizeOf(sealed);
      if (offset !== next || sizeBytes === undefined) break;
      found.push({ name, offset, sizeBytes });
      next += sizeBytes;
    }
    return found;
  }

  async #describe(id: string): Promise<Description> {
    const stored = await this.#objects.read(descriptionOf(id));
    const sealed = stored && (await buffer(stored));
    const header = sealed && readHeader(sealed);
    if (!sealed || !header) throw Object.assign(new Error('There is no such upload'), ERRORS.FILE_NOT_FOUND);
    const keys = await this.#keys(header.orgId);
    const sizeBytes = clearSizeOf(sealed.length) ?? 0;
    const opened = await openRange(({ from, to }) => Promise.resolve(Readable.from([sealed.subarray(from, to + 1)])), {
      orgId: header.orgId,
      place: `description of upload ${id}`,
      sizeBytes,
      range: { from: 0, to: sizeBytes - 1 },
      keyOf: ({ keyId }) => keys.find((key) => key.id === keyId),
    });
    const text = opened ? (await buffer(opened)).toString() : '';
    return descriptionSchema.parse(JSON.parse(text));
  }

  async #put(name: string, bytes: Buffer, at: SealedAt): Promise<void> {
    const [key] = await this.#keys(at.orgId);
    const sealed = sealBytes(Readable.from([bytes]), { ...at, key, random: this.#random });
    await this.#objects.put(name, sealed, sealedSizeOf(bytes.length));
  }
}

const placeOfPiece = (id: string, offset: number): string => `piece of upload ${id} at ${offset}`;
