import { createHash, timingSafeEqual } from 'node:crypto';
import type { FactorKind, SentKind, SetUpKind } from '@outpost/domain/kernel/factor-kinds';
import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Row, type Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import {
  type CountedTry,
  countSignInTry,
  deviceKeyOf,
  knowDevice,
  lockedOut,
  takeBackTry,
  type Trier,
} from '../tries/lockout.ts';
import { codesLockedMail, trustedDeviceMail } from '../mail/account-mails.ts';
import { tellAddress } from '../mail/outbox.ts';
import { tellOfNewDevice } from '../sessions/new-device.ts';
import { noteSignIn } from '../accounts/noted-account.ts';
import { openSession, type SeenDevice } from '../sessions/sessions.ts';
import { type Account, findAccount, findLocked, type SignedIn, signedIn } from '../sessions/signed-in.ts';
import { offeredKinds, takeAnswer } from './answers.ts';
import { tellOfLastCodes } from './backup-codes.ts';
import { beginFactor, type Begun, type BegunFactor, finishBegun, proveFactor } from './begin-factor.ts';
import { answersUnder, type FactorRules, factorRulesOf } from './factor-rules.ts';
import { kindsWanted } from './kinds-wanted.ts';
import { deliver, prepareCode, type SentCode } from './sent-codes.ts';
import { noteNewFactor, stopByFactor } from './recovery.ts';
import { factorsOf, isFactor, type StoredFactor } from './stored-factors.ts';
import { trustDaysOf, trustDevice } from './trusted-devices.ts';

/** Chosen: long enough to find a phone, and for a text message. */
const challengeForMs = 10 * 60_000;
/** Chosen: with a wrong entry or two there is no need to type the password again. */
const mostTries = 5;

const form = /^oc1\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[A-Za-z0-9_-]{43}$/;
const hashOf = (challenge: string): Buffer => createHash('sha256').update(challenge).digest();

/** The first factor with which a person has proved who they are. `sso`: at the identity provider of the tenant. */
export const firstFactors = ['password', 'sso', 'passkey'] as const;
export type FirstFactor = (typeof firstFactors)[number];

/** The proof of a first factor, with its device. */
export type FirstStep = {
  readonly account: Account;
  readonly orgId: string;
  readonly device: { readonly id: string; readonly name: string };
  /** The device has signed in with this account before, and has shown its key. */
  readonly isKnownDevice: boolean;
  readonly firstFactor: FirstFactor;
  /** The second factor of the account was asked for and right, or the device is trusted (`trusted-devices.ts`). */
  readonly isAnswered?: boolean;
};

/** The remaining step: a challenge for the device, and the kinds of answer. */
export type SecondStep = {
  readonly challenge: string;
  readonly kinds: readonly FactorKind[];
  /** The kinds of factor that a role of the person accepts: the person must set one of them up now. */
  readonly setUp?: readonly SetUpKind[];
  /** The days for which the device may then sign in without this step. */
  readonly trustDays?: number;
};

/**
 * Returns the step that must follow a first factor. Undefined where the account has no second factor and no role of the
 * person requires one. Otherwise only `answerChallenge` may open a session. Every first factor calls this before it
 * opens a session, in the same transaction, with the account locked.
 */
