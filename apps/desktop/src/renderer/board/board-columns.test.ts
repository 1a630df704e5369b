import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { choice } from '@outpost/domain/kernel/entities/fields';
import { describe, expect, it } from 'vitest';
import { type BoardColumnsAsked, columnsOfBoard, filterOfColumn } from './board-columns.ts';

const deal = entityOf(installedCatalogue, 'crm/deal');
const field = choice([
  { value: 'north', label: 'North' },
  { value: 'south', label: 'South', isRetired: true },
  { value: 'west', label: 'West' },
]);
const region = { name: 'region', field: { ...field, label: 'Region', required: false }, options: field.options };
const entity: Entity = { ...deal, fields: { ...deal.fields, region: region.field } };
const groupOf = (value: string | null, count: number, usd = 0) => ({ value, count, sums: { value: { USD: usd } } });
const columns = (asked: Partial<BoardColumnsAsked>, by = region) =>
  columnsOfBoard(entity, by, { groups: undefined, pipeline: undefined, hasMoves: false, ...asked });

describe('the columns of a board', () => {
  it('are the values that may be chosen, before and after the records are counted', () => {
    expect(columns({}).map(({ id, count }) => [id, count])).toEqual([
      ['north', 0],
      ['west', 0],
    ]);
    const [north] = columns({ groups: [groupOf('north', 3, 500)] });
    expect(north).toMatchObject({ name: 'North', value: 'north', count: 3, sums: { value: { USD: 500 } } });
  });

  it('include a retired value and the empty field if records have them; only the retired one takes no cards', () => {
    const found = columns({ groups: [groupOf(null, 2), groupOf('south', 1), groupOf('west', 4)] });
    expect(found.map(({ id, name, value, takesNone }) => ({ id, name, value, takesNone }))).toEqual([
      { id: 'north', name: 'North', value: 'north', takesNone: undefined },
      { id: 'south', name: 'South (retired)', value: 'south', takesNone: 'South is retired.' },
      { id: 'west', name: 'West', value: 'west', takesNone: undefined },
      { id: '', name: 'No region', value: null, takesNone: undefined },
    ]);
    expect(filterOfColumn(region, '')).toEqual({ field: 'region', op: 'is-empty' });
    expect(filterOfColumn(region, 'south')).toEqual({ field: 'region', op: 'is', value: 'south' });
  });

  it('include an empty one that takes no cards if the field is needed, or has moves', () => {
    const needed = { ...region, field: { ...region.field, required: true } };
    const groups = [groupOf(null, 1)];
    expect(columns({ groups }, needed).at(-1)?.takesNone).toBe('Region is needed.');
    expect(columns({ groups, hasMoves: true }).at(-1)?.takesNone).toBe('Region is needed.');
  });

  it('include one for values that this device does not know yet, with their sums', () => {
    const found = columns({ groups: [groupOf('east', 1, 100), groupOf('centre', 2, 30), groupOf('north', 1)] });
    const last = found.at(-1);
    expect(last).toMatchObject({ name: 'Other values', count: 3, sums: { value: { USD: 130 } } });
    expect(last?.takesNone).toBe('This device does not know these values yet.');
    expect(filterOfColumn(region, last?.id ?? '')).toEqual({
      and: [
        { field: 'region', op: 'is-not-empty' },
        { field: 'region', op: 'none-of', value: ['north', 'south', 'west'] },
      ],
    });
  });
});
