import { describe, expect, it } from 'vitest';
import { installedEntity } from '../../records/entity-shape.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { endRequest, shareRequest, unshareRequest } from './share-requests.ts';
import { endOfDay, endOfTerm } from './share-terms.ts';

const entity = installedEntity('crm/account');
const kind = installedEntity('platform/share-end');
const record = givenShownRecord({
  id: 'a',
  entity: 'crm/account',
  fields: { name: 'Acme' },
  sharedWith: ['moe', 'zoe'],
});
const zoes = { id: 'end', person: 'zoe', endsAt: '2026-12-03T17:00:00.000Z', isMoved: false };
const end = { endsAt: '2026-12-10T17:00:00.000Z', words: '10 Dec 2026' };
const sharing = { entity, record, ends: { kind, ends: [zoes] } };
const people = (ids: readonly string[]) => ({ entity: 'crm/account', id: 'a', fields: { sharedWith: ids } });
const isGone = { entity: kind.name, id: 'end', fields: { life: 'deleted' } };
const until = (person: string) => ({
  entity: kind.name,
  create: { fields: { about: 'crm/account:a', person, endsAt: end.endsAt, key: `a ${person}` } },
});

describe('[PLT-43] acts of sharing', () => {
  it('[A-5] have labels without names', () => {
    const labels = [
      shareRequest(sharing, 'ada'),
      shareRequest(sharing, 'ada', end),
      endRequest(sharing, 'zoe', end),
      endRequest(sharing, 'zoe'),
      unshareRequest(sharing, 'zoe'),
    ].map(({ label }) => label);
    expect(labels).toEqual([
      'Shared Acme',
      'Shared Acme until 10 Dec 2026',
      'Shared Acme until 10 Dec 2026',
      'Took away the end of a share of Acme',
      'Stopped sharing Acme',
    ]);
  });

  it('share and set the end together, and delete an end that was left behind', () => {
    expect(shareRequest(sharing, 'ada').edits).toEqual([people(['ada', 'moe', 'zoe'])]);
    expect(shareRequest(sharing, 'ada', end).edits).toMatchObject([people(['ada', 'moe', 'zoe']), until('ada')]);
    const left = { ...sharing, record: givenShownRecord({ ...record, sharedWith: ['moe'] }) };
    expect(shareRequest(left, 'zoe').edits).toEqual([people(['moe', 'zoe']), isGone]);
  });

  it('change the end of a share, remove it alone or with the share, and replace one that a merge brought', () => {
    expect(endRequest(sharing, 'zoe', end).edits).toEqual([
      { entity: kind.name, id: 'end', fields: { name: `Until ${end.endsAt}`, endsAt: end.endsAt } },
    ]);
    const moved = { ...sharing, ends: { kind, ends: [{ ...zoes, isMoved: true }] } };
    expect(endRequest(moved, 'zoe', end).edits).toMatchObject([isGone, until('zoe')]);
    expect(endRequest(sharing, 'zoe').edits).toEqual([isGone]);
    expect(unshareRequest(sharing, 'zoe').edits).toEqual([people(['moe']), isGone]);
    expect(unshareRequest({ ...sharing, ends: undefined }, 'zoe').edits).toEqual([people(['moe'])]);
  });
});

it('[PLT-43] terms end at the same time of a later day, and a date at the end of that day, in the zone of the person', () => {
  const clock = { nowMs: Date.parse('2027-01-31T09:30:00.000Z'), timeZone: 'Europe/Berlin' };
  expect(endOfTerm('none', clock)).toBeUndefined();
  expect(endOfTerm('day', clock)).toBe('2027-02-01T09:30:00.000Z');
  expect(endOfTerm('week', clock)).toBe('2027-02-07T09:30:00.000Z');
  expect(endOfTerm('month', clock)).toBe('2027-02-28T09:30:00.000Z');
  expect(endOfTerm('month', { ...clock, nowMs: Date.parse('2027-03-10T09:30:00.000Z') })).toBe(
    '2027-04-10T08:30:00.000Z',
  );
  expect(endOfDay('2026-12-03', 'Europe/Berlin')).toBe('2026-12-03T22:59:00.000Z');
});
