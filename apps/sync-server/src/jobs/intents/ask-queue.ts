import { canSee } from '@outpost/domain/kernel/access/access';
import {
  mostCountedWork,
  type QueueAnswer,
  type QueuedWork,
  type WorkState,
} from '@outpost/domain/kernel/catalogue/intents/queued-work';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { Asker } from '../../access/asker.ts';
import type { Transaction } from '../../db/database.ts';
import { asAdministrator, type JournalCaller, type JournalPorts } from '../../journal/as-administrator.ts';
import { recordsOf } from '../../records/load/load.ts';
import { nameOf } from './intent-ports.ts';

const onePage = 50;

/** The names of the states in `store.intent`. */
const statusOf = {
  waiting: 'waiting',
  running: 'claimed',
  failed: 'failed',
  unclear: 'unclear',
  expired: 'expired',
} as const satisfies Record<WorkState, string>;

export type QueuePorts = JournalPorts & {
  /** The kinds of intents whose provider cannot be reached, and when it is tried again. */
  readonly resting: () => QueueAnswer['resting'];
};
type Question = { readonly state: WorkState; readonly before?: string | undefined };

/**
 * Returns the intents of a tenant in one state, newest first, and how many there are in each. For administrators. An intent whose record
 * they do not see is there without its record and its reason.
 */
export const askQueue = (
  { resting, ...ports }: QueuePorts,
  caller: JournalCaller,
  { state, before }: Question,
): Promise<Result<QueueAnswer>> =>
  asAdministrator(
    ports,
    caller,
    async (tx, asker) => {
      const rows = await readPage(tx, caller.orgId, { status: statusOf[state], before });
      const page = rows.slice(0, onePage);
      const last = rows.length > onePage ? page.at(-1) : undefined;
      const seen = await seenOf(tx, asker, page);
      return {
        counts: await countsOf(tx, caller.orgId),
        resting: resting(),
        work: page.map((row) => workOf(row, seen.has(row.id))),
        next: last ? `${last.n}:${last.id}` : null,
      };
    },
    { what },
  );

const what = 'look after the queue';

type Row = {
  readonly id: string;
  readonly intent: string;
  readonly n: number;
  readonly tries: number;
  readonly not_before: string | null;
  readonly opens_at: string | null;
  readonly closes_at: string | null;
  readonly claimed_at: string | null;
  readonly why: string | null;
  readonly ended_at: string | null;
};

const readPage = (
  tx: Transaction,
  orgId: string,
  { status, before }: { readonly status: string; readonly before: string | undefined },
): Promise<readonly Row[]> => {
  const [n = null, id = null] = before?.split(':') ?? [];
  return tx.query<Row>(
    `select id, intent, n, attempts as tries, not_before, opens_at, closes_at, claimed_at, outcome ->> 'why' as why, outcome ->> 'at' as ended_at
     from store.intent where org_id = $1 and status = $2 and ($3::bigint is null or (n, id) < ($3, $4::uuid))
     order by n desc, id desc limit ${onePage + 1}`,
    [orgId, status, n, id],
  );
};

/** Returns the ids of the rows whose records the asker sees. */
async function seenOf(
  tx: Transaction,
  { tenant, principal }: Asker,
  rows: readonly Row[],
): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for (const [entity, ofKind] of Map.groupBy(rows, ({ intent }) => entityIn(intent))) {
    if (!tenant.catalogue.entities.has(entity)) continue;
    const records = await recordsOf(tx, tenant, { entity, ids: ofKind.map(({ id }) => id) });
    for (const record of records) if (canSee(principal, tenant.catalogue, record)) seen.add(record.id);
  }
  return seen;
}

const kindIn = (intent: string): string => intent.slice(0, intent.indexOf(':'));
const entityIn = (intent: string): string => intent.slice(intent.indexOf(':') + 1);

const workOf = (row: Row, isSeen: boolean): QueuedWork => ({
  kind: kindIn(row.intent),
  record: isSeen ? { entity: entityIn(row.intent), id: row.id } : null,
  tries: row.tries,
  opensAt:
    [row.not_before, row.opens_at]
      .filter((at) => at !== null)
      .toSorted()
      .at(-1) ?? null,
  closesAt: row.closes_at,
  runsSince: row.claimed_at,
  endedAt: row.ended_at,
  why: isSeen ? row.why : null,
});

/** Counts each state, up to `mostCountedWork`. */
async function countsOf(tx: Transaction, orgId: string): Promise<QueueAnswer['counts']> {
  const states = Object.entries(statusOf) as [WorkState, string][];
  const [row] = await tx.query<Record<WorkState, number>>(
    `select ${states.map(([state, status]) => `(select count(*) from (select 1 from store.intent where org_id = $1 and status = '${status}' limit ${mostCountedWork}) c) as ${state}`).join(', ')}`,
    [orgId],
  );
  return row ?? { waiting: 0, running: 0, failed: 0, unclear: 0, expired: 0 };
}

/** Lets an intent that waits for its next try come at once. For administrators. `false`: no such intent waits. */
export const hurryWork = (
  ports: JournalPorts,
  caller: JournalCaller,
  { entity, id }: { readonly entity: string; readonly id: string },
): Promise<Result<boolean>> =>
  asAdministrator(
    ports,
    caller,
    async (tx) => {
      const rows = await tx.query(
        `update store.intent set not_before = null where org_id = $1 and id = $2 and status = 'waiting' and not_before is not null
           and intent = any($3) returning id`,
        [caller.orgId, id, ports.installed.intents.filter((intent) => intent.entity === entity).map(nameOf)],
      );
      return rows.length > 0;
    },
    { mode: 'write', what },
  );
