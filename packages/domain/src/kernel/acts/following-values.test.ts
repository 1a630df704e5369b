import { describe, expect, it } from 'vitest';
import { untypedEntity } from '../entities/entity.ts';
import { flag, instant, text } from '../entities/fields.ts';
import { followingValues } from './following-values.ts';

const visit = untypedEntity('test/visit', {
  label: { one: 'Visit', many: 'Visits' },
  title: 'name',
  fields: { name: text(), at: instant(), repeat: text(), done: flag(), key: text() },
  schedule: { at: 'at', done: 'done', repeat: 'repeat' },
  unique: [['key']],
});
const present = { now: '2026-11-20T12:00:00.000Z', timeZone: 'UTC' };
const values = { name: 'Round', at: '2026-11-20T08:00:00.000Z', repeat: 'FREQ=DAILY', done: true, key: 'v-1' };

describe('[T-19] the record that follows a repeated one', () => {
  it('has its values at the next time, is not done, and leaves to the first one the values that no two records share', () => {
    expect(followingValues(visit, values, present)).toEqual({
      name: 'Round',
      at: '2026-11-21T08:00:00.000Z',
      repeat: 'FREQ=DAILY',
    });
  });

  it('is none without a time or a rule', () => {
    expect(followingValues(visit, { ...values, repeat: null }, present)).toBeUndefined();
    expect(followingValues(visit, { ...values, at: undefined }, present)).toBeUndefined();
  });
});
