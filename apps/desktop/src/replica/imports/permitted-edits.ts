import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { actionsOf, can, type Principal } from '@outpost/domain/kernel/access/access';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { denial } from '@outpost/domain/kernel/access/denial';
import type { Denied } from '@outpost/domain/kernel/import/records/record-maker';
import type { PlannedEdit, RowRefusal } from '@outpost/domain/kernel/import/records/record-draft';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';

type Asked = {
  readonly catalogue: Catalogue;
  readonly principal: Principal;
  readonly byId: (entity: string, id: string) => StoredRecord | undefined;
};

/** Returns the reason why the person may not make an edit, so that the dry run already shows it. */
export function deniedEdit(edit: Edit, asked: Asked): Denied | undefined {
  if (mayDo(edit, asked)) return undefined;
  return {
    message: denial(entityOf(asked.catalogue, edit.entity), isCreate(edit) ? 'create' : 'update'),
    right: 'Someone whose role allows it has to import this row.',
  };
}

function mayDo(edit: Edit, { catalogue, principal, byId }: Asked): boolean {
  const entity = entityOf(catalogue, edit.entity);
  if (isCreate(edit)) {
    if (entity.parent !== undefined) return true; // a child is judged together with its parent when the act is made
    const { ownerId, teamId, sharedWith } = edit.create;
    return can(principal, 'create', entity, { entity: entity.name, ownerId, teamId, sharedWith, inherited: null });
  }
  const record = byId(edit.entity, edit.id);
  return (
    record === undefined || actionsOf(entity, edit.fields).every((action) => can(principal, action, entity, record))
  );
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
