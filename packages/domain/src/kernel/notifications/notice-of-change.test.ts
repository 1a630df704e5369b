import { describe, expect, it } from 'vitest';
import { followedIds, noticeOfChange, type NoticedChange } from './notice-of-change.ts';

const ilse = { id: 'ilse', name: 'Ilse Torvane', following: followedIds(['crm/deal:followed']) };
const deal = { texts: new Set(['notes']), stages: 'stage', parent: 'account' };
const of = (change: Partial<NoticedChange>, owner: string | null = 'dana') =>
  noticeOfChange({ id: 'd1', kind: 'changed', by: 'dana', changed: {}, ...change }, deal, { person: ilse, owner });

describe('[NTF-1] the notification that a change is for a person', () => {
  it('is a new mention in a text of several lines', () => {
    expect(of({ changed: { notes: ['', 'Ask @Ilse'] } })).toBe('mentioned');
    expect(of({ changed: { notes: ['Ask @Ilse', 'Ask @Ilse\nToday'] } })).toBeUndefined();
    expect(of({ changed: { name: ['', 'Ask @Ilse'] } })).toBeUndefined();
  });

  it('is a record that was given to them, or shared with them', () => {
    expect(of({ changed: { ownerId: ['dana', 'ilse'] } })).toBe('assigned');
    expect(of({ changed: { sharedWith: [[], ['ilse']] } })).toBe('shared');
    expect(of({ changed: { sharedWith: [['ilse'], ['ilse', 'mo']] } })).toBeUndefined();
  });

  it('is a move of a record that is theirs now', () => {
    expect(of({ changed: { stage: ['a', 'b'] } }, 'ilse')).toBe('moved');
    expect(of({ changed: { stage: ['a', 'b'] } })).toBeUndefined();
    expect(of({ kind: 'created', changed: { stage: [null, 'a'] } }, 'ilse')).toBeUndefined();
  });

  it('is a change of a record that they follow, or a record that is added to it', () => {
    expect(of({ id: 'followed' })).toBe('followed');
    expect(of({ kind: 'created', changed: { account: [null, 'followed'] } })).toBe('followed');
    expect(of({ kind: 'changed', changed: { account: [null, 'followed'] } })).toBeUndefined();
  });

  it('is one kind, the first that fits, and none for their own change', () => {
    const change = { changed: { notes: ['', '@Ilse'], ownerId: ['dana', 'ilse'] } } as const;
    expect(of(change)).toBe('mentioned');
    expect(of({ ...change, by: 'ilse' })).toBeUndefined();
  });
});
