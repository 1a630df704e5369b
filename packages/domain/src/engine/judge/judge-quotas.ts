import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import { countsKind, quotaReached } from '../../kernel/quotas/quotas.ts';
import { seesUse } from '../../kernel/access/sees-use.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';

/**
 * Returns the refusals of records that an act adds beyond a quota of the organisation (PLT-26): records that it creates
 * or restores. Records that it removes make room. The first ones that fit stay, in the order of the act. The server's
 * own acts are not judged, and only the server knows the quotas. A refusal has the number in use before the act, where its
 * author may read that.
 */
export function judgeQuotas(draft: Draft): ReadonlyMap<string, Refusal> {
  const wrong = new Map<string, Refusal>();
  const { quotas } = draft.look;
  if (quotas === undefined || quotas.length === 0 || draft.author.isServer) return wrong;
  const added: { readonly id: string; readonly entity: string }[] = [];
  const removed: string[] = [];
  for (const [id, { record }] of draft.records) {
    const [isNow, was] = [record.life === 'alive', draft.before(id)?.life === 'alive'];
    if (isNow && !was) added.push({ id, entity: record.entity });
    if (was && !isNow) removed.push(record.entity);
  }
  if (added.length === 0) return wrong;
  for (const { quota, limit, used } of quotas) {
    const counts = (entity: string): boolean => countsKind(quota, entityOf(draft.catalogue, entity));
    const inUse = used();
    const fitting = limit - inUse + removed.filter(counts).length;
    const more = added.filter(({ entity }) => counts(entity)).map(({ id }) => id);
    if (more.length <= fitting) continue;
    const told = seesUse(draft.author, draft.catalogue) ? inUse : undefined;
    const refusal = quotaReached(quota, { limit, used: told }, more.length);
    for (const id of more.slice(Math.max(fitting, 0))) wrong.set(id, refusal);
  }
  return wrong;
}
