import { pipelineOf, pipelinesInUse, stagesIn } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ChoiceOption, FieldOf } from '@outpost/domain/kernel/entities/fields';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { installedCatalogue } from '@outpost/domain/installed-packs';

/** The field with a record's stage, and its options. Boards, stage paths and pipelines use it. */
export type StageField = {
  readonly name: string;
  readonly field: FieldOf<'choice'>;
  readonly options: readonly ChoiceOption[];
};

/** Returns the entity's stage field, or `undefined` if it declares none. */
export function stageFieldOf({ stages: name, fields }: Entity): StageField | undefined {
  const field = name === undefined ? undefined : fields[name];
  return name !== undefined && field?.type === 'choice' ? { name, field, options: field.options } : undefined;
}

/**
 * Returns the values of a new record before anybody fills it in. These are its pipeline, if there are several to choose
 * from, and the pipeline's first stage that is not retired. `given` can name the pipeline.
 */
export function firstValues(
  entity: Entity,
  given: Readonly<Record<string, JsonValue>> = {},
): Readonly<Record<string, string>> {
  const stage = stageFieldOf(entity);
  const inUse = pipelinesInUse(entity);
  const pipeline = pipelineOf(entity, given);
  const chosen = inUse.find(({ value }) => value === pipeline) ?? inUse[0];
  const offered = stagesIn(entity, chosen?.value).filter(({ isRetired }) => isRetired !== true);
  const first = offered.find((option) => !isClosedStage(option)) ?? offered[0];
  return {
    ...(entity.pipelines !== undefined && chosen && inUse.length > 1 ? { [entity.pipelines]: chosen.value } : {}),
    ...(stage && first ? { [stage.name]: first.value } : {}),
  };
}

/** Whether a stage is final. */
export const isClosedStage = (option: ChoiceOption): boolean => option.outcome === 'won' || option.outcome === 'lost';

/**
 * Returns a kind of record that a screen itself names, as the build declares it. For a name from elsewhere, which may be a
 * tenant's own kind (K-3), use `useEntity`.
 */
export const installedEntity = (name: string): Entity => entityOf(installedCatalogue, name);

/** Returns the entity's singular inside a sentence: "deal". */
export const oneOf = (entity: Entity): string => entity.label.one.toLowerCase();
export const manyOf = (entity: Entity): string => entity.label.many.toLowerCase();
