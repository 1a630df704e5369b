import type { CreateEdit, Edit } from '@outpost/domain/kernel/acts/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { RoleDeclaration } from '@outpost/domain/kernel/catalogue/role';
import { accessEntities } from '../access/principal.ts';
import { inTenant } from '../db/database.ts';
import { applyOnce, type UpgradePorts } from './apply-once.ts';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { rolesOfPacks } from './shipped-packs.ts';

/** A role of a tenant, alive or not. */
type RoleRow = {
  readonly id: string;
  readonly life: string;
  readonly key: JsonValue;
  readonly grants: JsonValue;
  readonly builtIn: JsonValue;
  readonly portal: JsonValue;
};
type Had = { readonly roles: readonly RoleRow[]; readonly acts: ReadonlySet<string> };

/** Returns the id of a built-in role's record made at this version. Roles from before versions existed have random ids. */
const roleId = (orgId: string, { key }: RoleDeclaration, version: number): string =>
  hashedId(orgId, 'role', key, `${version}`);
/** Returns the id of the act that creates a built-in role, or updates it, at this version. */
const actId = (orgId: string, { key }: RoleDeclaration, version: number): string =>
  hashedId(orgId, 'role act', key, `${version}`);

const inOrder = (grants: readonly string[]): string[] => [...grants].sort(); // the order within a set has no meaning (S-4)

/** Returns the edit that creates a built-in role as this build declares it. */
export function madeRole(orgId: string, declared: RoleDeclaration): CreateEdit {
  const { key, label, describes, grants, version, portal = false } = declared;
  const fields = { key, label, describes, grants: inOrder(grants), builtIn: true, portal };
  return {
    id: roleId(orgId, declared, version),
    entity: accessEntities.role,
    create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields },
  };
}

/**
 * T-26: updates a tenant's built-in roles to this build's versions, and creates the missing ones. The union merge keeps the
 * tenant's own additions and removals. The id of each act is hashed from tenant, role and version, so the act is decided once
 * despite interruptions and restarts. A refused act is logged and does not stop the others.
 */
export async function bringRolesUp(ports: UpgradePorts, orgId: string): Promise<void> {
  const had = await readHad(ports, orgId);
  const builtIn = had.roles.filter((role) => role.builtIn === true);
  const isOld = !ports.installed.roles.some((one) =>
    builtIn.some(({ id }) => versionOfId(orgId, one, id) !== undefined),
  );
  if (isOld) await reachEveryKind(ports, orgId, had.roles);
  if (isBeforeExports(ports, orgId, builtIn)) await exportAsBefore(ports, orgId, had.roles);
  const keys = await rolesOfPacks(ports, orgId);
  for (const declared of ports.installed.roles) {
    if (!keys.has(declared.key)) continue; // T-25: the role of a pack that the tenant does not have
    const role = builtIn.find(({ key }) => key === declared.key);
    const id = actId(orgId, declared, declared.version);
    if (had.acts.has(id)) continue;
    if (!role)
      await applyOnce(ports, orgId, {
        id,
        label: `Made the role ${declared.label}`,
        edits: [madeRole(orgId, declared)],
      });
    else if (role.life === 'alive')
      await bringUp(ports, orgId, { role, declared, from: versionHad(orgId, declared, { role, had }) });
  }
}

const versionOfId = (orgId: string, declared: RoleDeclaration, id: string): number | undefined =>
  versionsOf(declared).find((version) => roleId(orgId, declared, version) === id);

const versionsOf = ({ version }: RoleDeclaration): readonly number[] =>
  Array.from({ length: version }, (_, place) => place + 1);

/** Returns the version at which the tenant's role was created or last updated. */
function versionHad(
  orgId: string,
  declared: RoleDeclaration,
  { role, had }: { readonly role: RoleRow; readonly had: Had },
): number {
  const broughtTo = versionsOf(declared).findLast((version) => had.acts.has(actId(orgId, declared, version)));
  return broughtTo ?? versionOfId(orgId, declared, role.id) ?? 1;
}

