import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant } from '../../db/database.ts';
import { organisationChoicesOf, chooseOrganisation } from './choose-organisation.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { factorsOf, hasFactor, isFactor } from '../factors/stored-factors.ts';
import { trustedUntil } from '../factors/trusted-devices.ts';
import { domainOfEmail } from '../providers/domains.ts';
import { heldToSso, ssoNeeded } from '../providers/rule.ts';
import { keepChallenge, secondFactorNeeded, type SecondStep, secondStepOf } from '../factors/challenge.ts';
import {
  badCredentials,
  type CountedTry,
  countSignInTry,
  type DeviceOfAccount,
  deviceKeyOf,
  isDeviceKey,
  knowDevice,
  lockedOut,
  takeBackTry,
  type Trier,
} from '../tries/lockout.ts';
import { tellOfPause } from '../mail/tell-of-pause.ts';
import { tellOfNewDevice } from '../sessions/new-device.ts';
import { noteRefusedSignIn, noteSignIn } from '../accounts/noted-account.ts';
import { openSession, type SeenDevice } from '../sessions/sessions.ts';
import { countSpray, forgiveSpray } from '../tries/spraying.ts';
import { type Account, findLocked, type SignedIn, signedIn } from '../sessions/signed-in.ts';
import { choosePassword } from '../accounts/write-password.ts';

export type SignIn = {
  readonly email: string;
  readonly password: string;
  /**
   * `key`: the server gave it to the device at an earlier sign-in with this address. Right after a reset of the
   * password it may be the ticket of the reset.
   */
  readonly device: {
    readonly id: string;
    readonly name: string;
    readonly key?: string | undefined;
    readonly seen?: SeenDevice | undefined;
    /** The thumbprint of the key that the device has proved to have (RFC 9449). */
    readonly proofKey?: string | undefined;
  };
  /** Replaces a password that an administrator has set, and no other. */
  readonly newPassword?: string | undefined;
  /** The id of the organisation to sign in to. Left out: the first one that allows it. */
  readonly organisation?: string | undefined;
  /** PLT-26: the device can ask the person which organisation, where the account has several. */
  readonly mayChoose?: boolean | undefined;
};

type Membership = { readonly org_id: string; readonly person_id: string };
type Found = {
  readonly identityId: string | null;
  readonly counted: CountedTry;
  readonly passwordHash: string | null;
  readonly memberships: readonly Membership[];
};

/**
 * Signs a person in on a device, in the chosen tenant or in the first one that allows it. The try counts as failed
 * until the password has proved right. Refuses `access/bad-credentials`, also for an unknown e-mail address, and
 * `access/locked-out`. Refuses `access/denied` to a person with the right password but no tenant. Refuses
 * `access/new-password-needed` where an administrator has set the password and no new one is sent. Refuses
 * `request/invalid` for a bad new password, or for a new password although the present one is the person's own. Other
 * refusals: `access/choose-organisation`; `access/second-factor-needed`, with the challenge for `answerChallenge`; and
 * `request/too-many`.
 */
export async function signIn(input: SignIn, ports: IdentityPorts): Promise<Result<SignedIn>> {
  const { email, password, newPassword, device, organisation, mayChoose = false } = input;
  const named = { emailKey: emailKeyOf(email), deviceId: device.id };
  const trier: Trier = { ...named, isKnownDevice: isDeviceKey(device.key, named, ports), shownKey: device.key };
  const from = { address: trier.isKnownDevice ? null : (device.seen?.address ?? null) };
  const { counted, passwordHash, memberships, identityId } = await countAndFind(trier, from, ports);
  const refused = (why: 'locked' | 'password') => noteRefusedSignIn({ identityId, email, device, counted, why }, ports);
  if (!counted.isAdmitted) {
    await refused('locked');
    return lockedOut(counted);
  }
  const verified = await ports.passwords.verify(passwordHash, password);
  if (!verified.ok) return verified;
  if (!verified.value) {
    await refused('password');
    if (counted.startsPause) await tellOfPause({ email, isAccount: memberships.length > 0 }, ports);
    return badCredentials(counted);
  }
  await ports.database.transaction('write', async (tx) => {
    await takeBackTry(tx, counted, ports);
    await forgiveSpray(tx, from, ports);
  });
  if (mayChoose && organisation === undefined && memberships.length > 1) {
    const choices = await organisationChoicesOf(memberships, ports);
    if (choices.length > 1) return chooseOrganisation(choices);
  }
  const chosen = memberships.filter(({ org_id: id }) => organisation === undefined || id === organisation);
  let isHeld = false;
  for (const membership of chosen) {
    const { isKnownDevice } = trier;
    const opening = { device, named, passwordHash, isKnownDevice, isChoosing: newPassword !== undefined };
    const opened = await open(membership, opening, ports);
    if (opened === 'other-password') return signIn(input, ports); // replaced meanwhile: try again against the new one
    if (!opened) continue;
    if (opened === 'own-password') return ownAlready();
    if (opened === 'held') {
      isHeld = true;
      continue;
    }
    if ('mustChange' in opened) {
      if (newPassword === undefined) return newPasswordNeeded();
      const own = await choosePassword({ account: opened.mustChange, password, newPassword }, ports);
      if (!own.ok) return own;
      return signIn({ email, password: newPassword, device, organisation }, ports);
    }
    if (ports.passwords.isOutdated(opened.account.passwordHash))
      await hashAnew({ ...opened, orgId: membership.org_id, password }, ports);
    if ('second' in opened) return secondFactorNeeded(opened.second);
    if (!trier.isKnownDevice) await tellOfNewDevice({ ...opened, device }, ports);
    return accept(
      await signedIn({ ...opened, proofKey: device.proofKey, deviceKey: deviceKeyOf(named, ports) }, ports),
    );
  }
  if (isHeld) return ssoNeeded(domainOfEmail(email));
  return refuse(
    'access/denied',
    'Your access is suspended or was never given. Ask an administrator of your organisation.',
    { action: 'sign-in' },
  );
}

