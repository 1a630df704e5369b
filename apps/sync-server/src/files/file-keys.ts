import { hkdfSync } from 'node:crypto';
import type { Clock } from '@outpost/domain/kernel/ports';
import { type DataKey, ensureDataKeys, readDataKeys } from '../catalogue/sealing.ts';
import { type Database, inTenant } from '../db/database.ts';

/** The keys of a tenant's files, derived from one of its data keys; 32 bytes each. `id`: the data key's id. */
export type ContentKey = { readonly id: string; readonly contents: Uint8Array; readonly names: Uint8Array };

/** Returns the keys of a tenant's files, the newest first. Not to be called within a transaction, which has a connection already. */
export type FileKeys = (orgId: string) => Promise<readonly [ContentKey, ...ContentKey[]]>;

/** Returns the keys from the database. A tenant without a data key gets one. */
export const tenantFileKeys =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }): FileKeys =>
  async (orgId) => {
    const found = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readDataKeys(tx, orgId));
    const [newest, ...older] = found.length
      ? found
      : await inTenant(database, { orgId, mode: 'write' }, (tx) => ensureDataKeys(tx, orgId, clock.nowMs()));
    if (newest === undefined) throw new Error(`Tenant ${orgId} has no data key`);
    return [fileKeyOf(newest), ...older.map(fileKeyOf)];
  };

/** RFC 5869: keys of their own for each use, so that no key encrypts both columns and files. */
function fileKeyOf({ id, key }: DataKey): ContentKey {
  const derived = (use: string): Uint8Array => new Uint8Array(hkdfSync('sha256', key, '', `outpost files: ${use}`, 32));
  return { id, contents: derived('contents'), names: derived('names') };
}
