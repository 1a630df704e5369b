import { cutLabel } from '@outpost/domain/kernel/act-label';
import type { Entity } from '@outpost/domain/kernel/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { titleOf } from '@outpost/domain/kernel/record-rules';
import { type DealStage, dealStages } from '@outpost/domain/packs/crm/deal-stages';
import { type StageMove, moveDeal } from '@outpost/domain/packs/crm/rules/deal-stage-move.rule';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';
import { stageFieldOf } from './entity-shape.ts';

/** A move to a stage as it is about to be made: what it changes, what must still be asked, and its words. */
export type PlannedMove = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly stageLabel: string;
  readonly changes: Readonly<Record<string, JsonValue>>;
  readonly asks: readonly string[];
};

const isDealStage = (value: string): value is DealStage => dealStages.some((stage) => stage.value === value);

/** The rules of a stage move by entity; all others change their stage and nothing else. */
const moveRules: Readonly<
  Record<string, (fields: ShownRecord['fields'], to: string, today: string) => StageMove | undefined>
> = {
  'crm/deal': (fields, to, today) => (isDealStage(to) ? moveDeal(fields, to, today) : undefined), // CRM-5
};

/** Plans a move; nothing where the entity has no such stage or the record stands there already. `today` is a calendar date. */
export function planMove(
  entity: Entity,
  record: ShownRecord,
  { to, today }: { readonly to: string; readonly today: string },
): PlannedMove | undefined {
  const stage = stageFieldOf(entity);
  const option = stage?.options.find(({ value }) => value === to);
  if (!stage || !option || record.fields[stage.name] === to) return undefined;
  const move = moveRules[entity.name]?.(record.fields, to, today) ?? { changes: { [stage.name]: to }, asks: [] };
  return { entity, record, stageLabel: option.label, ...move };
}

/** The move as an act, with what was asked filled in. */
export function moveRequest(move: PlannedMove, answers: Readonly<Record<string, JsonValue>> = {}): ActRequest {
  return {
    label: cutLabel(`Moved ${titleOf(move.entity, move.record)} to ${move.stageLabel}`),
    edits: [{ entity: move.entity.name, id: move.record.id, fields: { ...move.changes, ...answers } }],
  };
}