function countAndFind(trier: Trier, from: { readonly address: string | null }, ports: IdentityPorts): Promise<Found> {
  return ports.database.transaction('write', async (tx) => {
    const waitSeconds = await countSpray(tx, from, ports);
    const sprayed = { key: Buffer.alloc(0), atMs: 0, isAdmitted: false, triesLeft: 0, waitSeconds, startsPause: false };
    // A refused try is not counted for its account: an attacker does not lock people out by it.
    const counted = waitSeconds > 0 ? sprayed : await countSignInTry(tx, trier, ports);
    const [identity] = await tx.query<{ identity_id: string; password_hash: string }>(
      'select identity_id, password_hash from auth.find_identity($1)',
      [trier.emailKey],
    );
    // The query also runs for an unknown account, so both cases run the same statements.
    const memberships = await tx.query<Membership>('select org_id, person_id from auth.memberships_of($1::uuid)', [
      identity?.identity_id ?? null,
    ]);
    const identityId = identity?.identity_id ?? null;
    return { identityId, counted, passwordHash: identity?.password_hash ?? null, memberships };
  });
}

type Opened = {
  readonly account: Account;
  readonly caller: Caller;
  readonly refreshToken: string;
  readonly endsMs: number;
  readonly trustedUntilMs: number | undefined;
};

type Opening = {
  readonly device: SignIn['device'];
  readonly named: DeviceOfAccount;
  readonly passwordHash: string | null;
  readonly isKnownDevice: boolean;
  readonly isChoosing: boolean;
};
type Halfway = { readonly account: Account; readonly second: SecondStep };

/**
 * Opens a session, or a challenge where the account has a second factor. Returns none if the person has no access, or if the account's
 * password has changed since it was verified.
 */
function open(
  { org_id: orgId, person_id: personId }: Membership,
  { device, named, passwordHash, isKnownDevice, isChoosing }: Opening,
  ports: IdentityPorts,
): Promise<
  Opened | Halfway | { readonly mustChange: Account } | 'other-password' | 'own-password' | 'held' | undefined
> {
  return inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const account = await findLocked(tx, { orgId, personId });
    if (account?.standing !== 'active' || account.isClosed) return undefined;
    if (account.passwordHash !== passwordHash) return 'other-password';
    if (account.mustChange) return { mustChange: account };
    if (isChoosing) return 'own-password';
    const held = await heldToSso(tx, { orgId, personId });
    if (held === 'provider' || (held === 'with-second-factor' && !(await hasFactor(tx, account.identityId)))) return 'held'; // prettier-ignore
    const factors = await factorsOf(tx, account.identityId);
    const hasFactors = factors.some(isFactor);
    const trustedUntilMs = hasFactors ? await trustedUntil(tx, { orgId, account, device, factors }, ports) : undefined;
    const isAnswered = trustedUntilMs !== undefined;
    const step = { account, orgId, device, isKnownDevice, firstFactor: 'password', isAnswered } as const;
    const second = await secondStepOf(tx, step, ports);
    if (second) return { account, second };
    const { caller, refreshToken, endsMs } = await openSession(
      tx,
      { orgId, personId, identityId: account.identityId, firstFactor: 'password', device, isProved: !isAnswered },
      ports,
    );
    await knowDevice(tx, named, ports);
    await noteSignIn(tx, { caller, device, isKnownDevice }, ports);
    return { account, caller, refreshToken: refreshToken.text, endsMs, trustedUntilMs };
  });
}

/**
 * Hashes the password again if the cost has changed since, so that all accounts take the same time to answer. If too many calls
 * wait, this is left to the next sign-in.
 */
async function hashAnew(
  { account, second, orgId, password }: { readonly account: Account; readonly second?: SecondStep; readonly orgId: string; readonly password: string }, // prettier-ignore
  ports: IdentityPorts,
): Promise<void> {
  const hashed = await ports.passwords.hash(password);
  if (!hashed.ok) return;
  const personId = account.person.id;
  await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const now = await findLocked(tx, { orgId, personId });
    if (now?.passwordHash !== account.passwordHash) return; // changed meanwhile; the newer password stays
    await tx.query('select auth.change_password($1::uuid, $2, $3)', [
      personId,
      hashed.value,
      instantOfMs(ports.clock.nowMs()),
    ]);
    if (second) await keepChallenge(tx, { orgId, challenge: second.challenge, passwordHash: hashed.value }, ports);
  });
}

/** Returns the refusal of a right password that its person must replace. */
const newPasswordNeeded = (): Result<never> =>
  refuse(
    'access/new-password-needed',
    'This password was given to you by an administrator. Choose one of your own to sign in.',
    {},
  );

/**
 * Returns the refusal of a new password where the present one is the person's own. A device would not know which of the
 * two passwords is valid.
 */
const ownAlready = (): Result<never> =>
  refuse('request/invalid', 'This password is your own already. Sign in with it, without a new one.', {
    path: 'newPassword',
  });
