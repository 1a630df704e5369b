import { z } from 'zod';
import { type Filter, filterSchema } from '../questions/list-query.ts';

const stepId = z.string().max(40);

/** The outcome of a message. `opened`, `clicked`: by a person, as far as is known, in an e-mail that is followed (MSG-46). */
const messageOutcomes = ['sent', 'delivered', 'not-sent', 'opened', 'clicked'] as const;
export type MessageOutcome = (typeof messageOutcomes)[number];

/** SEQ-13: whether only an e-mail that is followed can have an outcome. */
export const isMailUse = (outcome: MessageOutcome): outcome is 'opened' | 'clicked' =>
  outcome === 'opened' || outcome === 'clicked';

/** The facts about a message. `isOpened`, `isClicked`: by a person (MSG-46). */
export type MessageFacts = {
  readonly wasSent: boolean;
  readonly isDelivered: boolean;
  readonly isOpened: boolean;
  readonly isClicked: boolean;
};

/**
 * SEQ-13: returns whether a message had an outcome. A used link counts as opened: a person who used it has read the e-mail, also where its pictures
 * are blocked.
 */
export function hasOutcome({ wasSent, isDelivered, isOpened, isClicked }: MessageFacts, is: MessageOutcome): boolean {
  const had = {
    sent: wasSent,
    'not-sent': !wasSent,
    delivered: isDelivered,
    opened: isOpened || isClicked,
    clicked: isClicked,
  };
  return had[is];
}

/**
 * The condition of a branch of a sequence. `record`: whether the record matches a filter now, as the sender sees it. `message`: what became of the
 * message of an earlier step; "opened" and "clicked" are of e-mails only (SEQ-13). `reach`: whether the person has an address for a channel, and a message to it would be allowed.
 */
export const branchConditionSchema = z.union(
  [
    z.strictObject({ record: filterSchema }),
    z.strictObject({ message: stepId, is: z.enum(messageOutcomes) }),
    z.strictObject({ reach: z.enum(['email', 'text']) }),
  ],
  'the condition of a branch is {"record": filter}, {"message": step, "is": "delivered"} or {"reach": "text"}',
);
export type BranchCondition =
  | { readonly record: Filter }
  | { readonly message: string; readonly is: MessageOutcome }
  | { readonly reach: 'email' | 'text' };
