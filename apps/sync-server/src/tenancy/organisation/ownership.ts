import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../../access/asker.ts';
import { accessEntities, personStatusOf } from '../../access/principal.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { tellAddress } from '../../identity/mail/outbox.ts';
import { ownerRole } from '../../identity/providers/owner-role.ts';
import { recordsOf } from '../../records/load/load.ts';
import { actAs, type ApiCaller } from '../act-as.ts';
import { applyAsServer } from '../create-tenant.ts';
import type { MemberPorts } from '../members.ts';
import { leftMail, ownershipGivenMail, ownershipMovedMail } from './organisation-mails.ts';

const emailOf = ({ fields }: StoredRecord): string | undefined =>
  typeof fields['email'] === 'string' ? fields['email'] : undefined;
export const ownerNameOf = ({ fields }: StoredRecord): string =>
  typeof fields['name'] === 'string' ? fields['name'] : '';
/** Whether a person owns the organisation: not only in a team, and not only for a time. */
export const isOwner = (person: StoredRecord): boolean =>
  personStatusOf(person) === 'active' &&
  namedRoles(person).some(({ role, teamId, until }) => role === ownerRole && teamId === null && until === undefined);

type Seat = {
  readonly organisation: string;
  readonly caller: StoredRecord;
  readonly owners: readonly StoredRecord[];
  readonly other: StoredRecord | undefined;
};

/** Reads the caller with the owners of the organisation, and perhaps another person whom the caller sees. Refuses `access/session-ended`. */
export function readSeat(ports: MemberPorts, { orgId, userId }: ApiCaller, otherId?: string): Promise<Result<Seat>> {
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, person, author } = await readAsker(tx, { orgId, userId, installed: ports.installed });
    const [row] = await tx.query<{ name: string }>('select name from store.tenants where org_id = $1', [orgId]);
    if (!person || !row)
      return refuse('access/session-ended', 'You do not belong to this organisation any more.', { reason: 'removed' });
    const owners = (await recordsOf(tx, tenant, { entity: accessEntities.person, ids: await holdersOf(tx, orgId) })).filter(isOwner); // prettier-ignore
    const found =
      otherId === undefined ? [] : await recordsOf(tx, tenant, { entity: accessEntities.person, ids: [otherId] });
    return accept({ organisation: row.name, caller: person, owners, other: found.find((one) => author.sees(one)) });
  });
}

async function holdersOf(tx: Transaction, orgId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from store.platform_person where org_id = $1 and life = 'alive' and fields->'memberships' @> jsonb_build_array(jsonb_build_object('role', $2::text))`,
    [orgId, ownerRole],
  );
  return rows.map(({ id }) => id);
}

/** Returns the refusal of a person who is not an owner. */
export const ownersOnly = (): Result<never> =>
  refuse('access/denied', 'Only owners of the organisation may do this.', { action: 'administer' });

/**
 * PLT-26: gives the ownership of the caller to another active person, by one act of the caller. The other person
 * becomes an owner, the caller an administrator. Both are notified by mail. Refuses `access/denied` to others than
 * owners, `records/not-found` for a person whom the caller does not see, and `records/invalid` for a person who is not
 * active.
 */
export async function transferOwnership(
  ports: MemberPorts,
  caller: ApiCaller,
  { to }: { readonly to: string },
): Promise<Result<{ readonly act: string }>> {
  const seat = await readSeat(ports, caller, to);
  if (!seat.ok) return seat;
  const { caller: giver, other, organisation } = seat.value;
  if (!isOwner(giver)) return ownersOnly();
  if (!other) return notFound(to);
  if (to === giver.id) return refuse('request/invalid', 'You own the organisation already.', { path: 'to' });
  if (personStatusOf(other) !== 'active' || other.fields['status'] !== 'active')
    return refuse('records/invalid', 'Only a person who can sign in may own the organisation.', { field: 'status' });
  const without = namedRoles(giver).filter(({ role, teamId }) => role !== ownerRole || teamId !== null);
  const stays = without.some(({ role, teamId }) => role === 'admin' && teamId === null);
  const giverRoles = stays ? without : [...without, { role: 'admin', teamId: null }];
  const otherRoles = [
    ...namedRoles(other).filter(({ role, teamId }) => role !== ownerRole || teamId !== null),
    { role: ownerRole, teamId: null },
  ];
  const edit = (person: StoredRecord, roles: readonly object[]) => ({
    id: person.id,
    entity: accessEntities.person,
    seen: person.version,
    fields: { memberships: [person.fields['memberships'] ?? null, roles.map((one) => ({ ...one }))] as [never, never] },
  });
  const done = await actAs(ports, caller, {
    label: cutLabel(`Transferred the ownership to ${ownerNameOf(other)}`),
    edits: [edit(other, otherRoles), edit(giver, giverRoles)],
  });
  if (!done.ok) return done;
  const { orgId } = caller;
  const [from, into] = [emailOf(giver), emailOf(other)];
  if (into !== undefined) await tellAddress(ownershipGivenMail({ to: into, organisation, orgId, by: ownerNameOf(giver) }), ports.identity); // prettier-ignore
  if (from !== undefined) await tellAddress(ownershipMovedMail({ to: from, organisation, orgId, now: ownerNameOf(other) }), ports.identity); // prettier-ignore
  return accept({ act: done.value.act });
}

/**
 * PLT-26: the caller leaves the organisation: their person is deleted, their sessions end, and their devices are notified as
 * after a removal. Their records stay. Refuses `access/last-administrator` to the last owner.
 */
export async function leaveOrganisation(ports: MemberPorts, caller: ApiCaller): Promise<Result<void>> {
  const seat = await readSeat(ports, caller);
  if (!seat.ok) return seat;
  const { caller: person, owners, organisation } = seat.value;
  if (isOwner(person) && owners.length < 2)
    return refuse(
      'access/last-administrator',
      'You are the only owner. Transfer the ownership to another person first, or delete the organisation.',
      { id: person.id },
    );
  await applyAsServer(ports, caller.orgId, {
    label: cutLabel(`${ownerNameOf(person)} left the organisation`),
    edits: [
      { id: person.id, entity: accessEntities.person, seen: person.version, fields: { life: ['alive', 'deleted'] } },
    ],
  });
  const to = emailOf(person);
  if (to !== undefined) await tellAddress(leftMail({ to, organisation, orgId: caller.orgId }), ports.identity);
  return accept(undefined);
}
