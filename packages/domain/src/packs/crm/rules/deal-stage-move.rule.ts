import type { JsonValue } from '../../../kernel/json.ts';
import type { DealStage } from '../deal-stages.ts';

/** What a move to a stage needs beside the stage itself. */
export type StageMove = {
  /** field → new value; what stays the same is not named. */
  readonly changes: Readonly<Record<string, JsonValue>>;
  /** Fields that a person must still fill in before the move is valid. */
  readonly asks: readonly ('value' | 'lossReason')[];
};

/**
 * CRM-5: moving a deal. Closing sets the day it closed, to `today` where none stands; leaving a closed stage takes day and
 * reason of the loss away; the first step out of prospecting sets the day of engagement.
 */
export function moveDeal(fields: Readonly<Record<string, JsonValue>>, to: DealStage, today: string): StageMove {
  const changes: Record<string, JsonValue> = { stage: to };
  const closing = to === 'won' || to === 'lost';
  if (closing && !fields['closedOn']) changes['closedOn'] = today;
  if (!closing && fields['closedOn']) changes['closedOn'] = null;
  if (to !== 'lost' && fields['lossReason']) changes['lossReason'] = null;
  if (to !== 'prospecting' && !fields['engagedOn'])
    changes['engagedOn'] = closing && typeof fields['closedOn'] === 'string' ? fields['closedOn'] : today;
  const value = fields['value'];
  const worth =
    typeof value === 'object' &&
    value !== null &&
    'amount' in value &&
    typeof value.amount === 'number' &&
    value.amount > 0;
  const asks: ('value' | 'lossReason')[] = [];
  if (to === 'won' && !worth) asks.push('value');
  if (to === 'lost' && !fields['lossReason']) asks.push('lossReason');
  return { changes, asks };
}
