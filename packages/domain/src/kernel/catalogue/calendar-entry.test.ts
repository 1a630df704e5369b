import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { calendarEntry } from './calendar-entry.ts';
import { entityOf } from './catalogue.ts';

const changedAt = '2026-11-20T08:30:00.000Z';
const at = '2026-11-24T15:00:00.000Z';

describe('the entry of a record in a calendar file', () => {
  it('[T-19] takes the parts of a record from its kind’s schedule', () => {
    const kind = entityOf(installedCatalogue, 'crm/task');
    const known = { id: 'b', updatedAt: changedAt };
    expect(calendarEntry(kind, { ...known, fields: { subject: 'Send papers', dueAt: at, repeat: 'FREQ=DAILY' } })).toEqual({ id: 'b', title: 'Send papers', at, lastsSeconds: undefined, isDone: false, repeat: 'FREQ=DAILY', changedAt }); // prettier-ignore
    expect(calendarEntry(kind, { ...known, fields: { subject: 'Some day', dueAt: null } })).toBeUndefined();
    const activity = entityOf(installedCatalogue, 'crm/activity');
    expect(calendarEntry(activity, { ...known, fields: { subject: null, happensAt: at, lasts: 60 } })).toMatchObject({ title: 'Unnamed activity', lastsSeconds: 60, isDone: undefined }); // prettier-ignore
    expect(calendarEntry(entityOf(installedCatalogue, 'crm/deal'), { ...known, fields: {} })).toBeUndefined();
  });

  it('[T-19] has no rule for a record of a series: the others are records, too', () => {
    const kind = entityOf(installedCatalogue, 'crm/activity');
    const fields = { kind: 'meeting', subject: 'Weekly', happensAt: at, repeat: 'FREQ=WEEKLY;UNTIL=20261208', series: 's' }; // prettier-ignore
    expect(calendarEntry(kind, { id: 'a', fields, updatedAt: changedAt })).toMatchObject({ at, repeat: undefined }); // prettier-ignore
  });
});
