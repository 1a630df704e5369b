import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import { withDerived } from '../../kernel/catalogue/record-rules.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { changesBetween } from '../merge/changes-between.ts';
import type { Draft } from '../act/draft.ts';
import { judgeRecord } from './judge-record.ts';
import { held, notHeld } from '../reads/look.ts';
import { readAboveIn } from '../reads/read-above.ts';

/**
 * T-16, ADR 28: computes the derived fields that read records above, from the state at the act's end, for all records
 * that the act writes. Returns the refusals of records that their new values make invalid. A record that the act
 * leaves unchanged keeps its values.
 */
export function deriveAtEnd(draft: Draft): ReadonlyMap<string, Refusal> {
  const wrong = new Map<string, Refusal>();
  const readAbove = readAboveIn(draft.catalogue, (id) => (draft.isUnknown(id) ? notHeld : draft.present(id)));
  for (const [id, { record, expanded }] of draft.records) {
    if (!draft.catalogue.derived.get(record.entity)?.some(({ reads }) => reads)) continue;
    const before = held(draft.look.record(id));
    if (before && Object.keys(changesBetween(before, record)).length === 0) continue;
    const entity = entityOf(draft.catalogue, record.entity);
    const now = withDerived(draft.catalogue, entity, record, readAbove);
    if (Object.keys(changesBetween(record, now)).length === 0) continue;
    draft.amend(now);
    const refusal = expanded ? undefined : judgeRecord(draft, entity, now);
    if (refusal) wrong.set(id, refusal);
  }
  return wrong;
}
