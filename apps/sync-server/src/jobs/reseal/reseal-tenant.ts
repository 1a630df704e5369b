import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock } from '@outpost/domain/kernel/ports';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import type { BlobStore } from '../../files/blob-store.ts';
import { renewContents } from '../../files/renew-contents.ts';
import { resealApiSecrets } from '../../gateway/api-keys.ts';
import type { ResealSecretPorts } from '../../identity/keys/tenant-secrets.ts';
import { resealProviders } from '../../identity/providers/providers.ts';
import { resealRecords, rewrapDataKeys } from '../../records/reseal/reseal-records.ts';

export type ResealTenantPorts = ResealSecretPorts & {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  readonly blobs: BlobStore;
};

/** How much of a tenant was encrypted anew. `key`: the id of its newest data key; null where it has none. */
export type ResealedTenant = {
  readonly key: string | null;
  readonly dataKeys: number;
  readonly records: number;
  readonly secrets: number;
  readonly contents: number;
};

/**
 * Encrypts what lies sealed of a tenant under its newest data key: fields of records, secrets of identity providers and API keys, contents of
 * files. Its data keys are encrypted under the newest master key first. `rotate`: makes a new data key. The server may run
 * meanwhile, and the work may be stopped at any moment: run it again without `rotate`, and it goes on.
 */
export async function resealTenant(
  ports: ResealTenantPorts,
  { orgId, rotate }: { readonly orgId: string; readonly rotate: boolean },
): Promise<ResealedTenant> {
  const dataKeys = await rewrapDataKeys(ports, orgId);
  const { key, records } = await resealRecords(ports, { orgId, rotate });
  const write = (work: (tx: Transaction) => Promise<number>): Promise<number> =>
    inTenant(ports.database, { orgId, mode: 'write' }, work);
  const providers = await write((tx) => resealProviders(tx, orgId, ports));
  const apiSecrets = await write((tx) => resealApiSecrets(tx, orgId, ports));
  return { key, dataKeys, records, secrets: providers + apiSecrets, contents: await renewContents(ports, orgId) };
}
