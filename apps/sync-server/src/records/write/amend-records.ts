import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { columnOf } from '@outpost/domain/kernel/query/plans/index-plan';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { keysOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Transaction } from '../../db/database.ts';
import { sealedValues } from '../../catalogue/sealed-records.ts';
import { isOwnKind, tableNameOf, type Tenant } from '../../catalogue/tenant.ts';

/** A change of declared fields only that empties none of them: the new values, and their keys. */
export type Amendment = {
  readonly now: StoredRecord;
  readonly fields: StoredRecord['fields'];
  readonly keys: Readonly<Record<string, string | number>>;
};

/**
 * Returns the amendment of a record's row, which suffices for most changes. Undefined where the row must be written
 * whole.
 */
export function amendmentOf(
  tenant: Tenant,
  before: StoredRecord | undefined,
  now: StoredRecord,
): Amendment | undefined {
  if (!before || isOwnKind(tenant, now.entity) || !isSameEnvelope(before, now)) return undefined;
  if (!Object.keys(before.fields).every((name) => Object.hasOwn(now.fields, name))) return undefined;
  const entity = entityOf(tenant.catalogue, now.entity);
  const fields: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(now.fields)) {
    if (sameJson(before.fields[name], value)) continue;
    if (!Object.hasOwn(entity.fields, name)) return undefined; // of an older build (K-5): writing the whole row removes its key
    fields[name] = value;
  }
  // Keys of the changed fields only: an empty field can have a key, too (PLT-16).
  const declared = Object.fromEntries(Object.keys(fields).flatMap((name) => {
    const field = entity.fields[name];
    return field ? [[name, field]] : [];
  })); // prettier-ignore
  const keys = keysOf({ ...entity, fields: declared }, fields);
  const isKeyed = Object.keys(fields).every((name) => Object.hasOwn(keys, name) || !columnOf(entity, name));
  return isKeyed ? { now, fields, keys } : undefined; // else an earlier key would stay
}

const isSameEnvelope = (a: StoredRecord, b: StoredRecord): boolean =>
  a.schema === b.schema &&
  a.life === b.life &&
  a.ownerId === b.ownerId &&
  a.teamId === b.teamId &&
  sameJson(a.sharedWith, b.sharedWith) &&
  sameJson(a.inherited, b.inherited);

/**
 * Writes only the changed parts into rows of built-in kinds: less to send, to read and to log than whole rows. Each row exists:
 * it was read under the tenant's clock, or written earlier in this transaction. For a missing row the statement would insert only
 * an id. The table refuses that: the transaction fails, and no edit is lost.
 */
export async function amendRecords(
  tx: Transaction,
  tenant: Tenant,
  { entity, amendments }: { readonly entity: string; readonly amendments: readonly Amendment[] },
): Promise<void> {
  const rows = amendments.map(({ now: { id, version, updatedAt, updatedBy }, fields, keys }) => ({
    id, version, fields: sealedValues(tenant, { entity, id }, fields), keys, updated_at: updatedAt, updated_by: updatedBy,
  })); // prettier-ignore
  await tx.query(
    `merge into ${tableNameOf(tenant, entity)} t
     using jsonb_to_recordset($2::jsonb) as r(id uuid, version bigint, fields jsonb, keys jsonb, updated_at text, updated_by uuid) on t.org_id = $1 and t.id = r.id
     when matched then update set version = r.version, fields = t.fields || r.fields, keys = t.keys || r.keys, updated_at = r.updated_at, updated_by = r.updated_by
     when not matched then insert (org_id, id) values ($1, r.id)`,
    [tenant.orgId, JSON.stringify(rows)],
  );
}
