import { describe, expect, it } from 'vitest';
import { installedPacks } from '../../installed-packs.ts';
import { DealId } from '../../packs/crm/ids.ts';
import { DecisionWorld, holding, make, record } from '../../testing/decision-world.ts';
import { entity } from '../entities/entity.ts';
import { text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import { catalogueOf, entityOf, type Pack } from './catalogue.ts';
import { link } from './link.ts';
import { judgePack, withPacks } from '../definitions/tenant-packs.ts';
import { relatedListsOf } from './views-of.ts';

const VanId = idOf('fleet/van');
const SiteId = idOf('building/site');
const kindOf = <const N extends string>(id: ReturnType<typeof idOf<N>>, one: string) =>
  entity(id, { label: { one, many: `${one}s` }, title: 'name', fields: { name: text() } });
const optional = (name: string, entities: Pack['entities']): Pack => ({ name, label: name, version: 1, isOptional: true, entities, roles: [] }); // prettier-ignore
const siteVan = link(idOf('links/site-van'), {
  label: { one: 'Van of a site', many: 'Vans of sites' },
  describes: 'The vans that serve each site.',
  of: { id: SiteId, label: { one: 'Site', many: 'Sites' }, place: 20 },
  with: { id: VanId, label: { one: 'Van', many: 'Vans' } },
});
const vanDeal = link(idOf('links/van-deal'), {
  label: { one: 'Deal of a van', many: 'Deals of vans' },
  describes: 'Deals for which a van was bought.',
  of: { id: VanId, label: { one: 'Van', many: 'Vans' } },
  with: { id: DealId, label: { one: 'Deal', many: 'Deals' } },
});
const links: Pack = {
  name: 'links',
  version: 1,
  entities: [siteVan.entity, vanDeal.entity],
  views: [siteVan.views, vanDeal.views],
  roles: [],
};
const installed = catalogueOf([...installedPacks, optional('fleet', [kindOf(VanId, 'Van')]), optional('building', [kindOf(SiteId, 'Site')]), links]); // prettier-ignore
/** Returns the catalogue of a tenant that has these optional packs. */
const having = (...had: readonly string[]) =>
  withPacks(installed, ['fleet', 'building'].map((pack) => ({ pack, isRemoved: !had.includes(pack) }))); // prettier-ignore
const isThere = (had: readonly string[], kind: string) => {
  const { isRetired, isRemoved } = entityOf(having(...had), kind);
  expect(isRetired).toBe(isRemoved);
  return isRemoved !== true;
};
const listsOn = (had: readonly string[], kind: string) =>
  relatedListsOf(having(...had), kind).map(({ entity: { name }, list }) => [name, list.by, list.shows, list.title]);

describe('[T-19] a link between two packs', () => {
  it('exists while the tenant has both, and is removed with either', () => {
    const kind = 'links/site-van';
    expect(isThere(['fleet', 'building'], kind)).toBe(true);
    expect([isThere(['fleet'], kind), isThere(['building'], kind), isThere([], kind)]).toEqual([false, false, false]);
    expect([isThere(['fleet'], 'links/van-deal'), isThere(['building'], 'links/van-deal')]).toEqual([true, false]);
  });

  it('is listed on the pages of both ends, where each line names the other end', () => {
    expect(listsOn(['fleet', 'building'], 'building/site')).toEqual([['links/site-van', 'of', 'with', 'Vans']]);
    expect(listsOn(['fleet', 'building'], 'fleet/van')).toEqual([
      ['links/site-van', 'with', 'of', 'Sites'],
      ['links/van-deal', 'of', 'with', 'Deals'],
    ]);
    expect(listsOn(['fleet'], 'fleet/van')).toEqual([['links/van-deal', 'of', 'with', 'Deals']]);
    expect(listsOn([], 'crm/deal').filter(([kind]) => kind?.startsWith('links/'))).toEqual([]);
  });

  it('[T-25] prevents nobody from removing or installing either pack', () => {
    const removed = { pack: 'fleet', isRemoved: true };
    expect(judgePack(having('building'), removed)).toBeUndefined();
    expect(judgePack(having('fleet'), { pack: 'fleet', isRemoved: false })).toBeUndefined();
  });

  it('names one record of each kind, unchangeably; a link without either, or with other kinds, is refused', () => {
    const world = new DecisionWorld();
    world.installed = having('fleet', 'building');
    const [site, van, made] = ['1', '2', '3'].map((end) => `0193a4d0-1000-7000-8000-0000000000a${end}`) as [string, string, string]; // prettier-ignore
    world.records.set(site, record(site, 'building/site', { name: 'Hall' }));
    world.records.set(van, record(van, 'fleet/van', { name: 'V1' }));
    const said = (fields: Parameters<typeof make>[2]) =>
      world.decide([make(made, 'links/site-van', fields)], { by: holding('**:*@org') }).refused.get(made);
    expect(said({ of: site, with: van })).toBeUndefined();
    expect(said({ of: site })).toMatchObject({ details: { field: 'with' } });
    expect(said({ of: van, with: site })?.code).toBeDefined();
    world.installed = having('fleet');
    expect(said({ of: site, with: van })?.message).toContain('a pack that your organisation does not have');
    expect(siteVan.entity).toMatchObject({ parent: 'of', unique: [['of', 'with']], joins: true });
    expect(Object.values(siteVan.entity.fields).map(({ merge }) => merge)).toEqual(['later', 'fixed', 'fixed']);
  });
});
