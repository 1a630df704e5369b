import { describe, expect, it } from 'vitest';
import { ImportChoicesMade } from './import-choices.ts';

const plain = { kind: 'plain' } as const;
const dayFirst = { kind: 'date', order: 'day-first' } as const;

describe('the decisions of a person about an import', () => {
  it('[E-2] are written alike in any order, and can be restored', () => {
    const one = new ImportChoicesMade(new Map([['b.csv', 'deals'], ['a.csv', 'people']])); // prettier-ignore
    one.setField('b.csv', 10, 'name');
    one.setField('b.csv', 9, null);
    one.setField('a.csv', 0, 'email');
    one.setFormat('b.csv', 2, dayFirst);
    one.setFormat('b.csv', 1, plain);
    one.mends.set('m2', true).set('m1', true).set('m3', false);
    one.matching.set('crm/contact', ['email', 'name']).set('crm/account', []);
    const other = new ImportChoicesMade(new Map([['a.csv', 'people'], ['b.csv', 'deals']])); // prettier-ignore
    other.setFormat('b.csv', 1, plain);
    other.setFormat('b.csv', 2, dayFirst);
    other.setField('a.csv', 0, 'email');
    other.setField('b.csv', 9, null);
    other.setField('b.csv', 10, 'name');
    other.mends.set('m1', true).set('m2', true);
    other.matching.set('crm/account', []).set('crm/contact', ['email', 'name']);
    const written = {
      takenFor: [['a.csv', 'people'], ['b.csv', 'deals']],
      mapping: [['a.csv', [[0, 'email']]], ['b.csv', [[9, null], [10, 'name']]]],
      formats: [['b.csv', [[1, plain], [2, dayFirst]]]],
      mends: [['m1', true], ['m2', true]],
      matching: [['crm/account', []], ['crm/contact', ['email', 'name']]],
    }; // prettier-ignore
    expect([one.written(), other.written()]).toEqual([written, written]);
    const again = new ImportChoicesMade(new Map());
    again.take(one.written());
    expect(again.written()).toEqual(written);
  });

  it('[K-5] are read in the form of earlier builds', () => {
    const known = new ImportChoicesMade(new Map());
    known.matching.set('crm/contact', ['email']);
    known.take({ takenFor: [['a.csv', 'people']], mapping: [], formats: [], mends: [] });
    expect(known.written()).toMatchObject({ takenFor: [['a.csv', 'people']], matching: [['crm/contact', ['email']]] });
  });
});
