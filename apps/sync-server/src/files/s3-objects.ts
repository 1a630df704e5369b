import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { S3 } from '@aws-sdk/client-s3';
import type { ListedObject, ObjectStore } from './object-store.ts';

/**
 * Objects up to this size are read into memory before they are sent, so that the SDK can send them again after a fault of the
 * network or the service. Chosen: a piece of an upload, and most files. A larger one is a stream, which can be sent once.
 */
const mostRepeatedBytes = 8 * 1_048_576;

/** A bucket of any service with S3's interface. */
export type S3Place = {
  readonly bucket: string;
  readonly region: string;
  /** Null: Amazon's own address of the region. */
  readonly endpoint: string | null;
  readonly keyId: string;
  readonly secret: string;
};

/**
 * Returns a store of objects in a bucket, which exists. It needs only whole objects, ranges and listings. (@tus/s3-store needs ListParts and
 * tags, which many services lack.)
 */
export function s3Objects({ bucket, region, endpoint, keyId, secret }: S3Place): ObjectStore {
  const client = new S3({
    region,
    credentials: { accessKeyId: keyId, secretAccessKey: secret },
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }), // other services have no name per bucket
    requestChecksumCalculation: 'WHEN_REQUIRED', // not every service knows the newer checksums
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const remove = async (name: string): Promise<void> => {
    await client.deleteObject({ Bucket: bucket, Key: name });
  };
  const under = (prefix: string) => listed(client, { bucket, prefix });
  return {
    clearPrefix: '',
    async put(name, bytes, sizeBytes) {
      if (sizeBytes <= mostRepeatedBytes) {
        const whole = await buffer(bytes);
        await client.putObject({ Bucket: bucket, Key: name, Body: whole, ContentLength: sizeBytes });
        return;
      }
      const body = Readable.from(bytes, { objectMode: false });
      const ended = new AbortController();
      // The SDK does not listen to its body's errors: without a listener one would end the process.
      const failed = new Promise<never>((_resolve, reject) => body.once('error', reject));
      const sent = client.putObject(
        { Bucket: bucket, Key: name, Body: body, ContentLength: sizeBytes },
        { abortSignal: ended.signal },
      );
      try {
        await Promise.race([sent, failed]);
      } catch (cause) {
        ended.abort(); // the service gets no whole object
        await sent.catch(() => undefined);
        throw cause;
      } finally {
        body.destroy();
      }
    },
    async read(name, range) {
      const asked = range && { Range: `bytes=${range.from}-${range.to}` };
      try {
        const { Body: body } = await client.getObject({ Bucket: bucket, Key: name, ...asked });
        if (body instanceof Readable) return body;
      } catch (cause) {
        if (cause instanceof Error && cause.name === 'NoSuchKey') return undefined;
        throw cause;
      }
      throw new Error('The store of files sent no content');
    },
    async has(name) {
      try {
        await client.headObject({ Bucket: bucket, Key: name });
        return true;
      } catch (cause) {
        if (cause instanceof Error && (cause.name === 'NotFound' || cause.name === 'NoSuchKey')) return false;
        throw cause;
      }
    },
    remove,
    async removeAll(prefix) {
      for await (const { name } of under(prefix)) await remove(name);
    },
    under,
  };
}

async function* listed(
  client: S3,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): AsyncGenerator<ListedObject> {
  for (let token: string | undefined; ;) {
    const page = await client.listObjectsV2({
      Bucket: bucket,
      Prefix: prefix,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    for (const { Key: name, Size: sizeBytes = 0, LastModified: changedAt } of page.Contents ?? [])
      if (name !== undefined) yield { name, sizeBytes, changedAtMs: changedAt?.getTime() ?? 0 };
    token = page.NextContinuationToken;
    if (page.IsTruncated !== true || token === undefined) return;
  }
}
