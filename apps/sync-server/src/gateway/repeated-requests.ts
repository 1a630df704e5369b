import { createHash } from 'node:crypto';
import type { Clock, IdSource } from '@outpost/domain/kernel/ports';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Decision } from '@outpost/domain/sync/protocol';
import { type Database, inTenant, type Transaction } from '../db/database.ts';

/** A request of a caller that may come again. */
export type RepeatableRequest = {
  readonly orgId: string;
  /** The person or the API key that sends it: another caller's key is another key. */
  readonly caller: string;
  /** The `Idempotency-Key`. Undefined: each request is a new one. */
  readonly key: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
};

/** The ids of a request's acts, and of the records that they make. They are the same each time that the request comes. */
export type RequestIds = {
  /** `place`: 0 to 999. */
  readonly act: (place: number) => string;
  readonly record: (place: number) => string;
  /** Whether the request came before: its acts may have been decided. */
  readonly isRepeat: boolean;
};

/** Chosen: longer than a program retries. After that time the key is free. */
export const keptRequestDays = 7;
const dayMs = 86_400_000;

/**
 * Returns the ids of a request. The first request with a key keeps them for seven days. Refuses `request/key-reused` where the caller has used
 * the key with another request.
 */
export async function idsOfRequest(
  ports: { readonly database: Database; readonly clock: Clock; readonly ids: IdSource },
  request: RepeatableRequest,
): Promise<Result<RequestIds>> {
  const { orgId, caller, key, method, path, body } = request;
  const base = ports.ids.newId();
  if (key === undefined) return accept(idsFrom(base, false));
  const keyHash = createHash('sha256').update(key).digest();
  const requestHash = createHash('sha256').update(`${method} ${path}\n`).update(body).digest();
  const nowMs = ports.clock.nowMs();
  const [kept] = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query('delete from store.api_request where org_id = $1 and caller = $2 and made_at < $3', [
      orgId,
      caller,
      new Date(nowMs - keptRequestDays * dayMs).toISOString(),
    ]);
    await tx.query(
      `insert into store.api_request (org_id, caller, key_hash, request_hash, base, made_at)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
      [orgId, caller, keyHash, requestHash, base, new Date(nowMs).toISOString()],
    );
    return tx.query<{ base: string; request_hash: Uint8Array }>(
      'select base, request_hash from store.api_request where org_id = $1 and caller = $2 and key_hash = $3',
      [orgId, caller, keyHash],
    );
  });
  if (!kept) throw new Error('A stored request is missing');
  if (!requestHash.equals(kept.request_hash))
    return refuse(
      'request/key-reused',
      'You have used this Idempotency-Key with another request. Give each request a key of its own.',
      { path: 'header.idempotency-key' },
    );
  return accept(idsFrom(kept.base, kept.base !== base));
}

/** The ids differ from `base`, an id of version 7, in its last 16 bits: 58 random bits stay. */
const idsFrom = (base: string, isRepeat: boolean): RequestIds => {
  const at = (place: number): string => `${base.slice(0, -4)}${place.toString(16).padStart(4, '0')}`;
  return { isRepeat, act: (place) => at(place), record: (place) => at(0x8000 + place) };
};

/** Returns the first answers to acts of an author, by act. Acts that were not decided, and acts of others, are not among them. */
export async function decidedBefore(
  tx: Transaction,
  { orgId, author }: { readonly orgId: string; readonly author: string },
  acts: readonly string[],
): Promise<ReadonlyMap<string, Decision>> {
  const rows = await tx.query<{ id: string; answer: Decision }>(
    'select id, answer from store.act where org_id = $1 and author = $2 and id = any($3::uuid[])',
    [orgId, author, acts],
  );
  return new Map(rows.map(({ id, answer }) => [id, answer]));
}
