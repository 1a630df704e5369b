import type { LettersAnswer } from '@outpost/domain/kernel/catalogue/intents/letters-intent';
import type { PrintedBatch } from '@outpost/domain/kernel/letters/letters-pdf';
import type { Delivery } from '../../jobs/intents/intent-adapter.ts';

/** A batch to carry. `key`: the batch's id, the same at each try. `signal` aborts at the deadline. */
export type CarriedBatch = {
  readonly key: string;
  readonly orgId: string;
  readonly name: string;
  readonly batch: PrintedBatch;
  readonly signal: AbortSignal;
};

/**
 * LET-8: brings a batch of letters to paper. The answer says what became of it: done; refused for good; certainly not taken, and trying again can
 * help; or unclear, because the answer was lost. An unclear batch is never carried again by itself. Never throws.
 */
export interface LetterCarrier {
  carry(carried: CarriedBatch): Promise<Delivery<LettersAnswer>>;
}
