import { describe, expect, it } from 'vitest';
import { dana, givenShownRecord, me } from '../../../testing/given-record.ts';
import { decisionOf, folderFilter, inboxRows, isOwed, replyOfOther } from './conversation-folders.ts';

const deal = (number: number) => `crm/deal:0190b1f2-7c00-7000-8000-000000000d0${number}`;
const conversation = (number: number, fields: Readonly<Record<string, string>>) =>
  givenShownRecord({ id: `c${number}`, entity: 'crm/conversation', fields: { about: deal(number), ...fields } });
const message = (id: string, fields: Readonly<Record<string, string>>) =>
  givenShownRecord({ id, entity: 'crm/activity', fields: { kind: 'text', ...fields } });

const unsent = (id: string, fields: Readonly<Record<string, string>>) => ({
  ...message(id, fields),
  waiting: 1,
  version: 0,
});

describe('[INB-5] the lines of a folder', () => {
  const held = {
    conversations: [
      conversation(1, { last: 'm1', lastAt: '2026-11-19T08:00:00.000Z' }),
      conversation(2, { last: 'm2', lastAt: '2026-11-19T09:00:00.000Z' }),
    ],
    messages: [
      message('m1', { about: deal(1), direction: 'in', happensAt: '2026-11-19T08:00:00.000Z' }),
      message('m2', { about: deal(2), direction: 'out', happensAt: '2026-11-19T09:00:00.000Z' }),
    ],
    newest: [],
    known: new Set<string>(),
    showsNew: true,
  };

  it('are the newest first, with the newest message, and those to which an answer is due', () => {
    const rows = inboxRows(held);
    expect(rows.map(({ about, last }) => [about, last?.id])).toEqual([[deal(2), 'm2'], [deal(1), 'm1']]); // prettier-ignore
    expect(rows.map(isOwed)).toEqual([false, true]);
  });

  it('count a message that waits on this device at once, and begin with it where there is no conversation yet', () => {
    const newest = [
      unsent('w1', { about: deal(1), happensAt: '2026-11-19T10:00:00.000Z' }),
      message('w0', { about: deal(1), happensAt: '2026-11-19T07:00:00.000Z' }),
      unsent('w3', { about: deal(3), happensAt: '2026-11-19T09:30:00.000Z' }),
      unsent('w4', { about: deal(4), happensAt: '2026-11-19T09:40:00.000Z' }),
      message('w5', { about: deal(5), happensAt: '2026-11-19T09:50:00.000Z' }), // imported: the server begins no conversation with it
    ];
    const rows = inboxRows({ ...held, newest, known: new Set([deal(4)]) });
    expect(rows.map(({ about, last }) => [about, last?.id])).toEqual([[deal(1), 'w1'], [deal(3), 'w3'], [deal(2), 'm2']]); // prettier-ignore
    expect(rows[1]?.conversation).toBeUndefined();
    expect(inboxRows({ ...held, newest, showsNew: false })).toHaveLength(2);
  });

  it('are asked by their state, their person or their team; a snooze whose time is over is open', () => {
    const at = { me, now: '2026-11-19T10:00:00.000Z' };
    const back = [
      { field: 'state', op: 'is', value: 'snoozed' },
      { field: 'snoozeUntil', op: 'lte', value: at.now },
    ];
    const open = { or: [{ field: 'state', op: 'is', value: 'open' }, { and: back }] };
    expect(folderFilter('mine', at)).toEqual({ and: [{ field: 'ownerId', op: 'is', value: me }, open] });
    expect(folderFilter('team:t1', at)).toEqual({ and: [{ field: 'teamId', op: 'is', value: 't1' }, open] });
    expect(folderFilter('nobody', at)).toEqual({ and: [{ field: 'ownerId', op: 'is-empty' }, open] });
    expect(folderFilter('closed', at)).toEqual({ field: 'state', op: 'is', value: 'closed' });
    expect(folderFilter('snoozed', at)).toEqual({ and: [back[0], { field: 'snoozeUntil', op: 'gt', value: at.now }] });
  });
});

describe('[INB-6] a reply that somebody began', () => {
  const nowMs = Date.parse('2026-11-19T10:00:00.000Z');
  const begun = (replyBy: string, replyAt: string) => conversation(1, { replyBy, replyAt, replyWords: 'Hi Maris,' });

  it('is announced to others for half an hour, with its words', () => {
    expect(replyOfOther(begun(dana, '2026-11-19T09:38:00.000Z'), { me, nowMs })).toEqual({
      by: dana,
      at: '2026-11-19T09:38:00.000Z',
      words: 'Hi Maris,',
    });
    expect(replyOfOther(begun(dana, '2026-11-19T09:29:00.000Z'), { me, nowMs })).toBeUndefined();
    expect(replyOfOther(begun(me, '2026-11-19T09:38:00.000Z'), { me, nowMs })).toBeUndefined();
    expect(replyOfOther(begun(dana, 'some day'), { me, nowMs })).toBeUndefined();
    expect(replyOfOther(undefined, { me, nowMs })).toBeUndefined();
  });
});

describe('[INB-3] a decision', () => {
  it('names the newest message that came in, as this device shows it, and empties an earlier snooze', () => {
    const seen = conversation(1, { lastInAt: '2026-11-19T08:00:00.000Z', snoozeUntil: '2026-11-20T08:00:00.000Z' });
    expect(decisionOf(seen, 'closed')).toEqual({ handled: 'closed', handledUpTo: '2026-11-19T08:00:00.000Z', snoozeUntil: null }); // prettier-ignore
    expect(decisionOf(conversation(1, {}), 'snoozed', '2026-11-21T08:00:00.000Z')).toEqual({ handled: 'snoozed', handledUpTo: null, snoozeUntil: '2026-11-21T08:00:00.000Z' }); // prettier-ignore
  });
});
