import type { Readable } from 'node:stream';

/** Bytes of an object: the first and the last one, counted from 0. */
export type ByteRange = { readonly from: number; readonly to: number };

/** An object as a listing shows it. `sizeBytes`: as stored. */
export type ListedObject = { readonly name: string; readonly sizeBytes: number; readonly changedAtMs: number };

/** The storage of the bytes of files: a folder, or a bucket with S3's interface. Names have `/` between their parts. */
export type ObjectStore = {
  /** The prefix under which builds before ADR 109 kept contents in clear. */
  readonly clearPrefix: string;
  /** Writes an object, and replaces one of this name. It is on the disk as a whole, or not at all. */
  readonly put: (name: string, bytes: AsyncIterable<Uint8Array>, sizeBytes: number) => Promise<void>;
  /** Returns an object or a range of it; undefined where there is none. */
  readonly read: (name: string, range?: ByteRange) => Promise<Readable | undefined>;
  /** Returns whether there is an object of this name. */
  readonly has: (name: string) => Promise<boolean>;
  /** Removes an object, if it is there. */
  readonly remove: (name: string) => Promise<void>;
  /** Removes all objects whose names begin with a prefix, which ends in `/`. */
  readonly removeAll: (prefix: string) => Promise<void>;
  /** Yields the objects whose names begin with a prefix, which ends in `/`, by name. */
  readonly under: (prefix: string) => AsyncIterable<ListedObject>;
};
