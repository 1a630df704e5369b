import { nextMove, type SequenceMoment, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';

/** A step with the time at which it would be done if nothing holds it up. `at`: UTC; undefined for a wait. */
export type TimedStep = { readonly step: SequenceStep; readonly at: string | undefined };

/**
 * Returns all steps from a place on, with their times (SEQ-7). A message goes out at once, as far as anybody knows. Each part of a branch has
 * the times that it would have if it were taken; what follows the branch has those behind its first part.
 */
export function timedSteps(moment: SequenceMoment): readonly TimedStep[] {
  const times = new Map<number, string>();
  const others = [{ place: moment.place, now: moment.now }];
  for (let at = others.pop(); at !== undefined; at = others.pop()) {
    let { place, now } = at;
    for (;;) {
      const move = nextMove({ ...moment, place, now });
      if (move.kind === 'finish') break;
      if (move.kind === 'wait') {
        [place, now] = [move.place, move.until];
        continue;
      }
      if (times.has(move.place)) break; // the way behind it is known
      times.set(move.place, now);
      if (move.kind === 'ask') others.push({ place: move.otherwise, now });
      place = move.kind === 'ask' ? move.yes : move.place + 1;
    }
  }
  return moment.steps.slice(moment.place).map((step, nth) => ({ step, at: times.get(moment.place + nth) }));
}
