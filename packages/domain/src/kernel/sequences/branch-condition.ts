import { z } from 'zod';
import { type Filter, filterSchema } from '../questions/list-query.ts';

const stepId = z.string().max(40);

/** What became of a message. `opened`, `clicked`: by a person, as far as is known, in an e-mail that is followed (MSG-46). */
const messageOutcomes = ['sent', 'delivered', 'not-sent', 'opened', 'clicked'] as const;
export type MessageOutcome = (typeof messageOutcomes)[number];

/** SEQ-13: whether only an e-mail that is followed can have an outcome. */
export const isMailUse = (outcome: MessageOutcome): outcome is 'opened' | 'clicked' =>
  outcome === 'opened' || outcome === 'clicked';

/**
 * What a branch of a sequence asks. `record`: whether the record matches a filter now, as the sender sees it. `message`: what became of the
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
