import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { DataStore } from '@tus/server';
import { clearName, clearUploadsPrefix, draftsPrefix, sealedName, sealedPrefix, uploadsPrefix } from './blob-names.ts';
import type { ContentKey, FileKeys } from './file-keys.ts';
import type { ByteRange, ObjectStore } from './object-store.ts';
import { DamagedBytes, openRange, sealBytes, sealedSizeOf } from './sealed-bytes.ts';
import { SealedUploads } from './sealed-uploads.ts';

/** A content: the SHA-256 of its bytes in hex, and their number, both as the record says. No two tenants share one. */
export type StoredContent = { readonly sha256: string; readonly sizeBytes: number };

/** The contents of one tenant. Its calls need no database, so that they may run within a transaction. */
export type TenantBlobs = {
  /** Returns the bytes of an upload that have been received. */
  readonly readUpload: (uploadId: string) => Readable;
  /**
   * Makes a complete upload a content, over an equal one that may be stored already. The upload stays. Rejects with
   * `DamagedBytes` where the bytes of the upload are not those of the content: then nothing is stored.
   */
  readonly seal: (uploadId: string, content: StoredContent) => Promise<void>;
  /** Stores bytes that the server itself has, over equal ones. Rejects with `DamagedBytes` where they are not those of the content. */
  readonly put: (bytes: Uint8Array, content: StoredContent) => Promise<void>;
  /** Returns whether a content is stored under the newest key. */
  readonly has: (content: Pick<StoredContent, 'sha256'>) => Promise<boolean>;
  /** Returns bytes of a content, the last one included. Rejects where there is no such content. */
  readonly read: (content: StoredContent, range: ByteRange) => Promise<Readable>;
  /** Seals a content under the newest key where it is stored in clear or under an older one. Returns whether it did. */
  readonly renew: (content: StoredContent) => Promise<boolean>;
  /** Removes a content, if it exists. */
  readonly remove: (sha256: string) => Promise<void>;
};

/**
 * The bytes of files, sealed under keys of their tenants (ADR 109): uploads under way by the tus protocol, and complete
 * contents.
 */
export type BlobStore = {
  /** Uploads that are under way. */
  readonly uploads: DataStore;
  /** Opens the contents of a tenant with its present keys. Not to be called within a transaction. */
  readonly of: (orgId: string) => Promise<TenantBlobs>;
  /** Yields the contents of a tenant that an earlier build left in clear. */
  readonly inClear: (orgId: string) => AsyncIterable<StoredContent>;
  /** Removes all contents of a tenant that was erased. Its unfinished uploads end with their time. */
  readonly removeTenant: (orgId: string) => Promise<void>;
  /** Removes unfinished uploads whose time is over, and those that an earlier build left in clear: devices begin them again. */
  readonly removeExpired: () => Promise<void>;
};

/**
 * Unfinished uploads are removed after this time. Chosen: a device that was off for a weekend continues. One that was
 * off for longer starts that file again.
 */
export const uploadLifeMs = 7 * 86_400_000;

export type BlobPorts = {
  readonly objects: ObjectStore;
  readonly keys: FileKeys;
  readonly random: RandomBytes;
  /** The clock by which uploads expire. */
  readonly clock: Clock;
};

/**
 * Returns a store of contents over a store of objects. The store of objects contains no part of a content, its name or an upload
 * in clear.
 */
