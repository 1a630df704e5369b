import { actionsOf } from '../../kernel/access/access.ts';
import { type Edit, isCreate } from '../../kernel/acts/act.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { Action } from '../../kernel/catalogue/role.ts';
import type { Author } from './author.ts';

type Rights = Pick<Author, 'may' | 'mayInProfile'>;

/**
 * returns the first action that a change of these fields requires and the author may not take on the record. A
 * change in one's own profile requires no right (PLT-45).
 */
export const deniedChange = (
  author: Rights,
  entity: Entity,
  { record, fields }: { readonly record: StoredRecord; readonly fields: Readonly<Record<string, unknown>> },
): Action | undefined =>
  author.mayInProfile(record, Object.keys(fields))
    ? undefined
    : actionsOf(entity, fields).find((action) => !author.may(action, record));

/**
 * returns the action for lack of which an edit will be refused, before an act is made of it, so that a dry run
 * shows it. `record` is the record that the edit changes. Returns nothing for the creation of a child, which is judged
 * with its parent when the act is made, and for a record that the device does not hold, which the server judges.
 */
export function deniedEdit(
  author: Rights,
  entity: Entity,
  { edit, record }: { readonly edit: Edit; readonly record: StoredRecord | undefined },
): Action | undefined {
  if (!isCreate(edit)) return record && deniedChange(author, entity, { record, fields: edit.fields });
  const { ownerId, teamId, sharedWith } = edit.create;
  const made = { entity: entity.name, ownerId, teamId, sharedWith, inherited: null };
  return entity.parent === undefined && !author.may('create', made) ? 'create' : undefined;
}
