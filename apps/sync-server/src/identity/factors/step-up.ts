import type { FactorKind, ProofKind, SentKind } from '@outpost/domain/kernel/factor-kinds';
import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { clearTries, type CountedTry, countSignInTry, lockedOut } from '../tries/lockout.ts';
import { type Account, findAccount, sessionEnded } from '../sessions/signed-in.ts';
import { offeredKinds, takeAnswer } from './answers.ts';
import { tellOfLastCodes } from './backup-codes.ts';
import { secondFactorTriesKey } from './challenge.ts';
import { answersUnder, factorRulesOf } from './factor-rules.ts';
import { isProvedLately } from './session-proof.ts';
import { deliver, prepareCode, type SentCode } from './sent-codes.ts';
import { factorsOf, isFactor } from './stored-factors.ts';

/** Sent codes for a proof are valid only in their session. */
export const stepOf = ({ sessionId }: Caller): string => `step-up in ${sessionId}`;

async function kindsOf(
  tx: Transaction,
  { orgId, account: { identityId, person } }: { readonly orgId: string; readonly account: Account },
  ports: IdentityPorts,
): Promise<readonly ProofKind[]> {
  const factors = await factorsOf(tx, identityId);
  if (!factors.some(isFactor)) return ['password'];
  return answersUnder(await factorRulesOf(tx, { orgId, personId: person.id }), offeredKinds(factors, ports));
}

/**
 * Every dangerous act calls this first. Refuses `access/step-up-needed`, with the possible proofs, where the person of the session has
 * not proved within the last ten minutes who they are. Signing in is such a proof.
 */
export function requireStepUp(caller: Caller, ports: IdentityPorts): Promise<Result<void>> {
  const { orgId, sessionId, userId: personId } = caller;
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx): Promise<Result<void>> => {
    if (await isProvedLately(tx, { orgId, sessionId }, ports.clock.nowMs())) return accept(undefined);
    const account = await findAccount(tx, { orgId, personId });
    if (!account) return sessionEnded('removed');
    return refuse(
      'access/step-up-needed',
      'This needs a proof that it is you. Enter your password or code, then continue.',
      {
        kinds: await kindsOf(tx, { orgId, account }, ports),
      },
    );
  });
}

export type StepUp = { readonly caller: Caller; readonly kind: ProofKind; readonly answer: string };

/**
 * Proves who the person of a session is, for ten minutes. Tries count like those of signing in. Refuses `access/bad-code`,
 * `access/bad-credentials`, `access/locked-out`, and `access/denied` for a password where the account has a second factor.
 */
export async function stepUp({ caller, kind, answer }: StepUp, ports: IdentityPorts): Promise<Result<void>> {
  const { orgId, userId: personId, deviceId } = caller;
  const tried = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const account = await findAccount(tx, { orgId, personId });
    if (account?.standing !== 'active') return undefined;
    const emailKey = kind === 'password' ? emailKeyOf(account.person.email) : secondFactorTriesKey(account.identityId);
    const trier = { emailKey, deviceId, isKnownDevice: true }; // the device has a session
    const kinds = await kindsOf(tx, { orgId, account }, ports);
    return { account, trier, kinds, counted: await countSignInTry(tx, trier, ports) };
  });
  if (!tried) return sessionEnded('removed');
  const { account, trier, counted, kinds } = tried;
  if (!counted.isAdmitted) return lockedOut(counted);
  if (!kinds.includes(kind))
    return refuse('access/denied', kind === 'password' ? 'Use your second factor: a password alone does not suffice.' : 'Your role asks for your passkey here.', { action: 'step-up' }); // prettier-ignore
  const proved = kind === 'password' ? await provedByPassword(account, answer, ports) : accept(false);
  if (!proved.ok) return proved;
  const done = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const isRight = kind === 'password' ? proved.value : await provedByFactor(tx, { caller, account, kind, answer }, ports); // prettier-ignore
    if (!isRight) return wrong(kind, counted);
    await clearTries(tx, { trier, counted }, ports);
    const nowMs = ports.clock.nowMs();
    await noteEvent(tx, orgId, { action: 'factor/proved', nowMs, origin: ports.origin, by: personId, about: personId, details: { kind } }); // prettier-ignore
    await tx.query('update auth.session set proved_ms = $3 where org_id = $1 and id = $2 and ended_at is null', [
      orgId,
      caller.sessionId,
      nowMs,
    ]);
    return accept(undefined);
  });
  if (kind === 'backup-code') ports.accountMail?.queued();
  return done;
}

const provedByPassword = (account: Account, password: string, { passwords }: IdentityPorts): Promise<Result<boolean>> =>
  passwords.verify(account.passwordHash, password);

async function provedByFactor(
  tx: Transaction,
  { caller, account, kind, answer }: { readonly caller: Caller; readonly account: Account; readonly kind: FactorKind; readonly answer: string }, // prettier-ignore
  ports: IdentityPorts,
): Promise<boolean> {
  const { identityId } = account;
  const factors = await factorsOf(tx, identityId);
  const isRight = await takeAnswer(tx, { identityId, factors, step: stepOf(caller), kind, answer }, ports);
  if (isRight && kind === 'backup-code') await tellOfLastCodes(tx, account, ports);
  return isRight;
}

const wrong = (kind: ProofKind, { triesLeft }: CountedTry): Result<never> =>
  kind === 'password'
    ? refuse('access/bad-credentials', 'This is not your password.', { triesLeft })
    : refuse('access/bad-code', 'This code is not right, or was used already.', { triesLeft });

/**
 * Sends a code for a proof. Refuses for the reasons of `prepareCode` and `deliver`, and `request/invalid` without
 * such a factor.
 */
export async function sendStepUpCode(
  { caller, kind }: { readonly caller: Caller; readonly kind: SentKind },
  ports: IdentityPorts,
): Promise<Result<SentCode>> {
  const { orgId, userId: personId } = caller;
  const prepared = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const account = await findAccount(tx, { orgId, personId });
    if (account?.standing !== 'active') return sessionEnded('removed');
    const factor = (await factorsOf(tx, account.identityId)).find((each) => each.kind === kind && isFactor(each));
    if (!factor) return refuse('request/invalid', 'You have no such factor.', { path: 'kind' });
    return prepareCode(tx, { factor: { ...factor, kind }, account, step: stepOf(caller) }, ports);
  });
  return prepared.ok ? deliver(prepared.value, ports) : prepared;
}
