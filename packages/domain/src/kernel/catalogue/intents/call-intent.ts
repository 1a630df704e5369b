import { phone } from '../../entities/fields.ts';
import type { ShapeValues } from '../calculations/calculation.ts';
import { intent } from './intent.ts';

/** A telephone call between two numbers: `own` is rung first, and then connected to `to`. */
const callOrder = {
  own: phone({ required: true, label: 'Own telephone' }),
  to: phone({ required: true, label: 'Number' }),
};
export type CallOrder = ShapeValues<typeof callOrder>;

/** How the line to the other person ended. */
export type LineEnd = 'answered' | 'busy' | 'no-answer' | 'failed';

/**
 * The last that is known of a call that was taken. `sent`: the own telephone rings, or the call goes on. `delivered`: the line to the
 * other person has ended. `seconds`: how long they talked.
 */
export type CallAnswer = {
  readonly is: 'sent' | 'delivered';
  readonly line?: LineEnd;
  readonly seconds?: number;
};

/** Declares that records of a kind ask for a call that the server connects. */
export const callIntent = intent<CallOrder, CallAnswer>('call', callOrder);
