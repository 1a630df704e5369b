import { isDangerousChange, type Unproved } from '../../kernel/access/dangerous-acts.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';

/**
 * PLT-28: returns refusals of the dangerous changes in a draft, by record id. It judges the records as the act leaves
 * them, so that an undo, a merge and the server's additions are judged like an edit.
 */
export function judgeProof(draft: Draft, unproved: Unproved | undefined): ReadonlyMap<string, Refusal> {
  if (!unproved || draft.author.isServer) return new Map();
  return new Map(
    [...draft.records.values()].flatMap(({ record }): readonly (readonly [string, Refusal])[] => {
      const entity = draft.catalogue.entities.get(record.entity);
      if (!entity || !isDangerousChange(entity, draft.before(record.id), record)) return [];
      const refusal = unproved(record.entity);
      return refusal ? [[record.id, refusal]] : [];
    }),
  );
}
