import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock } from '@outpost/domain/kernel/ports';
import { readTenant } from '../../access/asker.ts';
import { openedRecord } from '../../catalogue/sealed-records.ts';
import { keyIdOf, makeDataKey, purposeOfKey, readSealing } from '../../catalogue/sealing.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import { readStored, storedColumns } from '../load/stored-columns.ts';
import { upsertRecords } from '../write/write-batch.ts';
import { tableNameOf, type Tenant } from '../../catalogue/tenant.ts';

export type ResealPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  /** Left out: the usual number. */
  readonly recordsAtOnce?: number;
};

/** Chosen: a piece holds the tenant's clock for some tens of milliseconds. */
const recordsPerPiece = 250;

/** The number of a tenant's records that were encrypted again. */
export type Resealed = { readonly key: string | null; readonly records: number };

/**
 * K-4: encrypts all sealed values of a tenant's records under its newest data key. `rotate`: makes that key first. It
 * works in pieces that lock the tenant's clock, and may be stopped at any moment. Run it again without `rotate`, and
 * it continues with values under older keys. Values do not change, so devices and the journal get no row of it.
 *
 * Rows of the journal stay under the key with which they were written, because the chain covers them (P-5): a data key is never deleted.
 */
export async function resealRecords(
  ports: ResealPorts,
  { orgId, rotate }: { readonly orgId: string; readonly rotate: boolean },
): Promise<Resealed> {
  const key = await underClock(ports, orgId, async (tx) => {
    const sealing = await readSealing(tx, orgId);
    // A tenant without a key has no sealed values.
    return rotate && sealing ? (await makeDataKey(tx, orgId, ports.clock.nowMs())).keyId : (sealing?.keyId ?? null);
  });
  if (key === null) return { key, records: 0 };
  let records = 0;
  for (const entity of ports.installed.entities.values()) {
    if (entity.sealed === undefined) continue;
    for (let after: string | undefined = firstId; after !== undefined;) {
      const from: string = after;
      const piece = await underClock(ports, orgId, (tx, tenant) =>
        resealPiece(tx, tenant, { entity: entity.name, after: from, size: ports.recordsAtOnce ?? recordsPerPiece }),
      );
      records += piece.resealed;
      after = piece.last;
    }
  }
  return { key, records };
}

const firstId = '00000000-0000-0000-0000-000000000000';

type Piece = { readonly entity: string; readonly after: string; readonly size: number };

async function resealPiece(
  tx: Transaction,
  tenant: Tenant,
  { entity, after, size }: Piece,
): Promise<{ readonly resealed: number; readonly last: string | undefined }> {
  const rows = await tx.query(
    `select ${storedColumns} from ${tableNameOf(tenant, entity)} where org_id = $1 and id > $2::uuid order by id limit $3`,
    [tenant.orgId, after, size],
  );
  const stored = rows.map((row) => readStored(entity, row));
  const due = stored.filter(({ fields }) =>
    Object.values(fields).some((value) => ![undefined, tenant.sealing?.keyId].includes(keyIdOf(value))),
  );
  const records = due.map((record) => openedRecord(tenant, record));
  if (records.length > 0) await upsertRecords(tx, tenant, { entity, records });
  return { resealed: records.length, last: rows.length < size ? undefined : stored.at(-1)?.id };
}

function underClock<T>(
  { database, installed }: ResealPorts,
  orgId: string,
  work: (tx: Transaction, tenant: Tenant) => Promise<T>,
): Promise<T> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const clock = await readClock(tx, orgId, 'locked');
    if (!clock) throw new Error(`There is no tenant ${orgId}`);
    return work(tx, (await readTenant(tx, { orgId, installed }, clock.rights)).tenant);
  });
}

/**
 * Encrypts the data keys of a tenant under the newest master key, where they are encrypted under an older one. Call it after the
 * master key was changed, before the older one is taken away. Returns their number.
 */
export function rewrapDataKeys({ database }: Pick<ResealPorts, 'database'>, orgId: string): Promise<number> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const { columnKeys } = tx;
    if (!columnKeys) throw new Error('Data keys need the master key');
    const rows = await tx.query<{ id: string; wrapped: string }>(
      'select id, wrapped from store.data_key where org_id = $1',
      [orgId],
    );
    let rewrapped = 0;
    for (const { id, wrapped } of rows) {
      if (!(await columnKeys.master.isOutdated(wrapped))) continue;
      const purpose = purposeOfKey(orgId, id);
      const next = await columnKeys.master.wrap(await columnKeys.master.unwrap(wrapped, purpose), purpose);
      await tx.query('update store.data_key set wrapped = $3 where org_id = $1 and id = $2', [orgId, id, next]);
      rewrapped += 1;
    }
    return rewrapped;
  });
}
