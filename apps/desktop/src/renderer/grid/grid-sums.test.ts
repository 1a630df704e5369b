import { createFormats } from '@outpost/ui/formats/formats';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { withDefinitions } from '@outpost/domain/kernel/definitions/tenant-definitions';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { installedEntity } from '../records/entity-shape.ts';
import { canGroupBy, gridGroups, sumTexts } from './grid-sums.ts';

const formats = createFormats({ locale: 'en-US', timeZone: 'UTC', currency: 'USD' });
const deal = installedEntity('crm/deal');

describe('group rows and sums', () => {
  it('name each sum by its field, and leave out empty ones', () => {
    expect(sumTexts(deal, { value: { USD: 100 }, other: {} }, formats)).toEqual([{ label: 'Value', value: '$1' }]);
  });

  it('[Q-2] follow the order of the declaration, empty last', () => {
    const group = (value: string | null) => ({ value, count: 2, sums: {} });
    expect(
      gridGroups(deal, 'stage', {
        groups: [group(null), group('lost'), group('engaging'), group('prospecting')],
        folded: new Set(['"lost"']),
        formats,
      }).map(({ label, isCollapsed }) => [label, isCollapsed]),
    ).toEqual([
      ['Prospecting', false],
      ['Engaging', false],
      ['Lost', true],
      ['No stage', false],
    ]);
    expect([
      canGroupBy(deal, 'stage'),
      canGroupBy(deal, 'name'),
      canGroupBy(installedEntity('crm/task'), 'done'),
    ]).toEqual([true, false, true]);
  });

  it('[PLT-9] follow the keys of the rows where a tenant has moved and added stages', () => {
    const stage = (fields: Readonly<Record<string, string | number>>) => ({ fields: { forEntity: 'crm/deal', ...fields }, isRemoved: false }); // prettier-ignore
    const stages = [stage({ value: 'won', place: -1 }), stage({ value: 'audit', label: 'Audit', like: 'engaging', place: 9_000 })]; // prettier-ignore
    const written = { packs: [], entities: [], retiredEntities: [], fields: [], stages };
    const moved = entityOf(withDefinitions(installedCatalogue, written).catalogue, 'crm/deal');
    const groups = ['won', 'audit', 'unknown', 'proposal', 'engaging'].map((value) => ({ value, count: 1, sums: {} }));
    const inOrder = gridGroups(moved, 'stage', { groups, folded: new Set(), formats }).map(({ label }) => label);
    expect(inOrder).toEqual(['Engaging', 'Audit', 'Proposal', 'Won', 'unknown']);
  });
});
