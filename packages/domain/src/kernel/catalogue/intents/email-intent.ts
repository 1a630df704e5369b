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

/** Declares that records of a kind ask for an e-mail. */
export const emailIntent = intent<EmailOrder, null>('email', emailOrder);
