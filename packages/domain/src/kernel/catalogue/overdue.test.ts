import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { untypedEntity } from '../entities/entity.ts';
import { text } from '../entities/fields.ts';
import { entityOf } from './catalogue.ts';
import { isOverdue } from './overdue.ts';

const now = { at: '2026-11-20T09:00:00.000Z', today: '2026-11-20' };
const deal = entityOf(installedCatalogue, 'crm/deal');
const task = entityOf(installedCatalogue, 'crm/task');
const late = (entity: typeof deal, fields: Readonly<Record<string, string | boolean>>, life = 'alive') =>
  isOverdue(entity, { fields, life }, now);

describe('an overdue record', () => {
  it('is an open deal whose day is over', () => {
    expect(late(deal, { stage: 'proposal', closesOn: '2026-11-19' })).toBe(true);
    expect(late(deal, { stage: 'proposal', closesOn: '2026-11-20' })).toBe(false);
    expect(late(deal, { stage: 'won', closesOn: '2026-11-19' })).toBe(false);
    expect(late(deal, { stage: 'proposal' })).toBe(false);
    expect(late(deal, { stage: 'proposal', closesOn: '2026-11-19' }, 'deleted')).toBe(false);
  });

  it('is a task that is not done, from the minute on', () => {
    expect(late(task, { dueAt: '2026-11-20T08:59:59.999Z' })).toBe(true);
    expect(late(task, { dueAt: '2026-11-20T09:00:00.000Z' })).toBe(false);
    expect(late(task, { dueAt: '2026-11-19T09:00:00.000Z', done: true })).toBe(false);
  });

  it('is of no kind that declares no time for it', () => {
    expect(late(entityOf(installedCatalogue, 'crm/contact'), {})).toBe(false);
    expect(() =>
      untypedEntity('own/van', {
        label: { one: 'Van', many: 'Vans' },
        title: 'name',
        fields: { name: text() },
        dueBy: 'name',
      }),
    ).toThrow('dueBy "name" must be a date or an instant');
  });
});
