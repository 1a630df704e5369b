import type { Act } from '@outpost/domain/kernel/acts/act';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { IdSource } from '@outpost/domain/kernel/ports';
import { inTenant, type Transaction } from '../db/database.ts';
import { applyByServer } from '../records/apply-one.ts';
import { noteCurrent } from '../records/write/kinds-due.ts';
import type { WritePorts } from '../records/write-ports.ts';
import type { NewTenant } from './new-tenant.ts';
import { madePack, packEntity } from './shipped-packs.ts';
import { madeRole } from './shipped-roles.ts';
import { madeOrganisation } from './shipped-settings.ts';
import { slugOf } from './slug.ts';

export type TenancyPorts = WritePorts & { readonly ids: IdSource };

/**
 * Creates a tenant with its clock and the packs' roles (A-1), as ordinary records. A second call with the same ids changes
 * nothing.
 */
export async function createTenant(ports: TenancyPorts, tenant: NewTenant): Promise<void> {
  const at = new Date(ports.clock.nowMs()).toISOString();
  await inTenant(ports.database, { orgId: tenant.orgId, mode: 'write' }, async (tx) => {
    if (await addTenant(tx, tenant, at)) await noteCurrent(tx, tenant.orgId, ports.installed);
    await tx.query('insert into store.clock (org_id) values ($1) on conflict do nothing', [tenant.orgId]);
  });
  const { packs, roles, entities } = ports.installed;
  const had = packs.filter(({ isOptional }) => !isOptional);
  const edits = [
    ...roles.flatMap((role) =>
      had.some((pack) => pack.roles.includes(role.key)) ? [madeRole(tenant.orgId, role)] : [],
    ),
    // The organisation's settings exist from the start. Those of packs are made in the first round of the workers.
    ...madeOrganisation(ports.installed, tenant),
    ...(entities.has(packEntity) ? had.map((pack) => madePack(hashedId(tenant.orgId, 'pack', pack.name), pack)) : []),
  ];
  await applyAsServer(ports, tenant.orgId, { label: 'Made the built-in roles', edits });
}

/** Chosen: the number of slugs to try for one name. After them the slug gets the end of the id. */
const slugTries = 20;

/** Adds a tenant with the first free slug of its name. Returns false where it exists already. */
async function addTenant(
  tx: Transaction,
  { orgId, name, currency, timeZone }: NewTenant,
  at: string,
): Promise<boolean> {
  const before = await tx.query('select org_id from store.tenants where org_id = $1', [orgId]);
  if (before.length > 0) return false;
  const slug = slugOf(name);
  const slugs = Array.from({ length: slugTries }, (_, place) => (place === 0 ? slug : `${slug}-${place + 1}`));
  for (const free of [...slugs, `${slug.slice(0, 30)}-${orgId.slice(-12)}`]) {
    await tx.query('savepoint before_slug');
    const made = await tx.query(
      `insert into store.tenants (org_id, name, currency, time_zone, slug, created_at)
         select $1::uuid, $2, $3, $4, $5, $6 where not store.slug_is_kept($5, $1::uuid, $6) on conflict do nothing returning org_id`,
      [orgId, name, currency, timeZone, free, at],
    );
    if (made.length === 0) continue;
    // After the insert: it has waited for an organisation that gave the name up in the same moment.
    const [kept] = await tx.query<{ is: boolean }>('select store.slug_is_kept($1, $2, $3) as is', [free, orgId, at]);
    if (kept?.is === false) return true;
    await tx.query('rollback to savepoint before_slug');
  }
  return false; // another transaction has added it
}

/** Writes one act as the server itself, all or nothing. A refusal is a fault, because the server's own acts are valid. */
export async function applyAsServer(
  ports: TenancyPorts,
  orgId: string,
  { label, edits }: Pick<Act, 'label' | 'edits'>,
): Promise<void> {
  const act = { id: ports.ids.newId(), label, shape: 'together', edits } as const;
  const { status, refused } = await applyByServer(ports, orgId, act);
  if (status !== 'accepted')
    throw new Error(`The server's own act "${label}" was not accepted: ${JSON.stringify(refused)}`);
}
