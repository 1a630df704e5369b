import type { JsonValue } from '@outpost/domain/kernel/json';
import type { FieldFault } from '@outpost/domain/kernel/webhooks-in/map-payload';
import { instantOfMs } from '../../db/instant-at.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';

/** `failed`: it was not applied, and a person has it tried again or discards it. */
export const receivedStates = ['waiting', 'done', 'failed', 'discarded'] as const;
export type ReceivedState = (typeof receivedStates)[number];
export const receivedOutcomes = ['created', 'changed', 'same'] as const;
export type ReceivedOutcome = (typeof receivedOutcomes)[number];

/** A delivery that a server has claimed. `fence`: the number of the claim. */
export type ClaimedDelivery = {
  readonly key: string;
  readonly n: number;
  readonly payload: string | null;
  readonly turn: number;
  readonly fence: number;
};

/** Chosen: longer than an act takes. After it another server takes the delivery over. */
export const claimMs = 120_000;
/** Chosen: beyond it the sender is asked to wait, so that a wrong mapping does not fill the table. */
const mostOpen = 5_000;

export type NewDelivery = {
  readonly sourceId: string;
  readonly key: string;
  readonly sentId: string | null;
  /** JSON. */
  readonly payload: string;
  readonly nowMs: number;
};

/**
 * Keeps a delivery, so that it is durable when this returns. `doubled`: it was there before, and nothing is done. `full`: too many deliveries of this
 * source wait or failed.
 */
export const keepDelivery = (database: Database, orgId: string, { sourceId, key, sentId, payload, nowMs }: NewDelivery): Promise<'kept' | 'doubled' | 'full'> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const [known] = await tx.query<{ n: number }>('select n from store.webhook_received where org_id = $1 and source_id = $2 and key = $3', [orgId, sourceId, key]);
    if (known) return 'doubled';
    const [open] = await tx.query<{ count: number }>(
      `select count(*) as count from (select 1 from store.webhook_received where org_id = $1 and source_id = $2 and state in ('waiting', 'failed') limit ${mostOpen}) o`,
      [orgId, sourceId],
    );
    if (Number(open?.count ?? 0) >= mostOpen) return 'full';
    const rows = await tx.query<{ n: number }>(
      `insert into store.webhook_received (org_id, source_id, key, sent_id, payload, state, faults, turn, fence, received_at)
       values ($1, $2, $3, $4, $5, 'waiting', '[]'::jsonb, 0, 0, $6) on conflict do nothing returning n`,
      [orgId, sourceId, key, sentId, payload, instantOfMs(nowMs)],
    );
    return rows.length === 0 ? 'doubled' : 'kept';
  }); // prettier-ignore

/**
 * Claims the oldest delivery of a source that waits. Undefined: none waits, or one of the source is being applied: they are applied one after the
 * other, so that two of them do not make the same record, and the later one wins.
 */
export const claimDelivery = (database: Database, orgId: string, { sourceId, nowMs }: { readonly sourceId: string; readonly nowMs: number }): Promise<ClaimedDelivery | undefined> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const [source] = await tx.query('select id from store.webhook_source where org_id = $1 and id = $2 for update', [orgId, sourceId]); // claims of a source take turns
    if (!source) return undefined;
    const [row] = await tx.query<ClaimedDelivery>(
      `update store.webhook_received r set claimed_until = $4, fence = r.fence + 1
       where r.org_id = $1 and r.source_id = $2
         and r.n = (select min(w.n) from store.webhook_received w where w.org_id = $1 and w.source_id = $2 and w.state = 'waiting')
         and (r.claimed_until is null or r.claimed_until <= $3)
       returning r.key, r.n, r.payload, r.turn, r.fence`,
      [orgId, sourceId, instantOfMs(nowMs), instantOfMs(nowMs + claimMs)],
    );
    return row;
  }); // prettier-ignore

export type SettledDelivery =
  | { readonly state: 'failed'; readonly faults: readonly FieldFault[] }
  | { readonly state: 'done'; readonly outcome: ReceivedOutcome; readonly entity: string; readonly recordId: string };

