import { type SetUpKind, setUpKinds } from '@outpost/domain/kernel/factor-kinds';
import type { Row, Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { isFactor, type StoredFactor } from './stored-factors.ts';
import { kindsToSetUp } from './begin-factor.ts';
import { wantsNewFactor } from './recovery.ts';

/** The kinds of factor that a rule of a role accepts. */
const kindsOfRule: Readonly<Record<string, readonly SetUpKind[]>> = { any: setUpKinds, app: ['passkey', 'totp'] };
const dayMs = 86_400_000;

type Asked = { readonly orgId: string; readonly personId: string; readonly factors: readonly StoredFactor[] };
type RuleRow = Row & { readonly rule: string; readonly days: number };

/**
 * Returns the kinds of factor of which the person must set one up before they sign in. Undefined where their roles
 * want none, they have one, or their days to set it up are not over. The days begin with the first call, which is the
 * first sign-in under the rule. The strictest of several roles counts. After a recovery (ADR 85) a new factor is
 * wanted at once, independent of the roles.
 */
export async function kindsWanted(
  tx: Transaction,
  { orgId, personId, factors }: Asked,
  ports: IdentityPorts,
): Promise<readonly SetUpKind[] | undefined> {
  const rules = await tx.query<RuleRow>(
    `select r.fields ->> 'secondFactor' as rule, coalesce((r.fields ->> 'secondFactorDays')::integer, 0) as days
     from store.platform_person p
       cross join lateral jsonb_array_elements(case when jsonb_typeof(p.fields -> 'memberships') = 'array' then p.fields -> 'memberships' else '[]' end) m
       join store.platform_role r on r.org_id = p.org_id and r.fields ->> 'key' = m ->> 'role' and r.life = 'alive'
     where p.org_id = $1 and p.id = $2 and r.fields ->> 'secondFactor' is not null`,
    [orgId, personId],
  );
  const isAnew = await wantsNewFactor(tx, { orgId, personId });
  if (rules.length === 0 && !isAnew) return undefined;
  const accepted = setUpKinds.filter((kind) =>
    rules.every(({ rule }) => (kindsOfRule[rule] ?? ['passkey', 'totp']).includes(kind)),
  );
  if (factors.some((factor) => isFactor(factor) && accepted.some((kind) => kind === factor.kind))) return undefined;
  const canBeSetUp = accepted.filter((kind) => kindsToSetUp(ports).includes(kind));
  if (isAnew) return canBeSetUp;
  const nowMs = ports.clock.nowMs();
  await tx.query('insert into auth.factor_grace (org_id, person_id, since_ms) values ($1, $2, $3) on conflict do nothing', [orgId, personId, nowMs]); // prettier-ignore
  const [grace] = await tx.query<{ since_ms: number }>('select since_ms from auth.factor_grace where org_id = $1 and person_id = $2', [orgId, personId]); // prettier-ignore
  const days = Math.min(...rules.map((each) => each.days));
  if (nowMs < Number(grace?.since_ms ?? nowMs) + days * dayMs) return undefined;
  return canBeSetUp;
}