export function sealedBlobs(ports: BlobPorts): BlobStore {
  const { objects, keys, clock } = ports;
  const uploads = new SealedUploads(ports);
  return {
    uploads,
    of: async (orgId) => tenantBlobs({ ...ports, uploads }, { orgId, keys: await keys(orgId) }),
    async *inClear(orgId) {
      for await (const { name, sizeBytes } of objects.under(`${objects.clearPrefix}${orgId}/`))
        yield { sha256: name.slice(name.lastIndexOf('/') + 1), sizeBytes };
    },
    async removeTenant(orgId) {
      await objects.removeAll(sealedPrefix(orgId));
      await objects.removeAll(`${objects.clearPrefix}${orgId}/`);
    },
    async removeExpired() {
      const isOver = (changedAtMs: number): boolean => clock.nowMs() - changedAtMs > uploadLifeMs;
      const changed = new Map<string, number>();
      for await (const { name, changedAtMs } of objects.under(uploadsPrefix)) {
        const [id = ''] = name.slice(uploadsPrefix.length).split('/');
        changed.set(id, Math.max(changed.get(id) ?? 0, changedAtMs));
      }
      for (const [id, atMs] of changed) if (isOver(atMs)) await uploads.remove(id);
      for await (const { name, changedAtMs } of objects.under(draftsPrefix))
        if (isOver(changedAtMs)) await objects.remove(name);
      await objects.removeAll(clearUploadsPrefix);
    },
  };
}

/**
 * Passes bytes through. Throws at their end where they are not those of the content, so that a store that writes them
 * keeps nothing.
 */
async function* checked(bytes: Readable, { sha256, sizeBytes }: StoredContent): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let passedBytes = 0;
  for await (const piece of bytes as AsyncIterable<Uint8Array>) {
    hash.update(piece);
    passedBytes += piece.length;
    yield piece;
  }
  if (passedBytes !== sizeBytes || hash.digest('hex') !== sha256) throw new DamagedBytes(`upload of content ${sha256}`);
}

type Opened = { readonly orgId: string; readonly keys: readonly [ContentKey, ...ContentKey[]] };

function tenantBlobs(
  { objects, random, uploads }: Pick<BlobPorts, 'objects' | 'random'> & { readonly uploads: SealedUploads },
  { orgId, keys }: Opened,
): TenantBlobs {
  const [newest, ...older] = keys;
  const placeOf = (sha256: string): string => `content ${sha256}`;
  const nameInClear = (sha256: string): string => `${objects.clearPrefix}${clearName(orgId, sha256)}`;
  const readSealed = (key: ContentKey, { sha256, sizeBytes }: StoredContent, range: ByteRange) =>
    openRange((of) => objects.read(sealedName(orgId, key, sha256), of), {
      orgId,
      place: placeOf(sha256),
      sizeBytes,
      range,
      keyOf: ({ keyId }) => (keyId === key.id ? key : undefined),
    });
  const seal = (bytes: AsyncIterable<Uint8Array>, { sha256, sizeBytes }: StoredContent): Promise<void> =>
    objects.put(
      sealedName(orgId, newest, sha256),
      sealBytes(bytes, { orgId, place: placeOf(sha256), key: newest, random }),
      sealedSizeOf(sizeBytes),
    );
  const readUpload = (id: string): Readable => uploads.read(id, { orgId, keys });
  return {
    readUpload,
    seal: (uploadId, content) => seal(checked(readUpload(uploadId), content), content),
    put: (bytes, content) => seal(checked(Readable.from([bytes]), content), content),
    has: ({ sha256 }) => objects.has(sealedName(orgId, newest, sha256)),
    async read(content, range) {
      // A renewal may move the content from an older key to the newest while the keys are tried: then the second round finds it.
      for (let round = 0; round < 2; round += 1) {
        for (const key of keys) {
          const opened = await readSealed(key, content, range);
          if (opened) return opened;
        }
        const inClear = await objects.read(nameInClear(content.sha256), range);
        if (inClear) return inClear;
      }
      throw new Error(`There is no content ${content.sha256} of tenant ${orgId}`);
    },
    async renew(content) {
      const whole = { from: 0, to: content.sizeBytes - 1 };
      for (const key of older) {
        const opened = await readSealed(key, content, whole);
        if (!opened) continue;
        await seal(opened, content);
        await objects.remove(sealedName(orgId, key, content.sha256));
        return true;
      }
      const inClear = await objects.read(nameInClear(content.sha256));
      if (!inClear) return false;
      await seal(inClear, content);
      await objects.remove(nameInClear(content.sha256));
      return true;
    },
    async remove(sha256) {
      for (const key of keys) await objects.remove(sealedName(orgId, key, sha256));
      await objects.remove(nameInClear(sha256));
    },
  };
}
