import type { SqlValue } from './mango-to-sql.ts';
import type { StorageFaultKind } from '../files/storage-fault.ts';

/** A statement with its values, for any connection to the file. */
export type BoundQuery = { readonly sql: string; readonly params: readonly SqlValue[] };

/** What a reader thread is started with. */
export type ReaderSetup = {
  readonly file: string;
  readonly key: Uint8Array;
  /** One Int32: the number of the request to stop. The only way to reach a thread that is reading rows. */
  readonly stop: SharedArrayBuffer;
};

/** What the same entry is started with to make a copy of the file under another key, and then end. */
export type CopySetup = {
  readonly copy: { readonly file: string; readonly key: Uint8Array; readonly to: string; readonly toKey: Uint8Array };
};
/** What it says then. */
export type CopyReply =
  | { readonly outcome: 'copied' }
  | { readonly outcome: 'fault'; readonly kind: StorageFaultKind; readonly message: string };

/** A question to a reader thread; it has one at a time. */
export type ReadRequest = BoundQuery & { readonly number: number; readonly timeoutMs: number };

/** What a reader thread is told. After `leave` it closes its connection and ends. */
export type ToReader = ReadRequest | 'leave';

/** A reader thread's answer. */
export type ReadReply = { readonly number: number } & (
  | { readonly outcome: 'rows'; readonly rows: readonly unknown[]; readonly tookMs: number }
  | { readonly outcome: 'stopped' }
  | { readonly outcome: 'timed-out' }
  | { readonly outcome: 'fault'; readonly kind: StorageFaultKind; readonly message: string }
);
