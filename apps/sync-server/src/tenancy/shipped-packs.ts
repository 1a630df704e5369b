import type { Catalogue, PackInfo } from '@outpost/domain/kernel/catalogue/catalogue';
import { inTenant } from '../db/database.ts';
import { applyOnce, type UpgradePorts } from './apply-once.ts';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { readTenantCatalogue } from '../catalogue/tenant-catalogue.ts';

/** The kind of record that names a tenant's packs. */
export const packEntity = 'platform/installed-pack';

type PackRow = { readonly id: string; readonly life: string; readonly pack: string; readonly release: number | null };

/** T-25: records which packs a tenant has initially, and updates its packs to the versions of this build. */
export async function bringPacksUp(ports: UpgradePorts, orgId: string): Promise<void> {
  if (!ports.installed.entities.has(packEntity)) return; // a test's catalogue
  const rows = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<PackRow>(
      `select id, life, fields->>'pack' as pack, (fields->>'release')::float8 as release from store.platform_installed_pack where org_id = $1 order by id`,
      [orgId],
    ),
  );
  for (const { name, label, version, isOptional } of ports.installed.packs) {
    const id = hashedId(orgId, 'pack act', name, `${version}`);
    const all = rows.filter(({ pack }) => pack === name);
    const row = all.find(({ life }) => life === 'alive');
    if (row && (row.release ?? 0) < version) {
      const fields = { release: [row.release, version] as [number | null, number] };
      await applyOnce(ports, orgId, { id, label: `Brought ${label} to version ${version}`, edits: [{ id: row.id, entity: packEntity, seen: 0, fields }] }); // prettier-ignore
    }
    if (all.length === 0 && !isOptional)
      await applyOnce(ports, orgId, { id, label: `Noted the pack ${label}`, edits: [madePack(hashedId(orgId, 'pack', name), { name, version })] }); // prettier-ignore
  }
}

/** Returns the edit that gives a tenant a pack. */
export const madePack = (id: string, { name, version }: Pick<PackInfo, 'name' | 'version'>) => ({
  id,
  entity: packEntity,
  create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { pack: name, release: version } },
});

/** Returns the keys of the roles from the packs that a tenant has. */
export async function rolesOfPacks(
  { database, installed }: Pick<UpgradePorts, 'database'> & { readonly installed: Catalogue },
  orgId: string,
): Promise<ReadonlySet<string>> {
  const { catalogue } = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    readTenantCatalogue(tx, orgId, installed),
  );
  return new Set(catalogue.packs.flatMap(({ isInstalled, roles }) => (isInstalled ? roles : [])));
}
