import { pipelineOf, pipelinesInUse, stagesIn } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { firstValues, stageFieldOf } from '../entity-shape.ts';

type Values = Readonly<Record<string, JsonValue>>;

/** Returns the spec of a record's field. Its stage is offered only from the stages of its pipeline (PLT-16). */
export function specInPipeline(entity: Entity, spec: FieldSpec, fields: Values): FieldSpec {
  if (spec.id !== entity.stages || entity.pipelines === undefined || spec.kind !== 'choice') return spec;
  const offered = new Set(stagesIn(entity, pipelineOf(entity, fields)).map(({ value }) => value));
  const options = spec.options.map((option) => (offered.has(option.value) ? option : { ...option, isRetired: true }));
  return { ...spec, options };
}

/**
 * Returns the fields that a form asks for. If records can be put into several pipelines, a form that asks for the stage
 * asks for the pipeline before it.
 */
export function withPipelineAsked(entity: Entity, names: readonly string[]): readonly string[] {
  const { pipelines, stages } = entity;
  if (pipelines === undefined) return names;
  const rest = names.filter((name) => name !== pipelines);
  if (pipelinesInUse(entity).length < 2) return rest;
  return rest.flatMap((name) => (name === stages ? [pipelines, name] : [name]));
}

/**
 * Returns values of a form with a stage that is in their pipeline: the given stage, otherwise the first one of the
 * pipeline.
 */
export function withStageOfPipeline(entity: Entity, values: Values): Values {
  const stage = stageFieldOf(entity);
  const value = stage && values[stage.name];
  if (!stage || entity.pipelines === undefined || value === undefined) return values;
  const isKnown = stage.options.some((option) => option.value === value);
  const isOfIt = stagesIn(entity, pipelineOf(entity, values)).some((option) => option.value === value);
  if (isOfIt || !isKnown) return values;
  return { ...values, [stage.name]: firstValues(entity, values)[stage.name] ?? value };
}
