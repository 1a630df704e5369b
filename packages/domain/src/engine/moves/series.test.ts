import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { type Edit, isCreate } from '../../kernel/acts/act.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { make, record, set } from '../../testing/decision-world.ts';
import { withSeries } from './series.ts';

const [meeting, deal] = ['0190b1f2-7c00-7000-8000-000000000e01', '0190b1f2-7c00-7000-8000-000000000e02'];
const about = `crm/deal:${deal}`;
const happensAt = '2026-10-12T08:00:00.000Z'; // a Monday, 10:00 in Vienna
const fields = { about, kind: 'meeting', subject: 'Weekly', happensAt, lasts: 1_800 };
const given = (edits: readonly Edit[], held: Readonly<Record<string, JsonValue>> = fields) => {
  let made = 0;
  return withSeries(edits, {
    catalogue: installedCatalogue,
    recordOf: (id) => (id === meeting ? record(meeting, 'crm/activity', held) : undefined),
    timeZone: 'Europe/Vienna',
    newId: () => `0190b1f2-7c00-7000-8000-${String((made += 1)).padStart(12, '0')}`,
  });
};
const valuesOf = (edits: readonly Edit[]) => edits.flatMap((edit) => (isCreate(edit) ? [edit.create.fields] : []));
const timesOf = (edits: readonly Edit[]) => valuesOf(edits).map((values) => values['happensAt']);

describe('[T-19] a record of a kind with series that gets a rule', () => {
  it('is made with all others of its series, at the same time of day before and after the clocks change', () => {
    const edits = given([make(meeting, 'crm/activity', { ...fields, repeat: 'FREQ=WEEKLY;COUNT=4' })]);
    expect(timesOf(edits)).toEqual([happensAt, '2026-10-19T08:00:00.000Z', '2026-10-26T09:00:00.000Z', '2026-11-02T09:00:00.000Z']); // prettier-ignore
    for (const values of valuesOf(edits))
      expect(values).toMatchObject({ subject: 'Weekly', lasts: 1_800, series: meeting, repeat: 'FREQ=WEEKLY;UNTIL=20261102' }); // prettier-ignore
    expect(new Set(edits.map(({ id }) => id)).size).toBe(4);
  });

  it('has the others made where an existing one gets it, and a new name of its series', () => {
    const [own, ...others] = given([set(meeting, { repeat: [null, 'FREQ=DAILY;COUNT=3'] }, 'crm/activity')]);
    expect(own).toMatchObject({ id: meeting, fields: { repeat: [null, 'FREQ=DAILY;UNTIL=20261014'], series: [null, '0190b1f2-7c00-7000-8000-000000000001'] } }); // prettier-ignore
    expect(timesOf(others)).toEqual(['2026-10-13T08:00:00.000Z', '2026-10-14T08:00:00.000Z']);
  });

  it('makes none where it belongs to a series, has no time, or another field changes', () => {
    const rule = 'FREQ=DAILY;COUNT=3';
    for (const edits of [
      [make(meeting, 'crm/activity', { ...fields, repeat: rule, series: 'w1' })],
      [make(meeting, 'crm/activity', { ...fields, happensAt: null, repeat: rule })],
      [make(meeting, 'crm/activity', { ...fields, repeat: 'FREQ=HOURLY' })],
      [make(meeting, 'crm/task', { subject: 'Call', dueAt: happensAt, repeat: rule })],
      [set(meeting, { subject: ['Weekly', 'Daily'] }, 'crm/activity')],
      [set(meeting, { repeat: [rule, null] }, 'crm/activity')],
    ])
      expect(given(edits)).toBe(edits);
    const moved = [set(meeting, { repeat: [null, rule] }, 'crm/activity')];
    expect(given(moved, { ...fields, series: 'w1' })).toEqual(moved);
  });

  it('is at most 100 records, and at most 12 months', () => {
    const daily = given([make(meeting, 'crm/activity', { ...fields, repeat: 'FREQ=DAILY' })]);
    expect([daily.length, valuesOf(daily)[0]?.['repeat']]).toEqual([100, 'FREQ=DAILY;UNTIL=20270119']);
    const monthly = given([make(meeting, 'crm/activity', { ...fields, repeat: 'FREQ=MONTHLY;COUNT=99' })]);
    expect([monthly.length, valuesOf(monthly)[0]?.['repeat']]).toEqual([13, 'FREQ=MONTHLY;UNTIL=20271012']);
  });
});
