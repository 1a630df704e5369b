import { installedCatalogue } from '@outpost/domain/installed-packs';
import { createFormats } from '@outpost/ui/formats/formats';
import { describe, expect, it } from 'vitest';
import { installedEntity } from '../records/entity-shape.ts';
import { readListGroup } from '../records/list-group.ts';
import { chipRemoval, listChips } from './list-chips.ts';

const about = { group: undefined, known: [], formats: createFormats({ locale: 'en-US', timeZone: 'UTC' }) };
const deal = installedEntity('crm/deal');

describe('the chips of a list', () => {
  it('name its group, its search and its deleted records', () => {
    expect(
      listChips(
        { search: 'acme', life: 'deleted' },
        { ...about, group: readListGroup(installedCatalogue, deal, 'stage') },
      ),
    ).toEqual([
      { id: 'group', field: 'Group', value: 'Stage' },
      { id: 'search', field: 'Found by', value: 'acme' },
      { id: 'life', field: 'Shown', value: 'deleted ones' },
    ]);
    expect(listChips({ life: 'alive' }, about)).toEqual([]);
  });

  it('name the place by whose distance the list is ordered, and remove that order', () => {
    const chips = listChips({ sort: 'place.asc@48.2,16.37' }, about);
    expect(chips).toEqual([{ id: 'sort', field: 'Nearest to', value: '48.2, 16.37' }]);
    expect([chipRemoval({}, 'sort', undefined), chipRemoval({}, 'sort', { sort: 'name.asc' })]).toEqual([{ sort: undefined }, { sort: '' }]); // prettier-ignore
  });

  it('name the conditions of its filter, and remove one at a time', () => {
    const [amount, stage] = [
      { field: 'value', op: 'gt' as const, value: 5 },
      { field: 'stage', op: 'is' as const, value: 'won' },
    ];
    const search = { where: { and: [amount, stage] } };
    const known = [
      { id: 'value', label: 'Value', kind: 'number' as const },
      { id: 'stage', label: 'Stage', kind: 'text' as const },
    ];
    const chips = listChips(search, { ...about, known });
    expect(chips.map(({ field }) => field)).toEqual(['Value', 'Stage']);
    expect(chipRemoval(search, chips[0]?.id ?? '', undefined)).toEqual({ where: stage });
    expect(['group', 'search', 'life'].map((id) => chipRemoval(search, id, undefined))).toEqual([
      { group: 'none' },
      { search: undefined },
      { life: undefined },
    ]);
    expect(chipRemoval(search, 'search', { search: 'farm' })).toEqual({ search: '' });
  });
});
