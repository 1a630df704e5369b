import { describe, expect, it } from 'vitest';
import type { SequenceStep } from '../sequences/sequence-steps.ts';
import { readCampaignPlan } from './campaign-plan.ts';
import { moveOfMember, type StepResult, stepAhead, type WalkMoment } from './campaign-steps.ts';

const text = (id: string): SequenceStep => ({ id, kind: 'text', words: `Words of ${id}` });
const hours = (id: string, count: number): SequenceStep => ({ id, kind: 'wait', count, unit: 'hour' });
/** The steps behind it go to those whose message had no such outcome. */
const unless = (message: string, is: 'delivered' | 'opened' | 'clicked' | 'sent', then: readonly SequenceStep[]): readonly SequenceStep[] => [
  { id: 'if-1', kind: 'if', when: { message, is } },
  { id: 'else-1', kind: 'else', of: 'if-1' },
  ...then,
  { id: 'end-1', kind: 'end', of: 'if-1' },
]; // prettier-ignore
const sentAt = '2026-11-27T09:00:00.000Z';
const result = (more: Partial<StepResult> = {}): StepResult => ({ state: 'sent', opened: false, clicked: false, ...more }); // prettier-ignore
const move = (steps: readonly SequenceStep[], more: Partial<WalkMoment> = {}) => moveOfMember({ steps, place: 0, from: sentAt, now: sentAt, timeZone: 'UTC', results: new Map([['first', result()]]), ...more }); // prettier-ignore

describe('[CMP-11] a member of a campaign of several steps', () => {
  const steps = [hours('wait-1', 48), ...unless('first', 'delivered', [text('again')])];

  it('waits from the moment at which the message was sent, and then gets the next one', () => {
    expect(move(steps)).toEqual({ kind: 'wait', place: 1, until: '2026-11-29T09:00:00.000Z' });
    expect(move(steps, { now: '2026-11-29T08:59:59.000Z' })).toMatchObject({ kind: 'wait' });
    expect(move(steps, { now: '2026-11-29T09:00:00.000Z' })).toMatchObject({ kind: 'write', place: 3, step: { id: 'again' } }); // prettier-ignore
    expect(move(steps, { place: 4, from: '2026-11-29T09:00:00.000Z', now: '2026-11-30T09:00:00.000Z' })).toEqual({ kind: 'end' }); // prettier-ignore
  });

  it('does not wait again after a late server: each wait begins where the one before it ended', () => {
    const twice = [hours('wait-1', 1), ...unless('first', 'delivered', []), hours('wait-2', 1), text('last')];
    expect(move(twice, { now: '2026-11-27T10:30:00.000Z' })).toMatchObject({ kind: 'wait', until: '2026-11-27T11:00:00.000Z' }); // prettier-ignore
    expect(move(twice, { now: '2026-12-24T10:30:00.000Z' })).toMatchObject({ kind: 'write', step: { id: 'last' } });
  });

  it.each([
    ['delivered', { state: 'delivered' }, 'end'],
    ['delivered', { state: 'failed' }, 'write'],
    ['opened', { opened: true }, 'end'],
    ['opened', { clicked: true }, 'end'],
    ['opened', {}, 'write'],
    ['clicked', { opened: true }, 'write'],
    ['clicked', { clicked: true }, 'end'],
    ['sent', { state: 'unknown' }, 'end'],
  ] as const)('asks a branch by what became of its message: %s, %o: %s', (is, more, kind) => {
    const results = new Map([['first', result(more)]]);
    expect(move(unless('first', is, [text('again')]), { results }).kind).toBe(kind);
  });

  it('[CMP-16] gets a letter as it gets a message', () => {
    const withLetter = [hours('wait-1', 1), { id: 'paper', kind: 'letter', template: 'by-post' } as const];
    expect(move(withLetter, { now: '2026-11-27T10:00:00.000Z' })).toMatchObject({ kind: 'write', place: 1, step: { id: 'paper' } }); // prettier-ignore
    expect(stepAhead(withLetter, 0)).toBe('paper');
  });

  it('[CMP-14] is counted before the message that comes next', () => {
    expect([0, 1, 3, 4].map((place) => stepAhead(steps, place))).toEqual(['again', 'again', 'again', undefined]);
  });
});

describe('[CMP-11] the plan of a campaign', () => {
  const version = '0190b1f2-7c00-7000-8000-000000000001';
  const plan = { where: null, living: false, variants: [{ id: 'a', words: 'Hello' }], test: null, window: null, perHour: 100, cost: null, dealDays: 60 }; // prettier-ignore
  const faultOf = (steps: readonly unknown[], letters: Readonly<Record<string, string>> = {}) => {
    const read = readCampaignPlan({ ...plan, steps, letters } as never);
    return read.ok ? undefined : read.message;
  };

  it('without steps is as it was, and with steps keeps them', () => {
    expect(readCampaignPlan(plan)).toEqual({ ok: true, value: plan });
    const steps = [hours('wait-1', 1), text('last'), { id: 'mail', kind: 'email', template: version }];
    expect(readCampaignPlan({ ...plan, steps, letters: { mail: version } } as never)).toEqual({ ok: true, value: { ...plan, steps, letters: { mail: version } } }); // prettier-ignore
  });

  it('is refused with the reason where its steps cannot be gone through', () => {
    expect(faultOf([{ id: 't', kind: 'task', subject: 'Call', days: 0 }])).toBe('a campaign has no tasks');
    expect(faultOf([text('first')])).toMatch(/no step may be named “first”/);
    for (const id of ['a', 'b', 'c', 'd']) expect(faultOf([text(id)])).toMatch(`no step may be named “${id}”`);
    expect(faultOf([text('e')])).toBeUndefined();
    expect(faultOf([{ id: 'mail', kind: 'email', template: version }])).toMatch(/“mail” has no version of its template/); // prettier-ignore
    expect(faultOf([{ id: 'if-1', kind: 'if', when: { reach: 'text' } }, ...unless('first', 'sent', []).slice(1)])).toMatch(/asks what became of a message/); // prettier-ignore
    expect(faultOf(unless('first', 'opened', []))).toMatch(/only an e-mail can be opened/); // the first message is a text
    expect(faultOf(unless('later', 'sent', []))).toMatch(/names a message of an earlier step/);
    expect(faultOf([hours('wait-1', 0)])).toMatch(/steps/);
  });

  it('[CMP-16] may have letters with versions of their templates, for which no branch asks', () => {
    const letter = { id: 'paper', kind: 'letter', template: version };
    expect(faultOf([letter], { paper: version })).toBeUndefined();
    expect(faultOf([letter])).toMatch(/the letter “paper” has no version of its template/);
    expect(faultOf([letter, ...unless('paper', 'sent', [])], { paper: version })).toMatch(/names a message of an earlier step/); // prettier-ignore
  });
});
