import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { untypedEntity } from '../entities/entity.ts';
import { instant, money, number, ref, rollUp, text } from '../entities/fields.ts';
import type { RollUp } from '../entities/roll-up.ts';
import { idOf } from '../ids.ts';
import { catalogueOf } from './catalogue.ts';
import { withOwnRollUps } from '../definitions/own-roll-ups.ts';

const [HouseId, VisitId] = [idOf('sample/house'), idOf('sample/visit')];
const visit = untypedEntity(VisitId.kind, {
  label: { one: 'Visit', many: 'Visits' },
  title: 'name',
  fields: { name: text({ required: true }), house: ref(HouseId), cost: money() },
});
const catalogueWith = (form: 'number' | 'money' | 'instant', over: Omit<RollUp, 'of'> & { readonly of?: string }) => {
  const figure = rollUp({ number: number(), money: money(), instant: instant() }[form], { of: VisitId.kind, ...over });
  const house = untypedEntity(HouseId.kind, {
    label: { one: 'House', many: 'Houses' },
    title: 'name',
    fields: { name: text({ required: true }), figure },
  });
  return catalogueOf([{ name: 'sample', label: 'Sample', version: 1, entities: [house, visit], roles: [] }]);
};

describe('[PLT-8] a roll-up of a pack', () => {
  it('is a field without a value that anybody writes', () => {
    const { figure } = catalogueWith('money', { by: 'house', fn: 'sum', field: 'cost' }).entities.get('sample/house')?.fields ?? {}; // prettier-ignore
    expect(figure).toMatchObject({
      type: 'money',
      label: 'Figure',
      merge: 'derived',
      required: false,
      rollUp: { fn: 'sum' },
    });
  });

  it('is refused over a kind, a reference or a field that does not exist, and with another type', () => {
    const wrong: readonly Parameters<typeof catalogueWith>[] = [
      ['number', { of: 'sample/gone', by: 'house', fn: 'count' }],
      ['number', { by: 'home', fn: 'count' }],
      ['number', { by: 'name', fn: 'count' }],
      ['money', { by: 'house', fn: 'sum', field: 'price' }],
      ['number', { by: 'house', fn: 'sum', field: 'cost' }],
      ['money', { by: 'house', fn: 'count' }],
    ];
    for (const one of wrong) expect(() => catalogueWith(...one)).toThrow(/roll-up figure/);
  });

  it('has a filter that both engines read, in each installed pack', () => {
    expect([...withOwnRollUps(installedCatalogue).refused]).toEqual([]);
  });
});
