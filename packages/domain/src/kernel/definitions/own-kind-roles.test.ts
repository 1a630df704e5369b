import { describe, expect, it } from 'vitest';
import { tenantWith, type WrittenDefinition } from '../../testing/given-definitions.ts';
import { calendarEntry } from '../catalogue/calendar-entry.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import { isOpenRecord } from '../catalogue/overdue.ts';
import { viewsOf } from '../catalogue/views-of.ts';
import { compareTraits, traitsOf } from '../duplicates/compare-records.ts';
import type { JsonValue } from '../json.ts';

const field = (name: string, type: string, more: WrittenDefinition = {}): WrittenDefinition => ({
  forEntity: 'own/visit',
  name,
  label: name,
  type,
  ...more,
});
const fields = [
  field('startsAt', 'instant'),
  field('lasts', 'duration'),
  field('isDone', 'flag'),
  field('email', 'email'),
  field('phone', 'phone'),
  field('site', 'text', { format: 'website' }),
  field('plate', 'text'),
  field('customer', 'ref', { targets: ['crm/account'] }),
];
const visitWith = (more: WrittenDefinition) => {
  const tenant = tenantWith([{ name: 'visit', label: 'Visit', labelMany: 'Visits', ...more }, ...fields]);
  return { catalogue: tenant.catalogue, entity: entityOf(tenant.catalogue, 'own/visit') };
};

describe('[PLT-54] the roles of fields in a tenant’s own kind', () => {
  it('give its records a time in calendars, a duration and a mark when they are done', () => {
    const { catalogue, entity } = visitWith({
      scheduleAt: 'startsAt',
      scheduleLasts: 'lasts',
      scheduleDone: 'isDone',
    });
    expect(entity.schedule).toEqual({ at: 'startsAt', lasts: 'lasts', done: 'isDone' });
    expect(viewsOf(catalogue, entity).order).toBe('startsAt.asc');
    const record = { name: 'Boiler', startsAt: '2026-11-27T09:00:00.000Z', lasts: 3_600, isDone: true };
    expect(
      calendarEntry(entity, {
        id: '0190b1f2-7c00-7000-8000-00000000f101',
        fields: record,
        updatedAt: '2026-11-27T08:00:00.000Z',
      }),
    ).toMatchObject({ title: 'Boiler', at: '2026-11-27T09:00:00.000Z', lastsSeconds: 3_600, isDone: true });
    expect(isOpenRecord(entity, record)).toBe(false);
    expect(isOpenRecord(entity, { ...record, isDone: false })).toBe(true);
  });

  it.each([
    [{ scheduleAt: 'plate' }, undefined],
    [{ scheduleAt: 'gone' }, undefined],
    [{ scheduleLasts: 'lasts' }, undefined],
    [{ scheduleAt: 'startsAt', scheduleLasts: 'isDone', scheduleDone: 'lasts' }, { at: 'startsAt' }],
    [{ scheduleAt: '' }, undefined],
  ])('are left out where a field has another type: %j', (definition, schedule) => {
    expect(visitWith(definition).entity.schedule).toEqual(schedule);
  });

  it('say by which fields two records are the same', () => {
    const { entity } = visitWith({
      alikeBy: ['name', 'email', 'phone', 'site', 'plate', 'customer', 'isDone', 'gone'],
    });
    expect(entity.duplicates).toEqual({
      emails: ['email'],
      phones: ['phone'],
      websites: ['site'],
      context: ['plate', 'customer'],
    });
    expect(visitWith({ alikeBy: ['name'] }).entity.duplicates).toEqual({});
    expect(visitWith({ alikeBy: [] }).entity.duplicates).toBeUndefined();
    expect(visitWith({}).entity.duplicates).toBeUndefined();
  });

  it('find two records with the same name and number plate, and not two with the same name alone', () => {
    const { entity } = visitWith({ alikeBy: ['plate'] });
    const percentOf = (one: Readonly<Record<string, JsonValue>>, other: Readonly<Record<string, JsonValue>>) =>
      compareTraits(entity, traitsOf(entity, one), traitsOf(entity, other)).percent;
    const van = { name: 'Blue van', plate: 'AB 123' };
    expect(percentOf(van, { name: 'Blue van', plate: 'ab 123' })).toBeGreaterThan(80);
    expect(percentOf(van, { name: 'Blue van', plate: 'XY 999' })).toBeLessThan(50);
  });
});
