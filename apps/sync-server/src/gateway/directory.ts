import { notFound } from '@outpost/domain/kernel/access/denial';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { isId } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ListQuery } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { inTenant } from '../db/database.ts';
import { askList, askRecord, type InsightPorts } from '../insights/questions.ts';
import type { WritePorts } from '../records/write-ports.ts';
import type { ApiCaller } from '../tenancy/act-as.ts';
import type { MonthlyUse } from './monthly-use.ts';
import { askPlan, type Plan, readPlan } from './plan.ts';
import type { TenancyPorts } from '../tenancy/create-tenant.ts';
import { changeRecords } from './record-changes.ts';
import { idsOfRequest } from './repeated-requests.ts';

export type DirectoryPorts = InsightPorts & WritePorts & TenancyPorts;
/** A role that a person holds. It may have more members, such as its end: they stay as they are. */
type Role = { readonly role: string; readonly teamId: string | null; readonly until?: string | undefined };

/** The kind of the record with the settings of the organisation. */
const organisationEntity = 'platform/organisation';
const kinds = { users: accessEntities.person, roles: accessEntities.role, organisation: organisationEntity } as const;

/** Returns a page of users or roles that the caller sees, by name. */
export function directoryPageOf(
  ports: DirectoryPorts,
  caller: ApiCaller,
  { of, limit = 50, cursor, search }: { readonly of: 'users' | 'roles'; readonly limit?: number | undefined; readonly cursor?: string | undefined; readonly search?: string | undefined },
): ReturnType<typeof askList> {
  const sort: ListQuery['sort'] = [{ field: of === 'users' ? 'name' : 'label', direction: 'asc' }];
  return askList(ports, caller, {
    entity: kinds[of],
    life: 'alive',
    sort,
    limit,
    ...(cursor === undefined ? {} : { after: cursor }),
    ...(search === undefined ? {} : { search }),
  });
} // prettier-ignore

/** Returns a user that the caller sees. Refuses `records/not-found`. */
export const readUser = (ports: DirectoryPorts, caller: ApiCaller, id: string): Promise<Result<StoredRecord>> =>
  askRecord(ports, caller, { entity: kinds.users, id });

/** Returns the roles that a user holds. */
export function rolesOf({ fields }: StoredRecord): readonly Role[] {
  const held = fields['memberships'];
  if (!Array.isArray(held)) return [];
  return (held as readonly { readonly [name: string]: JsonValue }[]).flatMap((one) =>
    typeof one['role'] === 'string'
      ? [{ ...one, role: one['role'], teamId: typeof one['teamId'] === 'string' ? one['teamId'] : null }]
      : [],
  );
}

/**
 * Gives a user a role, in a team or in the whole organisation, by an act of the caller. Where the user holds this role
 * there already, it replaces that one together with its end.
 */
export function giveRole(
  ports: DirectoryPorts,
  caller: ApiCaller,
  { id, ...given }: Role & { readonly id: string },
): Promise<Result<StoredRecord>> {
  return changeRoles(ports, caller, { id, label: 'Gave a role' }, (held) => [
    ...held.filter((one) => one.role !== given.role || one.teamId !== given.teamId),
    given,
  ]);
}

/**
 * Takes a role from a user, by an act of the caller. `role`: the role's key, or the id of its record. Without `teamId` it is taken in every
 * team. Refuses `records/not-found` where the user does not hold it.
 */
export async function takeRole(
  ports: DirectoryPorts,
  caller: ApiCaller,
  { id, role, teamId }: { readonly id: string; readonly role: string; readonly teamId?: string | undefined },
): Promise<Result<StoredRecord>> {
  const named = isId(role) ? await askRecord(ports, caller, { entity: kinds.roles, id: role }) : undefined;
  const key = named?.ok === true ? named.value.fields['key'] : role;
  const user = await readUser(ports, caller, id);
  if (!user.ok) return user;
  const isTaken = (one: Role): boolean => one.role === key && (teamId === undefined || one.teamId === teamId);
  if (!rolesOf(user.value).some(isTaken)) return notFound(role);
  return changeRoles(ports, caller, { id, label: 'Took a role' }, (held) => held.filter((one) => !isTaken(one)));
}

