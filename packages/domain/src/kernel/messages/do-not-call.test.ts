import { describe, expect, it } from 'vitest';
import { type DoNotCallAnswer, doNotCallRefusal } from './do-not-call.ts';

const refusal = (answer: DoNotCallAnswer) => doNotCallRefusal(answer, { number: '+13035550164', today: '2026-11-20' });
const list = 'National Do Not Call Registry';

describe('the answer of a do-not-call list', () => {
  it('[MSG-77] refuses a listed number with the list, its day and its rule', () => {
    expect(refusal({ is: 'listed', list, since: '2026-05-03', rule: '47 CFR 64.1200(c)(2)' })).toEqual({
      rule: 'MSG-77',
      why: '+13035550164 is on the list “National Do Not Call Registry” since 3 May 2026, so nobody may call or text it (47 CFR 64.1200(c)(2)). Nothing went out (MSG-77).',
    });
  });

  it('[MSG-77] allows a number that the list does not have, and one for which no list counts', () => {
    expect(refusal({ is: 'clear', list, asOf: '2026-11-20' })).toBeUndefined();
    expect(refusal({ is: 'exempt', why: 'An order of ten months ago' })).toBeUndefined();
  });

  it('[MSG-78] does not trust data of more than 31 days, nor of a day to come', () => {
    expect(refusal({ is: 'clear', list, asOf: '2026-10-20' })).toBeUndefined();
    expect(refusal({ is: 'clear', list, asOf: '2026-10-19' })?.why).toBe(
      '+13035550164 could not be checked against the list “National Do Not Call Registry”: its data is of 19 October 2026, and may be at most 31 days old (16 CFR 310.4(b)(3)(iv)). Nothing went out. Try again later (MSG-78).',
    );
    expect(refusal({ is: 'clear', list, asOf: '2026-11-21' })).toBeUndefined(); // it is that day already in another zone
    expect(refusal({ is: 'clear', list, asOf: '2026-11-22' })?.rule).toBe('MSG-78');
  });

  it('[MSG-78] refuses where the list cannot be asked', () => {
    expect(refusal({ is: 'unknown', list, why: 'Its server does not answer.' })).toMatchObject({
      rule: 'MSG-78',
      why: expect.stringContaining('Its server does not answer. Nothing went out. Try again later') as unknown,
    });
  });
});
