import { text } from '../../entities/fields.ts';
import type { ShapeValues } from '../calculations/calculation.ts';
import { intent } from './intent.ts';

/** An e-mail to one address. */
const emailOrder = {
  to: text({ required: true, maxChars: 1_000, label: 'To' }), // the adapter says what is wrong with an address
  subject: text({ required: true, label: 'Subject' }),
  text: text({ multiline: true, label: 'Text' }),
  /** HTML with the mark of words (`wordsMark`): the text is Markdown and comes there. Left out: the text goes out as it is. */
  frame: text({ maxChars: 80_000, label: 'Layout' }),
};
export type EmailOrder = ShapeValues<typeof emailOrder>;

/** The last that is known of an e-mail that was taken. `delivered`: the receiver's mail server has taken it. */
export type EmailAnswer = { readonly is: 'sent' | 'delivered' };

/** Declares that records of a kind ask for an e-mail. An empty answer means that it was taken. */
export const emailIntent = intent<EmailOrder, EmailAnswer | null>('email', emailOrder, 'email');
