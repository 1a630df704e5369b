import type { TimeInState } from '@outpost/domain/kernel/catalogue/stages/time-in-state';
import { day } from '@outpost/domain/kernel/entities/field-types';
import { createFormats } from '@outpost/ui/formats/formats';
import { describe, expect, it } from 'vitest';
import { installedEntity } from '../entity-shape.ts';
import { stageTimeWords } from './stage-time.ts';

const formats = createFormats({ locale: 'en-GB', timeZone: 'UTC' });
const words = (more: Partial<TimeInState>) =>
  stageTimeWords(
    installedEntity('crm/deal'),
    { state: 'proposal', days: 12, since: day('2026-11-08'), field: 'engagedOn', isAtLeast: false, atMostDays: 7, isTooLong: true, ...more }, // prettier-ignore
    formats,
  );

describe('the time of a record in its stage, in words', () => {
  it('[T-14] contains the stage, its first day, and the limit of a time that is too long', () => {
    expect(words({})).toEqual({
      days: 12,
      short: '12 days',
      text: '12 days in Proposal',
      since: 'Engaged: 8 Nov 2026',
      tooLong: 'Too long: at most 7 days',
    });
    expect(words({ days: 1, isTooLong: false, atMostDays: undefined })).toEqual({
      days: 1,
      short: '1 day',
      text: '1 day in Proposal',
      since: 'Engaged: 8 Nov 2026',
    });
    expect(words({ days: 0, isTooLong: false })).toMatchObject({ short: 'Today', text: 'In Proposal since today' });
    const lead = installedEntity('crm/lead');
    const options = [{ value: 'talks', label: 'In talks', outcome: 'open' as const }];
    const status = { ...lead.fields['status'], options } as (typeof lead.fields)[string]; // a choice with other options
    const inTalks = { state: 'talks', days: 18, since: day('2026-11-02'), field: 'status', isAtLeast: false, atMostDays: undefined, isTooLong: false }; // prettier-ignore
    expect(stageTimeWords({ ...lead, fields: { ...lead.fields, status } }, inTalks, formats).text).toBe(
      '18 days in talks',
    );
    expect(words({ field: undefined }).since).toBe('Since 8 Nov 2026');
    expect(words({ field: undefined, isAtLeast: true })).toMatchObject({
      short: '12+ days',
      text: 'At least 12 days in Proposal',
      since: 'Since 8 Nov 2026 or before',
    });
    expect(words({ field: undefined, isAtLeast: true, days: 0 })).toMatchObject({
      short: 'Today or before',
      text: 'In Proposal since today or before',
    });
    expect(words({ atMostDays: 1 }).tooLong).toBe('Too long: at most 1 day');
  });
});
