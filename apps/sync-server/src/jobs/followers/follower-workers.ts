import type { ServiceAccount } from '../../access/service-account.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import type { ScheduleWorkerPorts } from '../schedules/schedule-workers.ts';
import { openService } from '../service/service.ts';
import { beginReader } from '../workers/journal-reader.ts';
import type { Worker } from '../workers/workers.ts';
import type { ChangedRecords, JournalFollower } from './journal-follower.ts';

/** The followers of one pack, and the service account under which they work. */
export type PackFollowers = { readonly account: ServiceAccount; readonly followers: readonly JournalFollower[] };

/** Chosen: a question has at most 1,000 records. */
const rowsAtOnce = 500;

/** Returns a worker for each follower. */
export const followerWorkers = (ports: ScheduleWorkerPorts, packs: readonly PackFollowers[]): readonly Worker[] =>
  packs.flatMap(({ account, followers }) =>
    followers.map((follower): Worker => ({
      doing: follower.doing,
      wakesAtNews: true,
      run: (orgId) => follow(ports, orgId, { account, follower }),
    })),
  );

type Following = { readonly account: ServiceAccount; readonly follower: JournalFollower };

async function follow(ports: ScheduleWorkerPorts, orgId: string, { account, follower }: Following): Promise<'done' | 'more'> {
  const service = await openService(ports, account, orgId);
  if (!service) return 'done';
  const reader = `${account.pack}/${follower.name}`;
  const warn = (refused: { readonly code: string; readonly message: string }): void =>
    ports.log.warn({ orgId, follower: reader, code: refused.code, message: refused.message }, 'a follower was refused');
  const { changed, from, to, isMore } = await readChanges(ports.database, orgId, { reader, kinds: follower.kinds });
  if (changed.size > 0) {
    const done = await follower.follow(service, changed);
    if (done.ok) await moveOn(ports.database, orgId, { reader, from, to });
    else warn(done);
  } else if (to > from) await moveOn(ports.database, orgId, { reader, from, to });
  const due = await follower.due?.(service);
  if (due?.ok === false) warn(due);
  return isMore || (due?.ok === true && due.value === 'more') ? 'more' : 'done';
} // prettier-ignore

type Changes = {
  readonly changed: ChangedRecords;
  /** The numbers of the journal rows before the first one, and of the last one. */
  readonly from: number;
  readonly to: number;
  readonly isMore: boolean;
};

/** Reads the next changes. It writes nothing, because it runs at each news of each tenant. */
async function readChanges(
  database: Database,
  orgId: string,
  { reader, kinds }: { readonly reader: string; readonly kinds: readonly string[] },
): Promise<Changes> {
  const read = () =>
    inTenant(database, { orgId, mode: 'snapshot' }, (tx) => changesSince(tx, orgId, { reader, kinds }));
  const found = await read();
  if (found) return found;
  await beginReader(database, { orgId, reader });
  return (await read()) ?? { changed: new Map(), from: 0, to: 0, isMore: false };
}

/** Returns the changes behind the follower's place; undefined where it has none yet. */
async function changesSince(
  tx: Transaction,
  orgId: string,
  { reader, kinds }: { readonly reader: string; readonly kinds: readonly string[] },
): Promise<Changes | undefined> {
  const [cursor] = await tx.query<{ n: number }>('select n from store.reader_cursor where org_id = $1 and reader = $2', [orgId, reader]); // prettier-ignore
  if (!cursor) return undefined;
  const from = cursor.n;
  const rows = await tx.query<{ n: number; record: string | null; entity: string | null }>(
    `select n, record, entity from store.journal where org_id = $1 and n > $2 order by n limit ${rowsAtOnce}`,
    [orgId, from],
  );
  const changed = new Map<string, Set<string>>();
  for (const { record, entity } of rows)
    if (record !== null && entity !== null && kinds.includes(entity))
      changed.set(entity, (changed.get(entity) ?? new Set()).add(record));
  return {
    changed: new Map([...changed].map(([entity, ids]) => [entity, [...ids]])),
    from,
    to: rows.at(-1)?.n ?? from,
    isMore: rows.length === rowsAtOnce,
  };
}

/** Moves the follower's place in the journal. Where another server has moved it meanwhile, that one did the same work. */
const moveOn = (
  database: Database,
  orgId: string,
  { reader, from, to }: { readonly reader: string; readonly from: number; readonly to: number },
): Promise<unknown> =>
  inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query('update store.reader_cursor set n = $4 where org_id = $1 and reader = $2 and n = $3', [orgId, reader, from, to]),
  ); // prettier-ignore
