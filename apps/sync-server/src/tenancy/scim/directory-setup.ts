import { notFound } from '@outpost/domain/kernel/access/denial';
import { holdsAll } from '@outpost/domain/kernel/access/holds-all';
import { givesMore, guardedRoles, membershipsIn } from '@outpost/domain/kernel/access/judge-access';
import { isId } from '@outpost/domain/kernel/ids';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Asker } from '../../access/asker.ts';
import { readRoles } from '../../access/token-holds.ts';
import type { Transaction } from '../../db/database.ts';
import type { ApiCaller } from '../act-as.ts';
import type { TenancyPorts } from '../create-tenant.ts';
import { changeRolesOf, type RoleChange } from '../group-roles/change-roles.ts';
import { type GroupRole, without } from '../group-roles/group-role.ts';
import { rolesByDirectory } from '../group-roles/role-sources.ts';
import { asDirectory, directoryGiver, noteOfDirectory } from './directory-asker.ts';

/** A group as administrators see it. */
export type MappedGroup = {
  readonly id: string;
  readonly name: string;
  readonly members: number;
  readonly roles: readonly GroupRole[];
};
/** The settings of the directory. `people`: those whom it has brought. */
export type DirectorySetup = {
  readonly invites: boolean;
  readonly people: number;
  readonly groups: readonly MappedGroup[];
};

/** Returns how the directory is set up, groups by name. Refuses `access/denied`. */
export const readSetup = (ports: TenancyPorts, caller: ApiCaller): Promise<Result<DirectorySetup>> =>
  asPerson(ports, caller, 'snapshot', async (tx) => {
    const [row] = await tx.query<{ invites: boolean; people: number }>(
      `select coalesce((select invites from auth.directory where org_id = $1), false) as invites,
         (select count(*)::integer from auth.directory_person d join store.platform_person p on p.org_id = d.org_id and p.id = d.person_id
          where d.org_id = $1 and p.life = 'alive') as people`,
      [caller.orgId],
    );
    const groups = await tx.query<MappedGroup>(
      `select g.id, g.name, g.roles, (select count(*)::integer from auth.directory_member m where m.org_id = g.org_id and m.group_id = g.id) as members
       from auth.directory_group g where g.org_id = $1 order by g.name_key limit 2000`,
      [caller.orgId],
    );
    return accept({ invites: row?.invites ?? false, people: row?.people ?? 0, groups });
  });

/** Sets whether people whom the directory adds are invited by e-mail. Refuses `access/denied`. */
export async function setInvites(ports: TenancyPorts, caller: ApiCaller, invites: boolean): Promise<Result<void>> {
  const set = await asPerson(ports, caller, 'write', async (tx) => {
    await tx.query(
      'insert into auth.directory (org_id, invites) values ($1, $2) on conflict (org_id) do update set invites = excluded.invites',
      [caller.orgId, invites],
    );
    return accept(undefined);
  });
  return set.ok
    ? noteOfDirectory(ports, caller, `Set that people of the directory are ${invites ? '' : 'not '}invited`)
    : set;
}

/** Lets administrators who are people set up the directory: its own token does not. */
const asPerson: typeof asDirectory = (ports, caller, mode, work) =>
  caller.keyId === undefined
    ? asDirectory(ports, caller, mode, work)
    : Promise.resolve(refuse('access/denied', 'Only administrators set up the directory.', { action: 'administer' }));

/** Refuses roles that the tenant does not have, and roles that the administrator could not give. */
async function judgeRoles(
  tx: Transaction,
  { principal, tenant }: Asker,
  { orgId, roles }: { readonly orgId: string; readonly roles: readonly GroupRole[] },
): Promise<Result<void>> {
  const records = await readRoles(tx, orgId);
  const unknown = roles.find(({ role }) => !records.some(({ fields }) => fields['key'] === role));
  if (unknown) return refuse('records/invalid', `There is no role "${unknown.role}".`, { field: 'roles' });
  const teams = roles.flatMap(({ teamId }) => teamId ?? []);
  const known = await tx.query<{ id: string }>(
    `select id from store.platform_team where org_id = $1 and id = any($2::uuid[]) and life = 'alive'`,
    [orgId, teams],
  );
  const noTeam = teams.find((id) => !known.some((team) => team.id === id));
  if (noTeam !== undefined)
    return refuse('records/unknown-team', 'There is no such team.', { field: 'roles', id: noTeam });
  const asked = membershipsIn({ fields: { memberships: roles.map((one) => ({ ...one })) } }, records);
  const ground = { entities: tenant.catalogue.entities, guarded: guardedRoles(tenant.catalogue) };
  return holdsAll(principal.memberships, asked, ground) ? accept(undefined) : givesMore('roles');
}

/**
 * Sets the roles that the members of a group get, and gives and takes them by acts of the administrator. Refuses
 * `access/denied`, `records/not-found`, unknown roles and teams, and with the refusals of those acts. After a refusal
 * the roles of the group are as before. People who were changed until then get theirs back with the next change of
 * the group.
 */
export async function mapGroup(
  ports: TenancyPorts,
  caller: ApiCaller,
  { id, roles }: { readonly id: string; readonly roles: readonly GroupRole[] },
): Promise<Result<void>> {
  const { orgId } = caller;
  const prepared = await asPerson(ports, caller, 'snapshot', async (tx, asker) => {
    const [group] = isId(id)
      ? await tx.query<{ name: string; roles: readonly GroupRole[] }>(
          'select name, roles from auth.directory_group where org_id = $1 and id = $2',
          [orgId, id],
        )
      : [];
    if (!group) return notFound(id);
    const judged = await judgeRoles(tx, asker, { orgId, roles });
    if (!judged.ok) return judged;
    const rows = await tx.query<{ person: string }>('select person_id as person from auth.directory_member where org_id = $1 and group_id = $2', [orgId, id]); // prettier-ignore
    const people = rows.map(({ person }) => person);
    const others = await rolesByDirectory(tx, { orgId, people, exceptGroup: id });
    const taken = without(group.roles, roles);
    const changes = people.map((person): RoleChange => ({
      person,
      gives: roles,
      takes: without(taken, others.get(person) ?? []),
    }));
    return accept({ name: group.name, changes });
  });
  if (!prepared.ok) return prepared;
  const done = await changeRolesOf(ports, directoryGiver(ports, caller), prepared.value.changes);
  if (!done.ok) return done;
  const written = await asPerson(ports, caller, 'write', async (tx) => {
    await tx.query('update auth.directory_group set roles = $3::jsonb where org_id = $1 and id = $2', [
      orgId,
      id,
      JSON.stringify(roles.map(({ role, teamId }) => ({ role, teamId }))),
    ]);
    return accept(undefined);
  });
  if (!written.ok) return written;
  const what = roles.map(({ role }) => role).join(', ') || 'no roles';
  return noteOfDirectory(ports, caller, `Mapped the group ${prepared.value.name} of the directory to ${what}`);
}
