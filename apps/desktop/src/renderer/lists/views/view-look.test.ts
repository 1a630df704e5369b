import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import type { GridColumns } from '../../grid/use-column-choice.ts';
import { installedEntity } from '../../records/entity-shape.ts';
import { shownList } from '../shown-list.ts';
import { changedParts } from './view-look.ts';

const deal = installedEntity('crm/deal');
const listAt = (address: Parameters<typeof shownList>[2]['address']) =>
  shownList(installedCatalogue, deal, { view: undefined, address });
const ofView: GridColumns = { names: ['name', 'value', 'stage'], widths: { value: 90 }, pins: ['value', 'stage'] };
const own = listAt({});
const changedBy = (columns: Partial<GridColumns>) => changedParts(own, own, { ...ofView, ...columns, ofView });

describe('the parts of a list that a person has changed', () => {
  it('are none where the list looks like its view', () => {
    expect(changedBy({})).toEqual([]);
    // The view would keep the same: a width in whole pixels, pins in any order, widths of shown columns only.
    expect(changedBy({ widths: { value: 90.4 }, pins: ['stage', 'value'] })).toEqual([]);
    expect(changedBy({ widths: { value: 90, closesOn: 300 } })).toEqual([]);
  });

  it('are columns with other names, another order or other widths, and pins', () => {
    expect(changedBy({ names: ['name', 'stage', 'value'] })).toEqual(['columns']);
    expect(changedBy({ names: ['name', 'value'], pins: ['value'] })).toEqual(['columns', 'pins']);
    expect(changedBy({ widths: { value: 120 } })).toEqual(['columns']);
    expect(changedBy({ pins: [] })).toEqual(['pins']);
  });

  it('are each part that the address changes', () => {
    const shown = listAt({ search: 'acme', sort: 'value.desc', group: 'stage' });
    expect(changedParts(shown, own, { ...ofView, ofView })).toEqual(['search', 'sort', 'group']);
  });
});
