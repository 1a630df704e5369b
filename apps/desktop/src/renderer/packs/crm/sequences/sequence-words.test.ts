import type { IfStep, SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { describe, expect, it } from 'vitest';
import {
  branchConditionWords,
  drawnSteps,
  sequenceStepWords,
  stepNumber,
  stepsOf,
  type StepTelling,
  windowWords,
} from './sequence-words.ts';
import { timedSteps } from './start/timed-steps.ts';

const template = '01980000-0000-7000-8000-000000000001';
const email: SequenceStep = { id: 'email-1', kind: 'email', template };
const wait: SequenceStep = { id: 'wait-1', kind: 'wait', count: 2, unit: 'weekday' };
const text: SequenceStep = { id: 'text-1', kind: 'text', words: 'Hello {{ deal.contact.firstName }},\nis {{ deal.name }} right?', goesOn: true }; // prettier-ignore
const task: SequenceStep = { id: 'task-1', kind: 'task', subject: 'Call', days: 1 };
const telling: StepTelling = { templateOf: (id) => (id === template ? 'After the visit' : undefined), conditionOf: (when) => branchConditionWords(when, { filterOf: () => 'Stage: Proposal', stepOf: () => 1 }) }; // prettier-ignore
const titleIn = (step: SequenceStep) => sequenceStepWords(step, telling).title;

describe('[SEQ-8] a sequence in words', () => {
  it('names each step; "…" stands for a value', () => {
    expect(titleIn(email)).toBe('E-mail: After the visit');
    expect(titleIn({ ...email, template: template.replace('1', '2') })).toBe('E-mail: a template that is not on this device'); // prettier-ignore
    expect(titleIn(text)).toBe('Text: Hello …, is … right?');
    expect(titleIn(wait)).toBe('Wait 2 weekdays');
    expect(titleIn({ ...wait, count: 1, unit: 'hour' })).toBe('Wait 1 hour');
    expect(sequenceStepWords(task, telling)).toMatchObject({ title: 'Task: Call', detail: 'Due 1 day later' });
    expect(sequenceStepWords(text, telling).detail).toBe('If it cannot be sent, the next step follows');
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

describe('[SEQ-12] a branch in words', () => {
  const when: IfStep['when'] = { message: 'text', is: 'not-sent' };
  const steps: readonly SequenceStep[] = [
    { id: 'text', kind: 'text', words: 'Hello' },
    { id: 'if-1', kind: 'if', when },
    { id: 'task-1', kind: 'task', subject: 'Call', days: 0 },
    { id: 'wait-1', kind: 'wait', count: 1, unit: 'hour' },
    { id: 'else-1', kind: 'else', of: 'if-1' },
    { id: 'task-2', kind: 'task', subject: 'Write', days: 0 },
    { id: 'end-1', kind: 'end', of: 'if-1' },
    { id: 'task-3', kind: 'task', subject: 'Close', days: 0 },
  ];

  it('says its condition and its parts; the ends of branches are not drawn', () => {
    expect(drawnSteps(steps).map(({ step, depth }) => [depth, titleIn(step)])).toEqual([
      [0, 'Text: Hello'],
      [0, 'If the message of step 1 was not sent'],
      [1, 'Task: Call'],
      [1, 'Wait 1 hour'],
      [0, 'Otherwise'],
      [1, 'Task: Write'],
      [0, 'Task: Close'],
    ]);
    expect(titleIn({ id: 'i', kind: 'if', when: { record: { field: 'stage', op: 'is', value: 'proposal' } } })).toBe('If Stage: Proposal'); // prettier-ignore
    expect(titleIn({ id: 'i', kind: 'if', when: { reach: 'text' } })).toBe('If a text to them is allowed');
  });

  it('counts the steps of both parts, and leads from the end of the first part behind the branch', () => {
    expect([1, 2, 4, 5, 7].map((place) => stepNumber(steps, place)?.number)).toEqual([2, 3, 5, 4, 5]);
  });

  it('shows the times of both parts', () => {
    const timed = timedSteps({ steps, place: 0, now: '2026-11-27T17:00:00.000Z', timeZone: 'UTC' });
    expect(timed.map(({ at }) => at?.slice(11, 16))).toEqual(['17:00', '17:00', '17:00', undefined, undefined, '17:00', undefined, '18:00']); // prettier-ignore
  });
});
