import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { describe, expect, it } from 'vitest';
import { cardOrder, chosenOrder, orderFields, orderWords } from './card-order.ts';

const deal = entityOf(installedCatalogue, 'crm/deal');
const spec = (id: string, kind: 'text' | 'date' | 'flag' | 'long-text' | 'instant', label = id): FieldSpec => ({ id, kind, label }); // prettier-ignore
const money: FieldSpec = { id: 'value', kind: 'money', label: 'Value', currency: 'USD' };
const all: readonly FieldSpec[] = [
  spec('name', 'text', 'Name'),
  spec('about', 'long-text'),
  money,
  spec('closesOn', 'date', 'Closes'),
  spec('updatedAt', 'instant', 'Changed'),
  spec('createdAt', 'instant', 'Added'),
  { id: 'stage', kind: 'choice', label: 'Stage', options: [] },
  { id: 'forecast', kind: 'choice', label: 'Forecast', options: [] },
  { id: 'tags', kind: 'tags', label: 'Tags' },
];
const specs = new Map(all.map((one) => [one.id, one]));

describe('the order of the cards', () => {
  it('is the order of the list; without one, the latest change comes first', () => {
    expect(cardOrder('value.desc')).toEqual({ field: 'value', direction: 'desc' });
    expect([cardOrder(undefined), cardOrder('')]).toEqual(Array(2).fill({ field: 'updatedAt', direction: 'desc' }));
  });

  it('is offered by the name, the worth, the last change, and all other fields that have an order', () => {
    const names = orderFields(deal, specs, 'stage').map(({ id }) => id);
    expect(names).toEqual(['name', 'value', 'updatedAt', 'createdAt', 'closesOn', 'forecast']);
  });

  it('begins with the usual direction of a field, and is reversed at a second choice', () => {
    const now = cardOrder(undefined);
    const first = (id: string) => chosenOrder(specs.get(id) ?? money, now).direction;
    expect(['name', 'value', 'closesOn', 'createdAt'].map(first)).toEqual(['asc', 'desc', 'asc', 'desc']);
    expect(chosenOrder(money, { field: 'value', direction: 'desc' })).toEqual({ field: 'value', direction: 'asc' });
    expect(first('updatedAt')).toBe('asc'); // it is the usual order
  });

  it('is described in words that fit the field', () => {
    const words = (field: string, direction: 'asc' | 'desc') => orderWords(specs, { field, direction });
    expect(words('value', 'desc')).toBe('Value, highest first');
    expect(words('closesOn', 'asc')).toBe('Closes, earliest first');
    expect(words('name', 'desc')).toBe('Name, Z to A');
    expect(words('forecast', 'asc')).toBe('Forecast, first to last');
    expect(words('gone', 'asc')).toBeUndefined();
  });
});
