import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Row, Transaction } from '../../db/database.ts';

/** A tenant's rule for signing in by its providers. */
export type SsoRule = {
  /** People sign in by a provider only. */
  readonly isEnforced: boolean;
  /** The one step after a first factor also comes after the provider. */
  readonly asksSecond: boolean;
  /** People who keep their password, with a second factor: without one nobody could get in when the provider fails. */
  readonly breakGlass: readonly string[];
};

const usual: SsoRule = { isEnforced: false, asksSecond: false, breakGlass: [] };

export async function readRule(tx: Transaction, orgId: string): Promise<SsoRule> {
  const [row] = await tx.query<Row & { is_enforced: boolean; asks_second: boolean; break_glass: readonly string[] }>(
    'select is_enforced, asks_second, break_glass::text[] as break_glass from auth.sso_rule where org_id = $1',
    [orgId],
  );
  return row ? { isEnforced: row.is_enforced, asksSecond: row.asks_second, breakGlass: row.break_glass } : usual;
}

export async function writeRule(tx: Transaction, orgId: string, rule: SsoRule): Promise<void> {
  await tx.query(
    `insert into auth.sso_rule (org_id, is_enforced, asks_second, break_glass) values ($1, $2, $3, $4::uuid[])
     on conflict (org_id) do update set is_enforced = excluded.is_enforced, asks_second = excluded.asks_second, break_glass = excluded.break_glass`,
    [orgId, rule.isEnforced, rule.asksSecond, rule.breakGlass],
  );
}

/** The tenant's rule for a person who has another first factor than its provider. */
export type HeldToSso = 'free' | 'provider' | 'with-second-factor';

/**
 * Returns whether the tenant's rule lets a person sign in with another first factor than its provider. Every such
 * factor asks this before it opens a session.
 */
export async function heldToSso(
  tx: Transaction,
  { orgId, personId }: { readonly orgId: string; readonly personId: string },
): Promise<HeldToSso> {
  const { isEnforced, breakGlass } = await readRule(tx, orgId);
  if (!isEnforced) return 'free';
  return breakGlass.includes(personId) ? 'with-second-factor' : 'provider';
}

/**
 * Returns the refusal of a first factor that the tenant does not take. The person is known by then: this reveals nothing to
 * others.
 */
export const ssoNeeded = (domain: string): Result<never> =>
  refuse('access/sso-needed', 'Your organisation lets its people in by its identity provider. Enter your work e-mail and continue with it.', { domain }); // prettier-ignore