/** Writes the outcome of a claimed delivery, unless another server has claimed it meanwhile. Returns whether it was written. */
export const settleDelivery = (database: Database, orgId: string, { sourceId, claimed, settled, nowMs }: { readonly sourceId: string; readonly claimed: ClaimedDelivery; readonly settled: SettledDelivery; readonly nowMs: number }): Promise<boolean> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const done = settled.state === 'done' ? settled : undefined;
    const faults = settled.state === 'failed' ? settled.faults : [];
    const rows = await tx.query(
      `update store.webhook_received set state = $5, outcome = $6, entity = $7, record_id = $8, faults = $9::jsonb, done_at = $10, claimed_until = null
       where org_id = $1 and source_id = $2 and key = $3 and fence = $4 and state = 'waiting' returning n`,
      [orgId, sourceId, claimed.key, claimed.fence, settled.state, done?.outcome ?? null, done?.entity ?? null, done?.recordId ?? null, JSON.stringify(faults), instantOfMs(nowMs)],
    );
    return rows.length === 1;
  }); // prettier-ignore

/** Lets go of a claim after a fault of the server, so that the delivery is tried in the next round. */
export const releaseDelivery = (
  database: Database,
  orgId: string,
  { sourceId, claimed }: { readonly sourceId: string; readonly claimed: ClaimedDelivery },
): Promise<void> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `update store.webhook_received set claimed_until = null where org_id = $1 and source_id = $2 and key = $3 and fence = $4 and state = 'waiting'`,
      [orgId, sourceId, claimed.key, claimed.fence],
    );
  });

/** A delivery as administrators see it. */
export type ShownReceived = {
  readonly n: number;
  readonly sentId: string | null;
  readonly state: ReceivedState;
  readonly outcome: ReceivedOutcome | null;
  readonly faults: readonly FieldFault[];
  readonly entity: string | null;
  readonly record: string | null;
  readonly payload: string | null;
  readonly turn: number;
  readonly receivedAt: string;
  readonly doneAt: string | null;
};

type ReceivedRow = {
  readonly n: number;
  readonly sent_id: string | null;
  readonly state: ReceivedState;
  readonly outcome: ReceivedOutcome | null;
  readonly faults: readonly FieldFault[];
  readonly entity: string | null;
  readonly record_id: string | null;
  readonly payload: string | null;
  readonly turn: number;
  readonly received_at: string;
  readonly done_at: string | null;
};

export type ReceivedAsked = {
  readonly id: string;
  readonly state?: ReceivedState | undefined;
  /** Only those that came before the one with this number. */
  readonly before?: number | undefined;
  readonly limit: number;
};

/** Returns the deliveries of a source, newest first. */
export async function readReceived(
  tx: Transaction,
  orgId: string,
  { id, state, before, limit }: ReceivedAsked,
): Promise<readonly ShownReceived[]> {
  const rows = await tx.query<ReceivedRow>(
    `select n, sent_id, state, outcome, faults, entity, record_id, payload, turn, received_at, done_at from store.webhook_received
     where org_id = $1 and source_id = $2 and ($3::text is null or state = $3) and ($4::bigint is null or n < $4) order by n desc limit $5`,
    [orgId, id, state ?? null, before ?? null, limit],
  );
  return rows.map(({ sent_id: sentId, record_id: record, received_at: receivedAt, done_at: doneAt, ...row }) => ({ ...row, n: Number(row.n), sentId, record, receivedAt, doneAt })); // prettier-ignore
}

/** The counts of a source for its line in the list. */
export type SourceCounts = { readonly lastAt: string | null; readonly failed: number; readonly waiting: number };

/** Returns the counts of the tenant's sources, by source. */
export async function countReceived(tx: Transaction, orgId: string): Promise<ReadonlyMap<string, SourceCounts>> {
  const rows = await tx.query<{ id: string; last_at: string | null; failed: number; waiting: number }>(
    `select s.id, (select r.received_at from store.webhook_received r where r.org_id = $1 and r.source_id = s.id order by r.n desc limit 1) as last_at,
       (select count(*) from store.webhook_received r where r.org_id = $1 and r.source_id = s.id and r.state = 'failed') as failed,
       (select count(*) from store.webhook_received r where r.org_id = $1 and r.source_id = s.id and r.state = 'waiting') as waiting
     from store.webhook_source s where s.org_id = $1`,
    [orgId],
  );
  return new Map(rows.map(({ id, last_at: lastAt, failed, waiting }) => [id, { lastAt, failed: Number(failed), waiting: Number(waiting) }])); // prettier-ignore
}

/** Parses a kept payload, which the server has checked when it came. */
export const payloadOf = (text: string): JsonValue => JSON.parse(text) as JsonValue; // an object, as the border has checked
