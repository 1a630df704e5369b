import { readSequenceSteps } from '@outpost/domain/kernel/sequences/sequence-steps';
import { describe, expect, it } from 'vitest';
import {
  type SequenceDraftStep,
  draftStepOf,
  draftStepsIn,
  faultOfBranches,
  faultOfStep,
  movedStep,
  newStepId,
  savedForm,
  withoutSequenceStep,
  withStepInPart,
} from './draft-steps.ts';

const template = '01980000-0000-7000-8000-000000000001';
const step = (kind: SequenceDraftStep['kind'], change: Partial<SequenceDraftStep> = {}) => ({ ...draftStepOf({ id: `${kind}-1`, kind }), ...change }); // prettier-ignore
const fault = (kind: SequenceDraftStep['kind'], change: Partial<SequenceDraftStep> = {}) => faultOfStep(step(kind, change), { deal: { name: null } }, [step(kind, change)]); // prettier-ignore

describe('[SEQ-1] a step that is being written', () => {
  it('is saved with the values of its kind only, and read again as it was', () => {
    const steps = [
      step('email', { template, words: 'left over' }),
      step('text', { words: ' Hello ', goesOn: true }),
      step('letter', { template, words: 'left over' }),
      step('task', { subject: 'Call' }),
      step('wait', {}),
    ];
    const read = readSequenceSteps(steps.map(savedForm));
    expect(read).toEqual({
      ok: true,
      value: [
        { id: 'email-1', kind: 'email', template },
        { id: 'text-1', kind: 'text', words: 'Hello', goesOn: true },
        { id: 'letter-1', kind: 'letter', template },
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

describe('[SEQ-12] a branch that is being written', () => {
  const branch = [
    step('if', { asks: 'message', message: 'text-1', is: 'sent' }),
    step('else', { of: 'if-1' }),
    step('end', { of: 'if-1' }),
  ];

  it('says what its condition lacks', () => {
    expect(fault('if')).toBe('Choose a filter.');
    expect(fault('if', { asks: 'message' })).toBe('Choose a message.');
    expect(fault('if', { asks: 'reach' })).toBeUndefined();
    const moved = branch[0] as SequenceDraftStep;
    expect(faultOfStep(moved, {}, [moved])).toBe('The message that it names lies no longer before it.');
    expect(faultOfStep(moved, {}, [step('text', { words: 'Hello' }), ...branch])).toBeUndefined();
  });

  it('says where its parts are mixed up, keeps its condition, and goes with its marks', () => {
    expect(faultOfBranches(branch)).toBeUndefined();
    expect(faultOfBranches(branch.toReversed())).toBe('The end of a branch lies behind its “if”, in the same part.');
    const where = { field: 'stage', op: 'is', value: 'proposal' } as const;
    expect(savedForm(draftStepOf({ id: 'if-1', kind: 'if', when: { record: where } }))).toEqual({ id: 'if-1', kind: 'if', when: { record: where } }); // prettier-ignore
    const call = step('task', { subject: 'Call' });
    const filled = withStepInPart(branch, { id: 'if-1', part: 'else' }, call);
    expect(filled.map(({ id }) => id)).toEqual(['if-1', 'else-1', 'task-1', 'end-1']);
    expect(withoutSequenceStep(filled, 'if-1')).toEqual([call]);
  });
});
