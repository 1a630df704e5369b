import type { LettersOrder } from '@outpost/domain/kernel/catalogue/intents/letters-intent';
import { type LetterFormat, letterFormatOf } from '@outpost/domain/kernel/letters/letter-formats';
import type { PrintedLetter } from '@outpost/domain/kernel/letters/letters-pdf';
import type { IntentAdapter } from '../../jobs/intents/intent-adapter.ts';
import type { LetterCarrier } from './letter-carrier.ts';

/** Returns the letters of a batch as they are printed, in the order of its PDF. */
export type LettersOfBatch = (
  orgId: string,
  batch: { readonly id: string; readonly format: LetterFormat },
) => Promise<readonly PrintedLetter[]>;

/** Hands batches of letters to a carrier (LET-8). */
export const lettersAdapter = (carrier: LetterCarrier, lettersOf: LettersOfBatch): IntentAdapter => ({
  kind: 'letters',
  atOnce: 1, // some megabytes each
  words: {
    doing: 'handing over letters',
    done: 'Handed the letters to the print service',
    failed: 'Could not hand over the letters',
    abandoned:
      'It is not clear whether the print service has this batch: the server stopped while handing it over. Ask there before you hand it over again.',
    expired: 'It was not handed over in time.',
    givenUp: (tries, why) => `It could not be handed over in ${tries === 1 ? 'one try' : `${tries} tries`}: ${why}.`,
  },
  async carryOut({ order, record, key, orgId, signal }) {
    const { name, format: asked, sender } = order as LettersOrder; // `lettersIntent` makes these orders
    const format = letterFormatOf(asked);
    let letters: readonly PrintedLetter[];
    try {
      letters = await lettersOf(orgId, { id: key, format });
    } catch (fault) {
      return { status: 'later', why: 'The letters of this batch could not be read', fault };
    }
    return letters.length === record.fields['letterCount']
      ? carrier.carry({ key, orgId, name, batch: { format, sender: sender ?? '', letters }, signal })
      : {
          status: 'refused',
          why: 'Letters of this batch were erased, or are with a deleted record, so it is not complete.',
        };
  },
});
