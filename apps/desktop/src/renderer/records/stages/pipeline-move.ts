import type { Way } from '@outpost/domain/engine/moves/ways';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { pipelineOf, pipelinesOf } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';
import { stageFieldOf } from '../entity-shape.ts';

/** The value that a change to a pipeline needs: none, or one of its stages. */
export type PipelineWays = { readonly stays: boolean; readonly ways: readonly Way[] };

/** Returns the name of a record's pipeline; undefined for a kind without pipelines. */
export function pipelineName(entity: Entity, fields: ShownRecord['fields']): string | undefined {
  const value = pipelineOf(entity, fields);
  return pipelinesOf(entity)?.field.options.find((option) => option.value === value)?.label ?? value;
}

/** Returns the act that puts a record into another pipeline, with its new stage and the answers that the move requires. */
export function pipelineRequest(
  entity: Entity,
  record: ShownRecord,
  { pipeline, stage }: { readonly pipeline: string; readonly stage?: string },
  answers: Readonly<Record<string, JsonValue>> = {},
): ActRequest {
  const pipelines = pipelinesOf(entity);
  const stages = stageFieldOf(entity);
  const name = pipelines?.field.options.find(({ value }) => value === pipeline)?.label ?? pipeline;
  return {
    label: cutLabel(`Moved ${titleOf(entity, record)} to the pipeline ${name}`),
    edits: [
      {
        entity: entity.name,
        id: record.id,
        fields: {
          ...(pipelines ? { [pipelines.name]: pipeline } : {}),
          ...(stages && stage !== undefined ? { [stages.name]: stage } : {}),
          ...answers,
        },
      },
    ],
  };
}
