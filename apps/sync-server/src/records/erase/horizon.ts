import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { systemUserId } from '@outpost/domain/engine/act/author';
import { parentFieldNames } from '@outpost/domain/engine/reads/references';
import { accessEntities } from '../../access/principal.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { type ChainedRow, chain } from '../../journal/chain.ts';
import { readClock } from '../../journal/heads.ts';
import { readTenantCatalogue } from '../../catalogue/tenant-catalogue.ts';
import type { WritePorts } from '../write-ports.ts';
import { Filing } from '../decide/feed-rows.ts';
import { erasedHome, loadRecords } from '../load/load.ts';
import { piecesOf } from '../load/pieces-of.ts';
import { isOwnKind, tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import { tellNews } from '../../journal/news.ts';
import { writeJournal, writeRecords } from '../write/write-batch.ts';
import { writeFiling } from '../write/write-feed.ts';

/** K-6: the time for which a deleted record can be restored. */
export const horizonDays = 180;
/** Chosen: bounds one transaction. The rest is erased by the next. */
const mostErased = 1_000;

/**
 * K-6: moves the floor up to a number. Deletes departures up to it: a device that has not passed all of them starts over (S-1a).
 * Erases the records that were deleted or merged away by then, with their children, each by a departure with a number of its own
 * . Returns how many were erased, a bounded number: call again until it is 0. A floor never goes down.
 */
export function passHorizon(ports: WritePorts, orgId: string, floor: number): Promise<number> {
  return inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const clock = await readClock(tx, orgId, 'locked');
    if (!clock) throw new Error(`There is no tenant ${orgId}`);
    if (floor > clock.floor) {
      await tx.query('update store.clock set floor = $2 where org_id = $1', [orgId, floor]);
      // A device without contact for longer must still learn that a record was erased by law (P-5).
      await tx.query(
        `delete from store.feed f where org_id = $1 and gone and n <= $2
           and not exists (select 1 from store.record_home h where h.org_id = $1 and h.id = f.id and h.entity = $3)`,
        [orgId, floor, erasedHome],
      );
    }
    const tenant: Tenant = {
      orgId,
      installed: ports.installed,
      ...(await readTenantCatalogue(tx, orgId, ports.installed)),
    };
    const erased = await withDescendants(tx, tenant, await deadRecords(tx, tenant, Math.max(floor, clock.floor)));
    if (erased.length === 0) return 0;
    const filing = new Filing(tenant);
    const rows: ChainedRow[] = [];
    let [head, hash] = [clock.head, clock.hash];
    const at = new Date(ports.clock.nowMs()).toISOString();
    for (const record of erased) {
      head += 1;
      const row = chain(hash, erasure({ orgId, n: head, at, record }), ports.random(32));
      hash = row.hash;
      rows.push(row);
      filing.file(head, record, undefined);
      filing.endAct(head);
    }
    for (const piece of piecesOf(erased.map((before) => ({ before, now: undefined }))))
      await writeRecords(tx, tenant, piece);
    await writeFiling(tx, orgId, { filing });
    await writeJournal(tx, orgId, rows);
    await tellNews(tx, { orgId, n: head, names: 'everyone' });
    return erased.length;
  });
}

const erasure = ({ orgId, n, at, record }: { readonly orgId: string; readonly n: number; readonly at: string; readonly record: StoredRecord }): ChainedRow['payload'] => ({
  org: orgId, n, kind: 'erased', at, by: systemUserId, label: 'Erased what was deleted long ago', act: null, group: null, undoes: null, closes: null, device: null, number: null,
  madeAt: null, entity: record.entity, record: record.id, changed: {}, superseded: {}, expanded: false, refused: {},
}); // prettier-ignore

/**
 * Returns how many records passing a number would erase: those deleted or merged away, with their children. Counts at
 * most some thousand.
 */
export async function countDead(
  tx: Transaction,
  { orgId, installed }: Pick<Tenant, 'orgId' | 'installed'>,
  floor: number,
): Promise<number> {
  const tenant: Tenant = { orgId, installed, ...(await readTenantCatalogue(tx, orgId, installed)) };
  return (await withDescendants(tx, tenant, await deadRecords(tx, tenant, floor))).length;
}

/** ADR 122: the pseudonyms of former members stay, because the journal names them. */
const notErased = ' and not exists (select 1 from store.erased_member m where m.org_id = $1 and m.person_id = id)';

async function deadRecords(tx: Transaction, tenant: Tenant, floor: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { name, defines } of tenant.catalogue.entities.values()) {
    if (defines) continue; // the definition of a retired kind or field describes the values that are kept (K-3)
    if (ids.length >= mostErased) break;
    const isOwn = isOwnKind(tenant, name);
    const isPerson = name === accessEntities.person;
    const rows = await tx.query<{ id: string }>(
      `select id from ${tableNameOf(tenant, name)} where org_id = $1 and life <> 'alive' and version <= $2${isOwn ? ' and entity = $4' : ''}${isPerson ? notErased : ''} order by id limit $3`,
      [tenant.orgId, floor, mostErased - ids.length, ...(isOwn ? [name] : [])],
    );
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}

/** Returns the records with all their descendants, children before parents. Ids without a record are left out. */
export async function withDescendants(
  tx: Transaction,
  tenant: Tenant,
  ids: readonly string[],
): Promise<readonly StoredRecord[]> {
  const parentFields = parentFieldNames(tenant.catalogue);
  const levels: string[][] = [[...ids]];
  const known = new Set(ids);
  for (;;) {
    const rows = await tx.query<{ id: string }>(
      `select distinct id from store.reference where org_id = $1 and target_id = any($2::uuid[]) and entity || '.' || field = any($3::text[])`,
      [tenant.orgId, levels.at(-1) ?? [], parentFields],
    );
    const next = rows.map(({ id }) => id).filter((id) => !known.has(id));
    if (next.length === 0) break;
    for (const id of next) known.add(id);
    levels.push(next);
  }
  const records = new Map<string, StoredRecord | null>();
  for (const piece of piecesOf([...known]))
    for (const [id, record] of await loadRecords(tx, tenant, piece)) records.set(id, record);
  return levels.toReversed().flatMap((level) => level.flatMap((id) => records.get(id) ?? []));
}
