import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { describe, expect, it } from 'vitest';
import { givenDeal } from '../testing/scripted-server.ts';
import { tenantCatalogue } from './tenant-catalogue.ts';

const definedBy = (...records: readonly StoredRecord[]) =>
  tenantCatalogue(installedCatalogue, { recordsOf: (kind) => records.filter(({ entity }) => entity === kind) })
    .definedBy;
const definition = (id: string, entity: string, fields: StoredRecord['fields'], life: StoredRecord['life'] = 'alive') => ({ ...givenDeal(id, 1), entity: `platform/${entity}`, fields, life }); // prettier-ignore

describe('[S-4b] the definition record on which an edit depends', () => {
  it('is the record of an installed pack for all kinds of that pack, and for no other kind', () => {
    const pack = installedCatalogue.packs.find(({ name }) => name === 'crm');
    if (!pack) throw new Error('There is no such pack');
    const found = definedBy(
      definition('first', 'installed-pack', { pack: pack.name, release: 1 }),
      definition('unheard', 'installed-pack', { pack: 'unheard', release: 1 }),
    );
    expect(pack.entities.length).toBeGreaterThan(0);
    expect(found).toEqual(new Map(pack.entities.map((kind) => [kind, 'first'])));
  });

  it('is the definition of an own kind or an own field', () => {
    const found = definedBy(
      definition('kind', 'custom-object', { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' }),
      definition('field', 'field-definition', { forEntity: 'crm/deal', name: 'region', label: 'Region', type: 'text' }),
    );
    expect([...found]).toEqual([['own/vehicle', 'kind'], ['crm/deal.region', 'field']]); // prettier-ignore
  });

  it('is the living one where another of the same name was retired before or after it', () => {
    const region = { forEntity: 'crm/deal', name: 'region', label: 'Region', type: 'text' };
    const [living, retired] = [
      definition('living', 'field-definition', region),
      definition('retired', 'field-definition', region, 'deleted'),
    ];
    for (const records of [
      [living, retired],
      [retired, living],
    ])
      // prettier-ignore
      expect(definedBy(...records).get('crm/deal.region')).toBe('living');
  });
});
