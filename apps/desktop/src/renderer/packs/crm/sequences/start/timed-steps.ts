import { nextMove, type SequenceMoment, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';

/** A step with the time at which it would be done if nothing holds it up. `at`: UTC; undefined for a wait. */
export type TimedStep = { readonly step: SequenceStep; readonly at: string | undefined };

/** Returns all steps from a place on, with their times (SEQ-7). A message goes out at once, as far as anybody knows. */
export function timedSteps(moment: SequenceMoment): readonly TimedStep[] {
  const times = new Map<number, string>();
  let [place, now] = [moment.place, moment.now];
  for (;;) {
    const move = nextMove({ ...moment, place, now });
    if (move.kind === 'finish') break;
    if (move.kind === 'wait') now = move.until;
    else times.set(move.place, now);
    place = move.kind === 'do' ? move.place + 1 : move.place;
  }
  return moment.steps.slice(moment.place).map((step, nth) => ({ step, at: times.get(moment.place + nth) }));
}
