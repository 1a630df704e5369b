import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../kernel/json.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { target } from '../entities/target.entity.ts';
import { targetBelongsToItsPerson, targetIsReadable } from './target.rule.ts';

const [person, team] = ['0190b1f2-7c00-7000-8000-0000000000c1', '0190b1f2-7c00-7000-8000-0000000000c2'];
type Fields = Readonly<Record<string, JsonValue>>;
const usual: Fields = {
  name: 'Won: all, Q4 2026',
  measure: 'crm/deal/won',
  unit: 'quarter',
  startsOn: '2026-10-01',
  money: { amount: 150_000_000, currency: 'USD' },
  key: 'crm/deal/won quarter 2026-10-01 all',
};
const { money: _amount, ...withoutAmount } = usual;
const breachOf = (fields: Fields) => targetIsReadable.check({ record: givenRecord(target, fields) })?.field;

describe('[PLT-13] a target', () => {
  it.each<readonly [string, Fields, string | undefined]>([
    ['of the organisation for a quarter', usual, undefined],
    ['of a person', { ...usual, person, key: `crm/deal/won quarter 2026-10-01 person:${person}` }, undefined],
    ['with a figure', { ...withoutAmount, figure: 20 }, undefined],
    ['without an amount', withoutAmount, 'money'],
    ['with two amounts', { ...usual, figure: 20 }, 'money'],
    ['below zero', { ...usual, money: { amount: -1, currency: 'USD' } }, 'money'],
    ['for a person and a team', { ...usual, person, team }, 'team'],
    ['of a report without a name', { ...usual, measure: 'Won' }, 'measure'],
    ['that begins within its quarter', { ...usual, startsOn: '2026-11-01' }, 'startsOn'],
    ['with the key of another one', { ...usual, person }, 'key'],
  ])('%s', (_of, fields, field) => {
    expect(breachOf(fields)).toBe(field);
  });
});

describe('[PLT-14] a target', () => {
  const ownerOf = (fields: Fields, ownerId: string | null, teamId: string | null = null) =>
    targetBelongsToItsPerson.check({ record: { ...givenRecord(target, { ...usual, ...fields }), ownerId, teamId } })
      ?.field;

  it('of a person belongs to that person', () => {
    expect(ownerOf({ person }, person)).toBeUndefined();
    expect(ownerOf({ person }, team)).toBe('person');
    expect(ownerOf({}, person)).toBe('person');
  });

  it('of a team belongs to that team', () => {
    expect(ownerOf({ team }, null, team)).toBeUndefined();
    expect(ownerOf({ team }, null)).toBe('team');
  });
});
