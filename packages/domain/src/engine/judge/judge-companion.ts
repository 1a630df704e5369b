import type { ChangeEdit, CreateEdit } from '../../kernel/acts/act.ts';
import { denied } from '../../kernel/access/denial.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { companionId } from '../../kernel/entities/sealed.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';
import { parentOf } from '../reads/references.ts';

/**
 * K-4: judges a new companion: its id is derived from its record's id, and its author may read and change the group.
 */
export function judgeCompanion(
  { author }: Pick<Draft, 'author'>,
  entity: Entity,
  { edit, made }: { readonly edit: CreateEdit; readonly made: StoredRecord },
): Refusal | undefined {
  if (entity.sealed === undefined) return undefined;
  if (!author.isServer && !(author.may('update', made) && author.sees(made))) return denied(entity, 'update');
  const { ownerId, teamId, sharedWith, fields } = edit.create;
  const of = parentOf(entity, fields); // as named: the record may have been merged into another since
  if (of === undefined || edit.id !== companionId(entity.name, of.id))
    return refuse('records/invalid', `The id of ${entity.label.many.toLowerCase()} is made of their record's.`, {});
  return ownerId !== null || teamId !== null || sharedWith.length > 0 ? goesWithRecord(entity) : undefined;
}

const goesWithRecord = ({ label }: Entity): Refusal =>
  refuse('records/invalid', `Nobody owns ${label.many.toLowerCase()}: they go with their record.`, {});

/** K-4: refuses a change of a companion's visibility: a person sees it with its record. */
export const judgeCompanionHolders = (entity: Entity, fields: ChangeEdit['fields']): Refusal | undefined =>
  entity.sealed !== undefined && ['ownerId', 'teamId', 'sharedWith'].some((name) => name in fields)
    ? goesWithRecord(entity)
    : undefined;