/** Changes the roles of a user in the version that was read, so that no other change of them is lost. Refuses `records/stale`. */
async function changeRoles(
  ports: DirectoryPorts,
  caller: ApiCaller,
  { id, label }: { readonly id: string; readonly label: string },
  change: (held: readonly Role[]) => readonly Role[],
): Promise<Result<StoredRecord>> {
  const user = await readUser(ports, caller, id);
  if (!user.ok) return user;
  const memberships = change(rolesOf(user.value)).map(({ until, ...one }) => ({
    ...one,
    ...(until === undefined ? {} : { until }),
  }));
  const { version } = user.value;
  const done = await changeOne(ports, caller, { kind: kinds.users, id, label, fields: { memberships }, version });
  return done.ok ? readUser(ports, caller, id) : done;
}

type OneChange = {
  readonly kind: string;
  readonly id: string;
  readonly label?: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly version?: number;
};

async function changeOne(ports: DirectoryPorts, caller: ApiCaller, change: OneChange): Promise<Result<void>> {
  const request = { orgId: caller.orgId, caller: caller.userId, key: undefined, method: '', path: '' };
  const ids = await idsOfRequest(ports, { ...request, body: new Uint8Array() });
  if (!ids.ok) return ids;
  const done = await changeRecords(ports, caller, { changes: [{ op: 'change', ...change }], ids: ids.value });
  if (!done.ok) return done;
  const [first] = done.value;
  return first === undefined || first.ok ? accept(undefined) : first;
}

/** New values of fields. `version`: the version that the record must still have; it is refused with `records/stale` otherwise. */
type Changed = { readonly fields: Readonly<Record<string, JsonValue>>; readonly version?: number | undefined };

/** Changes a user's own profile by an act of the caller. */
export async function changeUser(
  ports: DirectoryPorts,
  caller: ApiCaller,
  { id, fields, version }: { readonly id: string } & Changed,
): Promise<Result<StoredRecord>> {
  const done = await changeOne(ports, caller, { kind: kinds.users, id, fields, ...(version === undefined ? {} : { version }) }); // prettier-ignore
  return done.ok ? readUser(ports, caller, id) : done;
}

/** Returns the record of the organisation. Refuses `records/not-found` for an organisation that is not the caller's. */
export async function readOrganisation(
  ports: DirectoryPorts,
  caller: ApiCaller,
  org: string,
): Promise<Result<StoredRecord>> {
  if (org !== caller.orgId) return notFound(org);
  const found = await askList(ports, caller, { entity: kinds.organisation, life: 'alive', sort: [], limit: 1 });
  if (!found.ok) return found;
  const [first] = found.value.rows;
  return first ? accept(first) : notFound(org);
}

/** Changes the settings of the organisation by an act of the caller. */
export async function changeOrganisation(
  ports: DirectoryPorts,
  caller: ApiCaller,
  { org, fields, version }: { readonly org: string } & Changed,
): Promise<Result<StoredRecord>> {
  const found = await readOrganisation(ports, caller, org);
  if (!found.ok) return found;
  const done = await changeOne(ports, caller, { kind: kinds.organisation, id: found.value.id, fields, ...(version === undefined ? {} : { version }) }); // prettier-ignore
  return done.ok ? readOrganisation(ports, caller, org) : done;
}

type UsagePorts = DirectoryPorts & { readonly storageBytes: number | undefined; readonly uses: MonthlyUse };

/**
 * Returns the plan of the organisation with its quotas. Refuses `records/not-found` for another organisation, and
 * `access/denied` to people who are not administrators.
 */
export const readUsage = (ports: UsagePorts, caller: ApiCaller, org: string): Promise<Result<Plan>> =>
  org === caller.orgId ? askPlan(ports, caller, ports.storageBytes) : Promise.resolve(notFound(org));

/** Returns the plan and its limits without their use, for everybody in the organisation. */
export async function readSubscription(ports: UsagePorts, caller: ApiCaller, org: string): Promise<Result<Plan>> {
  const found = await readOrganisation(ports, caller, org);
  if (!found.ok) return found;
  const inMonth = await ports.uses.read(caller.orgId);
  return inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant } = await readAsker(tx, { ...caller, installed: ports.installed });
    return accept(
      await readPlan(tx, {
        orgId: caller.orgId,
        catalogue: tenant.catalogue,
        serverBytes: ports.storageBytes,
        inMonth,
      }),
    );
  });
}
