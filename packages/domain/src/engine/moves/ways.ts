import { pipelineOf, stagesIn } from '../../kernel/catalogue/stages/pipelines-of.ts';
import type { Workflow } from '../../kernel/catalogue/workflow.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { Day } from '../../kernel/entities/fields.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { Action } from '../../kernel/catalogue/role.ts';
import { planStep } from './plan-move.ts';

/**
 * A state that the record is not in, with the move that leads there and its required fields, or the reason why it
 * cannot be made.
 */
export type Way = {
  readonly to: string;
  /** The label of the state. */
  readonly label: string;
  /** The name and the label of the declared move, or null where the kind has no workflow or no move leads there. */
  readonly move: { readonly name: string; readonly label: string } | null;
  /** Fields that the author must fill in first. */
  readonly asks: readonly string[];
  readonly why: string | null;
};

/**
 * The facts about a record on which its moves depend. `denial` returns the reason why the person may not do this to
 * the record, or `undefined` where they may.
 */
export type WaysAsked = {
  readonly record: Pick<StoredRecord, 'fields'> & { readonly life: string };
  readonly today: Day;
  readonly actor: string;
  readonly denial: (action: Action) => string | undefined;
};

/**
 * T-14: returns the states that a record can go to, in the order in which the kind declares them. Retired ones and stages of
 * other pipelines (PLT-16) are left out. Empty for a kind without states and for a record that is not alive. A kind without a
 * workflow lets every state follow every other.
 */
export function waysOf(entity: Entity, workflow: Workflow | undefined, asked: WaysAsked): readonly Way[] {
  const name = workflow?.field ?? entity.stages;
  const field = name === undefined ? undefined : entity.fields[name];
  if (name === undefined || field?.type !== 'choice' || asked.record.life !== 'alive') return [];
  const mayNot = asked.denial('update');
  const options = name === entity.stages ? stagesIn(entity, pipelineOf(entity, asked.record.fields)) : field.options;
  return options
    .filter(({ value, isRetired }) => value !== asked.record.fields[name] && isRetired !== true)
    .map(({ value, label }) => {
      const step = workflow && planStep(entity, workflow, { ...asked, to: value });
      if (!step) return { to: value, label, move: null, asks: [], why: mayNot ?? null };
      if (!('asks' in step)) return { to: value, label, move: null, asks: [], why: step.message };
      const { move, asks } = step;
      const why = mayNot ?? (move.action === undefined ? undefined : asked.denial(move.action)) ?? null;
      return { to: value, label, move: { name: move.name, label: move.label }, asks, why };
    });
}
