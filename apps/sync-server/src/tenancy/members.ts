import { administers, can } from '@outpost/domain/kernel/access/access';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { isPersonAbove, type NamedRole, personAbove } from '@outpost/domain/kernel/access/judge-access';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { readRoles } from '../access/token-holds.ts';
import { accessEntities } from '../access/principal.ts';
import { inTenant, type Transaction } from '../db/database.ts';
import { createIdentity, setPassword } from '../identity/accounts/accounts.ts';
import type { IdentityPorts } from '../identity/identity-ports.ts';
import { instantOfMs } from '../db/instant-at.ts';
import { checkChosenPassword } from '../identity/passwords/breached-passwords.ts';
import { recordsOf } from '../records/load/load.ts';
import { actAs, type ApiCaller } from './act-as.ts';
import type { TenancyPorts } from './create-tenant.ts';

export type MemberPorts = TenancyPorts & { readonly identity: IdentityPorts };
export type MembershipInput = NamedRole;
export type NewMember = {
  readonly name: string;
  readonly email: string;
  /** The first password, which the administrator passes on. Without it the person cannot sign in yet. */
  readonly password?: string | undefined;
  readonly memberships: readonly MembershipInput[];
  /** The journal's entry, where it is more than an addition. */
  readonly label?: string;
};
export type Member = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly status: string;
  readonly memberships: JsonValue;
  readonly version: number;
  /** The last contact of one of their devices, ISO 8601 UTC, to within the lifetime of an access token. Null: never signed in. */
  readonly lastContactAt: string | null;
  /** The number of their devices that are signed in. */
  readonly devices: number;
};

const empty = { schema: 1, ownerId: null, teamId: null, sharedWith: [] };
const textOf = (value: JsonValue | undefined, otherwise: string): string =>
  typeof value === 'string' ? value : otherwise;
const memberOf = ({ id, fields, version }: StoredRecord, contact: Contact = noContact): Member => ({
  id,
  name: textOf(fields['name'], ''),
  email: typeof fields['email'] === 'string' ? fields['email'] : null,
  status: textOf(fields['status'], 'not-invited'),
  memberships: fields['memberships'] ?? [],
  version,
  ...contact,
});

type Contact = Pick<Member, 'lastContactAt' | 'devices'>;
const noContact: Contact = { lastContactAt: null, devices: 0 };

/**
 * Returns the contact of each person who has signed in to this tenant. Only sessions of this tenant are read, so the answer does
 * not reveal whether another tenant uses the address.
 */
async function contactsOf(tx: Transaction, orgId: string, nowMs: number): Promise<ReadonlyMap<string, Contact>> {
  const rows = await tx.query<{ person_id: string; newest: string; devices: number }>(
    `select person_id, max(last_used_at) as newest,
       (count(distinct device_id) filter (where ended_at is null and expires_at > $2))::int as devices
     from auth.session where org_id = $1 group by person_id`,
    [orgId, instantOfMs(nowMs)],
  );
  return new Map(rows.map(({ person_id: id, newest, devices }) => [id, { lastContactAt: newest, devices }]));
}

/** Returns all people of the tenant with the last contact of their devices, by name. Refuses callers who may not administer people. */
export async function listMembers(ports: MemberPorts, caller: ApiCaller): Promise<Result<readonly Member[]>> {
  return inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { ...caller, installed: ports.installed });
    if (!administers(principal, entityOf(tenant.catalogue, accessEntities.person)))
      return refuse('access/denied', 'Only administrators see this list.', { action: 'administer' });
    const ids = await tx.query<{ id: string }>(
      `select id from store.platform_person where org_id = $1 and life = 'alive' order by k_name, id limit 10000`,
      [caller.orgId],
    );
    const records = new Map(
      (await recordsOf(tx, tenant, { entity: accessEntities.person, ids: ids.map(({ id }) => id) })).map((record) => [
        record.id,
        record,
      ]),
    );
    const contacts = await contactsOf(tx, caller.orgId, ports.identity.clock.nowMs());
    return accept(ids.flatMap(({ id }) => records.get(id) ?? []).map((one) => memberOf(one, contacts.get(one.id))));
  });
}

/**
 * Adds a person, optionally with a first password. Refuses as the act is refused. Also refuses a weak password, and an
 * address with which a person of the tenant signs in already. In these two cases the new person is deleted again.
 */
export async function addMember(
  ports: MemberPorts,
  caller: ApiCaller,
  member: NewMember,
): Promise<Result<{ readonly id: string }>> {
  const { name, email, password, memberships } = member;
  const organisation = await nameOfTenant(ports, caller);
  const checked =
    password === undefined
      ? accept('')
      : await checkChosenPassword(password, { email, name, organisation }, ports.identity);
  if (!checked.ok) return checked;
  const id = ports.ids.newId();
  const status = password === undefined ? 'not-invited' : 'active';
  const made = await actAs(ports, caller, {
    label: member.label ?? `Added ${name}`,
    edits: [
      {
        id,
        entity: accessEntities.person,
        create: { ...empty, fields: { name, email, status, memberships: memberships.map((one) => ({ ...one })) } },
      },
    ],
  });
  if (!made.ok) return made;
  if (password === undefined) return accept({ id });
  const identity = await createIdentity(
    { orgId: caller.orgId, personId: id, email, password, isGiven: true },
    ports.identity,
  );
  if (identity.ok) return accept({ id });
  const undone = await actAs(ports, caller, {
    label: `Took back ${name}`,
    undoes: made.value.act,
    edits: [{ id, entity: accessEntities.person, seen: 0, fields: { life: ['alive', 'deleted'] } }],
  });
  return undone.ok ? identity : undone;
}

