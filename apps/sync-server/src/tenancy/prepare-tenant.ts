import { readTenant } from '../access/asker.ts';
import { updateTokenHolds } from '../access/token-holds.ts';
import { inTenant } from '../db/database.ts';
import { readClock } from '../journal/heads.ts';
import { bringUpToSchemas } from '../records/write-anew.ts';
import type { UpgradePorts } from './apply-once.ts';
import { bringPacksUp } from './shipped-packs.ts';
import { bringRolesUp } from './shipped-roles.ts';

/** Brings a tenant from the build before to this one, before anybody is served. Cut off anywhere, the next start goes on. */
export async function prepareTenant(ports: UpgradePorts, orgId: string): Promise<void> {
  await holdNewTokens(ports, orgId);
  await bringUpToSchemas(ports, orgId); // K-5: all records as this build declares them
  await bringPacksUp(ports, orgId);
  await bringRolesUp(ports, orgId);
}

/** A new build may know kinds of record that the last one didn't: from now on people hold their tokens (S-9). */
const holdNewTokens = ({ database, installed }: UpgradePorts, orgId: string): Promise<void> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const now = await readClock(tx, orgId, 'locked');
    const { tenant } = await readTenant(tx, { orgId, installed }, now?.rights);
    await updateTokenHolds(tx, tenant, { people: 'all', n: now?.head ?? 0 });
  });
