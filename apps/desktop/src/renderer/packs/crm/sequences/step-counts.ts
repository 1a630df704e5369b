import { placeOfNextAct } from '@outpost/domain/kernel/sequences/branch-places';
import { readEnrolmentLog, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { isUnderWay, nextPlaceOf } from './enrolment-state.ts';

/** How many records are at a step now, at how many it was done, and how many people answered after it. Of a branch: how many took each part. */
export type StepCounts = {
  readonly here: number;
  readonly done: number;
  readonly answered: number;
  readonly yes: number;
  readonly otherwise: number;
};
export const noStepCounts: StepCounts = { here: 0, done: 0, answered: 0, yes: 0, otherwise: 0 };

/** The steps behind the last one: a last wait. No step has this id. */
export const atTheEnd = '';

/**
 * Returns the counts of steps by their ids, over enrolments of all versions: the same id is the same step. A record that waits counts
 * at the step that follows. `stepsOfVersion`: undefined for a version that this device does not have; its records have no place here.
 */
export function countsOfSteps(
  enrolments: readonly Pick<ShownRecord, 'fields'>[],
  stepsOfVersion: (version: unknown) => readonly SequenceStep[] | undefined,
): ReadonlyMap<string, StepCounts> {
  const counts = new Map<string, StepCounts>();
  const add = (id: string, what: keyof StepCounts) => {
    const now = counts.get(id) ?? noStepCounts;
    counts.set(id, { ...now, [what]: now[what] + 1 });
  };
  for (const one of enrolments) {
    const steps = stepsOfVersion(one.fields['sequenceVersion']);
    if (isUnderWay(one) && steps !== undefined)
      add(steps[placeOfNextAct(steps, nextPlaceOf(one))]?.id ?? atTheEnd, 'here');
    const log = readEnrolmentLog(one.fields['log'] ?? []);
    if (!log.ok) continue;
    const done = log.value.filter(({ what }) => what === 'sent' || what === 'task' || what === 'letter');
    for (const id of new Set(done.map(({ step }) => step))) add(id, 'done');
    for (const { step, what } of log.value) if (what === 'yes' || what === 'otherwise') add(step, what);
    const last = log.value.findLast(({ what }) => what === 'sent');
    if (last !== undefined && one.fields['stoppedBy'] === 'reply') add(last.step, 'answered');
  }
  return counts;
}
