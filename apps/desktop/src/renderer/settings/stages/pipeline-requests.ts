import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ChoiceOption } from '@outpost/domain/kernel/entities/fields';
import {
  type PipelineDefinition,
  pipelineDefinitionSchema,
  pipelinePlaces,
} from '@outpost/domain/kernel/catalogue/own/tenant-pipelines';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';
import { manyOf } from '../../records/entity-shape.ts';
import { placeBetween, stageValue } from './stage-requests.ts';

/** The kind of record with which a tenant adds and changes pipelines (PLT-16). */
export const pipelineEntity = 'platform/pipeline';

/** A pipeline as the settings show it: with what the tenant has changed of it. */
export type EditedPipeline = {
  readonly id: string;
  readonly label: string;
  readonly isRetired: boolean;
  /** The number by which pipelines are ordered. */
  readonly place: number;
  /** The tenant's record about it. */
  readonly record: ShownRecord | undefined;
};

/** Returns the pipelines of a kind in their order. `built`: the options that the pack declares; `rows`: the tenant's records. */
export function editedPipelines(
  entity: string,
  { built, now }: { readonly built: readonly ChoiceOption[]; readonly now: readonly ChoiceOption[] },
  rows: readonly ShownRecord[],
): readonly EditedPipeline[] {
  const read = rows.flatMap((record) => {
    const parsed = pipelineDefinitionSchema.safeParse(record.fields);
    return parsed.success && parsed.data.forEntity === entity ? [{ record, definition: parsed.data }] : [];
  });
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
  return {
    label: cutLabel(name === undefined ? `Changed the pipeline ${pipeline.label}` : words[name](pipeline, change)),
    edits: [
      pipeline.record
        ? { entity: pipelineEntity, id: pipeline.record.id, fields: { ...change } }
        : { entity: pipelineEntity, create: { fields: { forEntity: entity.name, value: pipeline.id, ...change } } },
    ],
  };
}

/** Returns the act that adds a pipeline behind all others. All stages belong to it until an administrator says otherwise. */
export function addPipelineRequest(
  entity: Entity,
  { label, pipelines }: { readonly label: string; readonly pipelines: readonly EditedPipeline[] },
): ActRequest {
  const value = stageValue(label, new Set(pipelines.map(({ id }) => id)), 'pipeline');
  const place = placeBetween(pipelines, pipelines.length);
  return {
    label: cutLabel(`Added the pipeline ${label} to ${manyOf(entity)}`),
    edits: [{ entity: pipelineEntity, create: { fields: { forEntity: entity.name, value, label, place } } }],
  };
}
