import { holdsAreas } from '@outpost/domain/kernel/access/areas';
import { weightOfFields } from '@outpost/domain/engine/act/weight-of';
import { accessEntities, decidesAccess } from '../../access/principal.ts';
import { updateTokenHolds } from '../../access/token-holds.ts';
import type { Transaction } from '../../db/database.ts';
import { followPeople } from '../../identity/accounts/follow-people.ts';
import { columnsOf } from './columns-of.ts';
import { noteRedefined } from './kinds-due.ts';
import { auditEntryOf } from '../../journal/search/audit-entry.ts';
import { writeEntries } from '../../journal/search/write-entries.ts';
import { nameOfPerson, nameOfToken } from '../../journal/news.ts';
import { type Rest, Slices } from '../../sharing/loop-share.ts';
import { filedPerStatement, weighedPieces } from '../load/pieces-of.ts';
import { bringsKind, catalogueWith } from '../../catalogue/tenant-catalogue.ts';
import { refileChildren } from './refile-children.ts';
import { writeCounts } from '../load/record-counts.ts';
import type { Run } from '../decide/run.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { WriteLimits } from '../load/write-limits.ts';
import { writeClaims, writeJournal, writeRecords } from './write-batch.ts';
import { writeFiling } from './write-feed.ts';

/** A device, and the number of its last act. */
export type DeviceCount = { readonly id: string; readonly userId: string; readonly last: number };

/**
 * Measured: this many records of usual fields take Postgres 5 to 9 ms, with all of their other rows, and the event loop
 * 1 ms.
 */
const recordsPerSlice = 50;

/** P-4: writes the results of a run, each table as one set. The journal comes last, because it moves the clock. */
export async function writeRun(
  tx: Transaction,
  tenant: Tenant,
  { run, limits, rest }: { readonly run: Run; readonly limits: WriteLimits; readonly rest: Rest },
): Promise<void> {
  const changes = [...run.records.values()].map((now) => ({ before: run.before(now.id), now }));
  const slices = new Slices(recordsPerSlice, rest);
  for (const piece of weighedPieces(changes, recordsPerSlice, ({ now }) => weightOfFields(now.fields))) {
    await writeRecords(tx, tenant, piece);
    if (piece.length < changes.length) await slices.did(recordsPerSlice);
  }
  const weightOfRows = (rows: number): number => (rows / filedPerStatement) * recordsPerSlice;
  await writeFiling(tx, tenant.orgId, { filing: run.filing, wrote: async (rows) => slices.did(weightOfRows(rows)) });
  const filed = (rows: number): void => run.noteMoved(rows);
  for (const parent of run.waiting.values())
    await refileChildren(tx, tenant, { parent, actEnd: run.head, limits, rest, filed });
  await noteRedefined(
    tx,
    tenant,
    changes.map(({ now }) => now),
  );
  await writeActs(tx, tenant.orgId, run);
  await writeClaims(tx, tenant.orgId, run.claims);
  await writeNumbers(tx, tenant.orgId, run.numbers);
  await writeCounts(tx, tenant.orgId, run.added);
  const access = changes.filter(({ now }) => decidesAccess(now.entity));
  const kinds = changes.flatMap(({ now }) => (bringsKind(tenant, now.entity) ? [now] : []));
  const choosers = changes.flatMap(({ now }) => (holdsAreas(tenant.catalogue, now.entity) ? (now.ownerId ?? []) : []));
  if (access.length + choosers.length + kinds.length > 0) {
    const isOfPeople = kinds.length === 0 && access.every(({ now }) => now.entity === accessEntities.person);
    const people = isOfPeople ? [...new Set([...access.map(({ now }) => now.id), ...choosers])] : 'all';
    await followPeople(tx, tenant.orgId, access);
    await updateTokenHolds(tx, catalogueWith(tenant, kinds), { people, n: run.head });
  }
  await writeJournal(tx, tenant.orgId, run.journal);
  const isGoverned = (entity: string): boolean => tenant.catalogue.entities.get(entity)?.governed === true;
  const entries = run.journal.flatMap(({ payload }) => auditEntryOf(payload, { decidesAccess, isGoverned }) ?? []);
  await writeEntries(tx, tenant.orgId, entries);
}

