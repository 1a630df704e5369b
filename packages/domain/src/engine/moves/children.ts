import { type ChangeEdit, type CreateEdit, type Edit, isCreate } from '../../kernel/acts/act.ts';
import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { refValue } from '../../kernel/entities/fields.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { type Move, type MoveChild, moveOf } from '../../kernel/catalogue/workflow.ts';
import { afterMove, dayOfMove, stepIn } from './steps.ts';

type Ground = {
  readonly catalogue: Catalogue;
  /** The record as the author sees it. */
  readonly recordOf: (id: string) => StoredRecord | undefined;
  /** The author's present, ISO 8601 UTC, for edits without a day. */
  readonly at: string;
  /** Completes a creation: its id, its owner and the version of its kind's declaration. `of`: the record that moves. */
  readonly create: (entity: Entity, fields: CreateEdit['create']['fields'], of: StoredRecord) => CreateEdit;
};

/**
 * T-14: returns an author's edits with the records that their moves create. An act that is made again contains such a creation
 * already: that creation follows the move, and no second one is added.
 */
export function withChildren(edits: readonly Edit[], ground: Ground): readonly Edit[] {
  const moves = edits.flatMap((edit) => {
    const move = isCreate(edit) ? undefined : moveIn(ground.catalogue, edit);
    return isCreate(edit) || !move || move.creates.length === 0 ? [] : [{ edit, move }];
  });
  if (moves.length === 0) return edits;
  const following = new Map<string, Edit>();
  const added = moves.flatMap(({ edit, move }) =>
    move.creates.flatMap((child) => {
      const link = linkTo(ground.catalogue, child, edit);
      const present = edits.find(
        (other) => isCreate(other) && other.entity === child.entity && other.create.fields[child.by] === link,
      );
      if (present) following.set(present.id, { ...present, follows: edit.id });
      return present ? [] : (childOf(ground, { edit, move, child }) ?? []);
    }),
  );
  return [...edits.map((edit) => following.get(edit.id) ?? edit), ...added];
}

function moveIn(catalogue: Catalogue, edit: ChangeEdit): Move | undefined {
  const step = stepIn(catalogue, edit);
  return step && moveOf(step.workflow, step.from, step.to);
}

function linkTo(catalogue: Catalogue, { entity, by }: MoveChild, { entity: of, id }: ChangeEdit): string | undefined {
  const field = entityOf(catalogue, entity).fields[by];
  return field?.type === 'ref' ? refValue(field, of, id) : undefined;
}

/** Computes the child from the record after the edit and the fields that the move sets. */
function childOf(
  { catalogue, recordOf, at, create }: Ground,
  { edit, move, child }: { readonly edit: ChangeEdit; readonly move: Move; readonly child: MoveChild },
): CreateEdit | undefined {
  const before = recordOf(edit.id);
  const link = linkTo(catalogue, child, edit);
  if (!before || link === undefined) return undefined;
  const today = dayOfMove(edit, at);
  const changed = Object.fromEntries(Object.entries(edit.fields).map(([name, [, to]]) => [name, to]));
  const record = afterMove(move, { ...before, fields: { ...before.fields, ...changed } }, today);
  const made = child.fields({ record: record as never, today }); // a record of the workflow's kind
  return { ...create(entityOf(catalogue, child.entity), { ...made, [child.by]: link }, before), follows: edit.id };
}
