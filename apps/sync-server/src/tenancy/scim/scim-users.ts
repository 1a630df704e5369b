import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { notFound } from '@outpost/domain/kernel/access/denial';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { accessEntities } from '../../access/principal.ts';
import type { Transaction } from '../../db/database.ts';
import { actAs, type ApiCaller } from '../act-as.ts';
import { type InvitePorts, sendInvite } from '../invites/invites.ts';
import { asDirectory, isMatched, presentInstant, type ScimList, type ScimPage } from './directory-asker.ts';
import type { FilterColumns } from './scim-filter.ts';
import type { AttributeChange } from './scim-patch.ts';
import { readPage, readRow, type ScimTable, staleResource, type WantedChange } from './scim-table.ts';
import { changedUser, newUser, type UserResource, type UserState } from './scim-user.ts';

export type ScimUserPorts = InvitePorts;

const userName = "coalesce(d.user_name, p.fields ->> 'email', p.id::text)";
const email = "p.fields ->> 'email'";
const name = "p.fields ->> 'name'";
const phone = "p.fields ->> 'phone'";
/** A person has one address and one number, which are primary and for work. */
const flagOf = (value: string, flag: string): string => `(case when ${value} is not null then ${flag} end)`;
const columns: FilterColumns = {
  id: { sql: 'p.id::text', as: 'exact' },
  username: { sql: userName, as: 'text' },
  externalid: { sql: 'd.external_id', as: 'exact' },
  displayname: { sql: name, as: 'text' },
  'name.formatted': { sql: name, as: 'text' },
  'name.givenname': { sql: 'd.given_name', as: 'text' },
  'name.familyname': { sql: 'd.family_name', as: 'text' },
  active: { sql: "(coalesce(p.fields ->> 'status', '') <> 'suspended')", as: 'boolean' },
  emails: { sql: email, as: 'text' },
  'emails.value': { sql: email, as: 'text' },
  'emails.type': { sql: flagOf(email, "'work'"), as: 'text' },
  'emails.primary': { sql: flagOf(email, 'true'), as: 'boolean' },
  phonenumbers: { sql: phone, as: 'text' },
  'phonenumbers.value': { sql: phone, as: 'text' },
  'phonenumbers.type': { sql: flagOf(phone, "'work'"), as: 'text' },
  'meta.created': { sql: 'p.created_at', as: 'instant' },
  'meta.lastmodified': { sql: 'p.updated_at', as: 'instant' },
};
const from = `store.platform_person p left join auth.directory_person d on d.org_id = p.org_id and d.person_id = p.id
  where p.org_id = $1 and p.life = 'alive'`;

type Row = {
  readonly id: string;
  readonly version: number;
  readonly user_name: string;
  readonly external_id: string | null;
  readonly name: string | null;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly status: string | null;
  readonly revision: number;
  readonly is_linked: boolean;
  readonly has_account: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
};
const selected = `p.id, p.version, ${userName} as user_name, d.external_id, ${name} as name, d.given_name, d.family_name, ${email} as email,
  ${phone} as phone, p.fields ->> 'status' as status, coalesce(d.revision, 0) as revision, d.person_id is not null as is_linked,
  exists (select 1 from auth.membership m where m.org_id = p.org_id and m.person_id = p.id) as has_account, p.created_at, p.updated_at,
  coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name_key)
    from auth.directory_member x join auth.directory_group g on g.org_id = x.org_id and g.id = x.group_id
    where x.org_id = p.org_id and x.person_id = p.id), '[]'::jsonb) as groups`;

