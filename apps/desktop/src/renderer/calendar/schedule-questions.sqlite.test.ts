import { installedCatalogue } from '@outpost/domain/installed-packs';
import { daysShown } from '@outpost/domain/kernel/calendar/calendar-days';
import { minutesLater } from '@outpost/domain/kernel/calendar/wall-time';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { compileReport } from '@outpost/domain/kernel/query/sums/compile-report';
import type { QueryGround } from '@outpost/domain/kernel/query/query-engine';
import { listQuerySchema, reportSchema } from '@outpost/domain/kernel/questions/list-query';
import { sqliteStore } from '@outpost/domain/testing/query-stores';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { afterAll, describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { both } from '../window/list-address.ts';
import { laneFilters } from './lane-filters.ts';
import { scheduleWindow } from './schedule-window.ts';
import { mostScheduled } from './use-scheduled.ts';

const timeZone = 'Europe/Berlin';
const me = givenShownRecord().ownerId ?? '';
const ground: QueryGround = {
  catalogue: installedCatalogue,
  engine: { dialect: 'sqlite' },
  asking: { userId: me, now: '2026-11-20T09:00:00.000Z', timeZone },
  currency: 'USD',
};
const perDay = 250;
const inMonth = daysShown('month', '2026-11-10', 1);
const activity = entityOf(installedCatalogue, 'crm/activity');
const start = '2026-10-01T06:00:00.000Z';

/** 20,000 activities from October to December, 250 on each day. */
const activities: readonly StoredRecord[] = Array.from({ length: 80 * perDay }, (_, place) => {
  const {
    waiting: _waiting,
    replaced: _replaced,
    ...record
  } = givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`,
    entity: 'crm/activity',
    fields: {
      subject: `Call ${place}`,
      kind: 'call',
      happensAt: minutesLater(start, Math.floor(place / perDay) * 1_440 + (place % perDay)),
      lasts: 900,
    },
  });
  return record as StoredRecord; // the stored form is the shown one without the device's own marks
});
const store = sqliteStore(installedCatalogue, new Map([['crm/activity', activities]]));
afterAll(() => store.close());

const where = scheduleWindow(activity, inMonth, timeZone);
const list = compileList(ground, listQuerySchema.parse({ entity: activity.name, where, sort: [{ field: 'happensAt', direction: 'asc' }], limit: mostScheduled })); // prettier-ignore
const report = compileReport(ground, reportSchema.parse({ entity: activity.name, where, groupBy: [{ field: 'happensAt', bucket: 'day' }], measures: [{ name: 'count', fn: 'count' }] })); // prettier-ignore

/** 20,000 tasks of a person: every second one is done, and every fifth one has no time. */
const taskKind = entityOf(installedCatalogue, 'crm/task');
const tasks: readonly StoredRecord[] = Array.from({ length: 20_000 }, (_, place) => {
  const {
    waiting: _waiting,
    replaced: _replaced,
    ...record
  } = givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`,
    entity: 'crm/task',
    fields: {
      subject: `Task ${place}`,
      done: place % 2 === 0,
      ...(place % 5 === 0 ? {} : { dueAt: minutesLater(start, place * 6) }),
    },
  });
  return record as StoredRecord; // the stored form is the shown one without the device's own marks
});

describe('the questions of the lane beside a calendar, over 20,000 tasks', () => {
  const lane = laneFilters(taskKind, '2026-11-20', timeZone);
  const mine: Filter = { field: 'ownerId', op: 'is', value: '@me' };
  const question = (filter: Filter | undefined, field: string) => {
    const asked = listQuerySchema.parse({ entity: taskKind.name, where: both(mine, filter), sort: [{ field, direction: 'desc' }], limit: 50 }); // prettier-ignore
    const compiled = compileList(ground, asked);
    if (!compiled.ok) throw new Error(compiled.message);
    return compiled.value;
  };
  const taskStore = sqliteStore(installedCatalogue, new Map([['crm/task', tasks]]));
  afterAll(() => taskStore.close());

  const ofOwner = /SEARCH t USING (COVERING )?INDEX \S*by_owner_id_done_due_at/;

  it('find the open tasks without a time', async () => {
    const { rows } = await taskStore.ask(question(lane?.withoutTime, 'createdAt'));
    expect(rows).toHaveLength(50);
    expect((await taskStore.plan(question(lane?.withoutTime, 'createdAt'))).join('\n')).toMatch(ofOwner);
  });

  it('find the late tasks, the latest first, along an index', async () => {
    const { rows } = await taskStore.ask(question(lane?.late, 'dueAt'));
    expect(rows).toHaveLength(50);
    expect((await taskStore.plan(question(lane?.late, 'dueAt'))).join('\n')).toMatch(ofOwner);
  });
});

describe('the questions of a month of 10,000 records', () => {
  it('read the days along the index of the schedule, without a sort', async () => {
    if (!list.ok) throw new Error(list.message);
    const plan = (await store.plan(list.value)).join('\n');
    expect(plan).toMatch(/SEARCH .*USING INDEX \S*by_happens_at \(.*>\? AND .*<\?\)/);
    expect(plan).not.toContain('TEMP B-TREE FOR ORDER BY');
  });

  it('answer with the first records and the counts of all days, in less than a second', async () => {
    if (!list.ok || !report.ok) throw new Error('A question was refused');
    const began = performance.now();
    const rows = await store.ask(list.value);
    const counts = await store.ask(report.value);
    const took = performance.now() - began;
    expect(rows.rows).toHaveLength(mostScheduled);
    expect(counts.rows.find(({ groups }) => groups[0] === '2026-11-10')?.measures['count']).toBe(perDay);
    expect(took).toBeLessThan(1_000);
  });
});
