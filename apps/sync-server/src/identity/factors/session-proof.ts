import type { FactorKind, ProofKind } from '@outpost/domain/kernel/factor-kinds';
import type { Transaction } from '../../db/database.ts';
import { findAccount } from '../sessions/signed-in.ts';
import { answersUnder, factorRulesOf } from './factor-rules.ts';
import { factorsOf, isFactor, type StoredFactor } from './stored-factors.ts';

/** Chosen: a person finishes what they came for, and somebody at an open laptop after lunch does not. */
const provedForMs = 10 * 60_000;

type OfSession = { readonly orgId: string; readonly sessionId: string };

/** Returns whether the person of a session has proved within the last ten minutes who they are. Signing in is such a proof. */
export async function isProvedLately(
  tx: Transaction,
  { orgId, sessionId }: OfSession,
  nowMs: number,
): Promise<boolean> {
  const [row] = await tx.query<{ proved_ms: number | null }>(
    'select proved_ms from auth.session where org_id = $1 and id = $2 and ended_at is null',
    [orgId, sessionId],
  );
  const provedMs = row?.proved_ms ?? null;
  return provedMs !== null && Number(provedMs) > nowMs - provedForMs;
}

const answerOf = ({ kind }: StoredFactor): FactorKind => (kind === 'backup-codes' ? 'backup-code' : kind);

/**
 * Returns the proofs that a person's account has, whether or not this server can send its codes now: the password where there is no second
 * factor. Empty without an account.
 */
export async function proofsOf(
  tx: Transaction,
  person: { readonly orgId: string; readonly personId: string },
): Promise<readonly ProofKind[]> {
  const account = await findAccount(tx, person);
  if (!account) return [];
  const factors = (await factorsOf(tx, account.identityId)).filter(({ confirmedMs }) => confirmedMs !== null);
  if (!factors.some(isFactor)) return ['password'];
  return answersUnder(await factorRulesOf(tx, person), [...new Set(factors.map(answerOf))]);
}
