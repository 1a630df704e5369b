import type { SqlValue } from '@outpost/domain/kernel/query/query-engine';
import type { StorageFaultKind } from '../files/storage-fault.ts';

/** A statement with its values, for any connection to the file. */
export type BoundQuery = { readonly sql: string; readonly params: readonly SqlValue[] };

/** The data that a reader thread starts with. */
export type ReaderSetup = {
  readonly file: string;
  readonly key: Uint8Array;
  /** One Int32: the number of the request to stop. A thread that is reading rows can be reached in no other way. */
  readonly stop: SharedArrayBuffer;
};

/** The data with which the same worker starts when it copies the file under another key and then ends. */
export type CopySetup = {
  readonly copy: { readonly file: string; readonly key: Uint8Array; readonly to: string; readonly toKey: Uint8Array };
};
/** The answer of a copying thread. */
export type CopyReply =
  | { readonly outcome: 'copied' }
  | { readonly outcome: 'fault'; readonly kind: StorageFaultKind; readonly message: string };

/** A question to a reader thread, which handles one at a time. */
export type ReadRequest = BoundQuery & { readonly number: number; readonly timeoutMs: number };

/** A message to a reader thread. After `leave` it closes its connection and ends. */
export type ToReader = ReadRequest | 'leave';

/** A reader thread's answer. */
export type ReadReply = { readonly number: number } & (
  | { readonly outcome: 'rows'; readonly rows: readonly unknown[]; readonly tookMs: number }
  | { readonly outcome: 'stopped' }
  | { readonly outcome: 'timed-out' }
  | { readonly outcome: 'fault'; readonly kind: StorageFaultKind; readonly message: string }
);
