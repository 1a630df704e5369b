import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { instantAt } from '../instant-at.ts';
import { factorAddedMail, factorRemovedMail } from '../mail/account-mails.ts';
import { tellAddress } from '../mail/outbox.ts';
import { type Account, findLocked, sessionEnded } from '../signed-in.ts';
import { writeBackupCodes } from './backup-codes.ts';
import { addFactor, factorsOf, isFactor, noteUse, purposeOf, removeFactors, type StoredFactor, takeStep } from './stored-factors.ts'; // prettier-ignore
import { canSend, deliver, prepareCode, type SentCode, takeSentCode } from './sent-codes.ts';
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

/** The kinds of factor that this server lets people set up. */
export const kindsToSetUp = (ports: IdentityPorts): readonly SetUpKind[] =>
  (['totp', 'email', 'sms'] as const).filter((kind) => kind === 'totp' || canSend(kind, ports));
export type SetUpKind = 'totp' | 'email' | 'sms';

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
 * Makes the secret of an authenticator app. It counts for nothing until `confirmFactor`; one that was begun before ends. Refuses
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
    const sealed = ports.keys.seal(secret, purposeOf('totp', identityId));
    const madeMs = ports.clock.nowMs();
    await addFactor(tx, { id, identityId, kind: 'totp', name, sealed, madeMs, isConfirmed: false });
    return accept({ id, secret, uri: totpUri(secret, person.email) });
  });

/** A factor whose code the server has sent: it is set up by that code. */
export type StartedSent = SentCode & { readonly id: string };

/**
 * Sends a code to the account's address, or to a telephone (E.164). The factor counts for nothing until `confirmFactor`; one that was begun
 * before ends. Refuses what `prepareCode` refuses, and `request/invalid` where the account has enough of them.
 */
export async function startSent(
  { caller, kind, phone }: { readonly caller: Caller } & ({ readonly kind: 'email'; readonly phone?: undefined } | { readonly kind: 'sms'; readonly phone: string }), // prettier-ignore
  ports: IdentityPorts,
): Promise<Result<StartedSent>> {
  const begun = await withAccount(caller, ports, async (tx, account) => {
    const { identityId } = account;
    const known = (await factorsOf(tx, identityId)).filter((each) => each.kind === kind);
    const unfinished = known.filter(({ confirmedMs }) => confirmedMs === null);
    if (known.length > unfinished.length)
      return refuse('request/invalid', 'You have such a factor already. Remove it first.', { path: 'kind' });
    await removeFactors(tx, identityId, unfinished.map(({ id }) => id)); // prettier-ignore
    const id = ports.ids.newId();
    const name = phone === undefined ? 'Code by e-mail' : `Text message to ••${phone.slice(-2)}`;
    const sealed = phone === undefined ? {} : { sealed: ports.keys.seal(phone, purposeOf(kind, identityId)) };
    await addFactor(tx, { id, identityId, kind, name, ...sealed, madeMs: ports.clock.nowMs(), isConfirmed: false });
    const factor = (await factorsOf(tx, identityId)).find((each) => each.id === id);
    if (!factor) throw new Error('An added factor is not there');
    const prepared = await prepareCode(tx, { factor: { ...factor, kind }, account, step: setUpStep(id) }, ports);
    return prepared.ok ? accept({ id, outgoing: prepared.value }) : prepared;
  });
  if (!begun.ok) return begun;
  const sent = await deliver(begun.value.outgoing, ports);
  return sent.ok ? accept({ ...sent.value, id: begun.value.id }) : sent;
}

const setUpStep = (id: string): string => `setting up ${id}`;

/** Backup codes, shown once. */
export type ShownCodes = { readonly codes: readonly string[] };

/** Uses the code that proves that a factor which was begun works. */
async function proveFactor(
  tx: Transaction,
  { factor, identityId, code }: { readonly factor: StoredFactor; readonly identityId: string; readonly code: string },
  ports: IdentityPorts,
): Promise<boolean> {
  const { id, kind, sealed } = factor;
  const atMs = ports.clock.nowMs();
  if (kind === 'email' || kind === 'sms') {
    const isRight = await takeSentCode(tx, { kind, step: setUpStep(id), identityId, answer: code }, ports);
    return isRight && noteUse(tx, { identityId, id, atMs });
  }
  const secret = sealed === null ? undefined : await ports.keys.unseal(sealed, purposeOf(kind, identityId));
  if (secret === undefined) throw new Error('The secret of a factor cannot be unsealed');
  const step = stepOfCode(secret, code, atMs);
  return step !== null && takeStep(tx, { identityId, id, step, atMs });
}

/**
 * Turns a factor on that was begun, by its first code. The first factor of an account brings ten backup codes; otherwise the answer has none.
 * Refuses `access/bad-code`, and `request/not-found` where nothing was begun.
 */
export async function confirmFactor(
  { caller, id, code }: { readonly caller: Caller; readonly id: string; readonly code: string },
  ports: IdentityPorts,
): Promise<Result<ShownCodes>> {
  const confirmed = await withAccount(caller, ports, async (tx, { identityId, person }) => {
    const factors = await factorsOf(tx, identityId);
    const factor = factors.find((each) => each.id === id && each.confirmedMs === null);
    if (!factor) return refuse('request/not-found', 'This set-up is over. Begin again.', { path: 'id' });
    if (!(await proveFactor(tx, { factor, identityId, code }, ports)))
      return refuse('access/bad-code', factor.kind === 'totp' ? 'This is not the code that the app shows now. Check the clock of the phone.' : 'This is not the newest code, or it is too old.', { triesLeft: 1 }); // prettier-ignore
    const hasCodes = factors.some(({ kind }) => kind === 'backup-codes');
    const codes = hasCodes ? [] : await writeBackupCodes(tx, identityId, ports);
    return accept({ email: person.email, name: factor.name, codes });
  });
  if (!confirmed.ok) return confirmed;
  const { email, name, codes } = confirmed.value;
  await tellAddress(factorAddedMail({ to: email }, name), ports);
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
