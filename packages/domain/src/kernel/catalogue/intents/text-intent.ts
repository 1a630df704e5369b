import { phone, text } from '../../entities/fields.ts';
import type { ShapeValues } from '../calculations/calculation.ts';
import { intent } from './intent.ts';

/** A text message to one number: SMS, or MMS where files go with it. */
const textOrder = {
  to: phone({ required: true, label: 'Number' }),
  text: text({ required: true, multiline: true, label: 'Text' }),
};
export type TextOrder = ShapeValues<typeof textOrder>;

/** The last that is known of a text message that was taken. `delivered`: the network reports that it reached the telephone. */
export type TextAnswer = { readonly is: 'sent' | 'delivered' };

/** Declares that records of a kind ask for a text message. */
export const textIntent = intent<TextOrder, TextAnswer>('text', textOrder, 'text');
