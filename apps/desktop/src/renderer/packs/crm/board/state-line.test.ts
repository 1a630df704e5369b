import { createFormats } from '@outpost/ui/formats/formats';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { stateLine } from './state-line.ts';

const formats = createFormats({ locale: 'en-GB', timeZone: 'UTC' });
const now = Date.parse('2026-11-20T09:00:00.000Z'); // a Friday
const task = (dueAt: string | null) =>
  givenShownRecord({ entity: 'crm/task', fields: { subject: 'Call back', dueAt } });
const line = (change: Partial<Parameters<typeof stateLine>[0]>) =>
  stateLine({ record: givenShownRecord(), task: undefined, activity: undefined, now, formats, ...change });

describe('the line under a card', () => {
  it('shows the next step and its time, and marks a late one with a warning', () => {
    expect(line({ task: task('2026-11-20T15:30:00.000Z') })).toEqual({
      icon: 'check-circle',
      text: 'Call back, today 15:30',
    });
    expect(line({ task: task('2026-11-19T15:30:00.000Z') })).toEqual({
      icon: 'clock',
      text: 'Call back, was due yesterday',
      tone: 'warn',
    });
    expect(line({ task: task(null) })).toEqual({ icon: 'check-circle', text: 'Call back' });
  });

  it('shows for how long a deal had no activity', () => {
    const old = givenShownRecord({ updatedAt: '2026-10-27T09:00:00.000Z' });
    expect(line({ record: old })).toEqual({ icon: 'hourglass', text: 'Quiet for 24 days', tone: 'warn' });
    expect(
      line({ record: old, activity: givenShownRecord({ fields: { happensAt: '2026-11-18T09:00:00.000Z' } }) }),
    ).toEqual({ icon: 'plus', text: 'No next step', tone: 'faint' });
  });
});
