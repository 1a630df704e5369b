import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { atTheEnd, countsOfSteps, noStepCounts } from './step-counts.ts';

const task = (id: string): SequenceStep => ({ id, kind: 'task', subject: 'Call', days: 0 });
const text = (id: string): SequenceStep => ({ id, kind: 'text', words: 'Hello' });
const wait: SequenceStep = { id: 'wait-1', kind: 'wait', count: 1, unit: 'day' };
const versions: Readonly<Record<string, readonly SequenceStep[]>> = {
  first: [text('text-1'), task('task-1')],
  second: [text('text-1'), wait, text('text-2'), wait],
};
const enrolled = (sequenceVersion: string, fields: ShownRecord['fields']) => ({ fields: { sequenceVersion, status: 'active', place: 0, ...fields } }); // prettier-ignore
const at = '2026-11-20T09:00:00.000Z';

describe('[SEQ-8] how many records are at a step, had it, and answered it', () => {
  it('are counted by the id of the step, over enrolments of all versions', () => {
    const counts = countsOfSteps(
      [
        enrolled('first', {}),
        enrolled('first', { place: 1, status: 'paused', log: [{ step: 'text-1', what: 'sent', at }] }),
        enrolled('second', { place: 1, log: [{ step: 'text-1', what: 'sent', at }] }),
        enrolled('second', { place: 3 }),
        enrolled('second', { place: 2, status: 'stopped', stoppedBy: 'reply', log: [{ step: 'text-1', what: 'sent', at }] }), // prettier-ignore
        enrolled('second', { place: 1, status: 'stopped', stoppedBy: 'call', log: [{ step: 'text-1', what: 'not-sent', at }] }), // prettier-ignore
        enrolled('second', { place: 2, log: [{ step: 'text-1', what: 'wrote', at }, { step: 'task-1', what: 'task', at }] }), // prettier-ignore
      ],
      (version) => versions[String(version)],
    );
    expect(Object.fromEntries(counts)).toEqual({
      'text-1': { ...noStepCounts, here: 1, done: 3, answered: 1 },
      'task-1': { ...noStepCounts, here: 1, done: 1 },
      'text-2': { ...noStepCounts, here: 2 },
      [atTheEnd]: { ...noStepCounts, here: 1 },
    });
  });

  it('leave out a version that is not on this device, and a log of a newer app', () => {
    const counts = countsOfSteps([enrolled('third', { log: [{ step: 'x', what: 'flown', at }] })], () => undefined);
    expect(counts.size).toBe(0);
  });

  it('[SEQ-12] count the parts of a branch, and who stands at the end of the first part counts behind the branch', () => {
    const steps: readonly SequenceStep[] = [
      { id: 'if-1', kind: 'if', when: { reach: 'text' } },
      text('text-1'),
      { id: 'else-1', kind: 'else', of: 'if-1' },
      task('task-1'),
      { id: 'end-1', kind: 'end', of: 'if-1' },
      task('task-2'),
    ];
    const counts = countsOfSteps(
      [
        enrolled('branched', { place: 2, log: [{ step: 'if-1', what: 'yes', at }, { step: 'text-1', what: 'sent', at }] }), // prettier-ignore
        enrolled('branched', { place: 3, log: [{ step: 'if-1', what: 'otherwise', at }] }),
        enrolled('branched', { place: 0 }),
      ],
      () => steps,
    );
    expect(Object.fromEntries(counts)).toEqual({
      'if-1': { ...noStepCounts, here: 1, yes: 1, otherwise: 1 },
      'text-1': { ...noStepCounts, done: 1 },
      'task-1': { ...noStepCounts, here: 1 },
      'task-2': { ...noStepCounts, here: 1 },
    });
  });
});
