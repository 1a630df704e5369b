import type { IntentResult } from '../../../kernel/catalogue/intents/intent.ts';
import { type LettersAnswer, lettersIntent } from '../../../kernel/catalogue/intents/letters-intent.ts';
import { letterBatch } from '../entities/letters/letter-batch.entity.ts';

const outcomes = { failed: 'failed', unclear: 'unknown', expired: 'failed' } as const;

/** LET-8: hands a batch to the print service once. A person who says that the paper was printed takes it back while it waits. */
export const carryLetters = lettersIntent(letterBatch)({
  isWanted: ({ fields: { printedBy, outcome, handling } }) => printedBy === 'service' && !outcome && !handling,
  isAskedAgain: ({ fields: { printedBy, outcome, handling, decision } }) =>
    printedBy === 'service' && decision === 'again' && !handling && outcome !== undefined && outcome !== 'sent',
  order: ({ fields: { name, format, sender } }) => ({ name, format, ...(sender ? { sender } : {}) }),
  outcome: (result: IntentResult<LettersAnswer>) => ({
    ...(result.status === 'done'
      ? { outcome: 'sent' as const, remoteId: result.answer.id, why: null }
      : { outcome: outcomes[result.status], why: result.why }),
    outcomeAt: result.at,
    decision: null,
  }),
});
