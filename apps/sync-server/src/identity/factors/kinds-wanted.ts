import type { SetUpKind } from '@outpost/domain/kernel/factor-kinds';
import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { kindsToSetUp } from './begin-factor.ts';
import { acceptedKinds, factorRulesOf } from './factor-rules.ts';
import { wantsNewFactor } from './recovery.ts';
import { isFactor, type StoredFactor } from './stored-factors.ts';

const dayMs = 86_400_000;

type Asked = { readonly orgId: string; readonly personId: string; readonly factors: readonly StoredFactor[] };

/**
 * Returns the kinds of factor from which the person must set one up before they sign in. Undefined where their roles
 * require none, they have one, or their days to set it up are not over. The days begin with the first call, which is
 * the first sign-in under the rule. The strictest of several roles counts. After a recovery (ADR 85) a new factor is
 * required immediately, whatever the roles say.
 */
export async function kindsWanted(
  tx: Transaction,
  { orgId, personId, factors }: Asked,
  ports: IdentityPorts,
): Promise<readonly SetUpKind[] | undefined> {
  const rules = await factorRulesOf(tx, { orgId, personId });
  const isAnew = await wantsNewFactor(tx, { orgId, personId });
  if (rules.days === undefined && !isAnew) return undefined;
  const offered = kindsToSetUp(ports);
  const accepted = acceptedKinds(rules, { hasPasskeys: offered.includes('passkey') });
  if (factors.some((factor) => isFactor(factor) && accepted.some((kind) => kind === factor.kind))) return undefined;
  const canBeSetUp = accepted.filter((kind) => offered.includes(kind));
  if (isAnew || rules.days === undefined) return canBeSetUp;
  const nowMs = ports.clock.nowMs();
  await tx.query('insert into auth.factor_grace (org_id, person_id, since_ms) values ($1, $2, $3) on conflict do nothing', [orgId, personId, nowMs]); // prettier-ignore
  const [grace] = await tx.query<{ since_ms: number }>('select since_ms from auth.factor_grace where org_id = $1 and person_id = $2', [orgId, personId]); // prettier-ignore
  if (nowMs < Number(grace?.since_ms ?? nowMs) + rules.days * dayMs) return undefined;
  return canBeSetUp;
}
