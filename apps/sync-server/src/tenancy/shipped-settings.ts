import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type Settings, settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import { inTenant, type Transaction } from '../db/database.ts';
import { readTenantCatalogue } from '../catalogue/tenant-catalogue.ts';
import { accessEntities } from '../access/principal.ts';
import type { NewTenant } from './new-tenant.ts';
import { applyOnce, type UpgradePorts } from './apply-once.ts';
import { hashedId } from '@outpost/domain/kernel/hashed-id';

/** The kind of record with the settings of the organisation itself. */
const organisationEntity = 'platform/organisation';

/**
 * T-24: creates the missing records of settings for a tenant and its people, for the packs that the tenant has. Their ids are hashes, so each
 * record is created once, despite interruptions and restarts.
 */
export async function bringSettingsUp(ports: UpgradePorts, orgId: string): Promise<void> {
  if (ports.installed.settings.size === 0) return;
  const { lacking, catalogue, tenant } = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { catalogue: own } = await readTenantCatalogue(tx, orgId, ports.installed);
    const lists = [];
    for (const one of own.settings.values()) {
      const held = sqlName(one.on);
      const rows =
        one.whose === 'tenant'
          ? await tx.query<{ owner: string | null }>(
              `select null as owner where not exists (select 1 from store.${held} where org_id = $1)`,
              [orgId],
            )
          : await tx.query<{ owner: string | null }>(
              `select p.id as owner from store.${sqlName(accessEntities.person)} p where p.org_id = $1 and p.life = 'alive'
                 and not exists (select 1 from store.${held} s where s.org_id = $1 and s.owner_id = p.id) order by p.id`,
              [orgId],
            );
      lists.push({ settings: one, owners: rows.map(({ owner }) => owner) });
    }
    return { lacking: lists, catalogue: own, tenant: await readTenantValues(tx, orgId) };
  });
  for (const { settings, owners } of lacking)
    for (const owner of owners)
      await applyOnce(ports, orgId, {
        id: hashedId(orgId, 'settings act', settings.on, owner ?? ''),
        label: `Made ${entityOf(catalogue, settings.on).label.many.toLowerCase()}`,
        edits: [
          madeSettings(orgId, {
            settings,
            owner,
            schema: entityOf(catalogue, settings.on).schema,
            values: settings.on === organisationEntity ? tenant : {},
          }),
        ],
      });
}

/** Returns the settings of the organisation itself, as a new tenant has them; none where no installed pack has settings of this kind. */
export function madeOrganisation(
  { settings, entities }: Pick<Catalogue, 'settings' | 'entities'>,
  { orgId, name, currency, timeZone }: NewTenant,
): readonly ReturnType<typeof madeSettings>[] {
  const [own, kind] = [settings.get(organisationEntity), entities.get(organisationEntity)];
  if (!own || !kind) return [];
  return [madeSettings(orgId, { settings: own, owner: null, schema: kind.schema, values: { name, currency, timeZone } })]; // prettier-ignore
}

/** Returns the values with which a tenant was made, as its record of the organisation has them (ADR 58). */
async function readTenantValues(tx: Transaction, orgId: string): Promise<Settings['defaults']> {
  const [row] = await tx.query<{ name: string; currency: string; time_zone: string }>(
    'select name, currency, time_zone from store.tenants where org_id = $1',
    [orgId],
  );
  return row ? { name: row.name, currency: row.currency, timeZone: row.time_zone } : {};
}

const madeSettings = (
  orgId: string,
  {
    settings,
    owner,
    schema,
    values,
  }: {
    readonly settings: Settings;
    readonly owner: string | null;
    readonly schema: number;
    /** In place of the declared defaults. */
    readonly values: Settings['defaults'];
  },
) => ({
  id: settingsIdOf(orgId, settings.on, owner),
  entity: settings.on,
  create: { schema, ownerId: owner, teamId: null, sharedWith: [], fields: { ...settings.defaults, ...values } },
});
