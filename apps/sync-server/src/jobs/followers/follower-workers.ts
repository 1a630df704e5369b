import { type Life, mergedInto } from '@outpost/domain/kernel/entities/record';
import type { JournalPayload } from '../../journal/chain.ts';
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
  const kinds = new Map(follower.kinds.map((name) => [name, service.kindOf(name)?.parent]));
  const { changed, from, to, isMore } = await readChanges(ports.database, orgId, { reader, kinds });
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

/** `kinds`: the followed kinds, each with the field that names its parent. */
type Asked = { readonly reader: string; readonly kinds: ReadonlyMap<string, string | undefined> };

/** Reads the next changes. It writes nothing, because it runs at each news of each tenant. */
async function readChanges(database: Database, orgId: string, { reader, kinds }: Asked): Promise<Changes> {
  const read = () =>
    inTenant(database, { orgId, mode: 'snapshot' }, (tx) => changesSince(tx, orgId, { reader, kinds }));
  const found = await read();
  if (found) return found;
  await beginReader(database, { orgId, reader });
  return (await read()) ?? { changed: new Map(), from: 0, to: 0, isMore: false };
}

/** Returns the changes behind the follower's place; undefined where it has none yet. */
async function changesSince(tx: Transaction, orgId: string, { reader, kinds }: Asked): Promise<Changes | undefined> {
  const [cursor] = await tx.query<{ n: number }>('select n from store.reader_cursor where org_id = $1 and reader = $2', [orgId, reader]); // prettier-ignore
  if (!cursor) return undefined;
  const from = cursor.n;
  const rows = await tx.query<{ n: number; record: string | null; entity: string | null; before: string | null }>(
    `select n, record, entity, case when kind = 'changed' and entity = any($3::text[]) then payload end as before
     from store.journal where org_id = $1 and n > $2 order by n limit ${rowsAtOnce}`,
    [orgId, from, [...kinds.keys()]],
  );
  const changed = new Map<string, Set<string>>();
  const note = (entity: string, id: string) => changed.set(entity, (changed.get(entity) ?? new Set()).add(id));
  for (const { record, entity, before } of rows) {
    if (record === null || entity === null || !kinds.has(entity)) continue;
    note(entity, record);
    for (const left of before === null ? [] : leftBy(before, { entity, parent: kinds.get(entity) }))
      if (kinds.has(left.entity)) note(left.entity, left.id);
  }
  return {
    changed: new Map([...changed].map(([entity, ids]) => [entity, [...ids]])),
    from,
    to: rows.at(-1)?.n ?? from,
    isMore: rows.length === rowsAtOnce,
  };
}

/**
 * Returns the records that a changed record does not belong to any more: the survivor of a merge that was undone, and its earlier parent. The
 * change gives them no row of the journal.
 */
function leftBy(payload: string, { entity, parent = '' }: { readonly entity: string; readonly parent: string | undefined }) {
  const { changed } = JSON.parse(payload) as JournalPayload; // the server wrote it
  const before = (name: string): string => {
    const value = changed[name]?.[0];
    return typeof value === 'string' ? value : '';
  };
  const survivor = mergedInto(before('life') as Life); // any other text names none
  const [kind = '', id] = before(parent).split(':');
  return [
    ...(survivor === undefined ? [] : [{ entity, id: survivor }]),
    ...(id === undefined ? [] : [{ entity: kind, id }]),
  ];
} // prettier-ignore

/** Moves the follower's place in the journal. Where another server has moved it meanwhile, that one did the same work. */
const moveOn = (
  database: Database,
  orgId: string,
  { reader, from, to }: { readonly reader: string; readonly from: number; readonly to: number },
): Promise<unknown> =>
  inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query('update store.reader_cursor set n = $4 where org_id = $1 and reader = $2 and n = $3', [orgId, reader, from, to]),
  ); // prettier-ignore