const nameOfTenant = ({ database }: MemberPorts, { orgId }: ApiCaller): Promise<string | undefined> =>
  inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const [row] = await tx.query<{ name: string }>('select name from store.tenants where org_id = $1', [orgId]);
    return row?.name;
  });

export type MemberChange = {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly status?: 'active' | 'suspended' | 'not-invited' | undefined;
  readonly memberships?: readonly MembershipInput[] | undefined;
};

/**
 * Changes a person. The sessions of a suspended person end immediately. A changed e-mail address becomes the one to
 * sign in with.
 */
export async function changeMember(
  ports: MemberPorts,
  caller: ApiCaller,
  {
    id,
    change,
    version,
  }: { readonly id: string; readonly change: MemberChange; readonly version?: number | undefined },
): Promise<Result<{ readonly id: string }>> {
  return changeGoverned(ports, caller, {
    id,
    version,
    entity: accessEntities.person,
    label: 'Changed a person',
    values: change.memberships ? { ...change, memberships: change.memberships.map((one) => ({ ...one })) } : change,
  });
}

export type GovernedChange = {
  readonly id: string;
  readonly entity: string;
  readonly label: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** The values that the change replaces. A field that no longer has its value here keeps the value that it has. */
  readonly onlyFrom?: Readonly<Record<string, JsonValue>>;
  /** The version that the record must still have; otherwise the change is refused with `records/stale`. */
  readonly version?: number | undefined;
};

/** Changes fields of a record by an act of the caller, based on its present state or on `onlyFrom`. Absent values stay unchanged. */
export async function changeGoverned(
  ports: TenancyPorts,
  caller: ApiCaller,
  { id, entity, label, values, onlyFrom, version }: GovernedChange,
): Promise<Result<{ readonly id: string }>> {
  const now = await inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant } = await readAsker(tx, { ...caller, installed: ports.installed });
    return (await recordsOf(tx, tenant, { entity, ids: [id] }))[0];
  });
  const fields = Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, [JsonValue, JsonValue]][] =>
      value === undefined ? [] : [[name, [onlyFrom?.[name] ?? now?.fields[name] ?? null, value as JsonValue]]],
    ), // parsed by the route
  );
  const done = await actAs(ports, caller, {
    label,
    edits: [{ id, entity, seen: now?.version ?? 0, fields }],
    ...(version === undefined ? {} : { expected: { [id]: version } }),
    ...(onlyFrom ? { again: true } : {}), // the merge lets such an act lose to a change made meanwhile
  });
  return done.ok ? accept({ id }) : done;
}

/**
 * Sets a first or another password for a person. Their sessions end. A person who was not invited becomes active, by an
 * act of the caller. Refuses `access/denied` to callers who may not administer that person, and for a person with more
 * rights than the caller.
 */
export async function setMemberPassword(
  ports: MemberPorts,
  caller: ApiCaller,
  { id, password }: { readonly id: string; readonly password: string },
): Promise<Result<void>> {
  const judged = await judgeAccessOf(ports, caller, id);
  if (!judged.ok) return judged;
  const set = await setPassword({ orgId: caller.orgId, personId: id, password }, ports.identity);
  if (!set.ok || judged.value.fields['status'] !== 'not-invited') return set;
  const name = textOf(judged.value.fields['name'], '');
  const invited = await changeGoverned(ports, caller, {
    id,
    entity: accessEntities.person,
    label: cutLabel(`Gave ${name} a first password`),
    values: { status: 'active' },
    onlyFrom: { status: 'not-invited' }, // somebody may have suspended them while the password was set
  });
  return invited.ok ? accept(undefined) : invited;
}

/**
 * Returns a person whose access the caller may change. Refuses `access/denied` to callers who may not administer that person, and for
 * a person with more rights than the caller.
 */
export function judgeAccessOf(ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<StoredRecord>> {
  return inTenant(
    ports.database,
    { orgId: caller.orgId, mode: 'snapshot' },
    async (tx): Promise<Result<StoredRecord>> => {
      const { tenant, principal } = await readAsker(tx, { ...caller, installed: ports.installed });
      const [person] = await recordsOf(tx, tenant, { entity: accessEntities.person, ids: [id] });
      if (!person) return refuse('records/not-found', 'There is no such person.', { id });
      if (!can(principal, 'administer', entityOf(tenant.catalogue, accessEntities.person), person))
        return refuse('access/denied', 'Only administrators may do this.', { action: 'administer' });
      const roles = await readRoles(tx, caller.orgId);
      return isPersonAbove({ catalogue: tenant.catalogue, author: principal.memberships, roles }, person)
        ? personAbove()
        : accept(person);
    },
  );
}