async function bringUp(
  ports: UpgradePorts,
  orgId: string,
  { role, declared, from }: { readonly role: RoleRow; readonly declared: RoleDeclaration; readonly from: number },
): Promise<void> {
  const { label, version, grants, earlier = [] } = declared;
  if (from >= version) return;
  const step: readonly [string[], string[]] = [inOrder(earlier[from - 1] ?? []), inOrder(grants)];
  await applyOnce(ports, orgId, {
    id: actId(orgId, declared, version),
    label: `Brought the role ${label} up to date`,
    edits: [{ id: role.id, entity: accessEntities.role, seen: 0, fields: { grants: [...step] } }],
  });
}

/**
 * T-15: gives roles that allowed everything the grant `**:*@org`, including the tenant's own roles. In a tenant from before `**`,
 * `*` meant every kind of record. A role created later with only `*` does not get it: new tenants never reach this code, and in
 * old ones the act is decided once.
 */
async function reachEveryKind(ports: UpgradePorts, orgId: string, roles: readonly RoleRow[]): Promise<void> {
  const edits = roles.flatMap(({ id, life, grants }): Edit[] => {
    const has = Array.isArray(grants) ? grants.map(String) : [];
    if (life !== 'alive' || !has.includes('*:*@org') || has.includes('**:*@org')) return [];
    return [{ id, entity: accessEntities.role, seen: 0, fields: { grants: [has, inOrder([...has, '**:*@org'])] } }];
  });
  const label = 'Let roles that allow everything reach every kind of record';
  await applyOnce(ports, orgId, { id: hashedId(orgId, 'roles', '**'), label, edits });
}

const mentionsExports = (grants: readonly string[] | undefined): boolean =>
  grants?.some((grant) => grant.includes(':export@')) ?? false;

/** Whether the tenant's built-in roles were made before exporting was a right of its own. */
const isBeforeExports = (ports: UpgradePorts, orgId: string, builtIn: readonly RoleRow[]): boolean =>
  ports.installed.roles.some((declared) => {
    const role = builtIn.find(({ key }) => key === declared.key);
    const made = role && (versionOfId(orgId, declared, role.id) ?? 1);
    return made !== undefined && made < declared.version && mentionsExports(declared.grants) && !mentionsExports(declared.earlier?.[made - 1]); // prettier-ignore
  });

/**
 * before exporting was a right of its own, people who could read a record could export it. In a tenant from that
 * time, all roles of its own people keep this. Its administrators narrow them. In a new tenant the built-in roles
 * decide the people who export.
 */
async function exportAsBefore(ports: UpgradePorts, orgId: string, roles: readonly RoleRow[]): Promise<void> {
  const edits = roles.flatMap(({ id, life, portal, grants }): Edit[] => {
    const has = Array.isArray(grants) ? grants.map(String) : [];
    const gains = has.filter((grant) => grant.includes(':read@')).map((grant) => grant.replace(':read@', ':export@'));
    if (life !== 'alive' || portal === true || gains.every((grant) => has.includes(grant))) return [];
    return [{ id, entity: accessEntities.role, seen: 0, fields: { grants: [has, inOrder([...new Set([...has, ...gains])])] } }]; // prettier-ignore
  });
  const label = 'Let roles that read records go on to export them';
  await applyOnce(ports, orgId, { id: hashedId(orgId, 'roles', 'export'), label, edits });
}

/** Returns the tenant's roles, and which of this build's possible acts are already decided. */
const readHad = ({ database, installed }: UpgradePorts, orgId: string): Promise<Had> =>
  inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const ids = installed.roles.flatMap((one) => versionsOf(one).map((version) => actId(orgId, one, version)));
    const [roles, acts] = await Promise.all([
      tx.query<RoleRow>(
        `select id, life, fields->'key' as key, fields->'grants' as grants, fields->'builtIn' as "builtIn", fields->'portal' as portal
         from store.platform_role where org_id = $1 order by id`,
        [orgId],
      ),
      tx.query<{ id: string }>('select id from store.act where org_id = $1 and id = any($2::uuid[])', [orgId, ids]),
    ]);
    return { roles, acts: new Set(acts.map(({ id }) => id)) };
  });
