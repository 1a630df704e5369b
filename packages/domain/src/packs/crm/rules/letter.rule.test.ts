import { describe, expect, it } from 'vitest';
import type { Values } from '../../../kernel/entities/typed-record.ts';
import type { letter } from '../entities/letters/letter.entity.ts';
import type { letterBatch } from '../entities/letters/letter-batch.entity.ts';
import { batchDecisionFits, batchHasLetters, batchStatus, letterIsComplete, letterStatus } from './letter.rule.ts';

const at = (fields: Partial<Values<typeof letter>>) =>
  // prettier-ignore
  ({ record: { fields: { subject: 'Your offer', body: 'Dear Ada', address: { street: 'Main St 1', city: 'Denver' }, release: 'print', ...fields } } }) as never; // a test's record
const batchAt = (fields: Partial<Values<typeof letterBatch>>) => ({ record: { fields } }) as never; // a test's record

describe('[LET-1] a letter', () => {
  it.each([
    [{ release: 'draft' }, 'draft'],
    [{}, 'waiting'],
    [{ release: 'cancel' }, 'cancelled'],
    [{ batch: 'b', release: 'cancel' }, 'in-batch'],
  ] as const)('with %j is %s', (fields, status) => {
    expect(letterStatus.work(at(fields as never))).toBe(status);
  });

  it('needs words, a street and a city', () => {
    expect(letterIsComplete.check(at({}))).toBeUndefined();
    expect(letterIsComplete.check(at({ body: ' \n' }))?.field).toBe('body');
    for (const address of [{}, { street: 'Main St 1' }, { city: 'Denver' }, { street: ' ', city: 'Denver' }])
      expect(letterIsComplete.check(at({ address }))?.field).toBe('address');
  });
});

describe('[LET-5] a letter with a value that was not filled in', () => {
  it('is kept as a draft, and is not released', () => {
    for (const body of ['Dear {{ contact.firstName }}', '{% if deal %}x{% endif %}']) {
      expect(letterIsComplete.check(at({ body }))?.message).toMatch(/^The letter still has \{[{%]/u);
      expect(letterIsComplete.check(at({ body, release: 'draft' }))).toBeUndefined();
    }
    expect(letterIsComplete.check(at({ subject: 'For {{ deal.name }}' }))?.message).toContain('{{ deal.name }}');
    expect(letterIsComplete.check(at({ body: 'a { b } and 50% off {x}' }))).toBeUndefined();
  });
});

describe('[LET-2] a print batch', () => {
  it('has letters, and is as far as a person says', () => {
    expect(batchHasLetters.check(batchAt({ letterCount: 1 }))).toBeUndefined();
    expect(batchHasLetters.check(batchAt({}))?.message).toContain('made of letters');
    expect([batchStatus.work(batchAt({})), batchStatus.work(batchAt({ handling: 'printed' }))]).toEqual([
      'made',
      'printed',
    ]);
  });
});

describe('[LET-8] a batch for the print service', () => {
  it.each([
    [{}, 'waiting'],
    [{ outcome: 'sent' }, 'sent'],
    [{ outcome: 'unknown' }, 'unknown'],
    [{ outcome: 'unknown', decision: 'sent' }, 'sent'],
    [{ outcome: 'failed', decision: 'again' }, 'waiting'],
    [{ outcome: 'failed', handling: 'printed' }, 'printed'],
  ] as const)('with %j is %s', (fields, status) => {
    expect(batchStatus.work(batchAt({ printedBy: 'service', ...fields }))).toBe(status);
  });

  it.each([
    [{ decision: 'again' }, 'There is nothing to decide yet.'],
    [{ decision: 'again', outcome: 'sent' }, 'The print service has the batch.'],
    [
      { decision: 'again', outcome: 'unknown', handling: 'printed' },
      'The batch was printed. Handed over again, it would be printed twice.',
    ],
    [{ decision: 'sent', outcome: 'failed' }, 'The print service has not taken the batch.'],
    [{ decision: 'sent', outcome: 'unknown' }, undefined],
    [{ decision: 'again', outcome: 'failed' }, undefined],
  ] as const)('with %j is refused: %s', (fields, message) => {
    expect(batchDecisionFits.check(batchAt(fields))?.message).toBe(message);
  });
});
