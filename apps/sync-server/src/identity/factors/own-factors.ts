import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { instantAt } from '../instant-at.ts';
import { factorAddedMail, factorRemovedMail } from '../mail/account-mails.ts';
import { tellAddress } from '../mail/outbox.ts';
import { type Account, findLocked, sessionEnded } from '../signed-in.ts';
import { totpPurpose } from './answers.ts';
import { writeBackupCodes } from './backup-codes.ts';
import { addFactor, factorsOf, isFactor, removeFactors, type StoredFactor, takeStep } from './stored-factors.ts';
import { newTotpSecret, stepOfCode, totpUri } from './totp.ts';

/** Chosen: a phone, a second one, and one for an accident. */
const mostApps = 5;

/** A factor as its person sees it. Instants are ISO 8601, UTC. `left`: backup codes that are not used. */
export type OwnFactor = {
  readonly id: string;
  readonly kind: StoredFactor['kind'];
  readonly name: string;
  readonly madeAt: string;
  readonly usedAt: string | null;
  readonly left: number | null;
};

/** Runs work with the caller's account locked, so that simultaneous changes of its factors happen one after the other. */
function withAccount<T>(
  { orgId, userId: personId }: Caller,
  ports: IdentityPorts,
  work: (tx: Transaction, account: Account) => Promise<Result<T>>,
): Promise<Result<T>> {
  return inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const account = await findLocked(tx, { orgId, personId });
    return account?.standing === 'active' ? work(tx, account) : sessionEnded('removed');
  });
}

/** Returns the caller's factors that are set up, the oldest first. */
export const listOwnFactors = (caller: Caller, ports: IdentityPorts): Promise<Result<readonly OwnFactor[]>> =>
  withAccount(caller, ports, async (tx, { identityId }) => {
    const factors = (await factorsOf(tx, identityId)).filter(({ confirmedMs }) => confirmedMs !== null);
    return accept(
      factors.map(({ id, kind, name, madeMs, usedMs, codesLeft }) => ({
        id,
        kind,
        name,
        madeAt: instantAt(madeMs),
        usedAt: usedMs === null ? null : instantAt(usedMs),
        left: kind === 'backup-codes' ? codesLeft : null,
      })),
    );
  });

/** An authenticator app to be set up: the secret in base32, and the address for its QR code. */
export type StartedTotp = { readonly id: string; readonly secret: string; readonly uri: string };

/**
 * Makes the secret of an authenticator app. It counts for nothing until `confirmTotp`; one that was begun before ends. Refuses
 * `request/invalid` where the account has enough of them.
 */
export const startTotp = (
  { caller, name }: { readonly caller: Caller; readonly name: string },
  ports: IdentityPorts,
): Promise<Result<StartedTotp>> =>
  withAccount(caller, ports, async (tx, { identityId, person }) => {
    const apps = (await factorsOf(tx, identityId)).filter(({ kind }) => kind === 'totp');
    const begun = apps.filter(({ confirmedMs }) => confirmedMs === null);
    if (apps.length - begun.length >= mostApps)
      return refuse('request/invalid', `You have ${mostApps} authenticator apps. Remove one first.`, { path: 'kind' });
    await removeFactors(tx, identityId, begun.map(({ id }) => id)); // prettier-ignore
    const id = ports.ids.newId();
    const secret = newTotpSecret(ports.random);
    const sealed = ports.keys.seal(secret, `${totpPurpose} ${identityId}`);
    const madeMs = ports.clock.nowMs();
    await addFactor(tx, { id, identityId, kind: 'totp', name, sealed, madeMs, isConfirmed: false });
    return accept({ id, secret, uri: totpUri(secret, person.email) });
  });

/** Backup codes, shown once. */
export type ShownCodes = { readonly codes: readonly string[] };

/**
 * Turns an authenticator app on, by a code that it shows. The first factor of an account brings ten backup codes; otherwise the answer has none.
 * Refuses `access/bad-code`, and `request/not-found` where nothing was begun.
 */
export async function confirmTotp(
  { caller, id, code }: { readonly caller: Caller; readonly id: string; readonly code: string },
  ports: IdentityPorts,
): Promise<Result<ShownCodes>> {
  const confirmed = await withAccount(caller, ports, async (tx, { identityId, person }) => {
    const factors = await factorsOf(tx, identityId);
    const begun = factors.find((factor) => factor.id === id && factor.kind === 'totp' && factor.confirmedMs === null);
    const secret =
      begun?.sealed == null ? undefined : await ports.keys.unseal(begun.sealed, `${totpPurpose} ${identityId}`);
    if (secret === undefined) return refuse('request/not-found', 'This set-up is over. Begin again.', { path: 'id' });
    const atMs = ports.clock.nowMs();
    const step = stepOfCode(secret, code, atMs);
    if (step === null || !(await takeStep(tx, { identityId, id, step, atMs })))
      return refuse('access/bad-code', 'This is not the code that the app shows now. Check the clock of the phone.', { triesLeft: 1 }); // prettier-ignore
    const hasCodes = factors.some(({ kind }) => kind === 'backup-codes');
    return accept({ email: person.email, codes: hasCodes ? [] : await writeBackupCodes(tx, identityId, ports) });
  });
  if (!confirmed.ok) return confirmed;
  const { email, codes } = confirmed.value;
  await tellAddress(factorAddedMail({ to: email }, 'an authenticator app'), ports);
  return accept({ codes });
}

/** Makes ten backup codes; the former ones end. Refuses `request/invalid` where there is no factor for which they could stand in. */
export const renewBackupCodes = (caller: Caller, ports: IdentityPorts): Promise<Result<ShownCodes>> =>
  withAccount(caller, ports, async (tx, { identityId }) => {
    if (!(await factorsOf(tx, identityId)).some(isFactor))
      return refuse('request/invalid', 'Set up a second factor first: backup codes stand in for it.', { path: 'kind' });
    return accept({ codes: await writeBackupCodes(tx, identityId, ports) });
  });

/** Removes a factor of the caller. With the last one go the backup codes. Refuses `request/not-found`. */
export async function removeOwnFactor(
  { caller, id }: { readonly caller: Caller; readonly id: string },
  ports: IdentityPorts,
): Promise<Result<void>> {
  const removed = await withAccount(caller, ports, async (tx, { identityId, person }) => {
    const factors = await factorsOf(tx, identityId);
    const one = factors.find((factor) => factor.id === id);
    if (!one) return refuse('request/not-found', 'You have no such factor.', { path: 'id' });
    const others = factors.filter((factor) => factor.id !== id);
    await removeFactors(tx, identityId, others.some(isFactor) ? [id] : factors.map((factor) => factor.id)); // prettier-ignore
    return accept({ email: person.email, name: one.name });
  });
  if (!removed.ok) return removed;
  await tellAddress(factorRemovedMail({ to: removed.value.email }, removed.value.name), ports);
  return accept(undefined);
}
