import { z } from 'zod';
import type { Entity } from '../entities/entity.ts';
import { type FieldOf, isWritable } from '../entities/fields.ts';
import type { Move, Workflow } from '../catalogue/workflow.ts';
import { badDefinition, type DefinitionRefusal } from './own-kinds.ts';

/** Chosen: a person fills in the fields in one small dialog. */
export const mostNeeds = 8;

/**
 * PLT-53: what a tenant asks of the moves to a stage, as parts of the stage's definition. A kind whose pack declares no workflow,
 * and a kind of the tenant's own, get their workflow by these parts.
 */
export const stageRules = {
  /** Fields that must be filled in when a record moves to the stage, in addition to those of the pack. */
  needs: z.array(z.string()).max(mostNeeds).nullish(),
  /** The text or choice with the reason, asked for at each move to the stage. */
  reason: z.string().nullish(),
  /** The stages from which records come here. Empty: all. Only where the pack declares no workflow. */
  comesFrom: z.array(z.string()).nullish(),
  /** New records do not begin in the stage. Only where the pack declares no workflow. */
  noStart: z.boolean().nullish(),
};

const ruledStage = z.object({ value: z.string(), days: z.number().nullish(), ...stageRules });
/** The parts of a stage's definition that concern its moves. */
type RuledStage = z.infer<typeof ruledStage>;

type Stages = { readonly name: string; readonly field: FieldOf<'choice'> };

/** Whether a definition states something that only a workflow can keep. */
export const statesRules = ({ needs, reason, comesFrom, noStart, days }: RuledStage): boolean =>
  (needs ?? []).length > 0 || isName(reason) || (comesFrom ?? []).length > 0 || noStart === true || typeof days === 'number'; // prettier-ignore

const isName = (name: string | null | undefined): name is string => typeof name === 'string' && name !== '';

/** Returns the workflow in which records may be made in any stage, and move from each stage to each other one. */
export const freeWorkflow = (
  { name }: Pick<Entity, 'name'>,
  { name: field, field: { options } }: Stages,
): Workflow => ({
  on: name,
  field,
  starts: options.map(({ value }) => value),
  moves: options.map(({ value, label }): Move => ({
    name: value,
    label: `Move to ${label}`,
    from: options.flatMap((other) => (other.value === value ? [] : [other.value])),
    to: value,
    needs: [],
    checks: [],
    sets: {},
    creates: [],
  })),
});

type Ruled = {
  readonly entity: Entity;
  readonly definitions: readonly RuledStage[];
  /** No pack declares the workflow. */
  readonly isFree: boolean;
};

/**
 * Returns a workflow with the tenant's rules in it. A stage that the tenant has added has its own rules, and the pack's of the
 * stage that it is like. Fields and stages that no longer exist are left out: their rules would stop every record.
 */
export function withRules(workflow: Workflow, { entity, definitions, isFree }: Ruled): Workflow {
  const ruled = definitions.filter(statesRules);
  if (ruled.length === 0) return workflow;
  const of = new Map(ruled.map((definition) => [definition.value, definition]));
  const moves = workflow.moves.map((move): Move => {
    const { needs, reason, comesFrom } = of.get(move.to) ?? {};
    const further = (needs ?? []).filter((name) => canBeNeeded(entity, name) && !move.needs.includes(name));
    const from = isFree ? move.from.filter((state) => comesFrom?.includes(state)) : [];
    return {
      ...move,
      needs: [...move.needs, ...further],
      ...(move.reason === undefined && isName(reason) && canBeReason(entity, reason) ? { reason } : {}),
      ...(from.length > 0 ? { from } : {}),
    };
  });
  const starts = isFree ? workflow.starts.filter((state) => of.get(state)?.noStart !== true) : [];
  return { ...workflow, moves, ...(starts.length > 0 ? { starts } : {}) };
}

/** Whether a move can ask a person for this field of a kind. */
export function canBeNeeded({ fields, stages, pipelines }: Entity, name: string): boolean {
  const field = fields[name];
  return field !== undefined && name !== stages && name !== pipelines && field.type !== 'flag' && isWritable(field);
}

/** Whether the reason of a move can be given in this field of a kind: a text, or a choice. */
export function canBeReason(entity: Entity, name: string): boolean {
  const type = entity.fields[name]?.type;
  return (type === 'text' || type === 'choice') && name !== entity.title && canBeNeeded(entity, name);
}

type Judged = {
  readonly stages: Stages;
  /** The workflow that the kind's pack declares. */
  readonly ofPack: Workflow | undefined;
  /** The workflow with the tenant's definitions. */
  readonly now: Workflow | undefined;
};

/** Returns why the rules of a definition may not be written; undefined where they may. */
export function judgeRules(
  entity: Entity,
  { value, needs, reason, comesFrom, noStart }: RuledStage,
  { stages, ofPack, now }: Judged,
): DefinitionRefusal | undefined {
  const many = entity.label.many;
  const wrong = (needs ?? []).find((name) => !canBeNeeded(entity, name));
  if (wrong !== undefined)
    return badDefinition(`${many} have no field "${wrong}" that a person could fill in for a move.`, 'needs');
  if (isName(reason) && !canBeReason(entity, reason))
    return badDefinition(`A reason is given in a text or a list of choices of ${many.toLowerCase()}; "${reason}" is neither.`, 'reason'); // prettier-ignore
  if (ofPack !== undefined && ((comesFrom ?? []).length > 0 || noStart === true))
    return badDefinition(
      `The pack decides how ${many.toLowerCase()} move between stages and where they start. Fields and a reason can be asked for.`,
      noStart === true ? 'noStart' : 'comesFrom',
    );
  const { options } = stages.field;
  const missing = (comesFrom ?? []).find((from) => from === value || !options.some((option) => option.value === from));
  if (missing !== undefined)
    return badDefinition(`"${missing}" is not another stage of ${many.toLowerCase()}.`, 'comesFrom');
  // Where no stage would be left, the rule does not apply.
  return noStart === true && now?.starts.includes(value) === true
    ? badDefinition(`New ${many.toLowerCase()} must be able to begin in one stage at least.`, 'noStart')
    : undefined;
}
