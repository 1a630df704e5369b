import { type Edit, isCreate } from '@outpost/domain/kernel/act';
import { actionsOf, can, type Principal } from '@outpost/domain/kernel/access';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue';
import { denial } from '@outpost/domain/kernel/denial';
import type { PlannedEdit } from '@outpost/domain/kernel/import/make-records';
import type { RowRefusal } from '@outpost/domain/kernel/import/read-records';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/record';

type Asked = {
  readonly catalogue: Catalogue;
  readonly principal: Principal;
  readonly byId: ReadonlyMap<string, StoredRecord>;
};

/** An import's edits, parted into those that may be tried and the rows that are refused for the others. */
export type Parted = { readonly edits: readonly PlannedEdit[]; readonly refusals: readonly RowRefusal[] };

/** What the person may not do, said in the dry run instead of at the end. What refers to a record that is not made goes with it. */
export function permittedEdits(edits: readonly PlannedEdit[], asked: Asked): Parted {
  const denied = edits.filter(({ edit }) => !mayDo(edit, asked));
  if (denied.length === 0) return { edits, refusals: [] };
  return withoutEdits(edits, new Map(denied.map((planned) => [planned.edit.id, deniedRow(planned, asked.catalogue)])));
}

function mayDo(edit: Edit, { catalogue, principal, byId }: Asked): boolean {
  const entity = entityOf(catalogue, edit.entity);
  if (isCreate(edit)) {
    if (entity.parent !== undefined) return true; // a child is judged with its parent, when the act is made
    const { ownerId, teamId, sharedWith } = edit.create;
    return can(principal, 'create', entity, { entity: entity.name, ownerId, teamId, sharedWith, inherited: null });
  }
  const record = byId.get(edit.id);
  return (
    record === undefined || actionsOf(entity, edit.fields).every((action) => can(principal, action, entity, record))
  );
}

function deniedRow(planned: PlannedEdit, catalogue: Catalogue): RowRefusal {
  const { edit } = planned;
  return refusedRow(planned, {
    reason: 'breaks-rule',
    message: denial(entityOf(catalogue, edit.entity), isCreate(edit) ? 'create' : 'update'),
    right: 'Someone whose role allows it has to import this row.',
  });
}

/** The row from which an edit came, as one that is refused as a whole. */
export const refusedRow = (
  { edit, source }: PlannedEdit,
  why: Pick<RowRefusal, 'reason' | 'message' | 'right'>,
): RowRefusal => ({ ...source, entity: edit.entity, column: null, cell: '', ...why });

/** Takes edits out of a plan, each with its reason, and every creation or change that refers to a creation taken out. */
export function withoutEdits(edits: readonly PlannedEdit[], refused: ReadonlyMap<string, RowRefusal>): Parted {
  const refusals = [...refused.values()];
  const out = new Set(refused.keys());
  const missing = new Set(edits.filter(({ edit }) => out.has(edit.id) && isCreate(edit)).map(({ edit }) => edit.id));
  for (let isStable = false; !isStable;) {
    isStable = true;
    for (const planned of edits) {
      const { edit } = planned;
      if (out.has(edit.id) || !refersTo(edit, missing)) continue;
      isStable = false;
      out.add(edit.id);
      if (isCreate(edit)) missing.add(edit.id);
      refusals.push(
        refusedRow(planned, {
          reason: 'link-refused',
          message: 'A record that this row refers to is refused itself',
          right: 'Mend that row first.',
        }),
      );
    }
  }
  return { edits: edits.filter(({ edit }) => !out.has(edit.id)), refusals };
}

function refersTo(edit: Edit, ids: ReadonlySet<string>): boolean {
  const values: readonly JsonValue[] = isCreate(edit)
    ? [edit.create.ownerId, edit.create.teamId, ...Object.values(edit.create.fields)]
    : Object.values(edit.fields).map(([, to]) => to);
  return values.some((value) => typeof value === 'string' && ids.has(value.slice(value.lastIndexOf(':') + 1))); // a reference of several targets is "pack/name:id"
}
