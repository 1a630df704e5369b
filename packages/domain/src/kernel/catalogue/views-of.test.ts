import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { entityOf } from './catalogue.ts';
import { withDefinitions } from '../definitions/tenant-definitions.ts';
import { relatedListsOf, viewsOf } from './views-of.ts';

const { catalogue } = withDefinitions(installedCatalogue, {
  packs: [],
  entities: [{ name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles', belongsTo: 'crm/account' }],
  retiredEntities: [{ name: 'depot', label: 'Depot', labelMany: 'Depots' }],
  fields: [
    { forEntity: 'own/vehicle', name: 'price', label: 'Price', type: 'money' },
    { forEntity: 'own/vehicle', name: 'boughtOn', label: 'Bought', type: 'date' },
    { forEntity: 'own/depot', name: 'account', label: 'Account', type: 'ref', targets: ['crm/account'] },
    { forEntity: 'crm/deal', name: 'vehicle', label: 'Vehicle', type: 'ref', targets: ['own/vehicle'] },
    { forEntity: 'crm/activity', name: 'partner', label: 'Partner', type: 'ref', targets: ['crm/account'] },
  ],
});
const viewsFor = (name: string) => viewsOf(catalogue, entityOf(catalogue, name));

describe('[T-20] the views of a kind that declares none', () => {
  it('are derived from its fields: sorted by title, a line of reference, worth and day, one section with all fields', () => {
    const { order, page, related, lists, board } = viewsFor('own/vehicle');
    expect(order).toBe('name.asc');
    expect(page).toEqual({
      subline: ['parent', 'price', 'boughtOn'],
      figures: [],
      sections: [{ title: 'Details', fields: ['name', 'parent', 'price', 'boughtOn'] }],
    });
    expect(related).toEqual([{ by: 'parent', columns: ['price'], feedsTimeline: true }]);
    expect(lists.map(({ id }) => id)).toEqual(['mine']);
    expect(board).toBeUndefined();
    expect(viewsFor('platform/team').lists).toEqual([]); // everyone sees all teams: no team is "mine"
  });
});

describe('[T-20] the views of a kind that declares some', () => {
  it('are the declared ones, with a place for each field that the tenant has added', () => {
    const { page, related, order } = viewsFor('crm/deal');
    expect(order).toBe('name.asc');
    expect(page.sections.flatMap(({ fields }) => fields).toSorted()).toEqual(
      Object.keys(entityOf(catalogue, 'crm/deal').fields)
        .filter((name) => name !== 'pipeline') // it is shown above the path of the stages
        .toSorted(),
    );
    expect(page.sections[0]?.fields.at(-1)).toBe('vehicle');
    expect(related.map(({ by }) => by)).toEqual(['account', 'contact', 'product', 'vehicle']);
    expect(viewsFor('crm/activity').related).toEqual([{ by: 'partner', columns: ['about'], feedsTimeline: true }]);
  });

  it('list the related kinds on each page in their order, without retired kinds', () => {
    const listsOn = (name: string) =>
      relatedListsOf(catalogue, name).map(({ entity, list }) => `${entity.name}.${list.by}`);
    expect(listsOn('crm/account')).toEqual([
      'crm/deal.account',
      'crm/contact.account',
      'crm/account.parentAccount',
      'crm/activity.partner',
      'own/vehicle.parent',
    ]);
    expect(listsOn('own/vehicle')).toEqual(['crm/deal.vehicle']);
    expect(listsOn('crm/contact')).toEqual(['crm/deal.contact']);
  });
});
