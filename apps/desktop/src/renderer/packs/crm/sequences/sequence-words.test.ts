import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { describe, expect, it } from 'vitest';
import { sequenceStepWords, stepNumber, stepsOf, windowWords } from './sequence-words.ts';
import { timedSteps } from './start/timed-steps.ts';

const template = '01980000-0000-7000-8000-000000000001';
const email: SequenceStep = { id: 'email-1', kind: 'email', template };
const wait: SequenceStep = { id: 'wait-1', kind: 'wait', count: 2, unit: 'weekday' };
const text: SequenceStep = { id: 'text-1', kind: 'text', words: 'Hello {{ deal.contact.firstName }},\nis {{ deal.name }} right?', goesOn: true }; // prettier-ignore
const task: SequenceStep = { id: 'task-1', kind: 'task', subject: 'Call', days: 1 };
const titleIn = (step: SequenceStep) => sequenceStepWords(step, (id) => (id === template ? 'After the visit' : undefined)).title; // prettier-ignore

describe('[SEQ-8] a sequence in words', () => {
  it('names each step; "…" stands for a value', () => {
    expect(titleIn(email)).toBe('E-mail: After the visit');
    expect(titleIn({ ...email, template: template.replace('1', '2') })).toBe('E-mail: a template that is not on this device'); // prettier-ignore
    expect(titleIn(text)).toBe('Text: Hello …, is … right?');
    expect(titleIn(wait)).toBe('Wait 2 weekdays');
    expect(titleIn({ ...wait, count: 1, unit: 'hour' })).toBe('Wait 1 hour');
    expect(sequenceStepWords(task, () => undefined)).toMatchObject({ title: 'Task: Call', detail: 'Due 1 day later' });
    expect(sequenceStepWords(text, () => undefined).detail).toBe('If it cannot be sent, the next step follows');
    expect([...titleIn({ ...text, words: 'word '.repeat(100) })].length).toBeLessThan(90);
  });

  it('says its sending times', () => {
    expect(windowWords(undefined, 'UTC')).toBe('At any time');
    expect(windowWords({ from: '09:00', until: '17:00', weekdays: true }, 'America/New_York')).toBe('Monday to Friday, 09:00 to 17:00 (America/New York)'); // prettier-ignore
  });

  it('numbers its steps without the waits', () => {
    const steps = [email, wait, text, wait];
    expect([0, 1, 2].map((place) => stepNumber(steps, place)?.number)).toEqual([1, 2, 2]);
    expect(stepNumber(steps, 3)).toBeUndefined();
  });

  it('is not read where the steps are of a newer app', () => {
    expect(stepsOf(undefined)).toBeUndefined();
    const version = { fields: { steps: [{ id: 'a', kind: 'letter' }] } };
    expect(stepsOf(version as never)).toBeUndefined(); // only the fields are read
  });
});

describe('[SEQ-7] the times of the steps of a sequence that is about to start', () => {
  it('follow the waits and the sending times; a wait has none', () => {
    const friday = '2026-11-27T18:00:00.000Z';
    const window = { from: '09:00', until: '17:00', weekdays: true };
    const timed = timedSteps({
      steps: [email, wait, text, task, wait],
      window,
      place: 0,
      now: friday,
      timeZone: 'UTC',
    });
    expect(timed.map(({ at }) => at)).toEqual([
      '2026-11-30T09:00:00.000Z',
      undefined,
      '2026-12-02T09:00:00.000Z',
      '2026-12-02T09:00:00.000Z',
      undefined,
    ]);
  });
});
