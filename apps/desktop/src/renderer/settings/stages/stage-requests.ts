import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ChoiceOption } from '@outpost/domain/kernel/entities/fields';
import {
  type StageDefinition,
  stageDefinitionSchema,
  stagePlaces,
} from '@outpost/domain/kernel/catalogue/own/tenant-stages';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';
import { oneOf } from '../../records/entity-shape.ts';

/** The kind of record with which a tenant changes stages (PLT-9). */
export const stageEntity = 'platform/stage';

/** A stage as the settings show it: with what the tenant has changed of it. */
export type EditedStage = {
  readonly id: string;
  readonly label: string;
  readonly option: ChoiceOption;
  /** The number by which stages are ordered. */
  readonly place: number;
  /** The tenant's record about it. */
  readonly record: ShownRecord | undefined;
  readonly definition: StageDefinition | undefined;
};

/** Returns the stages of a kind in their order. `built`: the options that the pack declares; `rows`: the tenant's records. */
export function editedStages(
  entity: string,
  { built, now }: { readonly built: readonly ChoiceOption[]; readonly now: readonly ChoiceOption[] },
  rows: readonly ShownRecord[],
): readonly EditedStage[] {
  const read = rows.flatMap((record) => {
    const parsed = stageDefinitionSchema.safeParse(record.fields);
    return parsed.success && parsed.data.forEntity === entity ? [{ record, definition: parsed.data }] : [];
  });
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

type Change = Partial<
  Pick<StageDefinition, 'label' | 'place' | 'chance' | 'days' | 'tone' | 'pipelines' | 'forecast' | 'retired'>
>;

const words: { readonly [K in keyof Change]-?: (stage: EditedStage, change: Change) => string } = {
  label: ({ label }, change) => `Renamed the stage ${label} to ${change.label}`,
  place: ({ label }) => `Moved the stage ${label}`,
  chance: ({ label }) => `Changed the chance of ${label}`,
  days: ({ label }) => `Changed the days of ${label}`,
  tone: ({ label }) => `Changed the colour of ${label}`,
  pipelines: ({ label }) => `Changed the pipelines of ${label}`,
  forecast: ({ label }) => `Changed the forecast of ${label}`,
  retired: ({ label }, change) => `${change.retired === true ? 'Retired' : 'Brought back'} the stage ${label}`,
};

/** Returns the act of one change of a stage. The first change of a pack's stage makes its record. */
export function changeStageRequest(entity: Entity, stage: EditedStage, change: Change): ActRequest {
  const [name] = Object.keys(change) as readonly (keyof Change)[]; // of the change's type
  const label = cutLabel(name === undefined ? `Changed the stage ${stage.label}` : words[name](stage, change));
  return {
    label,
    edits: [
      stage.record
        ? { entity: stageEntity, id: stage.record.id, fields: { ...change } }
        : { entity: stageEntity, create: { fields: { forEntity: entity.name, value: stage.id, ...change } } },
    ],
  };
}

/** Returns the act that makes a stage of the pack as the pack declares it. */
export const resetStageRequest = (stage: EditedStage, record: ShownRecord): ActRequest => ({
  label: cutLabel(`Reset the stage ${stage.label}`),
  edits: [{ entity: stageEntity, id: record.id, fields: { life: 'deleted' } }],
});

/**
 * Returns the word under which records store a new stage or pipeline: "site-survey" for "Site survey". It is none of `taken`.
 * `fallback`: the word for a name without letters of the Latin alphabet.
 */
export function stageValue(label: string, taken: ReadonlySet<string>, fallback = 'stage'): string {
  const word = foldText(label).replace(/[^a-z0-9]+/gu, '-').replace(/^[^a-z]+|-+$/gu, '').slice(0, 34) || fallback; // prettier-ignore
  if (!taken.has(word)) return word;
  for (let number = 2; ; number += 1) if (!taken.has(`${word}-${number}`)) return `${word}-${number}`;
}

/** Returns the act that adds a stage: behind the last one of its pipeline, else behind the one whose rules it follows. */
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
  const value = stageValue(label, new Set(stages.map(({ id }) => id)));
  return {
    label: cutLabel(`Added the stage ${label} to ${oneOf(entity)}s`),
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

/** Returns the number of a stage at a place of the list: between its neighbours, so that no other record changes. */
export function placeBetween(stages: readonly Pick<EditedStage, 'place'>[], place: number): number {
  const [before, after] = [stages[place - 1]?.place, stages[place]?.place];
  if (before === undefined) return (after ?? 0) - 1_000;
  return after === undefined ? before + 1_000 : (before + after) / 2;
}
