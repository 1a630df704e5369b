import type { ColumnDecision, ColumnFormat } from '@outpost/domain/kernel/import/cells/column-format';
import type { DraftColumn } from '@outpost/domain/kernel/import/draft-import';
import { describe, expect, it } from 'vitest';
import { readingChoices, readingName } from './reading-choices.ts';

const dayFirst: ColumnFormat = { kind: 'date', order: 'day-first' };
const monthFirst: ColumnFormat = { kind: 'date', order: 'month-first' };
const thousands: ColumnFormat = { kind: 'number', decimalSign: ',', powerOfTen: 3 };
const share: ColumnFormat = { kind: 'percent', decimalSign: '.', unit: 'fraction' };
const column = (decision: Partial<ColumnDecision> | null): DraftColumn =>
  ({
    decision: decision && {
      format: dayFirst,
      label: '',
      why: 'some days are above 12',
      notes: [],
      question: null,
      ...decision,
    },
  }) as unknown as DraftColumn; // the part that is used
const offered = (decision: Partial<ColumnDecision> | null) => readingChoices(column(decision));

describe('the readings of a column', () => {
  it('have a name each, the same for equal ones', () => {
    expect([{ kind: 'plain' } as const, dayFirst, thousands, share].map(readingName)).toEqual([
      'plain',
      'day-first',
      'number , 3',
      'percent . fraction',
    ]);
  });

  it('[E-2] are both offered where the cells decided the format', () => {
    expect(offered({})).toEqual([
      { value: 'day-first', label: 'day/month/year', format: dayFirst },
      { value: 'month-first', label: 'month/day/year', format: monthFirst },
    ]);
    expect(offered({ format: thousands })).toEqual([
      { value: 'number . 3', label: 'decimal point', format: { ...thousands, decimalSign: '.' } },
      { value: 'number , 3', label: 'decimal comma', format: thousands },
    ]);
    expect(offered({ format: share }).map(({ value }) => value)).toEqual(['percent . fraction', 'percent , fraction']);
  });

  it('[E-2] are offered as the answers to its question where the cells leave one', () => {
    const answers = [{ label: 'as days first', format: dayFirst, rowCount: 3 }];
    expect(offered({ why: '', question: { text: 'Which?', answers } })).toEqual([
      { value: 'day-first', label: 'as days first', format: dayFirst },
    ]);
  });

  it('are not offered without a decision', () => {
    expect([offered(null), offered({ why: '' }), offered({ format: { kind: 'plain' } })]).toEqual([[], [], []]);
  });
});
