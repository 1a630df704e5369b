import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import type { ActRequest } from '../../../bridge/contract.ts';

/** An answer to a request for approval (AUT-17), or to the offer of a record (AUT-20). */
export type Verdict = 'approved' | 'declined' | 'taken' | 'left';

/** A request: its words, its record as "crm/deal:id", the step of the run that asks, and whether it offers the record. */
export type AskedStep = {
  readonly words: string;
  readonly about: string;
  readonly ask: string;
  readonly offers: boolean;
};

/** One of the two answers to a request. `button`: the words on its button. `did`: behind "You have". `label`: of its act. */
export type RequestAnswer = {
  readonly verdict: Verdict;
  readonly button: string;
  readonly did: string;
  readonly label: string;
};

const toApproval: readonly [yes: RequestAnswer, no: RequestAnswer] = [
  { verdict: 'approved', button: 'Approve', did: 'approved', label: 'Approved' },
  { verdict: 'declined', button: 'Decline', did: 'declined', label: 'Declined' },
];
const toOffer: readonly [yes: RequestAnswer, no: RequestAnswer] = [
  { verdict: 'taken', button: 'Take it', did: 'taken it', label: 'Took' },
  { verdict: 'left', button: 'Leave it to others', did: 'left it to others', label: 'Left to others' },
];

/** Returns the two answers to a request: the one that says yes first. */
export const answersTo = ({ offers }: Pick<AskedStep, 'offers'>): readonly [yes: RequestAnswer, no: RequestAnswer] =>
  offers ? toOffer : toApproval;

/** Returns the answer that a stored verdict means; undefined for another value. */
export const requestAnswerOf = (verdict: unknown): RequestAnswer | undefined =>
  [...toApproval, ...toOffer].find((one) => one.verdict === verdict);

/** Returns the sentence about an answer that was given here and has not been counted by the server. */
export const givenWords = ({ verdict, did }: RequestAnswer): string =>
  `You have ${did}. ${verdict === 'taken' ? 'It becomes yours when your answer' : 'The answer counts when it'} is the first one that reaches the server.`;

/** Returns the act that answers a request: it makes the record of the answer, which nobody changes afterwards. */
export function answerRequest(
  { words, about, ask }: AskedStep,
  { verdict, label }: RequestAnswer,
  note = '',
): ActRequest {
  const said = note.trim();
  const fields = { name: words, about, ask, verdict, ...(said === '' ? {} : { note: said }) };
  return { label: cutLabel(`${label}: ${words}`), edits: [{ entity: automationKinds.decision, create: { fields } }] };
}
