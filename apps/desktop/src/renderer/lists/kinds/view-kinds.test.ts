import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { allRecords } from '@outpost/domain/kernel/catalogue/views';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import { describe, expect, it } from 'vitest';
import { missingKind, shownKind, viewKindsFor } from './view-kinds.ts';

const deal = entityOf(installedCatalogue, 'crm/deal');
const task = entityOf(installedCatalogue, 'crm/task');
const contact = entityOf(installedCatalogue, 'crm/contact');
const account = entityOf(installedCatalogue, 'crm/account');
const shown = (entity: typeof deal, asked: Partial<Parameters<typeof shownKind>[2]>) =>
  shownKind(installedCatalogue, entity, { wished: undefined, view: allRecords, ...asked }).id;

describe('the kinds of view', () => {
  const all = [...new Set([...installedCatalogue.entities.values()].flatMap(viewKindsFor))];

  it('are offered by the declarations of the records', () => {
    const shipped = ['board', 'grid', 'list', 'calendar', 'map']; // a test adds another one (proof/workshop/added-in-tree.sim.test.ts)
    const offered = (entity: typeof deal) =>
      viewKindsFor(entity).flatMap(({ id }) => (shipped.includes(id) ? [id] : []));
    expect(offered(deal)).toEqual(['board', 'grid', 'list']);
    expect(offered(task)).toEqual(['board', 'grid', 'list', 'calendar']); // it has a priority
    expect(offered(account)).toEqual(['grid', 'list', 'map']); // it has a place and no choice
  });

  it('have an id that a view can keep, and an id, a place, a label and a key of their own', () => {
    for (const { id } of all) expect(id).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
    for (const part of ['id', 'place', 'label', 'keys'] as const)
      expect(new Set(all.map((kind) => kind[part])).size).toBe(all.length);
    const places = viewKindsFor(task).map(({ place }) => place);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  it('[T-20] include those of all lists that packs declare', () => {
    const known = new Set(all.map(({ id }) => id));
    const lists = [...installedCatalogue.entities.values()].flatMap(
      (entity) => viewsOf(installedCatalogue, entity).lists,
    );
    expect(lists.filter(({ kind }) => kind !== undefined && !known.has(kind)).map(({ name }) => name)).toEqual([]);
  });

  it('follow the address, then the view, then the declaration', () => {
    expect(shown(deal, {})).toBe('board');
    expect(shown(deal, { view: { id: 'open', name: 'Open' } })).toBe('grid');
    expect(shown(deal, { view: { id: 'open', name: 'Open', kind: 'board' } })).toBe('board');
    expect(shown(deal, { view: { id: 'open', name: 'Open', kind: 'board' }, wished: 'grid' })).toBe('grid');
    expect(shown(contact, {})).toBe('grid');
  });

  it('draw a grid if the address names a kind that the records do not have', () => {
    expect(shown(account, { wished: 'board' })).toBe('grid');
  });

  it('draw the usual kind if only another build has the asked one, and say which it is', () => {
    const view = { id: 'glance', name: 'At a glance', kind: 'gallery' };
    expect([shown(account, { view }), missingKind({ wished: undefined, view })]).toEqual(['grid', 'gallery']);
    expect([shown(deal, { wished: 'gallery' }), missingKind({ wished: 'gallery', view: allRecords })]).toEqual(['board', 'gallery']); // prettier-ignore
    expect(missingKind({ wished: 'board', view })).toBeUndefined();
    expect(missingKind({ wished: undefined, view: allRecords })).toBeUndefined();
  });
});
