import { text } from '../../entities/fields.ts';
import type { ShapeValues } from '../calculations/calculation.ts';
import { intent } from './intent.ts';

/** A batch of letters for a print service. `format`, `sender`: as its PDF is set. The adapter reads the letters themselves. */
const lettersOrder = {
  name: text({ required: true, maxChars: 200, label: 'Name' }),
  format: text({ required: true, maxChars: 20, label: 'Envelope' }),
  sender: text({ maxChars: 200, label: 'Sender’s line' }),
};
export type LettersOrder = ShapeValues<typeof lettersOrder>;

/** The answer of a carrier about a batch that it took. `id`: its own id of the batch, or null. */
export type LettersAnswer = { readonly id: string | null };

/** Declares that records of a kind hand batches of letters to a print service (LET-8). */
export const lettersIntent = intent<LettersOrder, LettersAnswer>('letters', lettersOrder);
