import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Way } from '@outpost/domain/engine/moves/ways';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';

/**
 * A planned move to a stage: its changes, the fields that it requires, and its texts. The device computes the further fields
 * that it sets (T-14).
 */
export type PlannedMove = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly stageLabel: string;
  readonly changes: Readonly<Record<string, JsonValue>>;
  readonly asks: readonly string[];
};

/**
 * Returns the move of a record along one of its ways. `field`: the field of the workflow, or the stages of a kind without one.
 */
export const planMove = (
  entity: Entity,
  field: string,
  record: ShownRecord,
  way: Pick<Way, 'to' | 'label' | 'asks'>,
): PlannedMove => ({ entity, record, stageLabel: way.label, changes: { [field]: way.to }, asks: way.asks });

/** Returns the move as an act, with the answers filled in. */
export function moveRequest(move: PlannedMove, answers: Readonly<Record<string, JsonValue>> = {}): ActRequest {
  return {
    label: cutLabel(`Moved ${titleOf(move.entity, move.record)} to ${move.stageLabel}`),
    edits: [{ entity: move.entity.name, id: move.record.id, fields: { ...move.changes, ...answers } }],
  };
}

/** Returns a move's label for menus and the palette: "Move to Won", "Send back to underwriting". */
export const wayLabel = ({ move, label }: Way): string => move?.label ?? `Move to ${label}`;
