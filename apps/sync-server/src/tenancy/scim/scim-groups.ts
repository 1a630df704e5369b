import { notFound } from '@outpost/domain/kernel/access/denial';
import { isId } from '@outpost/domain/kernel/ids';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Transaction } from '../../db/database.ts';
import type { ApiCaller } from '../act-as.ts';
import {
  asDirectory,
  directoryGiver,
  isMatched,
  noteOfDirectory,
  presentInstant,
  type ScimList,
  type ScimPage,
} from './directory-asker.ts';
import { changeRolesOf, type RoleChange } from '../group-roles/change-roles.ts';
import { type GroupRole, without } from '../group-roles/group-role.ts';
import { rolesByDirectory, type RolesByPerson } from '../group-roles/role-sources.ts';
import type { FilterColumns } from './scim-filter.ts';
import { changedGroup, type GroupResource, type GroupState, emptyScimGroup } from './scim-group.ts';
import type { AttributeChange } from './scim-patch.ts';
import { readPage, readRow, type ScimTable, staleResource, type WantedChange } from './scim-table.ts';
import type { ScimUserPorts } from './scim-users.ts';

const columns: FilterColumns = {
  id: { sql: 'g.id::text', as: 'exact' },
  displayname: { sql: 'g.name', as: 'text' },
  externalid: { sql: 'g.external_id', as: 'exact' },
  'meta.created': { sql: 'g.made_at', as: 'instant' },
  'meta.lastmodified': { sql: 'g.changed_at', as: 'instant' },
};

/** Chosen (E-3): the most groups of a tenant, and the most members of one. */
const mostGroups = 2_000;
export const mostMembers = 20_000;

type Row = {
  readonly id: string;
  readonly name: string;
  readonly external_id: string | null;
  readonly roles: readonly GroupRole[];
  readonly revision: number;
  readonly made_at: string;
  readonly changed_at: string;
};
const selected = 'g.id, g.name, g.external_id, g.roles, g.revision, g.made_at, g.changed_at';
type Members = GroupResource['members'];

const groupOf = (row: Row, members: Members): GroupResource => ({
  id: row.id,
  name: row.name,
  externalId: row.external_id,
  members,
  etag: `W/"${row.revision}"`,
  createdAt: row.made_at,
  updatedAt: row.changed_at,
});

async function membersOf(tx: Transaction, orgId: string, groups: readonly string[]): Promise<ReadonlyMap<string, Members>> {
  const rows = await tx.query<{ group_id: string; id: string; name: string | null }>(
    `select m.group_id, p.id, p.fields ->> 'name' as name from auth.directory_member m
       join store.platform_person p on p.org_id = m.org_id and p.id = m.person_id and p.life = 'alive'
     where m.org_id = $1 and m.group_id = any($2::uuid[]) order by p.id`,
    [orgId, groups],
  );
  const named = rows.map(({ group_id: group, id, name }) => ({ group, id, name: name ?? '' }));
  return Map.groupBy(named, ({ group }) => group);
} // prettier-ignore

const table: ScimTable = { selected, from: 'auth.directory_group g where g.org_id = $1', id: 'g.id', columns };

type ListAsk = { readonly filter: string | undefined; readonly page: ScimPage; readonly withMembers: boolean };

/** Returns a page of the groups of the tenant that a filter finds, in the order of their ids. Refuses `request/invalid`. */
export const listGroups = (
  ports: ScimUserPorts,
  caller: ApiCaller,
  { filter, page, withMembers }: ListAsk,
): Promise<Result<ScimList<GroupResource>>> =>
  asDirectory(ports, caller, 'snapshot', async (tx) => {
    const found = await readPage<Row>(tx, table, { orgId: caller.orgId, filter, page });
    if (!found.ok) return found;
    const { total, rows } = found.value;
    const members = withMembers ? await membersOf(tx, caller.orgId, rows.map(({ id }) => id)) : undefined; // prettier-ignore
    const resources = rows.map((row) => groupOf(row, members?.get(row.id) ?? []));
    return accept({ total, startIndex: page.startIndex, resources });
  });

