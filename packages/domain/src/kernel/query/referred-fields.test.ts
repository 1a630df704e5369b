import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { sampleCatalogue } from '../../testing/query-sample.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import type { StoredRecord } from '../entities/record.ts';
import { referredField, referredFields, referredId, referredValue } from './referred-fields.ts';

const thing = entityOf(sampleCatalogue, 'sample/thing');
const deal = entityOf(installedCatalogue, 'crm/deal');
const at = (path: string) => referredField(sampleCatalogue, thing, path);

describe('the fields of referenced records', () => {
  it('[Q-3] have a path of one step and the names of both fields', () => {
    expect(at('shop.sector')).toMatchObject({ path: 'shop.sector', label: 'Shop: Sector', through: 'shop', name: 'sector' }); // prettier-ignore
    expect(at('other.price')).toMatchObject({ label: 'Other: Price', field: { type: 'money' } });
    expect(at('shop.ownerId')).toMatchObject({ label: 'Shop: Owner', field: { type: 'ref' } });
  });

  it.each([
    ['a field of the record itself', 'name'],
    ['two steps', 'shop.ownerId.name'],
    ['an unknown field', 'shop.colour'],
    ['a name of every object', 'shop.constructor'],
    ['a field that is no reference', 'name.sector'],
    ['a reference to several kinds', 'about.name'],
    ['a reference whose values name their kind', 'concerns.name'],
    ['a part of the envelope', 'shop.updatedAt'],
  ])('[Q-3] do not include %s', (_what, path) => {
    expect(at(path)).toBeUndefined();
  });

  it('[Q-3] begin with those that lists of the kind show, and leave out roll-ups', () => {
    const paths = referredFields(installedCatalogue, deal).map(({ path }) => path);
    const account = paths.filter((path) => path.startsWith('account.'));
    const { listed } = entityOf(installedCatalogue, 'crm/account');
    const fields = listed.filter((name) => referredField(installedCatalogue, deal, `account.${name}`));
    expect(account.slice(0, fields.length)).toEqual(fields.map((name) => `account.${name}`));
    expect(account).toEqual(expect.arrayContaining(['account.sector', 'account.ownerId', 'account.tags']));
    expect(account).not.toContain('account.openDealCount');
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('[Q-3] are none of a retired kind', () => {
    const retired = { ...entityOf(sampleCatalogue, 'sample/shop'), isRetired: true as const };
    const catalogue = {
      ...sampleCatalogue,
      entities: new Map([...sampleCatalogue.entities, ['sample/shop', retired]]),
    };
    expect(referredField(catalogue, thing, 'shop.sector')).toBeUndefined();
    const throughs = new Set(referredFields(catalogue, thing).map(({ through }) => through));
    expect([...throughs]).toEqual(['tool']);
  });

  it('[Q-3] have the values of the record that the reference names', () => {
    const [sector, owner] = [at('shop.sector'), at('shop.ownerId')];
    if (!sector || !owner) throw new Error('The sample has both fields');
    const id = '0190b1f2-7c00-7000-8000-000000000c01';
    expect(referredId(sector, { fields: { shop: id } })).toBe(id);
    expect(referredId(sector, { fields: {} })).toBeUndefined();
    const shop: Pick<StoredRecord, 'fields' | 'ownerId'> = { ownerId: id, fields: { sector: 'Food' } };
    expect([referredValue(sector, shop), referredValue(owner, shop), referredValue(sector, { ...shop, fields: {} })]).toEqual(['Food', id, null]); // prettier-ignore
  });
});
