import { actionsOf, can, type Principal } from '@outpost/domain/kernel/access';
import type { Entity } from '@outpost/domain/kernel/entity';
import { grantCovers, type Action } from '@outpost/domain/kernel/role';
import type { ShownRecord } from '../../bridge/contract.ts';
import { fieldNamed, fixedReason } from './field-spec-of.ts';
import { manyOf, oneOf } from './entity-shape.ts';

/** Whom a sentence about a record can name. */
export type Names = (id: string) => string | undefined;

const verbs: Readonly<Record<Action, string>> = {
  read: 'see',
  create: 'add',
  update: 'change',
  assign: 'hand on',
  delete: 'delete',
  administer: 'administer',
};

/** The record's envelope as the domain's rules take it; `life` and the like play no part in access. */
const asSeen = (record: ShownRecord) => ({
  entity: record.entity,
  ownerId: record.ownerId,
  teamId: record.teamId,
  sharedWith: record.sharedWith,
  inherited: record.inherited,
});

/** A-2, asked to show or grey out: nothing when allowed, else the sentence that says why not and who can help. */
export function refusalOf(
  principal: Principal,
  action: Action,
  entity: Entity,
  about: { readonly record: ShownRecord; readonly nameOf: Names },
): string | undefined {
  if (can(principal, action, entity, asSeen(about.record))) return undefined;
  if (entity.governed) return `Only administrators ${verbs[action]} ${manyOf(entity)}.`;
  const holdsAny = principal.memberships.some((membership) =>
    membership.grants.some((grant) => grantCovers(grant, entity.name, action)),
  );
  if (!holdsAny)
    return `Your role reads ${manyOf(entity)} and may not ${verbs[action]} them. An administrator can grant more.`;
  const holder = about.record.inherited?.ownerId ?? about.record.ownerId;
  const name = holder === null ? undefined : about.nameOf(holder);
  return name === undefined
    ? `This ${oneOf(entity)} isn't yours. Its owner, their manager or an administrator can ${verbs[action]} it.`
    : `This ${oneOf(entity)} is ${name}'s. ${name}, their manager or an administrator can ${verbs[action]} it, or share it with you.`;
}

/** The same for one field: also what nobody types into. */
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

/** Whether the person may add a record of this kind that is their own. */
export function mayCreate(principal: Principal, entity: Entity): boolean {
  return can(principal, 'create', entity, {
    entity: entity.name,
    ownerId: principal.userId,
    teamId: null,
    sharedWith: [],
    inherited: null,
  });
}
