import { describe, expect, it } from 'vitest';
import { mostSequenceSteps, nextMove, readLetters, readSendWindow, readSequenceSteps, type SequenceMoment, type SequenceStep } from './sequence-steps.ts'; // prettier-ignore

const template = '01980000-0000-7000-8000-000000000001';
const email: SequenceStep = { id: 'email', kind: 'email', template };
const task: SequenceStep = { id: 'task', kind: 'task', subject: 'Call', days: 1 };
const wait = (count: number, unit: 'hour' | 'day' | 'weekday'): SequenceStep => ({ id: `${unit}-${count}`, kind: 'wait', count, unit }); // prettier-ignore
/** Friday, 27 November 2026, 10:00 in Denver. */
const friday = '2026-11-27T17:00:00.000Z';
const at = (steps: readonly SequenceStep[], more: Partial<SequenceMoment> = {}): SequenceMoment => ({ steps, place: 0, now: friday, timeZone: 'America/Denver', ...more }); // prettier-ignore
const office = { from: '09:00', until: '17:00', weekdays: true };

describe('[SEQ-7] what an enrolment does next', () => {
  it('is the step at its place', () => {
    expect(nextMove(at([email]))).toEqual({ kind: 'do', place: 0, step: email });
    expect(nextMove(at([email, task], { place: 1 }))).toEqual({ kind: 'do', place: 1, step: task });
  });

  it('is its end behind the last step, and behind a last wait only when the wait is over', () => {
    expect(nextMove(at([email], { place: 1 }))).toEqual({ kind: 'finish' });
    expect(nextMove(at([wait(2, 'hour')]))).toEqual({ kind: 'wait', place: 1, until: '2026-11-27T19:00:00.000Z' });
  });

  it('waits by the clock on the wall: a day over a change to winter time has 25 hours', () => {
    const before = '2026-10-31T16:00:00.000Z'; // 10:00 in Denver; the clocks go back in the night
    expect(nextMove(at([wait(1, 'day'), task], { now: before }))).toEqual({ kind: 'wait', place: 1, until: '2026-11-01T17:00:00.000Z' }); // prettier-ignore
  });

  it('counts weekdays: two of them from Friday end on Tuesday', () => {
    expect(nextMove(at([wait(2, 'weekday'), task]))).toEqual({ kind: 'wait', place: 1, until: '2026-12-01T17:00:00.000Z' }); // prettier-ignore
    const saturday = '2026-11-28T17:00:00.000Z';
    expect(nextMove(at([wait(1, 'weekday'), task], { now: saturday }))).toEqual({ kind: 'wait', place: 1, until: '2026-11-30T17:00:00.000Z' }); // prettier-ignore
  });

  it('counts a weekday by the zone: Sunday evening in Denver is Monday in UTC', () => {
    const sunday = '2026-11-30T03:00:00.000Z'; // Sunday, 20:00 in Denver
    expect(nextMove(at([wait(1, 'weekday'), task], { now: sunday }))).toEqual({ kind: 'wait', place: 1, until: '2026-12-01T03:00:00.000Z' }); // prettier-ignore
  });

  it('adds waits that follow each other', () => {
    expect(nextMove(at([wait(1, 'day'), wait(3, 'hour'), email]))).toEqual({ kind: 'wait', place: 2, until: '2026-11-28T20:00:00.000Z' }); // prettier-ignore
  });

  it('holds a message until the sending times: the same day, the next day, or Monday', () => {
    const held = (now: string) => nextMove(at([email], { now, window: office }));
    expect(held(friday)).toMatchObject({ kind: 'do' });
    expect(held('2026-11-27T12:00:00.000Z')).toEqual({ kind: 'wait', place: 0, until: '2026-11-27T16:00:00.000Z' });
    expect(held('2026-11-26T00:30:00.000Z')).toEqual({ kind: 'wait', place: 0, until: '2026-11-26T16:00:00.000Z' });
    expect(held('2026-11-28T00:00:00.000Z')).toEqual({ kind: 'wait', place: 0, until: '2026-11-30T16:00:00.000Z' }); // 17:00 on Friday is too late
    expect(held('2026-11-28T18:00:00.000Z')).toEqual({ kind: 'wait', place: 0, until: '2026-11-30T16:00:00.000Z' });
    const all = { ...office, weekdays: false };
    expect(nextMove(at([email], { now: '2026-11-28T18:00:00.000Z', window: all }))).toMatchObject({ kind: 'do' });
  });

  it('holds no task', () => {
    expect(nextMove(at([task], { now: '2026-11-28T18:00:00.000Z', window: office }))).toMatchObject({ kind: 'do' });
  });
});

describe('[SEQ-1] the steps of a sequence', () => {
  const fault = (steps: unknown): string => {
    const read = readSequenceSteps(steps as never); // bad input on purpose
    return read.ok ? '' : read.message;
  };

  it('are refused in words where they cannot be read', () => {
    expect(fault([])).toBe('a sequence has one step at least');
    expect(fault(Array.from({ length: mostSequenceSteps + 1 }, (_, n) => ({ ...task, id: `s${n}` })))).toBe('a sequence has at most 30 steps'); // prettier-ignore
    expect(fault([task, task])).toBe('two steps have the same id');
    expect(fault([{ ...task, kind: 'fax' }])).toBe(
      '0.kind a step is of the kind email, text, letter, task, wait, if, else or end',
    );
    expect(fault([{ ...wait(1, 'day'), count: 0 }])).toMatch(/^0\.count /);
    expect(fault([{ ...email, template: 'none' }])).toMatch(/^0\.template /);
    expect(fault([{ id: 'text', kind: 'text', words: ' ' }])).toMatch(/^0\.words /);
    expect(fault([{ ...task, subject: 'x'.repeat(201) }])).toMatch(/^0\.subject /);
    expect(fault(undefined)).not.toBe('');
    expect(fault([email, wait(2, 'weekday'), task])).toBe('');
  });

  it('and its sending times have an order', () => {
    expect(readSendWindow({ ...office, until: '08:00' })).toMatchObject({ ok: false });
    expect(readSendWindow({ ...office, from: '24:00' })).toMatchObject({ ok: false });
    expect(readSendWindow(office)).toEqual({ ok: true, value: office });
  });

  it('and the words of its messages have bounds', () => {
    expect(readLetters({ email: { words: 'x'.repeat(20_001) } })).toMatchObject({ ok: false });
    expect(readLetters(Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`s${n}`, { words: '' }])))).toMatchObject({ ok: false }); // prettier-ignore
    expect(readLetters({ email: { subject: 'Hello', words: 'Dear', templateVersion: template } }).ok).toBe(true);
  });
});
