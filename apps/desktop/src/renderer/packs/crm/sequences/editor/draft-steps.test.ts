import { readSequenceSteps } from '@outpost/domain/kernel/sequences/sequence-steps';
import { describe, expect, it } from 'vitest';
import {
  type SequenceDraftStep,
  draftStepOf,
  draftStepsIn,
  faultOfStep,
  movedStep,
  newStepId,
  savedForm,
} from './draft-steps.ts';

const template = '01980000-0000-7000-8000-000000000001';
const step = (kind: SequenceDraftStep['kind'], change: Partial<SequenceDraftStep> = {}) => ({ ...draftStepOf({ id: `${kind}-1`, kind }), ...change }); // prettier-ignore
const fault = (kind: SequenceDraftStep['kind'], change: Partial<SequenceDraftStep> = {}) => faultOfStep(step(kind, change), { deal: { name: null } }); // prettier-ignore

describe('[SEQ-1] a step that is being written', () => {
  it('is saved with the values of its kind only, and read again as it was', () => {
    const steps = [
      step('email', { template, words: 'left over' }),
      step('text', { words: ' Hello ', goesOn: true }),
      step('task', { subject: 'Call' }),
      step('wait', {}),
    ];
    const read = readSequenceSteps(steps.map(savedForm));
    expect(read).toEqual({
      ok: true,
      value: [
        { id: 'email-1', kind: 'email', template },
        { id: 'text-1', kind: 'text', words: 'Hello', goesOn: true },
        { id: 'task-1', kind: 'task', subject: 'Call', days: 0 },
        { id: 'wait-1', kind: 'wait', count: 2, unit: 'weekday' },
      ],
    });
    expect(read.ok && read.value.map(draftStepOf).map(savedForm)).toEqual(steps.map(savedForm));
  });

  it('says in words what is wrong with it', () => {
    expect(fault('email')).toBe('Choose a template.');
    expect(fault('text')).toBe('The text must have at least 1 character.');
    expect(fault('text', { words: 'Hi {{ deal.nmae }}' })).toBe('Line 1: there is no value “deal.nmae”.');
    expect(fault('text', { words: 'Hi {{ deal.name }}' })).toBeUndefined(); // empty here, filled in on a record
    expect(fault('task')).toBe('The task must have at least 1 character.');
    expect(fault('task', { subject: 'Call', days: null })).toBe('The number of days is missing.');
    expect(fault('wait', { count: 0 })).toBe('The number must be at least 1.');
    expect(fault('wait')).toBeUndefined();
  });

  it('gets an id that no step has or had, and can be moved', () => {
    expect(newStepId('text', ['text-2', 'text-7', 'email-9', 'texts'])).toBe('text-8');
    expect(newStepId('wait', [])).toBe('wait-1');
    const steps = [step('email'), step('wait'), step('text')];
    expect(movedStep(steps, 'text-1', 0).map(({ id }) => id)).toEqual(['text-1', 'email-1', 'wait-1']);
    expect(movedStep(steps, 'none', 0)).toBe(steps);
  });

  it('is not lost when a draft of another build lacks a value; what is no list is no draft', () => {
    expect(draftStepsIn([{ id: 'a', kind: 'wait', count: 'x' }])).toMatchObject([{ count: 2, unit: 'weekday' }]);
    expect(draftStepsIn('text')).toBeUndefined();
    expect(draftStepsIn(undefined)).toBeUndefined();
  });
});
