import { derived } from '../../../kernel/entities/derived.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { letter } from '../entities/letter.entity.ts';
import { letterBatch } from '../entities/letter-batch.entity.ts';

/** LET-1: the state of a letter. One that is in a batch is on paper, so it cannot be taken back. */
export const letterStatus = derived(letter, 'status', ({ record: { fields } }) => {
  if (fields.batch) return 'in-batch';
  return ({ draft: 'draft', print: 'waiting', cancel: 'cancelled' } as const)[fields.release];
});

/**
 * LET-1, LET-5: a letter has words and an address with a street or a box and a place. Otherwise it would come back. One that is released has no
 * value of a template left that was not filled in.
 */
export const letterIsComplete = rule(letter, {
  id: 'LET-1',
  check: ({ record: { fields } }) => {
    if (fields.body.trim() === '') return { message: 'A letter needs words.', field: 'body' };
    const { street = '', city = '' } = fields.address;
    if (street.trim() === '' || city.trim() === '')
      return { message: 'A letter needs an address with a street and a city.', field: 'address' };
    const left =
      fields.release === 'print'
        ? /\{\{[^{}]*\}\}|\{%[^{}]*%\}/u.exec(`${fields.subject}\n${fields.body}`)?.[0]
        : undefined;
    return left === undefined
      ? undefined
      : {
          message: `The letter still has ${left} in it. Write what stands there on paper, or keep it as a draft.`,
          field: 'body',
        };
  },
});

/** The state of a batch: what a person says about the paper. */
export const batchStatus = derived(letterBatch, 'status', ({ record: { fields } }) => fields.handling ?? 'made');

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
