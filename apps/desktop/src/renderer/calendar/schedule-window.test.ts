import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { date, text } from '@outpost/domain/kernel/entities/fields';
import { idOf } from '@outpost/domain/kernel/ids';
import { describe, expect, it } from 'vitest';
import { fieldsOf, timeOf } from './scheduled-event.ts';
import { scheduleWindow } from './schedule-window.ts';

const days = ['2026-03-28', '2026-03-29'];
const task = entityOf(installedCatalogue, 'crm/task');
const activity = entityOf(installedCatalogue, 'crm/activity');
const visit = entity(idOf('test/visit'), {
  label: { one: 'Visit', many: 'Visits' },
  title: 'name',
  schedule: { at: 'on' },
  fields: { name: text(), on: date() },
});

describe('the filter of the shown days', () => {
  it('[Q-2] begins and ends at midnight of the person’s zone, over a change of clocks too', () => {
    expect(scheduleWindow(task, days, 'Europe/Berlin')).toEqual({
      and: [
        { field: 'dueAt', op: 'gte', value: '2026-03-27T23:00:00.000Z' },
        { field: 'dueAt', op: 'lt', value: '2026-03-29T22:00:00.000Z' },
      ],
    });
  });

  it('includes events with a length that began before', () => {
    expect(scheduleWindow(activity, ['2026-11-20'], 'UTC')).toEqual({
      and: [
        { field: 'happensAt', op: 'gte', value: '2026-10-20T00:00:00.000Z' },
        { field: 'happensAt', op: 'lt', value: '2026-11-21T00:00:00.000Z' },
        {
          or: [
            { field: 'happensAt', op: 'gte', value: '2026-11-19T00:00:00.000Z' },
            { field: 'lasts', op: 'gt', value: 86_400 },
          ],
        },
      ],
    });
  });

  it('names days for a kind with days', () => {
    expect(scheduleWindow(visit, days, 'Asia/Kathmandu')).toEqual({
      and: [
        { field: 'on', op: 'gte', value: '2026-03-28' },
        { field: 'on', op: 'lt', value: '2026-03-30' },
      ],
    });
    expect(scheduleWindow({ ...visit, schedule: undefined as never }, days, 'UTC')).toBeUndefined();
  });
});

describe('the fields of a time', () => {
  it('are read and written by the schedule', () => {
    const fields = { happensAt: '2026-11-20T10:00:00.000Z', lasts: 1_800 };
    const time = timeOf(activity, { fields });
    expect(time).toEqual({ isAllDay: false, start: fields.happensAt, minutes: 30 });
    expect(time && fieldsOf(activity, time)).toEqual(fields);
    expect(time && fieldsOf(activity, { ...time, minutes: 45 } as typeof time, time)).toEqual({ lasts: 2_700 });
    expect(timeOf(task, { fields: {} })).toBeUndefined();
  });

  it('are only the day for a kind with days', () => {
    const time = timeOf(visit, { fields: { on: '2026-11-20' } });
    expect(time).toEqual({ isAllDay: true, day: '2026-11-20', days: 1 });
    expect(time && fieldsOf(visit, { ...time, day: '2026-11-21' } as typeof time, time)).toEqual({ on: '2026-11-21' });
  });
});
