import { z } from 'zod';
import { type Filter, filterSchema } from '../questions/list-query.ts';

const stepId = z.string().max(40);

/**
 * What a branch of a sequence asks. `record`: whether the record matches a filter now, as the sender sees it. `message`: what became of the
 * message of an earlier step. `reach`: whether the person has an address for a channel, and a message to it would be allowed.
 */
export const branchConditionSchema = z.union(
  [
    z.strictObject({ record: filterSchema }),
    z.strictObject({ message: stepId, is: z.enum(['sent', 'delivered', 'not-sent']) }),
    z.strictObject({ reach: z.enum(['email', 'text']) }),
  ],
  'the condition of a branch is {"record": filter}, {"message": step, "is": "delivered"} or {"reach": "text"}',
);
export type BranchCondition =
  | { readonly record: Filter }
  | { readonly message: string; readonly is: 'sent' | 'delivered' | 'not-sent' }
  | { readonly reach: 'email' | 'text' };
