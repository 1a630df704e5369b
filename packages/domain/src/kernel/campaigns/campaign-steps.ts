import { hasOutcome, type MessageFacts } from '../sequences/branch-condition.ts';
import { branchProblem, placeOfNextAct } from '../sequences/branch-places.ts';
import { isWrittenStep, nextMove, type SequenceStep, type WrittenStep } from '../sequences/sequence-steps.ts';
import type { MemberState } from './member-state.ts';

/** The name of the first message among the steps of a campaign. Conditions of branches name it so. */
export const firstStep = 'first';

/** The ids of the variants of the first message. Words are looked up by the id of a variant or of a step, so no step has one of them. */
export const variantForm = /^[a-d]$/;

/** The parts of a plan that say what follows the first message. `letters`: the version of the template of each e-mail and letter, by its step. */
type FollowingSteps = {
  readonly steps?: readonly SequenceStep[] | undefined;
  readonly letters?: Readonly<Record<string, string>> | undefined;
};

/**
 * CMP-11: returns what is wrong with the steps of a campaign, in words; undefined if nothing is. `first`: the channel of the first message.
 * They are those of a sequence, without tasks, and their branches ask for messages only: nobody decides by hand for each member. A branch cannot
 * ask for a letter (CMP-16): nobody knows what became of one.
 */
export function problemOfSteps({ steps = [], letters = {} }: FollowingSteps, first: 'email' | 'text'): string | undefined {
  if (steps.some(({ kind }) => kind === 'task')) return 'a campaign has no tasks';
  if (steps.some((step) => step.kind === 'if' && !('message' in step.when))) return 'a branch of a campaign asks what became of a message'; // prettier-ignore
  const taken = steps.find(({ id }) => id === firstStep || variantForm.test(id));
  if (taken) return `no step may be named “${taken.id}”: that is ${taken.id === firstStep ? 'the first message' : 'a variant of the first message'}`;
  const unwritten = steps.find((step) => isOfTemplate(step) && letters[step.id] === undefined);
  if (unwritten) return `the ${unwritten.kind === 'letter' ? 'letter' : 'e-mail'} “${unwritten.id}” has no version of its template`;
  return branchProblem([{ id: firstStep, kind: first }, ...steps]);
} // prettier-ignore

const isOfTemplate = ({ kind }: Pick<SequenceStep, 'kind'>): boolean => kind === 'email' || kind === 'letter';

/** Whether a campaign writes letters (CMP-16). */
export const hasLetterSteps = ({ steps = [] }: FollowingSteps): boolean => steps.some(({ kind }) => kind === 'letter');

/** The message of a step: a version of a template, or words. */
type StepLetter = { readonly id: string } & ({ readonly templateVersion: string } | { readonly words: string });

/** Returns the messages that follow the first one, by the ids of their steps. */
export const lettersOfSteps = ({ steps = [], letters = {} }: FollowingSteps): readonly StepLetter[] =>
  steps.flatMap((step): readonly StepLetter[] => {
    if (step.kind === 'text') return [{ id: step.id, words: step.words }];
    const version = isOfTemplate(step) ? letters[step.id] : undefined;
    return version === undefined ? [] : [{ id: step.id, templateVersion: version }];
  });

/** The outcome of a member's message. Left out: it was not written. */
export type StepResult = { readonly state: MemberState; readonly opened: boolean; readonly clicked: boolean };

/** A member between two messages. `place`: of its next step. `from`: when it came there, UTC. `results`: of its messages by their steps. */
export type WalkMoment = {
  readonly steps: readonly SequenceStep[];
  readonly place: number;
  readonly from: string;
  readonly now: string;
  readonly timeZone: string;
  readonly results: ReadonlyMap<string, StepResult>;
};

/** `wait`: nothing until then. `write`: the message of this step comes next, and behind it the place after it. */
export type WalkMove =
  | { readonly kind: 'end' }
  | { readonly kind: 'wait'; readonly place: number; readonly until: string }
  | { readonly kind: 'write'; readonly place: number; readonly step: WrittenStep };

/** CMP-11: returns what a member's next move is, by the machine of sequences. The times of sending are the feed's (CMP-2). An answer ends the walk apart from it (CMP-12). */
export function moveOfMember({ steps, place, from, now, timeZone, results }: WalkMoment): WalkMove {
  let [at, since] = [place, from];
  for (;;) {
    const move = nextMove({ steps, place: at, now: since, timeZone });
    if (move.kind === 'finish') return { kind: 'end' };
    if (move.kind === 'wait') {
      if (move.until > now) return move;
      [at, since] = [move.place, move.until];
    } else if (move.kind === 'ask') {
      const { when } = move.step;
      at = 'message' in when && hasOutcome(factsOf(results.get(when.message)), when.is) ? move.yes : move.otherwise;
    } else if (isWrittenStep(move.step)) return { kind: 'write', place: move.place, step: move.step };
    else at = move.place + 1; // a task, which no plan has
  }
}

/** Returns what is known of a member's message. */
const factsOf = (result: StepResult | undefined): MessageFacts => ({
  wasSent: result !== undefined && ['sent', 'delivered', 'unknown'].includes(result.state),
  isDelivered: result?.state === 'delivered',
  isOpened: result?.opened === true,
  isClicked: result?.clicked === true,
});

/** Returns the step whose message comes next from a place on, as far as no branch is asked; undefined: none does. */
export function stepAhead(steps: readonly SequenceStep[], place: number): string | undefined {
  return steps.slice(placeOfNextAct(steps, place)).find(isWrittenStep)?.id;
}
