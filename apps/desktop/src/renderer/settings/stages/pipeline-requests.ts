import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ChoiceOption } from '@outpost/domain/kernel/entities/fields';
import {
  type PipelineDefinition,
  pipelineDefinitionSchema,
  pipelinePlaces,
} from '@outpost/domain/kernel/definitions/tenant-pipelines';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';
import { manyOf } from '../../records/entity-shape.ts';
import {
  changeOptionRequest,
  definitionsOf,
  type EditedOption,
  newOptionWord,
  placeBetween,
} from './option-records.ts';

/** The kind of record with which a tenant adds and changes pipelines (PLT-16). */
export const pipelineEntity = 'platform/pipeline';

/** A pipeline as the settings show it: with the tenant's changes. */
export type EditedPipeline = EditedOption & { readonly isRetired: boolean };

/** Returns the pipelines of a kind in their order. `built`: the options that the pack declares; `rows`: the tenant's records. */
export function editedPipelines(
  entity: string,
  { built, now }: { readonly built: readonly ChoiceOption[]; readonly now: readonly ChoiceOption[] },
  rows: readonly ShownRecord[],
): readonly EditedPipeline[] {
  const read = definitionsOf(pipelineDefinitionSchema, rows, entity);
  const places = pipelinePlaces(built, read.map(({ definition }) => definition)); // prettier-ignore
  return now.map(({ value, label, isRetired }) => ({
    id: value,
    label,
    isRetired: isRetired === true,
    place: places.get(value) ?? 0,
    record: read.find(({ definition }) => definition.value === value)?.record,
  }));
}

type Change = Partial<Pick<PipelineDefinition, 'label' | 'place' | 'retired'>>;

const words: { readonly [K in keyof Change]-?: (pipeline: EditedPipeline, change: Change) => string } = {
  label: ({ label }, change) => `Renamed the pipeline ${label} to ${change.label}`,
  place: ({ label }) => `Moved the pipeline ${label}`,
  retired: ({ label }, change) => `${change.retired === true ? 'Retired' : 'Brought back'} the pipeline ${label}`,
};

/** Returns the act of one change of a pipeline. The first change of a pack's pipeline makes its record. */
export function changePipelineRequest(entity: Entity, pipeline: EditedPipeline, change: Change): ActRequest {
  const [name] = Object.keys(change) as readonly (keyof Change)[]; // of the change's type
  const label = name === undefined ? `Changed the pipeline ${pipeline.label}` : words[name](pipeline, change);
  return changeOptionRequest(entity, { of: pipelineEntity, option: pipeline, label, change });
}

/** Returns the act that adds a pipeline behind all others. All stages belong to it until an administrator says otherwise. */
export function addPipelineRequest(
  entity: Entity,
  { label, pipelines }: { readonly label: string; readonly pipelines: readonly EditedPipeline[] },
): ActRequest {
  const value = newOptionWord(label, { others: pipelines, fallback: 'pipeline' });
  const place = placeBetween(pipelines, pipelines.length);
  return {
    label: cutLabel(`Added the pipeline ${label} to ${manyOf(entity)}`),
    edits: [{ entity: pipelineEntity, create: { fields: { forEntity: entity.name, value, label, place } } }],
  };
}
