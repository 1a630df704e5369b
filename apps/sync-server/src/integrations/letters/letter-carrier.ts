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
 * LET-8: hands a batch of letters to a print service, and returns what became of it. `done`: the service has it. `refused`: it does not take it.
 * `later`: it does not have the batch, and trying again can help. `unclear`: nobody knows, because its answer was lost. An unclear batch is carried
 * again only when a person says so. Never throws.
 */
export interface LetterCarrier {
  carry(carried: CarriedBatch): Promise<Delivery<LettersAnswer>>;
}
