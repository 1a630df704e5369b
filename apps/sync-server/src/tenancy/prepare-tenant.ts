import { readTenant } from '../access/asker.ts';
import { updateTokenHolds } from '../access/token-holds.ts';
import { inTenant } from '../db/database.ts';
import { readClock } from '../journal/heads.ts';
import { upgradeTenantRecords } from '../records/write/write-anew.ts';
import type { UpgradePorts } from './apply-once.ts';
import { bringKindsUp, type KindsUpgradePorts, noteKindsUpgrades } from './kinds-upgrades.ts';
import { bringPacksUp } from './shipped-packs.ts';
import { bringRolesUp } from './shipped-roles.ts';
import { bringSettingsUp } from './shipped-settings.ts';

/**
 * Upgrades a tenant from an earlier build to this one, before requests are served. After an interruption the next start
 * continues.
 */
export async function prepareTenant(ports: KindsUpgradePorts, orgId: string): Promise<void> {
  await holdNewTokens(ports, orgId);
  await noteKindsUpgrades(ports, orgId);
  await upgradeTenantRecords(ports, orgId); // K-5: upgrades all records to this build's declarations
  await bringPacksUp(ports, orgId);
  await bringRolesUp(ports, orgId);
  await bringSettingsUp(ports, orgId);
  await bringKindsUp(ports, orgId); // T-27: after the roles, which may give rights to the new kinds
}

/** Gives people the tokens of kinds of record that the last build lacked (S-9). */
const holdNewTokens = ({ database, installed }: UpgradePorts, orgId: string): Promise<void> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const now = await readClock(tx, orgId, 'locked');
    const { tenant } = await readTenant(tx, { orgId, installed }, now?.rights);
    await updateTokenHolds(tx, tenant, { people: 'all', n: now?.head ?? 0 });
  });
