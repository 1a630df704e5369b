import { isSharedTooWidely, mostShared } from '../../kernel/access/access.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';

type Shared = Pick<StoredRecord, 'sharedWith'>;

/** E-3: refuses to share a record with more than `mostShared` people. */
export const judgeShares = (now: Shared | undefined, next: Shared): Refusal | undefined =>
  isSharedTooWidely(now?.sharedWith ?? [], next.sharedWith)
    ? refuse('records/invalid', `A record is shared with at most ${mostShared} people. Give it to a team instead.`, {
        field: 'sharedWith',
      })
    : undefined;
