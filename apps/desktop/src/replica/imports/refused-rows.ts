import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import type { Author } from '@outpost/domain/engine/act/author';
import { deniedEdit } from '@outpost/domain/engine/act/denied-edit';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { denial } from '@outpost/domain/kernel/access/denial';
import type { Denied } from '@outpost/domain/kernel/import/records/record-maker';
import type { PlannedEdit, RowRefusal } from '@outpost/domain/kernel/import/records/record-draft';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';

/** Returns the reason why the author may not make an edit, so that the dry run already shows it. */
export function deniedRow(
  author: Pick<Author, 'may' | 'mayInProfile'>,
  entity: Entity,
  asked: { readonly edit: Edit; readonly record: StoredRecord | undefined },
): Denied | undefined {
  const action = deniedEdit(author, entity, asked);
  return action === undefined
    ? undefined
    : { message: denial(entity, action), right: 'Someone whose role allows it has to import this row.' };
}

/** Returns the refusal of the whole row that an edit came from. */
export const refusedRow = (
  { edit, source }: PlannedEdit,
  why: Pick<RowRefusal, 'reason' | 'message' | 'right'>,
): RowRefusal => ({ ...source, entity: edit.entity, column: null, cell: '', ...why });

/** Whether an edit refers to one of some records: `isOne` is called for each id that it may contain. */
export function refersTo(edit: Edit, isOne: (id: string) => boolean): boolean {
  const values: readonly JsonValue[] = isCreate(edit)
    ? [edit.create.ownerId, edit.create.teamId, ...Object.values(edit.create.fields)]
    : Object.values(edit.fields).map(([, to]) => to);
  return values.some((value) => typeof value === 'string' && isOne(value.slice(value.lastIndexOf(':') + 1))); // a reference of several targets is "pack/name:id"
}
