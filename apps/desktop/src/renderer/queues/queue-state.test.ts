import { task } from '@outpost/domain/packs/crm/entities/task.entity';
import { describe, expect, it } from 'vitest';
import { laterTime, placeIn, timeFieldOf } from './queue-state.ts';

const queue = { entity: 'crm/task', ids: ['a', 'b', 'c', 'd'], handled: { a: 'done' } } as const;

describe('the place in a queue', () => {
  it('is the first open record that the person has not seen', () => {
    expect(placeIn({ ...queue, ids: [...queue.ids] }, new Set(['b', 'c', 'd']))).toEqual({
      id: 'b',
      place: 2,
      total: 4,
    });
  });

  it('leaves out records that were done elsewhere meanwhile', () => {
    expect(placeIn({ ...queue, ids: [...queue.ids] }, new Set(['c', 'd']))).toEqual({ id: 'c', place: 2, total: 3 });
  });

  it('is the end if no open record is left', () => {
    expect(placeIn({ ...queue, ids: [...queue.ids] }, new Set())).toEqual({ id: undefined, place: 2, total: 1 });
  });
});

describe('the field that “later” changes', () => {
  it('is the one by which the record is due, otherwise its time, otherwise none', () => {
    expect(timeFieldOf({ ...task, schedule: { at: 'startsAt' }, dueBy: 'dueAt' })).toBe('dueAt');
    const { dueBy: _due, ...planned } = task;
    expect(timeFieldOf({ ...planned, schedule: { at: 'startsAt' } })).toBe('startsAt');
    const { schedule: _schedule, ...plain } = planned;
    expect(timeFieldOf(plain)).toBeUndefined();
  });
});

describe('a later time', () => {
  const berlin = { isDay: false, days: 1, today: '2026-10-24', timeZone: 'Europe/Berlin' };
  it('keeps the time of day over a change of clocks, and is at nine if there was none', () => {
    expect(laterTime('2026-10-20T08:15:00.000Z', berlin)).toBe('2026-10-25T09:15:00.000Z');
    expect(laterTime(undefined, berlin)).toBe('2026-10-25T08:00:00.000Z');
  });

  it('is a day for a field that holds a day', () => {
    expect(laterTime('2026-10-20', { ...berlin, isDay: true, days: 7 })).toBe('2026-10-31');
  });
});
