import { isHiddenField } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Workflow } from '@outpost/domain/kernel/catalogue/workflow';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { StageField } from '../records/entity-shape.ts';

/** A choice field whose values are the columns of a board. */
export type BoardField = StageField;

/**
 * Returns the choice fields of a kind that can make a board: its stages first, then the fields that its lists show, then the others.
 * The field with the pipelines is left out: a record gets another pipeline together with one of its stages (PLT-16).
 */
export function boardFieldsOf(entity: Entity): readonly BoardField[] {
  const rank = (name: string) => (name === entity.stages ? 0 : entity.listed.includes(name) ? 1 : 2);
  return Object.entries(entity.fields)
    .flatMap(([name, field]) =>
      field.type === 'choice' && name !== entity.pipelines && !isHiddenField(entity, name)
        ? [{ name, field, options: field.options }]
        : [],
    )
    .toSorted((one, other) => rank(one.name) - rank(other.name));
}

/**
 * Returns the field of a board. It is the field by which the list is grouped, if that field can make a board. Otherwise
 * it is the first such field of the kind.
 */
export function boardFieldOf(entity: Entity, group: string | undefined): BoardField | undefined {
  const fields = boardFieldsOf(entity);
  return fields.find(({ name }) => name === group) ?? fields[0];
}

/**
 * Returns whether moves lead from value to value. They do for the field of a workflow (T-14), and for the stages of a
 * kind without a workflow.
 */
export const hasMoves = (entity: Entity, workflow: Workflow | undefined, { name }: BoardField): boolean =>
  name === (workflow?.field ?? entity.stages);
