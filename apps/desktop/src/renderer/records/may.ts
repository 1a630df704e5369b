import { actionsOf, can, type Principal } from '@outpost/domain/kernel/access/access';
import { denialOf } from '@outpost/domain/kernel/access/denial';
import { mayExportSome } from '@outpost/domain/kernel/access/export-rights';
import { holdsGrant } from '@outpost/domain/kernel/access/holds-grant';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Action } from '@outpost/domain/kernel/catalogue/role';
import type { ShownRecord } from '../../bridge/contract.ts';
import { fieldNamed, fixedReason } from './field-spec-of.ts';
import { manyOf, oneOf } from './entity-shape.ts';

/** Returns the names of the people that a sentence about a record may mention. */
export type Names = (id: string) => string | undefined;

/** Returns the record's envelope for the domain's rules. `life` and some other properties do not affect access. */
const asSeen = (record: ShownRecord) => ({
  entity: record.entity,
  ownerId: record.ownerId,
  teamId: record.teamId,
  sharedWith: record.sharedWith,
  inherited: record.inherited,
});

/**
 * Returns `undefined` for an allowed action, otherwise a sentence with the reason and the people who can help. Screens
 * use it to hide or disable actions.
 */
export const refusalOf = (
  principal: Principal,
  action: Action,
  entity: Entity,
  { record, nameOf }: { readonly record: ShownRecord; readonly nameOf: Names },
): string | undefined => denialOf(principal, action, entity, { record: asSeen(record), nameOf });

/** Returns why the person may export no record of this kind, or `undefined` if they may export some. */
export const whyNoExport = (principal: Principal, entity: Entity): string | undefined =>
  mayExportSome(principal, entity)
    ? undefined
    : `Your role reads ${manyOf(entity)} and may not export them. An administrator can grant more.`;

/** Whether the person may see some records of this kind, on any of their computers. */
export const mayRead = (principal: Principal, entity: Entity): boolean =>
  entity.audience !== 'scoped' || holdsGrant(principal, entity, 'read');

/** Returns the reason for one field, including fields that no person may edit. */
export function readOnlyReason(
  principal: Principal,
  entity: Entity,
  about: { readonly record: ShownRecord; readonly nameOf: Names; readonly field: string },
): string | undefined {
  const field = fieldNamed(entity, about.field);
  if (!field) return 'Written by Outpost.';
  if (about.record.life !== 'alive') return `This ${oneOf(entity)} is deleted. Restore it first.`;
  const fixed = fixedReason(field, false);
  if (fixed !== undefined) return fixed;
  const [action = 'update'] = actionsOf(entity, { [about.field]: null });
  return refusalOf(principal, action, entity, about);
}

/** The envelope of a new record of an owner. */
const newOf = (entity: Entity, ownerId: string) => ({
  entity: entity.name,
  ownerId,
  teamId: null,
  sharedWith: [],
  inherited: null,
});

/** Whether the person may create a record of this kind as its owner. */
export const mayCreate = (principal: Principal, entity: Entity): boolean =>
  can(principal, 'create', entity, newOf(entity, principal.userId));

/** Whether the person may give a record of this kind to another owner: a new one of their own, or one of `ownerId`. */
export const mayGive = (principal: Principal, entity: Entity, ownerId = principal.userId): boolean =>
  can(principal, 'assign', entity, newOf(entity, ownerId));

type OfOther = { readonly ownerId: string; readonly teams: readonly string[] };

/** Returns the owners of a record of somebody else: of no team, or of one of these teams. */
const ownersOf = ({ ownerId, teams }: OfOther) => [null, ...teams].map((teamId) => ({ ownerId, teamId }));

/**
 * Returns the owner and the team of a new record that this person may create for somebody else: of no team, or of the first of
 * these teams in which they may. Undefined where they may not.
 */
export const ownersOfNew = (principal: Principal, entity: Entity, other: OfOther) =>
  ownersOf(other).find((owners) => can(principal, 'create', entity, { ...newOf(entity, other.ownerId), ...owners }));

/** Whether the person may give records of somebody else to another owner: those of no team, or of one of these teams. */
export const mayHandOver = (principal: Principal, entity: Entity, other: OfOther): boolean =>
  ownersOf(other).some((owners) => can(principal, 'assign', entity, { ...newOf(entity, other.ownerId), ...owners }));
