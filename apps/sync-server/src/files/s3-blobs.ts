import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { S3 } from '@aws-sdk/client-s3';
import { DataStore, ERRORS, Upload } from '@tus/server';
import { z } from 'zod';
import { type BlobStore, blobNameOf, uploadLifeMs } from './blob-store.ts';

/** A bucket of any service with S3's interface. */
export type S3Place = {
  readonly bucket: string;
  readonly region: string;
  /** Null: Amazon's own address of the region. */
  readonly endpoint: string | null;
  readonly keyId: string;
  readonly secret: string;
};

const descriptionSchema = z.object({
  size: z.number().int(),
  metadata: z.record(z.string(), z.string().nullable()),
  creation_date: z.string(),
});

/**
 * Returns a store of contents in a bucket, which exists. It uses only whole objects: an upload is a description and one object for
 * each request of it. (@tus/s3-store needs ListParts and tags, which many services lack.) So any server can take the next piece.
 */
export function s3Blobs(place: S3Place, clock: { readonly nowMs: () => number }): BlobStore {
  const { bucket, region, endpoint, keyId, secret } = place;
  const client = new S3({
    region,
    credentials: { accessKeyId: keyId, secretAccessKey: secret },
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }), // other services have no name per bucket
    requestChecksumCalculation: 'WHEN_REQUIRED', // not every service knows the newer checksums
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const objects = new BucketObjects(client, bucket);
  const uploads = new UploadsInBucket(objects);
  return {
    uploads,
    readUpload: (id) => uploads.read(id),
    async keep(uploadId, key) {
      const { size = 0 } = await uploads.getUpload(uploadId);
      await client.putObject({
        Bucket: bucket,
        Key: blobNameOf(key),
        Body: uploads.read(uploadId),
        ContentLength: size,
      });
      await uploads.remove(uploadId);
    },
    read: (key, { from, to }) => objects.read(blobNameOf(key), `bytes=${from}-${to}`),
    remove: (key) => objects.remove(blobNameOf(key)),
    async removeExpired() {
      for await (const { name, changedAtMs } of objects.under(uploadsPrefix))
        if (clock.nowMs() - changedAtMs > uploadLifeMs) await objects.remove(name);
    },
  };
}

const uploadsPrefix = 'uploads/';
const descriptionOf = (id: string): string => `${uploadsPrefix}${id}/description.json`;
const piecesOf = (id: string): string => `${uploadsPrefix}${id}/piece/`;
/** Names in the order of their places. */
const pieceAt = (id: string, offset: number): string => `${piecesOf(id)}${String(offset).padStart(15, '0')}`;

type Listed = { readonly name: string; readonly sizeBytes: number; readonly changedAtMs: number };

/** The few operations of S3 that are needed here. */
class BucketObjects {
  readonly #client: S3;
  readonly #bucket: string;

  constructor(client: S3, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async put(name: string, bytes: Uint8Array | string): Promise<void> {
    await this.#client.putObject({ Bucket: this.#bucket, Key: name, Body: bytes });
  }

  async read(name: string, range?: string): Promise<Readable> {
    const { Body } = await this.#client.getObject({
      Bucket: this.#bucket,
      Key: name,
      ...(range === undefined ? {} : { Range: range }),
    });
    if (!(Body instanceof Readable)) throw new Error('The store of files sent no content');
    return Body;
  }

  async remove(name: string): Promise<void> {
    await this.#client.deleteObject({ Bucket: this.#bucket, Key: name });
  }

  /** Yields the objects whose names begin so, in the order of their names. */
  async *under(prefix: string): AsyncGenerator<Listed> {
    for (let token: string | undefined; ;) {
      const page = await this.#client.listObjectsV2({
        Bucket: this.#bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      });
      for (const { Key: name, Size: sizeBytes = 0, LastModified: changedAt } of page.Contents ?? [])
        if (name !== undefined) yield { name, sizeBytes, changedAtMs: changedAt?.getTime() ?? 0 };
      token = page.NextContinuationToken;
      if (page.IsTruncated !== true || token === undefined) return;
    }
  }
}

/** Uploads under way, for the tus server. */
class UploadsInBucket extends DataStore {
  readonly #objects: BucketObjects;

  constructor(objects: BucketObjects) {
    super();
    this.#objects = objects;
    this.extensions = ['creation', 'termination'];
  }

  override async create(upload: Upload): Promise<Upload> {
    const { size = 0, metadata = {}, creation_date = '' } = upload;
    await this.#objects.put(descriptionOf(upload.id), JSON.stringify({ size, metadata, creation_date }));
    return upload;
  }

  /** Keeps the received bytes, also where the connection was cut: the next request continues from there. */
  override async write(bytes: Readable, id: string, offset: number): Promise<number> {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of bytes as AsyncIterable<Buffer>) pieces.push(piece); // the route bounds a request's bytes
    } finally {
      if (pieces.length > 0) await this.#objects.put(pieceAt(id, offset), Buffer.concat(pieces));
    }
    return offset + pieces.reduce((sum, { length }) => sum + length, 0);
  }

  override async getUpload(id: string): Promise<Upload> {
    let description: string;
    try {
      description = await text(await this.#objects.read(descriptionOf(id)));
    } catch (cause) {
      if (cause instanceof Error && cause.name === 'NoSuchKey')
        throw Object.assign(new Error('There is no such upload', { cause }), ERRORS.FILE_NOT_FOUND);
      throw cause;
    }
    let offset = 0;
    for await (const { sizeBytes } of this.#objects.under(piecesOf(id))) offset += sizeBytes;
    return new Upload({ id, offset, ...descriptionSchema.parse(JSON.parse(description)) });
  }

  /** Returns the bytes that have come, in order. */
  read(id: string): Readable {
    const objects = this.#objects;
    return Readable.from(
      (async function* () {
        for await (const { name } of objects.under(piecesOf(id))) yield* await objects.read(name);
      })(),
      { objectMode: false },
    );
  }

  override async remove(id: string): Promise<void> {
    for await (const { name } of this.#objects.under(`${uploadsPrefix}${id}/`)) await this.#objects.remove(name);
  }
}
