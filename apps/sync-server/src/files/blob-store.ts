import type { Readable } from 'node:stream';
import type { DataStore } from '@tus/server';

/** The place of a content: a tenant's folder, and the SHA-256 of the bytes. No two tenants share a content. */
export type BlobKey = { readonly orgId: string; readonly sha256: string };

/** The bytes of files: those under way, by the tus protocol, and complete ones by their content. */
export type BlobStore = {
  /** Uploads that are under way. */
  readonly uploads: DataStore;
  /** Returns the bytes of an upload that have come. */
  readonly readUpload: (uploadId: string) => Readable;
  /** Makes a complete upload a content. An equal content may be stored already. The upload is gone afterwards. */
  readonly keep: (uploadId: string, key: BlobKey) => Promise<void>;
  /** Returns bytes of a content, the last one included. Rejects where there is no such content. */
  readonly read: (key: BlobKey, range: { readonly from: number; readonly to: number }) => Promise<Readable>;
  /** Removes a content, if it exists. */
  readonly remove: (key: BlobKey) => Promise<void>;
  /** Removes unfinished uploads whose time is over. */
  readonly removeExpired: () => Promise<void>;
};

/** The name of a content in its store. */
export const blobNameOf = ({ orgId, sha256 }: BlobKey): string => `${orgId}/${sha256.slice(0, 2)}/${sha256}`;

/**
 * Unfinished uploads are removed after this time. Chosen: a device that was off for a weekend goes on; one that was off for longer
 * starts that file again.
 */
export const uploadLifeMs = 7 * 86_400_000;
