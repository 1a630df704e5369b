import { InstalledPackId, StageId } from '@outpost/domain/packs/platform/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ProofMembership } from '../../stage/proof-server.ts';
import { monthsOn } from '../../builds/kept-off.ts';
import { optionalKind, optionalPack } from '../../builds/packed-build.ts';

/** The kinds by which a tenant defines its own kinds of record and fields (K-3): everyone inside sees these records. */
export const definingKinds: readonly string[] = ['platform/custom-object', 'platform/field-definition'];

/** The kinds whose records everyone with a role sees: they define what a tenant has. */
const sharedKinds: ReadonlySet<string> = new Set([...definingKinds, StageId.kind, InstalledPackId.kind]);

/** A-3c: a kind whose records belong to one person each. */
export const ownEntity = 'platform/my-notifications';

/** The kinds whose records belong to a deal, by `about`. */
const childKinds: ReadonlySet<string> = new Set(['crm/task', 'platform/file']);

/**
 * Whether the random histories check the visibility of records of this kind: deals, their tasks and files, the
 * tenant's own kinds, and the kinds that define them.
 */
export const isWatched = (entity: string): boolean =>
  childKinds.has(entity) ||
  entity === ownEntity ||
  entity === 'crm/deal' ||
  entity.startsWith('own/') ||
  sharedKinds.has(entity);

/** The parts of a record on which sight depends: its kind, and its envelope and fields by name. */
export type SightedRecord = { readonly entity: string; readonly valueOf: (field: string) => JsonValue | undefined };
export type Sighted = {
  /** The kinds of a pack that the tenant has removed (T-25): nobody sees their records. */
  readonly lacking: ReadonlySet<string>;
  readonly find: (id: string) => SightedRecord | undefined;
  /** The tenant's own kinds of record whose records belong to a parent. */
  readonly ownChildren: ReadonlySet<string>;
  /** A-3b: the stage in which everyone sees a deal, where the build declares one. */
  readonly openStage: string | undefined;
};

/** The tenant's own kind that this record defines, if records of that kind belong to a parent. */
export function ownChildDefinedBy({ entity, valueOf }: SightedRecord): string | undefined {
  const name = valueOf('name');
  const isChild = entity === 'platform/custom-object' && typeof valueOf('belongsTo') === 'string';
  return isChild && typeof name === 'string' ? `own/${name}` : undefined;
}

/** T-25: returns the kinds of a pack that was installed once, and is not installed any more. */
export function lackingKinds(records: Iterable<SightedRecord>): ReadonlySet<string> {
  const ours = [...records].filter(
    (one) => one.entity === InstalledPackId.kind && one.valueOf('pack') === optionalPack,
  );
  const isLacking = ours.length > 0 && !ours.some((one) => (one.valueOf('life') ?? 'alive') === 'alive');
  return new Set(isLacking ? [optionalKind] : []);
}

/**
 * A-3 and A-3a written a second time, without tokens. A person without a role sees nothing. Definitions are seen by
 * everyone else. A record that belongs to a parent is seen by its owner and by everyone who sees the parent. Every
 * other record is seen by its owner, by the people that it is shared with, by admins, and by the managers and viewers
 * of its team. A-3b: where the build opens a stage, everyone sees an open deal, and the whole team sees a team's deal.
 * This does not show their tasks.
 */
export function whoSees(
  me: string,
  record: SightedRecord,
  { roles, all }: { readonly roles: readonly ProofMembership[]; readonly all: Sighted },
): boolean {
  if (roles.length === 0) return false;
  const { entity, valueOf } = record;
  if (sharedKinds.has(entity)) return true;
  if (all.lacking.has(entity)) return false;
  if (entity === ownEntity) return valueOf('ownerId') === me;
  const parentField = childKinds.has(entity) ? 'about' : all.ownChildren.has(entity) ? 'parent' : undefined;
  if (valueOf('ownerId') === me) return true;
  if (parentField !== undefined) {
    const named = valueOf(parentField);
    const parent = typeof named === 'string' ? all.find(named.slice(named.indexOf(':') + 1)) : undefined;
    return parent !== undefined && whoSees(me, parent, { roles, all: { ...all, openStage: undefined } });
  }
  if (all.openStage !== undefined && entity === 'crm/deal' && valueOf('stage') === all.openStage) return true;
  const isOfMyTeam = roles.some(({ teamId }) => teamId !== null && teamId === valueOf('teamId'));
  if (all.openStage !== undefined && entity === 'crm/deal' && isOfMyTeam) return true;
  const sharedWith = valueOf('sharedWith');
  if (Array.isArray(sharedWith) && sharedWith.includes(me)) return true;
  return roles.some(
    ({ role, teamId }) =>
      role === 'admin' || ((role === 'manager' || role === 'viewer') && teamId === (valueOf('teamId') ?? null)),
  );
}

/**
 * whether the organisation keeps the records of a kind off the devices of a person with these roles. A line is "kind" or
 * "kind@role", perhaps with months: "kind@*>12". All records of a history have the same age (`monthsOn`).
 */
const isKeptOff = (entity: string, roles: readonly ProofMembership[], lines: readonly string[]): boolean =>
  lines.some((line) => {
    const [place = '', months] = line.split('>');
    const isMine = [entity, `${entity}@*`, ...roles.map(({ role }) => `${entity}@${role}`)].includes(place);
    return isMine && (months === undefined || Number(months) < monthsOn);
  });

/**
 * T-30 and A-6 written a second time, without tokens: whether the devices of a person hold a record. `areas`: the stages of deals that the
 * person has chosen. The choice leaves out deals of other stages, but none that the person sees for another reason than a right to
 * all deals.
 */
export function whoHolds(
  me: string,
  record: SightedRecord,
  {
    areas,
    keptOff,
    ...by
  }: Parameters<typeof whoSees>[2] & { readonly areas: readonly string[]; readonly keptOff: readonly string[] },
): boolean {
  if (!whoSees(me, record, by) || isKeptOff(record.entity, by.roles, keptOff)) return false;
  const stage = record.valueOf('stage');
  if (areas.length === 0 || record.entity !== 'crm/deal') return true;
  if (typeof stage === 'string' && areas.includes(stage)) return true;
  const narrower = by.roles.filter(({ role }) => role !== 'admin');
  return whoSees(me, record, { ...by, roles: narrower.length > 0 ? narrower : [{ role: 'member', teamId: null }] });
}