const etagOf = ({ version, revision }: Pick<Row, 'version' | 'revision'>): string => `W/"${version}-${revision}"`;
const userOf = (row: Row): UserResource => ({
  id: row.id,
  userName: row.user_name,
  externalId: row.external_id,
  active: row.status !== 'suspended',
  name: row.name ?? '',
  givenName: row.given_name,
  familyName: row.family_name,
  email: row.email,
  phone: row.phone,
  etag: etagOf(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  groups: row.groups,
});

const table: ScimTable = { selected, from, id: 'p.id', columns };

/** Returns a page of the people of the tenant that a filter finds, in the order of their ids. Refuses `request/invalid`. */
export const listUsers = (
  ports: ScimUserPorts,
  caller: ApiCaller,
  { filter, page }: { readonly filter: string | undefined; readonly page: ScimPage },
): Promise<Result<ScimList<UserResource>>> =>
  asDirectory(ports, caller, 'snapshot', async (tx) => {
    const found = await readPage<Row>(tx, table, { orgId: caller.orgId, filter, page });
    if (!found.ok) return found;
    const { total, rows } = found.value;
    return accept({ total, startIndex: page.startIndex, resources: rows.map(userOf) });
  });

/** Returns a person. Refuses `records/not-found`, also for a person of another tenant. */
export const readScimUser = (ports: ScimUserPorts, caller: ApiCaller, id: string): Promise<Result<UserResource>> =>
  asDirectory(ports, caller, 'snapshot', async (tx) => {
    const row = await readRow<Row>(tx, table, { orgId: caller.orgId, id });
    return row ? accept(userOf(row)) : notFound(id);
  });

const taken = (field: 'userName' | 'externalId'): Result<never> =>
  refuse('records/taken', `Another person of the organisation has this ${field}.`, { fields: [field] });

/**
 * Stores the directory's values that are not fields of the record. Refuses `records/taken`. The caller holds the turn of
 * `asDirectory`.
 */
async function noteLink(
  tx: Transaction,
  orgId: string,
  { id, state, now }: { readonly id: string; readonly state: UserState; readonly now: string },
): Promise<Result<void>> {
  const key = state.userName.toLowerCase();
  // Deletes rows of people who were never made (the act was refused, and the process ended then), and of people who
  // were deleted in the app.
  const recent = new Date(Date.parse(now) - 60_000).toISOString();
  await tx.query(
    `delete from auth.directory_person d where d.org_id = $1 and d.person_id <> $2 and d.made_at < $3
       and not exists (select 1 from store.platform_person p where p.org_id = $1 and p.id = d.person_id and p.life = 'alive')
       and (d.user_key = $4 or d.external_id = $5)`,
    [orgId, id, recent, key, state.externalId],
  );
  const others = await tx.query<{ is_name: boolean }>(
    `select d.user_key = $3 as is_name from auth.directory_person d where d.org_id = $1 and d.person_id <> $2 and (d.user_key = $3 or d.external_id = $4)
     union all
     select true from ${from} and p.id <> $2 and d.person_id is null and lower(${email}) = $3`,
    [orgId, id, key, state.externalId],
  );
  if (others.length > 0) return taken(others.some((other) => other.is_name) ? 'userName' : 'externalId');
  await tx.query(
    `insert into auth.directory_person as d (org_id, person_id, user_name, user_key, external_id, given_name, family_name, made_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (org_id, person_id) do update set user_name = excluded.user_name, user_key = excluded.user_key, external_id = excluded.external_id,
       given_name = excluded.given_name, family_name = excluded.family_name, revision = d.revision + 1
       where (d.user_name, d.external_id, d.given_name, d.family_name)
         is distinct from (excluded.user_name, excluded.external_id, excluded.given_name, excluded.family_name)`,
    [orgId, id, state.userName, key, state.externalId, state.givenName, state.familyName, now],
  );
  return accept(undefined);
}

/**
 * Adds a person by an act of the directory, without a role: groups give roles. They sign in by single sign-on or after an
 * invitation, never because a directory said so. Whether their address has an account elsewhere is neither checked nor revealed
 * (A-5, ADR 64). Refuses `records/taken`, and as the act is refused.
 */
export async function addUser(
  ports: ScimUserPorts,
  caller: ApiCaller,
  changes: readonly AttributeChange[],
): Promise<Result<UserResource>> {
  const asked = changedUser(newUser, changes);
  if (!asked.ok) return asked;
  const state = asked.value;
  const id = ports.ids.newId();
  const linked = await asDirectory(ports, caller, 'write', (tx) =>
    noteLink(tx, caller.orgId, { id, state, now: presentInstant(ports) }),
  );
  if (!linked.ok) return linked;
  const status = state.active ? 'not-invited' : 'suspended';
  const fields = {
    name: state.name,
    status,
    memberships: [],
    ...(state.email === null ? {} : { email: state.email }),
    ...(state.phone === null ? {} : { phone: state.phone }),
  };
  const made = await actAs(ports, caller, {
    label: cutLabel(`Added ${state.name} by the directory`),
    edits: [{ id, entity: accessEntities.person, create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields } }],
  }); // prettier-ignore
  if (!made.ok) {
    const dropped = await asDirectory(ports, caller, 'write', (tx) => dropLink(tx, caller.orgId, id));
    return dropped.ok ? made : dropped;
  }
  if (state.active) await inviteWhereWanted(ports, caller, id);
  return readScimUser(ports, caller, id);
}

async function dropLink(tx: Transaction, orgId: string, id: string): Promise<Result<void>> {
  await tx.query('delete from auth.directory_person where org_id = $1 and person_id = $2', [orgId, id]);
  return accept(undefined);
}

/**
 * Sends an invitation where administrators have set that the directory invites people. Returns whether one was sent: a
 * person without one stays.
 */