/** Returns a group. Refuses `records/not-found`, also for a group of another tenant. */
export const readGroup = (ports: ScimUserPorts, caller: ApiCaller, id: string): Promise<Result<GroupResource>> =>
  asDirectory(ports, caller, 'snapshot', async (tx) => {
    const row = await readRow<Row>(tx, table, { orgId: caller.orgId, id });
    return row ? accept(groupOf(row, (await membersOf(tx, caller.orgId, [id])).get(id) ?? [])) : notFound(id);
  });

const invalid = (path: string, why: string): Result<never> => refuse('request/invalid', `${path}: ${why}`, { path });

/** Refuses members who are not people of the tenant, alike for unknown ids and for people of others. */
async function checkMembers(tx: Transaction, orgId: string, members: ReadonlySet<string>): Promise<Result<void>> {
  if (members.size > mostMembers) return invalid('attribute.members', `a group has at most ${mostMembers} members`);
  const known = await tx.query<{ id: string }>(
    `select id from store.platform_person where org_id = $1 and id = any($2::uuid[]) and life = 'alive'`,
    [orgId, [...members].filter(isId)],
  );
  const ids = new Set(known.map(({ id }) => id));
  const unknown = [...members].find((id) => !ids.has(id));
  return unknown === undefined
    ? accept(undefined)
    : invalid('attribute.members', `there is no user ${unknown.slice(0, 60)}; groups in groups are not kept`);
}

async function checkName(tx: Transaction, orgId: string, { id, name }: { readonly id: string; readonly name: string }): Promise<Result<void>> {
  const others = await tx.query(
    'select 1 from auth.directory_group where org_id = $1 and name_key = $2 and id <> $3',
    [orgId, name.toLowerCase(), id],
  );
  return others.length === 0
    ? accept(undefined)
    : refuse('records/taken', 'There is a group with this displayName.', { fields: ['displayName'] });
} // prettier-ignore

/**
 * Adds a group. It gives no role until administrators say which. Refuses `records/taken`, and members who are not
 * people of the tenant.
 */
export async function addGroup(
  ports: ScimUserPorts,
  caller: ApiCaller,
  changes: readonly AttributeChange[],
): Promise<Result<GroupResource>> {
  const asked = changedGroup(emptyScimGroup, changes);
  if (!asked.ok) return asked;
  const { name, externalId, members } = asked.value;
  const [id, now] = [ports.ids.newId(), presentInstant(ports)];
  const made = await asDirectory(ports, caller, 'write', async (tx): Promise<Result<void>> => {
    const checked = await checkName(tx, caller.orgId, { id, name });
    if (!checked.ok) return checked;
    const known = await checkMembers(tx, caller.orgId, members);
    if (!known.ok) return known;
    const [counted] = await tx.query<{ count: number }>('select count(*)::integer as count from auth.directory_group where org_id = $1', [caller.orgId]); // prettier-ignore
    if ((counted?.count ?? 0) >= mostGroups)
      return refuse('records/invalid', `An organisation has at most ${mostGroups} groups of its directory.`, {});
    await tx.query(
      'insert into auth.directory_group (org_id, id, name, name_key, external_id, made_at, changed_at) values ($1, $2, $3, $4, $5, $6, $6)',
      [caller.orgId, id, name, name.toLowerCase(), externalId, now],
    );
    await writeMembers(tx, caller.orgId, { id, added: [...members], removed: [] });
    return accept(undefined);
  });
  if (!made.ok) return made;
  const noted = await noteOfDirectory(ports, caller, `Added the group ${name} by the directory`);
  return noted.ok ? readGroup(ports, caller, id) : noted;
}

type Moved = { readonly id: string; readonly added: readonly string[]; readonly removed: readonly string[] };

async function writeMembers(tx: Transaction, orgId: string, { id, added, removed }: Moved): Promise<void> {
  await tx.query(
    'delete from auth.directory_member where org_id = $1 and group_id = $2 and person_id = any($3::uuid[])',
    [orgId, id, removed],
  );
  await tx.query(
    'insert into auth.directory_member (org_id, group_id, person_id) select $1, $2, unnest($3::uuid[]) on conflict do nothing',
    [orgId, id, added],
  );
}

