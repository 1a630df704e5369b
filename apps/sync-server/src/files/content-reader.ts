import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import type { ReadContent } from '../identity/mail/organisation-look.ts';
import type { BlobStore } from './blob-store.ts';

/** Chosen: a store that answers later than this is down for a mail, which is sent without its picture. */
const waitMs = 5_000;

/** Returns the function that reads a small content whole. It answers undefined where the store lacks it, is damaged or is slow. */
export const contentReader =
  (blobs: Pick<BlobStore, 'of'>, mostMs = waitMs): ReadContent =>
  async (orgId, { sha256, sizeBytes }) => {
    const stop = new AbortController();
    const read = async (): Promise<Uint8Array | undefined> => {
      const contents = await blobs.of(orgId);
      const bytes = await contents.read({ sha256, sizeBytes }, { from: 0, to: sizeBytes - 1 });
      stop.signal.addEventListener('abort', () => bytes.destroy());
      return buffer(bytes);
    };
    const late = sleep(mostMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
    try {
      return await Promise.race([read().catch(() => undefined), late]);
    } finally {
      stop.abort();
    }
  };