async function inviteWhereWanted(ports: ScimUserPorts, caller: ApiCaller, id: string): Promise<boolean> {
  const wanted = await asDirectory(ports, caller, 'snapshot', async (tx) => {
    const [row] = await tx.query<{ invites: boolean }>('select invites from auth.directory where org_id = $1', [caller.orgId]); // prettier-ignore
    return accept(row?.invites ?? false);
  });
  return wanted.ok && wanted.value && (await sendInvite(ports, caller, { id })).ok;
}

/**
 * Changes a person by an act of the directory. `active` false suspends them: their sessions end immediately. Refuses
 * `records/not-found`, `records/stale` where `ifMatch` names another version, `records/taken`, and as the act is
 * refused (`access/last-administrator`, A-1).
 */
export async function changeScimUser(
  ports: ScimUserPorts,
  caller: ApiCaller,
  { id, changes, ifMatch }: WantedChange,
): Promise<Result<UserResource>> {
  const prepared = await asDirectory(ports, caller, 'write', async (tx) => {
    const row = await readRow<Row>(tx, table, { orgId: caller.orgId, id });
    if (!row) return notFound(id);
    if (!isMatched(ifMatch, etagOf(row))) return staleResource('person', row);
    const present = userOf(row);
    const next = changedUser(present, changes);
    if (!next.ok) return next;
    const linked = await noteLink(tx, caller.orgId, { id, state: next.value, now: presentInstant(ports) });
    return linked.ok ? accept({ row, present, next: next.value }) : linked;
  });
  if (!prepared.ok) return prepared;
  const { row, present, next } = prepared.value;
  const fields = changedFields(row, next);
  if (Object.keys(fields).length === 0) return readScimUser(ports, caller, id);
  const done = await actAs(ports, caller, {
    label: cutLabel(labelOf(present, next)),
    edits: [{ id, entity: accessEntities.person, seen: row.version, fields }],
    ...(ifMatch === undefined ? {} : { expected: { [id]: row.version } }),
  });
  if (!done.ok) {
    const { is_linked: wasLinked } = row;
    const restored = await asDirectory(ports, caller, 'write', (tx) =>
      wasLinked
        ? noteLink(tx, caller.orgId, { id, state: present, now: presentInstant(ports) })
        : dropLink(tx, caller.orgId, id),
    );
    return restored.ok ? done : restored;
  }
  if (next.active && !present.active) await inviteWhereWanted(ports, caller, id);
  return readScimUser(ports, caller, id);
}

const labelOf = (present: UserState, next: UserState): string => {
  if (present.active === next.active) return `Changed ${next.name} by the directory`;
  return next.active ? `Let ${next.name} in again by the directory` : `Stopped the access of ${next.name} by the directory`;
}; // prettier-ignore

function changedFields(row: Row, next: UserState): Record<string, [JsonValue, JsonValue]> {
  const fields: Record<string, [JsonValue, JsonValue]> = {};
  const set = (field: string, was: string | null, is: string | null): void => {
    if (was !== is) fields[field] = [was, is];
  };
  set('name', row.name, next.name);
  set('email', row.email, next.email);
  set('phone', row.phone, next.phone);
  const isActive = row.status !== 'suspended';
  if (isActive !== next.active)
    set('status', row.status, next.active ? (row.has_account ? 'active' : 'not-invited') : 'suspended');
  return fields;
}

/** Deletes a person by an act of the directory: their sessions end, and their records stay. Refuses like `changeScimUser`. */
export async function deleteUser(
  ports: ScimUserPorts,
  caller: ApiCaller,
  { id, ifMatch }: Omit<WantedChange, 'changes'>,
): Promise<Result<void>> {
  const found = await asDirectory(ports, caller, 'snapshot', async (tx) => {
    const row = await readRow<Row>(tx, table, { orgId: caller.orgId, id });
    if (!row) return notFound(id);
    return isMatched(ifMatch, etagOf(row)) ? accept(row) : staleResource('person', row);
  });
  if (!found.ok) return found;
  const { version, name: called } = found.value;
  const done = await actAs(ports, caller, {
    label: cutLabel(`Deleted ${called ?? 'a person'} by the directory`),
    edits: [{ id, entity: accessEntities.person, seen: version, fields: { life: ['alive', 'deleted'] } }],
    ...(ifMatch === undefined ? {} : { expected: { [id]: version } }),
  });
  if (!done.ok) return done;
  return asDirectory(ports, caller, 'write', async (tx) => {
    await tx.query('delete from auth.directory_member where org_id = $1 and person_id = $2', [caller.orgId, id]);
    return dropLink(tx, caller.orgId, id);
  });
}
