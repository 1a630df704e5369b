import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { isPersonAbove, personAbove } from '@outpost/domain/kernel/access/judge-access';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { readRoles } from '../../access/token-holds.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import type { ErasePorts } from '../../records/erase/erase-records.ts';
import type { ApiCaller } from '../act-as.ts';
import type { MemberPorts } from '../members.ts';
import { isOwner, readSeat } from '../organisation/ownership.ts';
import { privateRecords } from './redact-records.ts';
import { countNamesakes, type KnownMember, readKnownMember } from './words-of-member.ts';
import { isOwnKind, tableNameOf, type Tenant } from '../../catalogue/tenant.ts';

/** `eraser`: the database as the role `outpost_eraser`; undefined where this server has no such connection. */
export type EraseMemberPorts = MemberPorts & {
  readonly eraser: Database | undefined;
  readonly signing: ErasePorts['signing'];
};

/** The effects of an erasure of a person, for the person who decides it. */
export type ErasurePreview = {
  readonly name: string;
  /** Whether they still belong to the organisation: the erasure removes them first. */
  readonly isMember: boolean;
  /** Living records that they own, without those that only they see. */
  readonly owned: number;
  /** Views, reports, dashboards and marks that are theirs alone. */
  readonly own: number;
  /** Other living records with the same name as their title: texts with this name may be about those. */
  readonly namesakes: number;
  /** Their sessions that this organisation keeps, ended ones included. */
  readonly sessions: number;
};

/** A person whom the caller may erase. */
export type JudgedErasure = { readonly asker: Asker; readonly member: KnownMember };

/**
 * Returns a person whom the caller may erase. Refuses `access/denied` to people who do not administer people and roles, and for a
 * person with more rights than they have. Refuses `records/not-found`, `request/invalid` for the caller's own person and for a person
 * who was erased already, and `access/last-administrator` for the only owner.
 */
export async function judgeErasure(
  ports: EraseMemberPorts,
  caller: ApiCaller,
  id: string,
): Promise<Result<JudgedErasure>> {
  const judged = await inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, (tx) =>
    judgeIn(tx, ports, { caller, id }),
  );
  if (!judged.ok || judged.value.member.record?.life !== 'alive') return judged;
  const seat = await readSeat(ports, caller);
  if (!seat.ok) return seat;
  return isOwner(judged.value.member.record) && seat.value.owners.length < 2
    ? refuse('access/last-administrator', 'They are the only owner. Transfer the ownership to another person first.', {
        id,
      })
    : judged;
}

async function judgeIn(
  tx: Transaction,
  ports: EraseMemberPorts,
  { caller, id }: { readonly caller: ApiCaller; readonly id: string },
): Promise<Result<JudgedErasure>> {
  const asker = await readAsker(tx, { ...caller, installed: ports.installed });
  const { tenant, principal } = asker;
  const administersAll = [accessEntities.person, accessEntities.role].every((kind) =>
    administers(principal, entityOf(tenant.catalogue, kind)),
  );
  if (!administersAll) return refuse('access/denied', 'Only administrators erase people.', { action: 'administer' });
  const member = await readKnownMember(tx, tenant, id);
  if (!member) return notFound(id);
  if (id === caller.userId)
    return refuse('request/invalid', 'Another administrator must erase you: you would lose access half-way.', {
      path: 'id',
    });
  const erased = await tx.query('select 1 from store.erased_member where org_id = $1 and person_id = $2', [
    tenant.orgId,
    id,
  ]);
  if (erased.length > 0) return refuse('request/invalid', 'This person was erased already.', { path: 'id' });
  const ground = {
    catalogue: tenant.catalogue,
    author: principal.memberships,
    roles: await readRoles(tx, tenant.orgId),
  };
  if (member.record && isPersonAbove(ground, member.record)) return personAbove();
  return accept({ asker, member });
}

/** Returns what an erasure of the person would remove and change. Refuses like `judgeErasure`. Changes nothing. */
export async function previewErasure(
  ports: EraseMemberPorts,
  caller: ApiCaller,
  id: string,
): Promise<Result<ErasurePreview>> {
  const judged = await judgeErasure(ports, caller, id);
  if (!judged.ok) return judged;
  const { asker, member } = judged.value;
  const { tenant } = asker;
  return inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx) => {
    const [sessions] = await tx.query<{ count: number }>(
      'select count(*)::int as count from auth.session where org_id = $1 and person_id = $2',
      [tenant.orgId, id],
    );
    const own = await privateRecords(tx, tenant, id);
    let owned = 0;
    for (const kind of kindsHandedOn(tenant)) owned += await countOwned(tx, tenant, { kind, id });
    const ownAlive = own.filter(
      ({ life, entity }) => life === 'alive' && kindsHandedOn(tenant).includes(entity),
    ).length;
    return accept({
      name: member.name,
      isMember: member.record?.life === 'alive',
      owned: owned - ownAlive,
      own: own.length,
      namesakes: await countNamesakes(tx, tenant, member),
      sessions: sessions?.count ?? 0,
    });
  });
}

/** Returns the kinds whose records can be handed on to another person: children have the owner of their parent, or an assignee. */
export const kindsHandedOn = ({ catalogue }: Pick<Tenant, 'catalogue'>): readonly string[] =>
  [...catalogue.entities.values()].flatMap(({ name, audience, sealed, isRetired }) =>
    audience === 'scoped' && sealed === undefined && !isRetired ? [name] : [],
  );

async function countOwned(
  tx: Transaction,
  tenant: Tenant,
  { kind, id }: { readonly kind: string; readonly id: string },
): Promise<number> {
  const isOwn = isOwnKind(tenant, kind);
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from ${tableNameOf(tenant, kind)} where org_id = $1 and owner_id = $2 and life = 'alive'${isOwn ? ' and entity = $3' : ''}`,
    [tenant.orgId, id, ...(isOwn ? [kind] : [])],
  );
  return row?.count ?? 0;
}