/** S-2b: writes the number of each device's last act. Each device is named once. */
export async function writeDevices(tx: Transaction, orgId: string, devices: readonly DeviceCount[]): Promise<void> {
  await tx.query(
    `insert into store.device (org_id, id, user_id, last) select $1, d.id, d.user_id, d.last from unnest($2::uuid[], $3::uuid[], $4::bigint[]) as d(id, user_id, last)
     on conflict (org_id, id) do update set last = greatest(store.device.last, excluded.last)`,
    [orgId, devices.map(({ id }) => id), devices.map(({ userId }) => userId), devices.map(({ last }) => last)],
  );
}

/**
 * S-3: returns the names that the news of runs concerns: the authors, and the tokens under which feed rows were
 * written.
 */
export function concernedBy(runs: readonly Run[], devices: readonly DeviceCount[]): ReadonlySet<string> | 'everyone' {
  if (runs.some(({ waiting }) => waiting.size > 0)) return 'everyone'; // Postgres files these children: their tokens are unknown here
  const tokens = new Set(runs.flatMap(({ filing }) => [...filing.tokens]));
  const authors = new Set(devices.map(({ userId }) => userId));
  return new Set([...[...authors].map(nameOfPerson), ...[...tokens].map(nameOfToken)]);
}

async function writeActs(tx: Transaction, orgId: string, run: Run): Promise<void> {
  const made = [...run.acts.values()].flatMap((entry) => (entry.device === null ? [] : [entry]));
  const marked = [...run.acts.values()].flatMap((entry) => (entry.device === null ? [entry.known] : []));
  if (made.length > 0) {
    const known = made.map((entry) => entry.known);
    await tx.query(
      `insert into store.act (org_id, id, author, status, n, group_id, undoes, undone_by, device, number, answer)
       select $1, r.id, r.author, r.status, r.n, r.group_id, r.undoes, r.undone_by, r.device, r.number, r.answer
       from unnest($2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::bigint[], $11::jsonb[])
         as r(id, author, status, n, group_id, undoes, undone_by, device, number, answer)`,
      [
        orgId,
        ...columnsOf(known, ['id', 'author', 'status', 'n', 'group', 'undoes', 'undoneBy']),
        ...columnsOf(made, ['device', 'number']),
        known.map(({ answer }) => JSON.stringify(answer)),
      ],
    );
  }
  if (marked.length > 0) {
    await tx.query(
      'update store.act a set undone_by = r.undone_by from jsonb_to_recordset($2::jsonb) as r(id uuid, undone_by uuid) where a.org_id = $1 and a.id = r.id',
      [orgId, JSON.stringify(marked.map(({ id, undoneBy }) => ({ id, undone_by: undoneBy })))],
    );
  }
  const closed = [...run.closedGroups].map((key) => JSON.parse(key) as [string, string]); // written by groupKey
  if (closed.length > 0)
    await tx.query(
      'insert into store.undone_group (org_id, id, author) select $1, g.id, g.author from unnest($2::uuid[], $3::uuid[]) as g(id, author) on conflict do nothing',
      [orgId, closed.map(([id]) => id), closed.map(([, author]) => author)],
    );
}

/** S-4e: writes the last running numbers, in the transaction that writes the records which hold them. */
async function writeNumbers(tx: Transaction, orgId: string, numbers: Run['numbers']): Promise<void> {
  if (numbers.size === 0) return;
  await tx.query(
    `insert into store.running_number (org_id, field, last) select $1, n.field, n.last from unnest($2::text[], $3::bigint[]) as n(field, last)
     on conflict (org_id, field) do update set last = excluded.last`,
    [orgId, [...numbers.keys()], [...numbers.values()]],
  );
}