/**
 * Changes a group by the directory. People who come get the roles of the group, and people who go lose those that no other of their groups
 * gives, by acts. Refuses `records/not-found`, `records/stale`, `records/taken`, and as those acts are refused: then the group is as before.
 */
export async function changeGroup(
  ports: ScimUserPorts,
  caller: ApiCaller,
  { id, changes, ifMatch }: WantedChange,
): Promise<Result<GroupResource>> {
  const { orgId } = caller;
  const prepared = await asDirectory(ports, caller, 'snapshot', async (tx) => {
    const row = await readRow<Row>(tx, table, { orgId, id });
    if (!row) return notFound(id);
    const members = new Set(((await membersOf(tx, orgId, [id])).get(id) ?? []).map((one) => one.id));
    const present: GroupState = { name: row.name, externalId: row.external_id, members };
    if (!isMatched(ifMatch, groupOf(row, []).etag)) return staleResource('group', { id, version: row.revision });
    const next = changedGroup(present, changes);
    if (!next.ok) return next;
    const added = [...next.value.members.difference(members)];
    const removed = [...members.difference(next.value.members)];
    const known = await checkMembers(tx, orgId, new Set(added));
    if (!known.ok) return known;
    if (next.value.members.size > mostMembers) return invalid('attribute.members', `a group has at most ${mostMembers} members`); // prettier-ignore
    const others: RolesByPerson = row.roles.length === 0 ? new Map() : await rolesByDirectory(tx, { orgId, people: removed, exceptGroup: id }); // prettier-ignore
    const roles = [
      ...added.map((person): RoleChange => ({ person, gives: row.roles, takes: [] })),
      ...removed.map((person): RoleChange => ({ person, gives: [], takes: without(row.roles, others.get(person) ?? []) })),
    ]; // prettier-ignore
    return accept({ row, next: next.value, added, removed, roles });
  });
  if (!prepared.ok) return prepared;
  const { row, next, added, removed, roles } = prepared.value;
  const done = await changeRolesOf(ports, directoryGiver(ports, caller), roles);
  if (!done.ok) return done;
  const written = await asDirectory(ports, caller, 'write', async (tx): Promise<Result<void>> => {
    const checked = await checkName(tx, orgId, { id, name: next.name });
    if (!checked.ok) return checked;
    const isOther = next.name !== row.name || next.externalId !== row.external_id || added.length + removed.length > 0;
    if (!isOther) return accept(undefined);
    await writeMembers(tx, orgId, { id, added, removed });
    await tx.query(
      `update auth.directory_group set name = $3, name_key = $4, external_id = $5, changed_at = $6, revision = revision + 1
       where org_id = $1 and id = $2`,
      [orgId, id, next.name, next.name.toLowerCase(), next.externalId, presentInstant(ports)],
    );
    return accept(undefined);
  });
  return written.ok ? readGroup(ports, caller, id) : written;
}

/** Deletes a group: its members lose the roles that no other of their groups gives. Refuses like `changeGroup`. */
export async function deleteGroup(
  ports: ScimUserPorts,
  caller: ApiCaller,
  { id, ifMatch }: Omit<WantedChange, 'changes'>,
): Promise<Result<void>> {
  const nobody: AttributeChange = { op: 'remove', attribute: 'members', sub: undefined, isMeant: undefined, named: undefined, value: undefined }; // prettier-ignore
  const emptied = await changeGroup(ports, caller, { id, changes: [nobody], ifMatch });
  if (!emptied.ok) return emptied;
  const gone = await asDirectory(ports, caller, 'write', async (tx) => {
    await tx.query('delete from auth.directory_member where org_id = $1 and group_id = $2', [caller.orgId, id]);
    await tx.query('delete from auth.directory_group where org_id = $1 and id = $2', [caller.orgId, id]);
    return accept(undefined);
  });
  if (!gone.ok) return gone;
  const noted = await noteOfDirectory(ports, caller, `Deleted the group ${emptied.value.name} by the directory`);
  return noted.ok ? accept(undefined) : noted;
}
