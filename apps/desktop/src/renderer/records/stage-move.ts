import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { planStep } from '@outpost/domain/engine/plan-move';
import { day } from '@outpost/domain/kernel/entities/field-types';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';
import { stageFieldOf, workflowOf } from './entity-shape.ts';

/** A move to a stage as it is about to be made: what it changes, what must still be asked, and its words. What it sets besides, the device works out (T-14). */
export type PlannedMove = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly stageLabel: string;
  readonly changes: Readonly<Record<string, JsonValue>>;
  readonly asks: readonly string[];
};

/** Plans a move; nothing where the entity has no such stage or the record stands there already. `today` is a calendar date, `me` who moves it. */
export function planMove(
  entity: Entity,
  record: ShownRecord,
  { to, today, me }: { readonly to: string; readonly today: string; readonly me: string },
): PlannedMove | undefined {
  const stage = stageFieldOf(entity);
  const option = stage?.options.find(({ value }) => value === to);
  if (!stage || !option || record.fields[stage.name] === to) return undefined;
  const workflow = workflowOf(entity);
  const step = workflow && planStep(entity, workflow, { record, to, today: day(today), actor: me });
  // A move that there is not is asked for all the same: the device refuses it, and the screen says why.
  const asks = step && 'asks' in step ? step.asks : [];
  return { entity, record, stageLabel: option.label, changes: { [stage.name]: to }, asks };
}

/** The move as an act, with what was asked filled in. */
export function moveRequest(move: PlannedMove, answers: Readonly<Record<string, JsonValue>> = {}): ActRequest {
  return {
    label: cutLabel(`Moved ${titleOf(move.entity, move.record)} to ${move.stageLabel}`),
    edits: [{ entity: move.entity.name, id: move.record.id, fields: { ...move.changes, ...answers } }],
  };
}
