import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ChoiceOption } from '@outpost/domain/kernel/entities/fields';
import {
  type StageDefinition,
  stageDefinitionSchema,
  stagePlaces,
} from '@outpost/domain/kernel/definitions/tenant-stages';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';
import { manyOf } from '../../records/entity-shape.ts';
import {
  changeOptionRequest,
  definitionsOf,
  type EditedOption,
  newOptionWord,
  placeBetween,
} from './option-records.ts';

/** The kind of record with which a tenant changes stages (PLT-9). */
export const stageEntity = 'platform/stage';

/** A stage as the settings show it: with the tenant's changes. */
export type EditedStage = EditedOption & {
  readonly option: ChoiceOption;
  readonly definition: StageDefinition | undefined;
};

/** Returns the stages of a kind in their order. `built`: the options that the pack declares; `rows`: the tenant's records. */
export function editedStages(
  entity: string,
  { built, now }: { readonly built: readonly ChoiceOption[]; readonly now: readonly ChoiceOption[] },
  rows: readonly ShownRecord[],
): readonly EditedStage[] {
  const read = definitionsOf(stageDefinitionSchema, rows, entity);
  const places = stagePlaces(built, read.map(({ definition }) => definition)); // prettier-ignore
  return now.map((option) => {
    const own = read.find(({ definition }) => definition.value === option.value);
    const { value, label } = option;
    return {
      id: value,
      label,
      option,
      place: places.get(value) ?? 0,
      record: own?.record,
      definition: own?.definition,
    };
  });
}

/** Returns the options of a kind of the tenant's own that it has not added as stages: its field declares them. */
export function withoutAdded(
  now: readonly ChoiceOption[],
  entity: string,
  rows: readonly ShownRecord[],
): readonly ChoiceOption[] {
  const added = definitionsOf(stageDefinitionSchema, rows, entity).flatMap(({ definition: { like, value } }) =>
    typeof like === 'string' && like !== '' ? [value] : [],
  );
  return now.filter(({ value }) => !added.includes(value));
}

/** A change of a stage by an administrator. */
export type StageChange = Partial<Omit<StageDefinition, 'forEntity' | 'value' | 'like'>>;

function changedRules({ label }: EditedStage): string {
  return `Changed the rules of the stage ${label}`;
}

const words: { readonly [K in keyof StageChange]-?: (stage: EditedStage, change: StageChange) => string } = {
  label: ({ label }, change) => `Renamed the stage ${label} to ${change.label}`,
  place: ({ label }) => `Moved the stage ${label}`,
  chance: ({ label }) => `Changed the chance of ${label}`,
  days: ({ label }, { days }) =>
    typeof days === 'number'
      ? `Limited ${label} to ${days} ${days === 1 ? 'day' : 'days'}`
      : `Took the limit of days from ${label}`,
  noLimit: ({ label }) => `Took the limit of days from ${label}`,
  tone: ({ label }) => `Changed the colour of ${label}`,
  pipelines: ({ label }) => `Changed the pipelines of ${label}`,
  forecast: ({ label }) => `Changed the forecast of ${label}`,
  needs: changedRules,
  reason: changedRules,
  comesFrom: changedRules,
  noStart: changedRules,
  retired: ({ label }, change) => `${change.retired === true ? 'Retired' : 'Brought back'} the stage ${label}`,
};

/** Returns the act of one change of a stage. The first change of a pack's stage makes its record. */
export function changeStageRequest(entity: Entity, stage: EditedStage, change: StageChange): ActRequest {
  const [name] = Object.keys(change) as readonly (keyof StageChange)[]; // of the change's type
  const label = name === undefined ? `Changed the stage ${stage.label}` : words[name](stage, change);
  return changeOptionRequest(entity, { of: stageEntity, option: stage, label, change });
}

/** Returns the act that resets a stage of the pack to its declaration. */
export const resetStageRequest = (stage: EditedStage, record: ShownRecord): ActRequest => ({
  label: cutLabel(`Reset the stage ${stage.label}`),
  edits: [{ entity: stageEntity, id: record.id, fields: { life: 'deleted' } }],
});

/**
 * Returns the act that adds a stage: after the last stage of its pipeline, otherwise after the stage whose rules it
 * follows.
 */
export function addStageRequest(
  entity: Entity,
  {
    label,
    like,
    pipelines,
    stages,
  }: {
    readonly label: string;
    readonly like: string;
    /** The pipelines that it belongs to; none: all of them. */
    readonly pipelines: readonly string[];
    readonly stages: readonly EditedStage[];
  },
): ActRequest {
  const ofPipeline = stages.findLastIndex(
    ({ option }) => option.outcome === 'open' && pipelines.some((one) => option.pipelines?.includes(one)),
  );
  const behind = ofPipeline < 0 ? stages.findIndex(({ id }) => id === like) : ofPipeline;
  const value = newOptionWord(label, { others: stages, fallback: 'stage' });
  return {
    label: cutLabel(`Added the stage ${label} to ${manyOf(entity)}`),
    edits: [
      {
        entity: stageEntity,
        create: {
          fields: {
            forEntity: entity.name,
            value,
            label,
            like,
            place: placeBetween(stages, behind + 1),
            ...(pipelines.length === 0 ? {} : { pipelines: [...pipelines] }),
          },
        },
      },
    ],
  };
}
