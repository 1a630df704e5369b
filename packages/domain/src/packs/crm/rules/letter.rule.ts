import { derived } from '../../../kernel/entities/derived.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { gapsIn } from '../../../kernel/templates/snippets.ts';
import { letter } from '../entities/letters/letter.entity.ts';
import { letterBatch } from '../entities/letters/letter-batch.entity.ts';

/** LET-1: the state of a letter. One that is in a batch is on paper, so it cannot be taken back. */
export const letterStatus = derived(letter, 'status', ({ record: { fields } }) => {
  if (fields.batch) return 'in-batch';
  return ({ draft: 'draft', print: 'waiting', cancel: 'cancelled' } as const)[fields.release];
});

/**
 * LET-1, LET-5: a letter has words and an address with a street or a box and a place. Otherwise it would come back. One that is released has no
 * value of a template left that was not filled in, and no gap of a snippet (PSH-3). One in a batch is on paper already.
 */
export const letterIsComplete = rule(letter, {
  id: 'LET-1',
  check: ({ record: { fields } }) => {
    if (fields.body.trim() === '') return { message: 'A letter needs words.', field: 'body' };
    const { street = '', city = '' } = fields.address;
    if (street.trim() === '' || city.trim() === '')
      return { message: 'A letter needs an address with a street and a city.', field: 'address' };
    const words = `${fields.subject}\n${fields.body}`;
    const left =
      fields.release === 'print' && !fields.batch
        ? (/\{\{[^{}]*\}\}|\{%[^{}]*%\}/u.exec(words)?.[0] ?? gapsIn(words)[0])
        : undefined;
    return left === undefined
      ? undefined
      : {
          message: `The letter still has ${left} in it. Write what stands there on paper, or keep it as a draft.`,
          field: 'body',
        };
  },
});

/** LET-8: the state of a batch. What a person says about the paper comes before what the server knows. */
export const batchStatus = derived(letterBatch, 'status', ({ record: { fields } }) => {
  const { printedBy, outcome, decision, handling } = fields;
  if (handling) return handling;
  if (printedBy !== 'service') return 'made';
  if (outcome === 'sent' || (outcome && decision === 'sent')) return 'sent';
  return outcome && decision !== 'again' ? outcome : 'waiting';
});

/** LET-8: a person decides only about a batch that the print service has not taken for certain. */
export const batchDecisionFits = rule(letterBatch, {
  id: 'LET-8',
  check: ({ record: { fields } }) => {
    const { outcome, decision, handling } = fields;
    if (!decision) return undefined;
    const refusal = (message: string) => ({ message, field: 'decision' as const });
    if (!outcome) return refusal('There is nothing to decide yet.');
    if (decision === 'again' && handling)
      return refusal('The batch was printed. Handed over again, it would be printed twice.');
    if (decision === 'again' && outcome === 'sent') return refusal('The print service has the batch.');
    return decision === 'sent' && outcome === 'failed'
      ? refusal('The print service has not taken the batch.')
      : undefined;
  },
});

/** LET-2: a batch is made by the server from letters. One that somebody writes by the API would hold none. */
export const batchHasLetters = rule(letterBatch, {
  id: 'LET-2',
  check: ({ record: { fields } }) =>
    fields.letterCount
      ? undefined
      : {
          message: 'A print batch is made of letters: select them in the list of letters, and choose “Print”.',
          field: 'letterCount',
        },
});
