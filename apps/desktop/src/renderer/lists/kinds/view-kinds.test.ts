import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { allRecords, viewKindIds } from '@outpost/domain/kernel/catalogue/views';
import { describe, expect, it } from 'vitest';
import { shownKind, viewKindsFor } from './view-kinds.ts';

const deal = entityOf(installedCatalogue, 'crm/deal');
const task = entityOf(installedCatalogue, 'crm/task');
const contact = entityOf(installedCatalogue, 'crm/contact');
const account = entityOf(installedCatalogue, 'crm/account');
const shown = (entity: typeof deal, asked: Partial<Parameters<typeof shownKind>[2]>) =>
  shownKind(installedCatalogue, entity, { wished: undefined, view: allRecords, ...asked }).id;

describe('the kinds of view', () => {
  it('are offered by the declarations of the records', () => {
    expect(viewKindsFor(deal).map(({ id }) => id)).toEqual(['board', 'grid']);
    expect(viewKindsFor(task).map(({ id }) => id)).toEqual(['board', 'grid', 'calendar']); // it has a priority
    expect(viewKindsFor(account).map(({ id }) => id)).toEqual(['grid', 'map']); // it has a place and no choice
  });

  it('have a key each, and every id of the domain is in the table', () => {
    const all = [...installedCatalogue.entities.values()].flatMap(viewKindsFor);
    const keys = new Map(all.map(({ id, keys: key }) => [id, key]));
    expect([...keys.keys()].toSorted()).toEqual(viewKindIds.toSorted());
    expect(new Set(keys.values()).size).toBe(keys.size);
  });

  it('follow the address, then the view, then the declaration', () => {
    expect(shown(deal, {})).toBe('board');
    expect(shown(deal, { view: { id: 'open', name: 'Open' } })).toBe('grid');
    expect(shown(deal, { view: { id: 'open', name: 'Open', kind: 'board' } })).toBe('board');
    expect(shown(deal, { view: { id: 'open', name: 'Open', kind: 'board' }, wished: 'grid' })).toBe('grid');
    expect(shown(contact, {})).toBe('grid');
  });

  it('draw a grid where the address names a kind that the records do not have', () => {
    expect(shown(account, { wished: 'board' })).toBe('grid');
  });
});
