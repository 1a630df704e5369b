import { stageColumns } from '@outpost/domain/kernel/catalogue/stages/stage-columns';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { withDefinitions } from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { createFormats } from '@outpost/ui/formats/formats';
import { describe, expect, it } from 'vitest';
import { listGroupFields, readListGroup } from '../records/list-group.ts';
import { drawnGroups, rowGroups } from './row-groups.ts';

const formats = createFormats({ locale: 'en-US', timeZone: 'UTC', currency: 'USD' });
const deal = entityOf(installedCatalogue, 'crm/deal');
const given = (catalogue = installedCatalogue, by = 'stage', kind = 'crm/deal') => {
  const group = readListGroup(catalogue, entityOf(catalogue, kind), by);
  if (!group) throw new Error(`Not grouped by ${by}`);
  return group;
};
const groupsOf = (...values: readonly JsonValue[]) => values.map((value) => ({ value, count: 2, sums: {} }));
const about = { refs: {}, direction: 'asc' as const, formats };

describe('the groups of a list', () => {
  it('[Q-2] follow the order of the declaration, empty last', () => {
    const groups = rowGroups(given(), { ...about, groups: groupsOf(null, 'lost', 'engaging', 'prospecting') });
    const drawn = drawnGroups(groups, (id) => id === '"lost"', formats);
    expect(drawn.map(({ label, isCollapsed }) => [label, isCollapsed])).toEqual([
      ['Prospecting', false],
      ['Engaging', false],
      ['Lost', true],
      ['No stage', false],
    ]);
    const backwards = rowGroups(given(), {
      ...about,
      direction: 'desc',
      groups: groupsOf(null, 'lost', 'prospecting'),
    });
    expect(backwards.map(({ label }) => label)).toEqual(['Lost', 'Prospecting', 'No stage']);
  });

  it('of open stages show the chance and the weighted sum; ended stages do not', () => {
    const sums = { value: { USD: 10_050 } };
    const groups = rowGroups(given(), {
      ...about,
      worth: 'value',
      groups: ['proposal', 'won'].map((value) => ({ value, count: 1, sums })),
    });
    expect(drawnGroups(groups, () => false, formats).map((group) => group.sums)).toEqual([
      { value: '$100.50', [stageColumns.chance]: '50\u00a0%', [stageColumns.weighted]: '$50' },
      { value: '$100.50' },
    ]);
  });

  it('[Q-2] order keys beyond the basic plane like the databases, not like JavaScript', () => {
    const signs = ['\u{1F600}', '\uF8FF', 'z'];
    const groups = rowGroups(given(installedCatalogue, 'source'), { ...about, groups: groupsOf(...signs) });
    expect(groups.map(({ label }) => label)).toEqual(signs.toReversed());
  });

  it('[PLT-9] follow the keys of the rows where a tenant has moved and added stages', () => {
    const stage = (fields: Readonly<Record<string, string | number>>) => ({ fields: { forEntity: 'crm/deal', ...fields }, isRemoved: false }); // prettier-ignore
    const stages = [stage({ value: 'won', place: -1 }), stage({ value: 'audit', label: 'Audit', like: 'engaging', place: 9_000 })]; // prettier-ignore
    const written = { packs: [], entities: [], retiredEntities: [], fields: [], stages };
    const { catalogue } = withDefinitions(installedCatalogue, written);
    const groups = groupsOf('won', 'audit', 'unknown', 'proposal', 'engaging');
    const inOrder = rowGroups(given(catalogue), { ...about, groups }).map(({ label }) => label);
    expect(inOrder).toEqual(['Engaging', 'Audit', 'Proposal', 'Won', 'unknown']);
  });

  it('are named by the titles of the records that they refer to, those that are not shared after the others', () => {
    const [alder, birch, secret] = ['a', 'b', 'c'];
    const refs = {
      [alder]: { entity: 'crm/account', title: 'Zebra', life: 'alive' },
      [birch]: { entity: 'crm/account', title: 'apple', life: 'deleted' },
    };
    const found = rowGroups(given(installedCatalogue, 'account'), { ...about, refs, groups: groupsOf(secret, null, alder, birch) }); // prettier-ignore
    expect(found.map(({ label }) => label)).toEqual(['apple (deleted)', 'Zebra', 'Not shared with you', 'No account']);
  });

  it('name flags and spans of days, and list the sums of each currency', () => {
    const flags = rowGroups(given(installedCatalogue, 'done', 'crm/task'), { ...about, groups: groupsOf(true, false) });
    expect(flags.map(({ label }) => label)).toEqual(['Not done', 'Done']);
    const sums = { value: { EUR: 200, USD: 100 } };
    const quarters = rowGroups(given(installedCatalogue, 'closesOn.quarter'), { ...about, groups: [{ value: '2026-10-01', count: 1, sums }] }); // prettier-ignore
    expect(drawnGroups(quarters, () => false, formats).map(({ label, sums: texts }) => [label, texts])).toEqual([
      ['Q4 2026', { value: '€2 and $1' }],
    ]);
  });
});

describe('the fields of groups', () => {
  it('are all fields with comparable values, the owner, the team and the times', () => {
    const paths = listGroupFields(installedCatalogue, deal).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['stage', 'account', 'closesOn', 'source', 'ownerId', 'teamId', 'createdAt']),
    );
    expect(paths.filter((path) => ['value', 'tags', 'about', 'account.sector'].includes(path))).toEqual([]);
  });

  it('are read from addresses with their span, a month if the address names none', () => {
    const read = (text: string) => readListGroup(installedCatalogue, deal, text)?.text;
    expect(['stage', 'closesOn', 'closesOn.year', 'closesOn.decade', 'stage.month', 'account.sector', 'gone'].map(read)).toEqual(['stage', 'closesOn.month', 'closesOn.year', 'closesOn.month', undefined, undefined, undefined]); // prettier-ignore
    const again = readListGroup(installedCatalogue, deal, 'closesOn.year');
    expect(again).toBe(readListGroup(installedCatalogue, deal, 'closesOn.year'));
  });
});
