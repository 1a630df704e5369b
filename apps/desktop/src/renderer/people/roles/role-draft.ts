import { z } from 'zod';
import { useLocal } from '../../queries/use-local.ts';
import { type GrantDraft, noDraft } from './grant-table.ts';

const draftSchema = z
  .object({ added: z.array(z.string()), removed: z.array(z.string()) })
  .catch({ added: [], removed: [] });

/**
 * Returns the unsaved change of a role's grants that this device keeps, and the function that keeps another one. The draft is undefined
 * while it is being read.
 */
export function useRoleDraft(role: string): readonly [GrantDraft | undefined, (draft: GrantDraft) => void] {
  const [kept, keep] = useLocal(`draft/role/${role}`);
  return [
    kept === undefined ? undefined : draftSchema.parse(kept ?? noDraft),
    ({ added, removed }) =>
      keep(added.length + removed.length === 0 ? null : { added: [...added], removed: [...removed] }),
  ];
}