export async function secondStepOf(
  tx: Transaction,
  step: FirstStep,
  ports: IdentityPorts,
): Promise<SecondStep | undefined> {
  const { account, orgId, device, isKnownDevice, firstFactor, isAnswered = false } = step;
  const factors = await factorsOf(tx, account.identityId);
  const isAsked = factors.some(isFactor) && !isAnswered;
  const setUp = isAsked ? undefined : await kindsWanted(tx, { orgId, personId: account.person.id, factors }, ports);
  if (!isAsked && !setUp) return undefined;
  const nowMs = ports.clock.nowMs();
  await tx.query('delete from auth.challenge where org_id = $1 and expires_ms <= $2', [orgId, nowMs]);
  const challenge = `oc1.${orgId}.${Buffer.from(ports.random(32)).toString('base64url')}`;
  await tx.query(
    `insert into auth.challenge (org_id, hash, identity_id, person_id, device_id, device_name, is_known_device, first_factor, proof, is_set_up, expires_ms)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      orgId,
      hashOf(challenge),
      account.identityId,
      account.person.id,
      device.id,
      device.name,
      isKnownDevice,
      firstFactor,
      proofOf(account, ports),
      setUp !== undefined,
      nowMs + challengeForMs,
    ],
  );
  if (setUp) return { challenge, kinds: [], setUp };
  const trustDays = firstFactor === 'password' ? await trustDaysOf(tx, orgId) : 0;
  const rules = await factorRulesOf(tx, { orgId, personId: account.person.id });
  return {
    challenge,
    kinds: kindsAfter(firstFactor, { factors, rules }, ports),
    ...(trustDays > 0 ? { trustDays } : {}),
  };
}

/**
 * Returns the kinds of answer to the second step that the rules of the person's roles accept. A passkey that was the first
 * factor is not the second one, too.
 */
export const kindsAfter = (
  firstFactor: FirstFactor,
  { factors, rules }: { readonly factors: readonly StoredFactor[]; readonly rules: FactorRules },
  ports: IdentityPorts,
): readonly FactorKind[] =>
  firstFactor === 'passkey'
    ? offeredKinds(factors, ports).filter((kind) => kind !== 'passkey')
    : answersUnder(rules, offeredKinds(factors, ports));

/** Returns the keyed hash by which a challenge ends when the password that led to it is replaced. */
const proofOf = ({ passwordHash }: Pick<Account, 'passwordHash'>, { keys }: Pick<IdentityPorts, 'keys'>): Buffer =>
  keys.attemptMac(`first factor:${passwordHash}`);

/** Lets a challenge stay valid when the same password is hashed again, at another cost. */
export async function keepChallenge(
  tx: Transaction,
  { orgId, challenge, passwordHash }: { readonly orgId: string; readonly challenge: string; readonly passwordHash: string }, // prettier-ignore
  ports: Pick<IdentityPorts, 'keys'>,
): Promise<void> {
  await tx.query('update auth.challenge set proof = $3 where org_id = $1 and hash = $2', [
    orgId,
    hashOf(challenge),
    proofOf({ passwordHash }, ports),
  ]);
}

export type AnsweredChallenge = {
  readonly challenge: string;
  /** The device that got the challenge. */
  readonly device: {
    readonly id: string;
    readonly seen?: SeenDevice | undefined;
    readonly proofKey?: string | undefined;
  };
  readonly kind: FactorKind;
  readonly answer: string;
  /** The device may sign in without this step for some days. */
  readonly trust?: boolean | undefined;
};

type Challenge = {
  readonly orgId: string;
  readonly text: string;
  readonly hash: Buffer;
  readonly identityId: string;
  readonly personId: string;
  readonly device: { readonly id: string; readonly name: string };
  readonly proof: Uint8Array;
  readonly firstFactor: FirstFactor;
  readonly setUp: { readonly factorId: string | null } | undefined;
  readonly triesLeft: number;
};
type Tried = {
  readonly challenge: Challenge;
  readonly trier: Trier;
  readonly counted: CountedTry;
  readonly factors: readonly StoredFactor[];
};

/**
 * Opens the session of a challenge. A try is counted before the answer is compared, per challenge and per account. So
 * nobody can guess codes by many challenges. A known device has a count of its own. Refuses `access/bad-code`, with
 * `triesLeft` 0 where the challenge is over, and `access/locked-out`.
 */
export async function answerChallenge(input: AnsweredChallenge, ports: IdentityPorts): Promise<Result<SignedIn>> {
  const orgId = form.exec(input.challenge)?.[1];
  if (orgId === undefined) return challengeOver();
  const tried = await inTenant(ports.database, { orgId, mode: 'write' }, (tx) => tryChallenge(tx, { ...input, orgId }, ports)); // prettier-ignore
  if (!tried) return challengeOver();
  if (!tried.counted.isAdmitted) return lockedOut(tried.counted);
  const opened = await inTenant(ports.database, { orgId, mode: 'write' }, (tx) => open(tx, { ...input, ...tried, orgId }, ports)); // prettier-ignore
  if (opened === 'over') return challengeOver();
  if (opened === 'wrong' && tried.counted.startsPause) await tellOfLock(tried.challenge, ports);
  if (opened === 'wrong') return badAnswer(Math.min(tried.counted.triesLeft, tried.challenge.triesLeft));
  if (input.kind === 'backup-code') ports.accountMail?.queued();
  if ('challenge' in opened) return secondFactorNeeded(opened);
  if (!tried.trier.isKnownDevice)
    await tellOfNewDevice(
      { account: opened.account, device: { ...tried.challenge.device, seen: input.device.seen } },
      ports,
    );
  const { account, trustedUntilMs } = opened;
  if (trustedUntilMs !== undefined)
    await tellOfTrust({ account, device: tried.challenge.device, trustedUntilMs }, ports);
  return accept(await signedIn(opened, ports));
}

/** Tells the person by mail that a device signs in without their second factor. */
const tellOfTrust = (
  { account, device, trustedUntilMs }: { readonly account: Account; readonly device: { readonly name: string }; readonly trustedUntilMs: number }, // prettier-ignore
  ports: IdentityPorts,
): Promise<void> =>
  tellAddress(
    trustedDeviceMail(
      { to: account.person.email, organisation: account.organisation.name, orgId: account.organisation.id },
      { device: device.name, until: new Date(trustedUntilMs), timeZone: account.organisation.timeZone },
    ),
    ports,
  );

/** Tells the account's address that wrong codes have locked it: somebody may know the password (ASVS 5.0, 6.3.5). */
async function tellOfLock({ orgId, personId }: Challenge, ports: IdentityPorts): Promise<void> {
  const account = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => findAccount(tx, { orgId, personId })); // prettier-ignore
  if (account) await tellAddress(codesLockedMail({ to: account.person.email }), ports);
}

type ChallengeRow = Row & {
  readonly identity_id: string;
  readonly person_id: string;
  readonly device_name: string;
  readonly is_known_device: boolean;
  readonly proof: Uint8Array;
  readonly first_factor: FirstFactor;
  readonly is_set_up: boolean;
  readonly factor_id: string | null;
  readonly tries: number;
};

async function tryChallenge(
  tx: Transaction,
  { orgId, challenge, device }: AnsweredChallenge & { readonly orgId: string },
  ports: IdentityPorts,
): Promise<Tried | undefined> {
  const hash = hashOf(challenge);
  const [row] = await tx.query<ChallengeRow>(
    `update auth.challenge set tries = tries + 1 where org_id = $1 and hash = $2 and device_id = $3 and expires_ms > $4 and tries < ${mostTries}
     returning identity_id, person_id, device_name, is_known_device, proof, first_factor, is_set_up, factor_id, tries`,
    [orgId, hash, device.id, ports.clock.nowMs()],
  );
  if (!row) return undefined;
  const {
    identity_id: identityId,
    person_id: personId,
    device_name: name,
    proof,
    first_factor: firstFactor,
    tries,
  } = row;
  const setUp = row.is_set_up ? { factorId: row.factor_id } : undefined;
  const trier = { emailKey: secondFactorTriesKey(identityId), deviceId: device.id, isKnownDevice: row.is_known_device };
  return {
    challenge: { text: challenge, orgId, hash, identityId, personId, device: { id: device.id, name }, proof, firstFactor, setUp, triesLeft: mostTries - tries }, // prettier-ignore
    trier,
    counted: await countSignInTry(tx, trier, ports),
    factors: await factorsOf(tx, identityId),
  };
}

/** Wrong answers are counted apart from wrong passwords, under a name that is not an e-mail address. */
export const secondFactorTriesKey = (identityId: string): string => `second factor of ${identityId}`;

async function open(
  tx: Transaction,
  { challenge, trier, counted, factors, kind, answer, orgId, trust, device: asked }: Omit<AnsweredChallenge, 'challenge'> & Tried & { readonly orgId: string }, // prettier-ignore
  ports: IdentityPorts,
): Promise<Parameters<typeof signedIn>[0] | SecondStep | 'over' | 'wrong'> {
  const { identityId, personId, device, hash, text, firstFactor } = challenge;
  const account = await findLocked(tx, { orgId, personId });
  const isSame =
    account?.standing === 'active' &&
    account.identityId === identityId &&
    !(firstFactor === 'password' && account.mustChange);
  if (!isSame || !timingSafeEqual(proofOf(account, ports), challenge.proof)) return 'over';
  const rules = await factorRulesOf(tx, { orgId, personId });
  const isRight = challenge.setUp
    ? await isFirstCode(tx, { challenge, factors, answer }, ports)
    : kindsAfter(firstFactor, { factors, rules }, ports).includes(kind) &&
      (await takeAnswer(tx, { identityId, factors, step: text, kind, answer }, ports));
  if (!isRight) return 'wrong';
  const gone = await tx.query('delete from auth.challenge where org_id = $1 and hash = $2 returning hash', [
    orgId,
    hash,
  ]);
  if (gone.length === 0) return 'over';
  await takeBackTry(tx, counted, ports);
  if (challenge.setUp) {
    const nowMs = ports.clock.nowMs();
    await noteNewFactor(tx, { orgId, personId }, nowMs);
    await noteEvent(tx, orgId, { action: 'factor/added', nowMs, origin: ports.origin, by: personId, about: personId, details: { kind } }); // prettier-ignore
  } else await stopByFactor(tx, { orgId, personId }, ports);
  if (kind === 'backup-code') await tellOfLastCodes(tx, account, ports);
  const { isKnownDevice } = trier;
  const next = await secondStepOf(tx, { account, orgId, device, isKnownDevice, firstFactor, isAnswered: true }, ports); // prettier-ignore
  if (next) return next;
  if (rules.isBreakGlass && ![kind, firstFactor].includes('passkey'))
    await noteBreakGlass(tx, { challenge, kind }, ports);
  const { seen, proofKey } = asked;
  const opening = { orgId, personId, identityId, firstFactor, device: { ...device, seen, proofKey } };
  const { caller, refreshToken, endsMs } = await openSession(tx, opening, ports);
  const named = { emailKey: emailKeyOf(account.person.email), deviceId: device.id };
  for (const known of [named, trier]) await knowDevice(tx, known, ports);
  await noteSignIn(tx, { caller, device, isKnownDevice, firstFactor }, ports);
  const mayTrust = trust === true && firstFactor === 'password' && !challenge.setUp;
  const trusting = { orgId, account, device: { id: device.id, proofKey }, factors };
  const trustedUntilMs = mayTrust ? await trustDevice(tx, trusting, ports) : undefined;
  return { account, caller, refreshToken: refreshToken.text, endsMs, proofKey, deviceKey: deviceKeyOf(named, ports), trustedUntilMs }; // prettier-ignore
}

/** Queues the entry of a sign-in that a rule for a passkey lets through in an emergency (ADR 129). */
const noteBreakGlass = (
  tx: Transaction,
  { challenge: { orgId, personId, device }, kind }: { readonly challenge: Challenge; readonly kind: FactorKind },
  { clock, origin }: IdentityPorts,
): Promise<void> =>
  noteEvent(tx, orgId, { action: 'factor/emergency', nowMs: clock.nowMs(), origin, by: personId, about: personId, device: device.id, details: { kind } }); // prettier-ignore

/** Whether an answer is the first code of the factor that was begun for a challenge. */
async function isFirstCode(
  tx: Transaction,
  { challenge, factors, answer }: { readonly challenge: Challenge; readonly factors: readonly StoredFactor[]; readonly answer: string }, // prettier-ignore
  ports: IdentityPorts,
): Promise<boolean> {
  const { identityId, setUp } = challenge;
  const factor = factors.find(({ id, confirmedMs }) => id === setUp?.factorId && confirmedMs === null);
  return factor !== undefined && proveFactor(tx, { factor, identityId, code: answer }, ports);
}

/**
 * Begins to set up the factor that a role of the person requires, in the middle of a sign-in. Refuses `access/bad-code`
 * where the challenge is over or accepts no factor of the kind, and for the reasons of `beginTotp` and `beginSent`.
 */
export async function setUpForChallenge(
  input: SetUpAsked & { readonly kind: Exclude<SetUpKind, 'passkey'> },
  ports: IdentityPorts,
): Promise<Result<BegunFactor>> {
  const begun = await beginForChallenge(input, ports);
  return begun.ok ? finishBegun(begun.value, ports) : begun;
}

type SetUpAsked = Pick<AnsweredChallenge, 'challenge' | 'device'> & {
  readonly kind: SetUpKind;
  readonly phone?: string | undefined;
  readonly name?: string | undefined;
};

/** Makes the changes of `setUpForChallenge` in the store. It sends no message and opens no page. */
export async function beginForChallenge(
  { challenge, device, kind, phone, name }: SetUpAsked,
  ports: IdentityPorts,
): Promise<Result<Begun>> {
  const orgId = form.exec(challenge)?.[1];
  if (orgId === undefined) return challengeOver();
  return inTenant(ports.database, { orgId, mode: 'write' }, async (tx): Promise<Result<Begun>> => {
    const asked = [orgId, hashOf(challenge), device.id, ports.clock.nowMs()];
    const [row] = await tx.query<{ person_id: string }>(
      `select person_id from auth.challenge where org_id = $1 and hash = $2 and device_id = $3 and expires_ms > $4 and tries < ${mostTries} and is_set_up`,
      asked,
    );
    const personId = row?.person_id;
    const account = personId === undefined ? undefined : await findLocked(tx, { orgId, personId });
    if (personId === undefined || account?.standing !== 'active') return challengeOver();
    const factors = await factorsOf(tx, account.identityId);
    const wanted = await kindsWanted(tx, { orgId, personId, factors }, ports);
    if (wanted?.includes(kind) !== true) return challengeOver();
    const one = await beginFactor(tx, { account, kind, phone, name }, ports);
    if (one.ok)
      await tx.query('update auth.challenge set factor_id = $3 where org_id = $1 and hash = $2', [orgId, hashOf(challenge), one.value.id]); // prettier-ignore
    return one;
  });
}

/**
 * Returns the account whose challenge a passkey may answer. Refuses `access/bad-code` where the challenge is over or
 * accepts no passkey.
 */
export async function askedForPasskey(
  { challenge, device }: Pick<AnsweredChallenge, 'challenge' | 'device'>,
  ports: IdentityPorts,
): Promise<Result<{ readonly identityId: string }>> {
  const orgId = form.exec(challenge)?.[1];
  if (orgId === undefined) return challengeOver();
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const [row] = await tx.query<{ identity_id: string; person_id: string; first_factor: FirstFactor }>(
      `select identity_id, person_id, first_factor from auth.challenge where org_id = $1 and hash = $2 and device_id = $3 and expires_ms > $4 and tries < ${mostTries} and not is_set_up`,
      [orgId, hashOf(challenge), device.id, ports.clock.nowMs()],
    );
    if (!row) return challengeOver();
    const factors = await factorsOf(tx, row.identity_id);
    const rules = await factorRulesOf(tx, { orgId, personId: row.person_id });
    const kinds = kindsAfter(row.first_factor, { factors, rules }, ports);
    return kinds.includes('passkey') ? accept({ identityId: row.identity_id }) : challengeOver();
  });
}

/**
 * Sends the code that answers a challenge. Refuses `access/bad-code` where the challenge is over or the account has no factor of the kind,
 * `request/too-many` after three codes within half an hour, and `server/busy`.
 */
export async function sendChallengeCode(
  { challenge, device, kind }: Pick<AnsweredChallenge, 'challenge' | 'device'> & { readonly kind: SentKind },
  ports: IdentityPorts,
): Promise<Result<SentCode>> {
  const orgId = form.exec(challenge)?.[1];
  if (orgId === undefined) return challengeOver();
  const prepared = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<{ person_id: string; first_factor: FirstFactor }>(
      `select person_id, first_factor from auth.challenge where org_id = $1 and hash = $2 and device_id = $3 and expires_ms > $4 and tries < ${mostTries}`,
      [orgId, hashOf(challenge), device.id, ports.clock.nowMs()],
    );
    const account = row && (await findAccount(tx, { orgId, personId: row.person_id }));
    if (account?.standing !== 'active') return challengeOver();
    const factors = await factorsOf(tx, account.identityId);
    const rules = await factorRulesOf(tx, { orgId, personId: account.person.id });
    if (!kindsAfter(row?.first_factor ?? 'password', { factors, rules }, ports).includes(kind)) return challengeOver();
    const factor = factors.find((each) => each.kind === kind && isFactor(each));
    return factor ? prepareCode(tx, { factor: { ...factor, kind }, account, step: challenge }, ports) : challengeOver();
  });
  return prepared.ok ? deliver(prepared.value, ports) : prepared;
}

/** Returns the refusal of a right first factor that does not suffice. */
export const secondFactorNeeded = ({ challenge, kinds, setUp, trustDays }: SecondStep): Result<never> =>
  setUp
    ? refuse('access/second-factor-needed', 'Your role asks for a second factor. Set one up now.', { challenge, kinds, setUp }) // prettier-ignore
    : refuse('access/second-factor-needed', 'The password is right. This account also asks for a second factor.', {
        challenge,
        kinds,
        ...(trustDays === undefined ? {} : { trustDays }),
      });

const challengeOver = (): Result<never> =>
  refuse('access/bad-code', 'This sign-in took too long, or had too many wrong codes. Start again with your password.', { triesLeft: 0 }); // prettier-ignore

const badAnswer = (triesLeft: number): Result<never> =>
  triesLeft === 0
    ? refuse('access/bad-code', 'This code is not right. Start again with your password.', { triesLeft })
    : refuse(
        'access/bad-code',
        `This code is not right, or was used already. You have ${triesLeft} more ${triesLeft === 1 ? 'try' : 'tries'}.`,
        { triesLeft },
      );
