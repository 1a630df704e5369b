import { hash as hashed } from 'node:crypto';
import { canonicalJson, type JsonValue } from '@outpost/domain/kernel/json';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import type { Head } from '@outpost/domain/sync/protocol';

/**
 * `decided`: an act was refused, in part or whole, or changed nothing (P-4a). `erased`: a tombstone passed the horizon (K-6). `erasure`: records
 * were erased by law, and rows of the journal with them (P-5).
 */
export type JournalKind = 'created' | 'changed' | 'decided' | 'erased' | 'erasure';

/** P-5: what an erasure by law names. It holds no personal data: ids, numbers, and an operator's words. */
export type Erasure = {
  /** `entity` is null where the server knew no record of this id. */
  readonly records: readonly { readonly id: string; readonly entity: string | null }[];
  /** The numbers of the journal's rows that lost salt and payload, ascending. All are lower than this row's own. */
  readonly rows: readonly number[];
  /** Who ordered it, and why, in the operator's words. */
  readonly orderedBy: string;
  readonly reason: string;
  /** The server's word for it: a compact JWS over `ErasureClaims`. */
  readonly signature: string;
};

/** P-5: what one journal row says. Its canonical JSON is what the digest covers, whatever columns stand beside it. */
export type JournalPayload = {
  readonly org: string;
  readonly n: number;
  readonly kind: JournalKind;
  /** The server's time, ISO 8601 UTC. */
  readonly at: string;
  readonly by: string;
  readonly label: string;
  readonly act: string | null;
  readonly group: string | null;
  readonly undoes: string | null;
  readonly closes: string | null;
  readonly device: string | null;
  readonly number: number | null;
  /** The device's time, as it told it. */
  readonly madeAt: string | null;
  readonly entity: string | null;
  readonly record: string | null;
  /** field: [from, to]. */
  readonly changed: Readonly<Record<string, readonly [JsonValue, JsonValue]>>;
  /** field: the value that gave way, and whose it was (S-4). */
  readonly superseded: Readonly<
    Record<string, { readonly value: JsonValue; readonly by: string; readonly at: string }>
  >;
  /** The server added this change to the act (S-4f). */
  readonly expanded: boolean;
  /** record: refusal code. */
  readonly refused: Readonly<Record<string, string>>;
  /** Of an `erasure` alone: absent from all other rows. */
  readonly erasure?: Erasure;
};

/** A row as it is stored. Bytes as hex. */
export type ChainedRow = {
  readonly payload: JournalPayload;
  readonly text: string;
  readonly salt: string;
  readonly digest: string;
  readonly hash: string;
};

/** The hash before the first row. */
export const genesis = 'genesis';

/** In one call: a hash object for each row costs more than its hashing, and the collector as much again. */
const sha256 = (...parts: readonly Uint8Array[]): Buffer => hashed('sha256', Buffer.concat(parts), 'buffer');

/** digest = SHA-256(salt ‖ canonical payload). */
export const digestOf = (salt: Uint8Array, text: string): Buffer => sha256(salt, Buffer.from(text));

/** hash_n = SHA-256(hash_{n-1} ‖ digest_n); before the first row the UTF-8 bytes of "genesis". `before` is hex, or "genesis". */
export const linkOf = (before: string, digest: Uint8Array): string =>
  sha256(Buffer.from(before, before === genesis ? 'utf8' : 'hex'), digest).toString('hex');

const saltBytes = 32;
/** Chosen: a kibibyte at once; what a short act leaves of it is thrown away. */
const saltsAtOnce = 32;

/** Salts for `chain`, drawn many at once: a call for each takes longer than its bytes. */
export function saltSource(random: RandomBytes): () => Uint8Array {
  let drawn: Uint8Array = new Uint8Array(0);
  let used = 0;
  return () => {
    if (used === drawn.length) [drawn, used] = [random(saltBytes * saltsAtOnce), 0];
    used += saltBytes;
    return drawn.subarray(used - saltBytes, used);
  };
}

/** P-5: the canonical payload of a row: the text that its digest covers, as UTF-8. Pure; equal payloads give equal texts. */
export const canonicalPayload = (payload: JournalPayload): string => canonicalJson(payload);

/** Appends a row to a chain whose last hash is `before`. `salt`: 32 random bytes. */
export function chain(before: string, payload: JournalPayload, salt: Uint8Array): ChainedRow {
  const text = canonicalPayload(payload);
  const digest = digestOf(salt, text);
  return {
    payload,
    text,
    salt: Buffer.from(salt).toString('hex'),
    digest: digest.toString('hex'),
    hash: linkOf(before, digest),
  };
}

/** A stored hash as heads carry it. */
export const hashText = (hash: Uint8Array | null): string =>
  hash === null ? genesis : Buffer.from(hash).toString('hex');

export const headOf = (n: number, hash: string): Head => [n, hash];
