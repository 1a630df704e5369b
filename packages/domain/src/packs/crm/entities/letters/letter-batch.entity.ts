import { entity } from '../../../../kernel/entities/entity.ts';
import { choice, instant, number, text } from '../../../../kernel/entities/fields.ts';
import { letterFormats } from '../../../../kernel/letters/letter-formats.ts';
import { LetterBatchId } from '../../ids.ts';

/**
 * Letters that are printed together (LET-2). The server makes it with its letters in one act, so a letter is in one batch at most, and counts
 * them. A batch with letters is not deleted. People say whether it was printed and handed over: a printer in the office tells nobody.
 */
export const letterBatch = entity(LetterBatchId, {
  label: { one: 'Print batch', many: 'Print batches' },
  describes: 'Letters that are printed together, each once.',
  icon: 'file-text',
  title: 'name',
  byWildcard: true,
  fields: {
    name: text({ required: true, searched: true, maxChars: 200, merge: 'fixed' }),
    format: choice(letterFormats, { required: true, merge: 'fixed', label: 'Envelope' }),
    /** The line above each address. Empty: none. */
    sender: text({ merge: 'fixed', maxChars: 200, label: 'Sender’s line' }),
    /** LET-8: empty: the office’s own printer. */
    printedBy: choice(
      [
        { value: 'printer', label: 'Our own printer' },
        { value: 'service', label: 'The print service' },
      ],
      { merge: 'fixed', label: 'Printed by' },
    ),
    /** Only the server writes it: a batch without it was not made from letters, and is refused (LET-2). */
    letterCount: number({ merge: 'server', label: 'Letters' }),
    /** The report of a person about the paper. */
    handling: choice(
      [
        { value: 'printed', label: 'Printed' },
        { value: 'handed-over', label: 'Handed over' },
      ],
      { label: 'Handling' },
    ),
    outcome: choice(
      [
        { value: 'sent', label: 'With the print service' },
        { value: 'failed', label: 'Not taken' },
        { value: 'unknown', label: 'Not known' },
      ],
      { label: 'Outcome', merge: 'server' }, // only the server knows it
    ),
    /** The decision of a person about a batch that the print service may not have taken. Each outcome empties it. */
    decision: choice(
      [
        { value: 'sent', label: 'The service has it' },
        { value: 'again', label: 'Hand it over again' },
      ],
      { label: 'Decision' },
    ),
    outcomeAt: instant({ label: 'Outcome at', merge: 'server' }),
    /** The print service’s own id of the batch. */
    remoteId: text({ maxChars: 200, label: 'Id at the service', merge: 'server' }),
    why: text({ maxChars: 1_000, label: 'Why it was not taken', merge: 'server' }),
    status: choice(
      [
        { value: 'made', label: 'To be printed' },
        { value: 'waiting', label: 'Waits for the print service' },
        { value: 'sent', label: 'With the print service' },
        { value: 'failed', label: 'Not taken by the service' },
        { value: 'unknown', label: 'Not known' },
        { value: 'printed', label: 'Printed' },
        { value: 'handed-over', label: 'Handed over' },
      ],
      { label: 'State', merge: 'derived' },
    ),
  },
  indexes: [['name'], ['status', 'createdAt'], ['createdAt'], ['updatedAt']],
  listed: ['name', 'status', 'letterCount', 'format', 'createdAt', 'ownerId'],
});
