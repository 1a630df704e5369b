import { describe, expect, it } from 'vitest';
import { installedEntity } from '../records/entity-shape.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { concernsSeries, seriesDeletion, seriesEdits, seriesIdOf } from './series-edits.ts';

const activity = installedEntity('crm/activity');
const rule = 'FREQ=WEEKLY;UNTIL=20261102';
const meeting = (place: number, happensAt: string) =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-000000000e0${place}`,
    entity: 'crm/activity',
    fields: { subject: 'Weekly', happensAt, repeat: rule, series: 's1' },
  });
// Mondays, 10:00 in Vienna, over the end of summer time.
const members = [
  meeting(1, '2026-10-12T08:00:00.000Z'),
  meeting(2, '2026-10-19T08:00:00.000Z'),
  meeting(3, '2026-10-26T09:00:00.000Z'),
  meeting(4, '2026-11-02T09:00:00.000Z'),
];
const [, second = meeting(2, '')] = members;
const asked = { record: second, members };
const how = (fields: Readonly<Record<string, string | null>>) => ({ fields, timeZone: 'Europe/Vienna' });
const short = (edits: ReturnType<typeof seriesEdits>) =>
  edits.map((edit) => [edit.id?.at(-1), 'fields' in edit ? edit.fields : undefined]);

describe('[T-19] a change of one of a series', () => {
  it('alone takes it out of its series', () => {
    const edits = seriesEdits(activity, { ...asked, part: 'this' }, how({ subject: 'Kick-off' }));
    expect(short(edits)).toEqual([['2', { subject: 'Kick-off', repeat: null, series: null }]]);
  });

  it('moves the following ones by the same days, to the same time of day, also over a change of clocks', () => {
    const edits = seriesEdits(
      activity,
      { ...asked, part: 'following' },
      how({ happensAt: '2026-10-20T12:30:00.000Z' }),
    );
    expect(short(edits)).toEqual([
      ['2', { happensAt: '2026-10-20T12:30:00.000Z' }],
      ['3', { happensAt: '2026-10-27T13:30:00.000Z' }],
      ['4', { happensAt: '2026-11-03T13:30:00.000Z' }],
    ]);
  });

  it('gives all of them another value', () => {
    const edits = seriesEdits(activity, { ...asked, part: 'all' }, how({ subject: 'Stand-up' }));
    expect(short(edits)).toEqual(['2', '1', '3', '4'].map((id) => [id, { subject: 'Stand-up' }]));
  });

  it('to another rule deletes the following ones, and begins a new series', () => {
    const edits = seriesEdits(activity, { ...asked, part: 'following' }, how({ repeat: 'FREQ=DAILY' }));
    expect(short(edits)).toEqual([
      ['2', { repeat: 'FREQ=DAILY', series: null }],
      ['3', { life: 'deleted' }],
      ['4', { life: 'deleted' }],
    ]);
  });

  it('deletes one, the following ones, or all', () => {
    const ids = (part: 'this' | 'following' | 'all') => seriesDeletion(activity, { ...asked, part }).map(({ id }) => id?.at(-1)); // prettier-ignore
    expect([ids('this'), ids('following'), ids('all')]).toEqual([['2'], ['2', '3', '4'], ['2', '1', '3', '4']]);
  });

  it('concerns the series only by its time, length, reminder, rule and title', () => {
    expect(concernsSeries(activity, { subject: 'x' })).toBe(true);
    expect(concernsSeries(activity, { body: 'Notes' })).toBe(false);
    expect([seriesIdOf(activity, second), seriesIdOf(activity, { ...second, life: 'deleted' })]).toEqual(['s1', undefined]); // prettier-ignore
  });
});
