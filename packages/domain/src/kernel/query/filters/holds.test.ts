import { describe, expect, it } from 'vitest';
import { sampleCatalogue } from '../../../testing/query-sample.ts';
import { entityOf } from '../../catalogue/catalogue.ts';
import { blankRecord, type StoredRecord } from '../../entities/record.ts';
import type { JsonValue } from '../../json.ts';
import type { Filter } from '../../questions/list-query.ts';
import { readFilter } from './condition.ts';
import { type FindReferred, type FilterAnswer, holds } from './holds.ts';

const me = '0190b1f2-7c00-7000-8000-0000000000aa';
const shopId = '0190b1f2-7c00-7000-8000-0000000000bb';
const asking = { userId: me, now: '2026-11-20T08:00:00.000Z', timeZone: 'America/New_York' };
const ground = { catalogue: sampleCatalogue, engine: { dialect: 'sqlite' }, asking, currency: 'USD' } as const;

const thing = (fields: Readonly<Record<string, JsonValue>>): StoredRecord => ({
  ...blankRecord('0190b1f2-7c00-7000-8000-000000000001', 'sample/thing'),
  fields,
});
const shop = (fields: Readonly<Record<string, JsonValue>>): StoredRecord => ({
  ...blankRecord(shopId, 'sample/shop'),
  fields,
});

function ask(filter: Filter, record: StoredRecord, referred?: FindReferred): FilterAnswer {
  const read = readFilter(ground, entityOf(sampleCatalogue, record.entity), { filter, where: 'where' });
  if (!read.ok) throw new Error(read.message);
  return holds({ asking, ...(referred && { referred }) }, read.value, record);
}

describe('[EVT-1] a filter over one record in memory', () => {
  const sector: Filter = { field: 'shop.sector', op: 'is', value: 'Art' };

  it('is unknown where a referenced record decides and is not held, and never a silent no', () => {
    const there = thing({ shop: shopId });
    expect(ask(sector, there)).toBe('unknown');
    expect(ask({ not: sector }, there)).toBe('unknown');
    expect(ask(sector, there, () => 'unknown')).toBe('unknown');
    expect(ask(sector, there, () => shop({ sector: 'ART' }))).toBe('yes');
    expect(ask({ not: sector }, there, () => shop({ sector: 'ART' }))).toBe('no');
  });

  it('is known without the other record where the rest decides, or the reference is empty or out of reach', () => {
    const [yes, no]: readonly [Filter, Filter] = [{ field: 'name', op: 'is', value: 'a' }, { field: 'name', op: 'is', value: 'b' }]; // prettier-ignore
    const there = thing({ name: 'A', shop: shopId });
    expect(ask({ or: [sector, yes] }, there)).toBe('yes');
    expect(ask({ and: [sector, no] }, there)).toBe('no');
    expect(ask({ or: [sector, no] }, there)).toBe('unknown');
    expect(ask({ and: [yes, sector] }, there)).toBe('unknown');
    expect(ask(sector, thing({}))).toBe('no');
    expect(ask({ field: 'shop.sector', op: 'is-empty' }, thing({}))).toBe('yes');
    expect(ask({ field: 'shop.sector', op: 'is-empty' }, there, () => 'out-of-reach')).toBe('yes');
  });

  it('compares days in the zone of the asker, money in one currency, and empty values with nothing', () => {
    const day: Filter = { field: 'happensAt', op: 'is', value: '2026-11-19' };
    expect(ask(day, thing({ happensAt: '2026-11-20T04:59:59.999Z' }))).toBe('yes');
    expect(ask(day, thing({ happensAt: '2026-11-20T05:00:00.000Z' }))).toBe('no');
    const hour: Filter = { field: 'happensAt', op: 'within', value: { hour: 23 } };
    expect(ask(hour, thing({ happensAt: '2026-11-20T04:59:59.999Z' }))).toBe('yes');
    const value: Filter = { field: 'value', op: 'gte', value: 100 };
    expect(ask(value, thing({ value: { amount: 100, currency: 'USD' } }))).toBe('yes');
    expect(ask(value, thing({ value: { amount: 100, currency: 'EUR' } }))).toBe('no');
    expect(ask(value, thing({}))).toBe('no');
    expect(ask({ field: 'value', op: 'is-not', value: 100 }, thing({}))).toBe('yes');
  });
});
