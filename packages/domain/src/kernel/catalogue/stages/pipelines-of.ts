import type { Entity } from '../../entities/entity.ts';
import type { ChoiceOption, FieldOf } from '../../entities/fields.ts';
import type { JsonValue } from '../../json.ts';
import { stagesOf } from '../../entities/stages-of.ts';

type Pipelines = {
  readonly name: string;
  readonly field: FieldOf<'choice'>;
  /** The pipeline of records whose field is empty: the first that is declared. */
  readonly first: string;
};
type Kind = Pick<Entity, 'stages' | 'pipelines' | 'fields'>;
type Fields = Readonly<Record<string, JsonValue>>;

/** Returns the field with the pipelines of a kind (PLT-16); undefined where it has none. */
export function pipelinesOf({ pipelines: name, fields }: Kind): Pipelines | undefined {
  const field = name === undefined ? undefined : fields[name];
  if (name === undefined || field?.type !== 'choice') return undefined;
  const first = field.emptyMeans ?? field.options[0]?.value;
  return first === undefined ? undefined : { name, field, first };
}

/** Returns the pipelines that are not retired, in the tenant's order. */
export const livePipelines = (entity: Kind): readonly ChoiceOption[] =>
  pipelinesOf(entity)?.field.options.filter(({ isRetired }) => isRetired !== true) ?? [];

/**
 * Returns the pipelines in which records may be put: those that are not retired and have an open stage. A pipeline that was just
 * added may have none yet.
 */
export const pipelinesInUse = (entity: Kind): readonly ChoiceOption[] =>
  livePipelines(entity).filter(({ value }) =>
    stagesIn(entity, value).some((stage) => stage.isRetired !== true && !isEnd(stage)),
  );

/**
 * Whether a kind has several pipelines, retired ones included, because records may still be in them. If it has only
 * one, no screen shows it.
 */
export const hasSeveralPipelines = (entity: Kind): boolean => (pipelinesOf(entity)?.field.options.length ?? 0) > 1;

/** Whether a field is one that no screen shows: the pipelines of a kind with only one. */
export const isHiddenField = (entity: Kind, field: string): boolean =>
  field === entity.pipelines && !hasSeveralPipelines(entity);

/** Returns the pipeline of a record; undefined for a kind without pipelines. */
export function pipelineOf(entity: Kind, fields: Fields): string | undefined {
  const pipelines = pipelinesOf(entity);
  const value = pipelines && fields[pipelines.name];
  return pipelines && (typeof value === 'string' && value !== '' ? value : pipelines.first);
}

const isEnd = ({ outcome }: ChoiceOption): boolean => outcome === 'won' || outcome === 'lost';

/** Whether a stage belongs to a pipeline. An end, and a stage that names no pipeline, belong to all of them. */
export const isInPipeline = (stage: ChoiceOption, pipeline: string | undefined): boolean => {
  const { pipelines = [] } = stage;
  return pipeline === undefined || pipelines.length === 0 || isEnd(stage) || pipelines.includes(pipeline);
};

/**
 * Returns the stages of a kind that belong to a pipeline, in their order, retired ones included. A pipeline that is not in this
 * catalogue has all stages: its definition has not arrived yet, and no move should be prevented.
 */
export function stagesIn(entity: Kind, pipeline: string | undefined): readonly ChoiceOption[] {
  const options = stagesOf(entity)?.field.options ?? [];
  const isKnown = pipelinesOf(entity)?.field.options.some(({ value }) => value === pipeline) ?? false;
  return isKnown ? options.filter((option) => isInPipeline(option, pipeline)) : options;
}

/**
 * Returns why a stage does not belong to the pipeline of a record with these fields, as a sentence. Undefined where
 * it does, and for an unknown stage, which is refused elsewhere.
 */
export function outsidePipeline(entity: Kind, fields: Fields): string | undefined {
  const [stages, pipelines] = [stagesOf(entity), pipelinesOf(entity)];
  const pipeline = pipelineOf(entity, fields);
  const stage = stages?.field.options.find(({ value }) => value === fields[stages.name]);
  if (!stage || !pipelines || stagesIn(entity, pipeline).includes(stage)) return undefined;
  const name = pipelines.field.options.find(({ value }) => value === pipeline)?.label ?? pipeline;
  return `${stage.label} is not a stage of the pipeline ${name}.`;
}
