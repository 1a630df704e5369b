import { hash as hashed } from 'node:crypto';
import { canonicalJson, type JsonValue } from '@outpost/domain/kernel/json';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import type { Head } from '@outpost/domain/sync/protocol';
import type { JournalEvent } from './events/journal-event.ts';

/**
 * `decided`: an act was refused, in part or whole, or changed nothing (P-4a). `erased`: a tombstone passed the horizon
 * (K-6). `erasure`: records and journal rows were erased by law (P-5). `event`: something that changed no record, such
 * as a sign-in (ADR 72).
 */
export type JournalKind = 'created' | 'changed' | 'decided' | 'erased' | 'erasure' | 'event';

/** P-5: the content of an erasure by law. It contains no personal data: only ids, numbers and an operator's words. */
export type Erasure = {
  /** `entity` is null where the server had no record with this id. */
  readonly records: readonly { readonly id: string; readonly entity: string | null }[];
  /** The numbers of the journal rows that lost salt and payload, ascending. All are lower than this row's own number. */
  readonly rows: readonly number[];
  /** The person who ordered it and the reason, in the operator's words. */
  readonly orderedBy: string;
  readonly reason: string;
  /** ADR 122: rows that kept their content without the data of a person. All are lower than this row's own number. */
  readonly redacted?: readonly RedactedRow[];
  /** ADR 122: the former members whose name was replaced by a pseudonym. */
  readonly people?: readonly { readonly id: string; readonly entity: string }[];
  /** The server's signature: a compact JWS over `ErasureClaims`. */
  readonly signature: string;
};

/**
 * ADR 122: a row whose payload was replaced by a copy without the data of a person. The row has no salt from then on, and its digest
 * in the chain stays that of the original.
 */
export type RedactedRow = {
  readonly n: number;
  /** `copyDigestOf` of the copy, hex. */
  readonly digest: string;
  /** Whether devices may hold the original: its label or a value of the record was replaced. */
  readonly told: boolean;
};

/** The origin of the request that contained the act. Null: not known. */
export type ActOrigin = {
  readonly address: string | null;
  readonly session: string | null;
  readonly request: string | null;
};

/** P-5: the content of one journal row. The digest covers its canonical JSON, not the other columns of the row. */
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
  /** The device's time, as the device reported it. */
  readonly madeAt: string | null;
  readonly entity: string | null;
  readonly record: string | null;
  /** field: [from, to]. */
  readonly changed: Readonly<Record<string, readonly [JsonValue, JsonValue]>>;
  /** field: the replaced value and its author (S-4). */
  readonly superseded: Readonly<
    Record<string, { readonly value: JsonValue; readonly by: string; readonly at: string }>
  >;
  /** The server added this change to the act (S-4f). */
  readonly expanded: boolean;
  /** K-4: the row is of a companion: the values of its sealed fields are encrypted in `changed` and `superseded`. */
  readonly sealed?: true;
  /** record: refusal code. */
  readonly refused: Readonly<Record<string, string>>;
  /** Only in the first row of a request's act: the others have the same origin (ADR 72). */
  readonly from?: ActOrigin;
  /** Present only in an `erasure` row. */
  readonly erasure?: Erasure;
  /** Present only in an `event` row. */
  readonly event?: JournalEvent;
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

/** Hashes in one call: creating a hash object for each row costs more than the hashing, and garbage collection as much again. */
const sha256 = (...parts: readonly Uint8Array[]): Buffer => hashed('sha256', Buffer.concat(parts), 'buffer');

/** Returns digest = SHA-256(salt ‖ canonical payload). */
export const saltedDigestOf = (salt: Uint8Array, text: string): Buffer => sha256(salt, Buffer.from(text));

/** ADR 122: returns SHA-256 of the copy that replaced a payload, hex. It needs no salt, because the copy has no data of the person. */
export const copyDigestOf = (text: string): string => sha256(Buffer.from(text)).toString('hex');

/**
 * Returns hash_n = SHA-256(hash_{n-1} ‖ digest_n). For the first row, the UTF-8 bytes of "genesis" take the place of
 * hash_{n-1}. `before` is hex, or "genesis".
 */
export const linkOf = (before: string, digest: Uint8Array): string =>
  sha256(Buffer.from(before, before === genesis ? 'utf8' : 'hex'), digest).toString('hex');

const saltBytes = 32;
/** Chosen: one kibibyte at a time. Bytes that a short act does not use are discarded. */
const saltsAtOnce = 32;

/** Returns salts for `chain`, drawn in batches, because one call for each takes longer than generating its bytes. */
export function saltSource(random: RandomBytes): () => Uint8Array {
  let drawn: Uint8Array = new Uint8Array(0);
  let used = 0;
  return () => {
    if (used === drawn.length) [drawn, used] = [random(saltBytes * saltsAtOnce), 0];
    used += saltBytes;
    return drawn.subarray(used - saltBytes, used);
  };
}

/**
 * P-5: returns the canonical payload of a row: the text that its digest covers, as UTF-8. Pure; equal payloads give equal texts.
 */
export const canonicalPayload = (payload: JournalPayload): string => canonicalJson(payload);

/** Appends a row to a chain whose last hash is `before`. `salt`: 32 random bytes. */
export function chain(before: string, payload: JournalPayload, salt: Uint8Array): ChainedRow {
  const text = canonicalPayload(payload);
  const digest = saltedDigestOf(salt, text);
  return {
    payload,
    text,
    salt: Buffer.from(salt).toString('hex'),
    digest: digest.toString('hex'),
    hash: linkOf(before, digest),
  };
}

/** Returns a stored hash in the form of heads. */
export const hashText = (hash: Uint8Array | null): string =>
  hash === null ? genesis : Buffer.from(hash).toString('hex');

export const headOf = (n: number, hash: string): Head => [n, hash];
