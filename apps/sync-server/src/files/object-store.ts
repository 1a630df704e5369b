import type { Readable } from 'node:stream';

/** Bytes of an object: the first and the last one, counted from 0. */
export type ByteRange = { readonly from: number; readonly to: number };

/** An object as a listing has it. `sizeBytes`: as stored. */
export type ListedObject = { readonly name: string; readonly sizeBytes: number; readonly changedAtMs: number };

/** Where the bytes of files lie: a folder, or a bucket with S3's interface. Names have `/` between their parts. */
export type ObjectStore = {
  /** The prefix under which builds before ADR 109 kept contents in clear. */
  readonly clearPrefix: string;
  /** Writes an object, over one of this name. It is there as a whole and on the disk, or not at all. */
  readonly put: (name: string, bytes: AsyncIterable<Uint8Array>, sizeBytes: number) => Promise<void>;
  /** Returns an object or a range of it; undefined where there is none. */
  readonly read: (name: string, range?: ByteRange) => Promise<Readable | undefined>;
  /** Removes an object, if it is there. */
  readonly remove: (name: string) => Promise<void>;
  /** Removes all objects whose names begin with a prefix, which ends in `/`. */
  readonly removeAll: (prefix: string) => Promise<void>;
  /** Yields the objects whose names begin with a prefix, which ends in `/`, by name. */
  readonly under: (prefix: string) => AsyncIterable<ListedObject>;
};
