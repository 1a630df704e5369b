import { describe, expect, it } from 'vitest';
import { afterQuietHours, escalationDueAt, noticeDueAt, nextDigestAt } from './notice-times.ts';
import { type NoticeChannel, noticeWishesOf } from './notice-wishes.ts';

const vienna = 'Europe/Vienna';
const wishes = (fields: Parameters<typeof noticeWishesOf>[0][number]['fields']) => noticeWishesOf([{ fields }]);
const due = (fields: Parameters<typeof wishes>[0], at: string, zone = vienna, channel: NoticeChannel = 'mail') =>
  noticeDueAt(wishes(fields), { kind: 'mentioned', at, channel }, zone); // prettier-ignore

describe('[NTF-1] e-mails of notifications', () => {
  it('are wanted only by choice, and not of a kind that is hidden', () => {
    expect(due({}, '2026-11-20T10:00:00.000Z')).toBeUndefined();
    expect(due({ mailed: ['assigned'] }, '2026-11-20T10:00:00.000Z')).toBeUndefined();
    expect(due({ mailed: ['mentioned'], hidden: ['mentioned'] }, '2026-11-20T10:00:00.000Z')).toBeUndefined();
    expect(wishes({ mailed: ['mentioned', 'refused', 'words of a later build'] }).wanted.mail).toEqual(new Set(['mentioned'])); // prettier-ignore
  });

  it('count together where two computers made a record each', () => {
    const both = noticeWishesOf([{ fields: { mailed: ['moved'], mailAt: '06:00', mailRhythm: 'daily' } }, { fields: { mailed: ['shared'], mailAt: '09:00' } }]); // prettier-ignore
    expect(both.wanted.mail).toEqual(new Set(['moved', 'shared']));
    expect(both.rhythm).toEqual({ kind: 'daily', minute: 360 });
  });
});

describe('[NTF-2] the time of an e-mail', () => {
  const quiet = { mailed: ['mentioned'], quietFrom: '18:00', quietUntil: '08:00' };

  it.each([
    ['in the day', '2026-11-20T10:00:00.000Z', '2026-11-20T10:02:00.000Z'],
    ['in the evening', '2026-11-20T20:00:00.000Z', '2026-11-21T07:00:00.000Z'],
    ['after midnight', '2026-11-21T02:00:00.000Z', '2026-11-21T07:00:00.000Z'],
    ['a minute before the quiet hours', '2026-11-20T16:59:00.000Z', '2026-11-21T07:00:00.000Z'],
    ['at their end', '2026-11-21T07:00:00.000Z', '2026-11-21T07:02:00.000Z'],
    ['in the night when the clock goes forward', '2026-03-29T00:30:00.000Z', '2026-03-29T06:00:00.000Z'],
    ['in the night when it goes back', '2026-10-25T00:30:00.000Z', '2026-10-25T07:00:00.000Z'],
  ])('at once, of a notification %s', (_when, at, expected) => {
    expect(due(quiet, at)).toBe(expected);
  });

  it('is the end of quiet hours that the clock shows a second time', () => {
    const night = { from: 1320, until: 150 }; // until 02:30, which Vienna's clock shows twice on 25 October 2026
    expect(afterQuietHours('2026-10-24T22:00:00.000Z', night, vienna)).toBe('2026-10-25T00:30:00.000Z');
    expect(afterQuietHours('2026-10-25T01:10:00.000Z', night, vienna)).toBe('2026-10-25T01:30:00.000Z');
  });

  it.each([
    ['before its hour', '2026-11-20T05:00:00.000Z', '2026-11-20T06:30:00.000Z'],
    ['at its hour', '2026-11-20T06:30:00.000Z', '2026-11-20T06:30:00.000Z'],
    ['after its hour', '2026-11-20T06:31:00.000Z', '2026-11-21T06:30:00.000Z'],
    ['before the clock goes forward', '2026-03-28T12:00:00.000Z', '2026-03-29T05:30:00.000Z'],
    ['before the clock goes back', '2026-10-24T12:00:00.000Z', '2026-10-25T06:30:00.000Z'],
  ])('once a day, of a notification %s', (_when, at, expected) => {
    expect(due({ ...quiet, mailRhythm: 'daily', mailAt: '07:30' }, at)).toBe(expected); // in the quiet hours: the person chose it
  });

  it('is in the zone of the person, which may be a day ahead', () => {
    expect(due({ mailed: ['mentioned'], mailRhythm: 'daily', mailAt: '07:30' }, '2026-11-20T20:00:00.000Z', 'Pacific/Auckland')).toBe('2026-11-21T18:30:00.000Z'); // prettier-ignore
  });

  it.each([
    ['on the same day', '2026-11-20T05:00:00.000Z', '2026-11-20T06:30:00.000Z'],
    ['after the hour of that day', '2026-11-20T07:00:00.000Z', '2026-11-27T06:30:00.000Z'],
    ['on the day before', '2026-11-19T12:00:00.000Z', '2026-11-20T06:30:00.000Z'],
  ])('once a week, of a notification %s', (_when, at, expected) => {
    expect(due({ mailed: ['mentioned'], mailRhythm: 'weekly', mailAt: '07:30', mailOn: '5' }, at)).toBe(expected);
  });

  it('is after the gap where the clock skips the hour of the digest, and the first of two', () => {
    const nightly = { kind: 'daily', minute: 150 } as const;
    expect(nextDigestAt(nightly, '2026-03-28T12:00:00.000Z', vienna)).toBe('2026-03-29T01:30:00.000Z'); // 03:30
    expect(nextDigestAt(nightly, '2026-10-24T12:00:00.000Z', vienna)).toBe('2026-10-25T00:30:00.000Z');
    expect(nextDigestAt(nightly, '2026-10-25T01:00:00.000Z', vienna)).toBe('2026-10-26T01:30:00.000Z'); // not a second time
  });
});

