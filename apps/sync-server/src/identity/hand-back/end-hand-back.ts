import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import { hasFactor } from '../factors/stored-factors.ts';
import { secondFactorNeeded, type SecondStep, secondStepOf } from '../factors/challenge.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { deviceKeyOf, isDeviceKey, knowDevice } from '../tries/lockout.ts';
import { tellOfNewDevice } from '../sessions/new-device.ts';
import { noteSignIn } from '../accounts/noted-account.ts';
import { openSession, type SeenDevice } from '../sessions/sessions.ts';
import { domainOfEmail } from '../providers/domains.ts';
import { heldToSso, ssoNeeded } from '../providers/rule.ts';
import { findLocked, type SignedIn, signedIn } from '../sessions/signed-in.ts';
import { type HandBackOutcome, type ProvedPerson, type ShownCode, signInOver, takeHandBack } from './hand-back.ts';

export type EndHandBack = ShownCode & {
  readonly device: ShownCode['device'] & {
    /** The server gave it to the device at an earlier sign-in with this address. */
    readonly key?: string | undefined;
    /**
     * The device's keys for several accounts. One may belong to this person: the device did not know before who would sign in.
     */
    readonly keys?: readonly string[] | undefined;
    readonly seen?: SeenDevice | undefined;
  };
};

/**
 * Exchanges the code that the browser brought back. The next steps are the same as after a password: the one
 * challenge step, and a session. Refuses `access/sign-in-over`, `access/second-factor-needed`, and with the refusal
 * of the sign-in in the browser.
 */
export async function endHandBack(
  input: EndHandBack,
  ports: IdentityPorts,
  later: Later = () => Promise.resolve(signInOver()),
): Promise<Result<SignedIn>> {
  const taken = await takeHandBack(input, ports);
  if (!taken.ok) return taken;
  const { outcome, deviceName } = taken.value;
  const device = { ...input.device, name: deviceName };
  if (outcome.kind === 'refused') return { ok: false, ...outcome.refusal } as Result<never>; // a refusal of ours, sealed as it was
  if (outcome.kind === 'answer') return signInOver(); // it opens no session by itself
  if (outcome.kind === 'later') return later(outcome, device);
  return openProved({ person: outcome.person, device }, ports);
}

export type OpeningDevice = EndHandBack['device'] & { readonly name: string };

/** A way's handling of an outcome of kind `later`: returns the refusal that says what the person must do. */
export type Later = (
  outcome: Extract<HandBackOutcome, { readonly kind: 'later' }>,
  device: OpeningDevice,
) => Promise<Result<never>>;

/** Opens a session for a person who has been proved without a password, or the challenge before it. */
export async function openProved(
  { person, device }: { readonly person: ProvedPerson; readonly device: OpeningDevice },
  ports: IdentityPorts,
): Promise<Result<SignedIn>> {
  const opened = await inTenant(ports.database, { orgId: person.orgId, mode: 'write' }, (tx) => open(tx, { person, device }, ports)); // prettier-ignore
  if (opened === 'over') return signInOver();
  if (opened === 'denied')
    return refuse('access/denied', 'Your access is suspended or was never given. Ask an administrator of your organisation.', { action: 'sign-in' }); // prettier-ignore
  if ('held' in opened) return ssoNeeded(opened.held);
  if ('challenge' in opened) return secondFactorNeeded(opened);
  if (!opened.isKnownDevice) await tellOfNewDevice({ account: opened.account, device }, ports);
  return accept(await signedIn(opened, ports));
}

async function open(
  tx: Transaction,
  { person, device }: { readonly person: ProvedPerson; readonly device: OpeningDevice },
  ports: IdentityPorts,
): Promise<
  | (Parameters<typeof signedIn>[0] & { readonly isKnownDevice: boolean })
  | SecondStep
  | { readonly held: string }
  | 'over'
  | 'denied'
> {
  const { orgId, personId, identityId, firstFactor, second } = person;
  const account = await findLocked(tx, { orgId, personId });
  if (account?.standing !== 'active') return 'denied';
  if (account.identityId !== identityId) return 'over';
  if (firstFactor !== 'sso') {
    const held = await heldToSso(tx, { orgId, personId });
    if (held === 'provider' || (held === 'with-second-factor' && second !== 'proved' && !(await hasFactor(tx, identityId)))) return { held: domainOfEmail(account.person.email) }; // prettier-ignore
  }
  const named = { emailKey: emailKeyOf(account.person.email), deviceId: device.id };
  const isKnownDevice = [device.key, ...(device.keys ?? [])].some((key) => isDeviceKey(key, named, ports));
  if (second !== 'left-out') {
    const isAnswered = second === 'proved';
    const step = await secondStepOf(tx, { account, orgId, device, isKnownDevice, firstFactor, isAnswered }, ports);
    if (step) return step;
  }
  const { caller, refreshToken, endsMs } = await openSession(
    tx,
    { orgId, personId, identityId, firstFactor, device },
    ports,
  );
  await knowDevice(tx, named, ports);
  await noteSignIn(tx, { caller, device, isKnownDevice, firstFactor }, ports);
  const deviceKey = deviceKeyOf(named, ports);
  return {
    account,
    caller,
    refreshToken: refreshToken.text,
    endsMs,
    proofKey: device.proofKey,
    deviceKey,
    isKnownDevice,
  };
}
