import type { Entity } from '../../kernel/entities/entity.ts';
import { isEmptyValue } from '../../kernel/entities/field-types.ts';
import type { Day } from '../../kernel/entities/fields.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { type Move, moveOf, needsOf, type Workflow } from '../../kernel/catalogue/workflow.ts';
import { afterMove, noSuchMove } from './steps.ts';

/** A move as a screen, a command or a program requests it. */
export type PlannedStep = {
  readonly move: Move;
  /** Fields that the author must fill in first, in the order of the declaration. The reason is always among them. */
  readonly asks: readonly string[];
};

/**
 * Returns the move of a record to a state, checked as far as possible before it is made, or the refusal where there
 * is none.
 */
export function planStep(
  entity: Entity,
  workflow: Workflow,
  {
    record,
    to,
    today,
    actor,
  }: {
    readonly record: Pick<StoredRecord, 'fields'>;
    readonly to: string;
    readonly today: Day;
    readonly actor: string;
  },
): PlannedStep | Refusal {
  const from = record.fields[workflow.field] ?? null;
  const move = moveOf(workflow, from, to);
  if (!move) return noSuchMove(entity, workflow, { from, to });
  const empty = needsOf(move).filter((name) => name === move.reason || isEmptyValue(record.fields[name]));
  const fields = { ...record.fields, [workflow.field]: to };
  const moved = afterMove(move, { ...record, fields }, today);
  const at = { record: moved as never, before: record as never, read: {} as never, actor, today }; // of the workflow's kind
  const broken = move.checks.flatMap((check) => (check.reads ? [] : (check.check(at)?.field ?? [])));
  return { move, asks: [...new Set([...empty, ...broken])] };
}