describe('[NTF-5] a notification that stays unread', () => {
  const receiver = { quiet: { from: 1080, until: 480 }, timeZone: vienna };
  const at = '2026-11-20T10:00:00.000Z';

  it('is due after the hours that its person chose, outside of the quiet hours of the receiver', () => {
    const { escalation } = wishes({ escalated: ['told'], escalateHours: 2 });
    expect(escalationDueAt(escalation, { kind: 'told', at }, receiver)).toBe('2026-11-20T12:00:00.000Z');
    expect(escalationDueAt(escalation, { kind: 'told', at: '2026-11-20T16:00:00.000Z' }, receiver)).toBe('2026-11-21T07:00:00.000Z'); // prettier-ignore
    expect(escalationDueAt(escalation, { kind: 'moved', at }, receiver)).toBeUndefined();
    expect(escalationDueAt(undefined, { kind: 'told', at }, receiver)).toBeUndefined();
  });

  it('goes to the person themselves where they named nobody', () => {
    expect(wishes({ escalated: ['told'] }).escalation).toMatchObject({ to: 'me', afterHours: 4 });
    expect(wishes({ escalated: ['told'], escalateTo: 'lead' }).escalation).toMatchObject({ to: 'lead' });
    expect(wishes({ escalated: ['told'], escalateTo: 'person' }).escalation).toMatchObject({ to: 'me' });
    expect(wishes({ escalated: ['told'], escalateTo: 'person', escalatePerson: 'p' }).escalation).toMatchObject({ to: 'person', person: 'p' }); // prettier-ignore
  });
});

describe('[NTF-7] the time of a push', () => {
  it('is soon after the notification, also for a person whose e-mails come once a day, and never in the quiet hours', () => {
    const fields = { pushed: ['mentioned'], mailRhythm: 'daily', mailAt: '07:30', quietFrom: '18:00', quietUntil: '08:00' }; // prettier-ignore
    expect(due(fields, '2026-11-20T10:00:00.000Z', vienna, 'push')).toBe('2026-11-20T10:02:00.000Z');
    expect(due(fields, '2026-11-20T20:00:00.000Z', vienna, 'push')).toBe('2026-11-21T07:00:00.000Z');
    expect(due({ mailed: ['mentioned'] }, '2026-11-20T10:00:00.000Z', vienna, 'push')).toBeUndefined();
  });
});

describe('[NTF-9] the time of a text', () => {
  it('is the hour of the digest, or the end of the quiet hours in which it lies', () => {
    const fields = { texted: ['mentioned'], mailRhythm: 'daily', mailAt: '07:30' };
    expect(due(fields, '2026-11-20T10:00:00.000Z', vienna, 'text')).toBe('2026-11-21T06:30:00.000Z');
    expect(due({ ...fields, quietFrom: '18:00', quietUntil: '08:00' }, '2026-11-20T10:00:00.000Z', vienna, 'text')).toBe('2026-11-21T07:00:00.000Z'); // prettier-ignore
  });
});
