import { type FactorKind, type ProofKind, type SetUpKind, setUpKinds } from '@outpost/domain/kernel/factor-kinds';
import type { Row, Transaction } from '../../db/database.ts';
import { ownerRole } from '../providers/owner-role.ts';
import { readRule } from '../providers/rule.ts';

/** The kinds of factor that a rule of a role accepts. A rule that this build does not know accepts those of `app`. */
const kindsOfRule: Readonly<Record<string, readonly SetUpKind[]>> = {
  any: setUpKinds,
  app: ['passkey', 'totp'],
  passkey: ['passkey'],
};
const kindsOf = (rule: string): readonly SetUpKind[] => kindsOfRule[rule] ?? ['passkey', 'totp'];

type RuleRow = Row & { readonly rule: string; readonly days: number };
type Person = { readonly orgId: string; readonly personId: string };

/** The rules of a person's roles about second factors. */
export type FactorRules = {
  readonly rules: readonly string[];
  /** The fewest days to set a factor up; undefined without a rule. */
  readonly days: number | undefined;
  /** The person keeps an emergency access (ADR 129): for them a rule for a passkey also accepts an authenticator app. */
  readonly isBreakGlass: boolean;
};

/** Reads the rules of a person's roles about second factors. */
export async function factorRulesOf(tx: Transaction, { orgId, personId }: Person): Promise<FactorRules> {
  const rows = await tx.query<RuleRow>(
    `select r.fields ->> 'secondFactor' as rule, coalesce((r.fields ->> 'secondFactorDays')::integer, 0) as days
     from store.platform_person p
       cross join lateral jsonb_array_elements(case when jsonb_typeof(p.fields -> 'memberships') = 'array' then p.fields -> 'memberships' else '[]' end) m
       join store.platform_role r on r.org_id = p.org_id and r.fields ->> 'key' = m ->> 'role' and r.life = 'alive'
     where p.org_id = $1 and p.id = $2 and r.fields ->> 'secondFactor' is not null`,
    [orgId, personId],
  );
  const rules = rows.map(({ rule }) => rule);
  return {
    rules,
    days: rows.length === 0 ? undefined : Math.min(...rows.map(({ days }) => days)),
    isBreakGlass: rules.includes('passkey') && (await isBreakGlass(tx, { orgId, personId })),
  };
}

/** Whether a person is in the organisation's list for emergencies (PLT-24), or owns the organisation. */
async function isBreakGlass(tx: Transaction, { orgId, personId }: Person): Promise<boolean> {
  if ((await readRule(tx, orgId)).breakGlass.includes(personId)) return true;
  const owned = await tx.query(
    `select p.id from store.platform_person p
       cross join lateral jsonb_array_elements(case when jsonb_typeof(p.fields -> 'memberships') = 'array' then p.fields -> 'memberships' else '[]' end) m
     where p.org_id = $1 and p.id = $2 and m ->> 'role' = $3 and m ->> 'teamId' is null and m ->> 'until' is null`,
    [orgId, personId, ownerRole],
  );
  return owned.length > 0;
}

/**
 * Returns the kinds of factor that all rules of a person accept. Where nobody can make a passkey, a rule for one accepts
 * an authenticator app: otherwise nobody with the role could sign in.
 */
export function acceptedKinds(
  { rules, isBreakGlass: isExempt }: FactorRules,
  { hasPasskeys }: { readonly hasPasskeys: boolean },
): readonly SetUpKind[] {
  const counted = rules.map((rule) => (rule === 'passkey' && (isExempt || !hasPasskeys) ? 'app' : rule));
  return setUpKinds.filter((kind) => counted.every((rule) => kindsOf(rule).includes(kind)));
}

/**
 * Returns the answers that the rules of a person's roles accept. A rule for a passkey excludes each code that a person
 * types, because a false page can ask for it. An account that cannot answer by its passkey keeps its other answers: it
 * sets a passkey up next. A break-glass person keeps the backup codes.
 */
export function answersUnder<Kind extends FactorKind | ProofKind>(
  { rules, isBreakGlass: isExempt }: FactorRules,
  kinds: readonly Kind[],
): readonly Kind[] {
  if (!rules.includes('passkey') || !kinds.some((kind) => kind === 'passkey')) return kinds;
  return kinds.filter((kind) => kind === 'passkey' || (isExempt && kind === 'backup-code'));
}
