import type { SentKind } from '@outpost/domain/kernel/factor-kinds';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { AuditAction } from '@outpost/domain/kernel/audit/audit-actions';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { codesMadeMail, factorAddedMail, factorRemovedMail } from '../mail/account-mails.ts';
import { queueNotice, tellAddress } from '../mail/outbox.ts';
import { endTrust } from '../sessions/end-trust.ts';
import { type Account, findLocked, sessionEnded } from '../sessions/signed-in.ts';
import { writeBackupCodes } from './backup-codes.ts';
import { beginFactor, type BegunSent, type BegunTotp, finishBegun, proveFactor } from './begin-factor.ts';
import { noteNewFactor } from './recovery.ts';
import { factorsOf, isFactor, removeFactors, renameFactor, type StoredFactor } from './stored-factors.ts';

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
export function withAccount<T>(
  { orgId, userId: personId }: Caller,
  ports: IdentityPorts,
  work: (tx: Transaction, account: Account) => Promise<Result<T>>,
): Promise<Result<T>> {
  return inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const account = await findLocked(tx, { orgId, personId });
    return account?.standing === 'active' ? work(tx, account) : sessionEnded('removed');
  });
}

/**
 * Queues the entry of a caller's change to their own factors. Devices ask for a second factor again after each change
 * of them.
 */
async function noteOwn(
  tx: Transaction,
  { orgId, userId }: Caller,
  { action, details, ports }: { readonly action: AuditAction; readonly details: Readonly<Record<string, string>>; readonly ports: IdentityPorts }, // prettier-ignore
): Promise<void> {
  const { origin } = ports;
  const nowMs = ports.clock.nowMs();
  await noteEvent(tx, orgId, { action, nowMs, origin, by: userId, about: userId, details });
  if (action !== 'factor/codes-made') await endTrust(tx, { orgId, personId: userId, nowMs, origin });
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
        madeAt: instantOfMs(madeMs),
        usedAt: usedMs === null ? null : instantOfMs(usedMs),
        left: kind === 'backup-codes' ? codesLeft : null,
      })),
    );
  });

/** Begins to set up an authenticator app of the caller. Refuses for the reasons of `beginFactor`. */
export const startTotp = (
  { caller, name }: { readonly caller: Caller; readonly name: string },
  ports: IdentityPorts,
): Promise<Result<BegunTotp>> =>
  withAccount(caller, ports, async (tx, account) => {
    const begun = await beginFactor(tx, { account, kind: 'totp', name }, ports);
    if (!begun.ok) return begun;
    if (!('uri' in begun.value)) throw new Error('An authenticator app has an address');
    return accept(begun.value);
  });

/**
 * Sends a code to the caller's address, or to a telephone (E.164), to set such a factor up. Refuses for the reasons
 * of `beginFactor` and `deliver`.
 */
export async function startSent(
  { caller, kind, phone }: { readonly caller: Caller; readonly kind: SentKind; readonly phone?: string },
  ports: IdentityPorts,
): Promise<Result<BegunSent>> {
  const begun = await withAccount(caller, ports, (tx, account) => beginFactor(tx, { account, kind, phone }, ports));
  if (!begun.ok) return begun;
  const sent = await finishBegun(begun.value, ports);
  if (!sent.ok) return sent;
  if (!('minutes' in sent.value)) throw new Error('A sent code has minutes');
  return accept(sent.value);
}

/** Backup codes, shown once. */
export type ShownCodes = { readonly codes: readonly string[] };

/**
 * Turns a factor on that was begun, by its first code. The first factor of an account brings ten backup codes.
 * Otherwise the answer has none. Refuses `access/bad-code`, and `request/not-found` where nothing was begun.
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
      return refuse('access/bad-code', factor.kind === 'passkey' ? 'This passkey took too long. Begin again.' : factor.kind === 'totp' ? 'This is not the code that the app shows now. Check the clock of the phone.' : 'This is not the newest code, or it is too old.', { triesLeft: 1 }); // prettier-ignore
    await noteNewFactor(tx, { orgId: caller.orgId, personId: caller.userId }, ports.clock.nowMs());
    await noteOwn(tx, caller, { action: 'factor/added', details: { kind: factor.kind, name: factor.name }, ports });
    const hasCodes = factors.some(({ kind }) => kind === 'backup-codes');
    const codes = hasCodes ? [] : await writeBackupCodes(tx, identityId, ports);
    return accept({ email: person.email, name: factor.name, codes });
  });
  if (!confirmed.ok) return confirmed;
  const { email, name, codes } = confirmed.value;
  await tellAddress(factorAddedMail({ to: email }, name), ports);
  return accept({ codes });
}

/**
 * Makes ten backup codes. The former ones end, and the person gets a mail. Refuses `request/invalid` where there is no
 * factor that they could replace.
 */
export async function renewBackupCodes(caller: Caller, ports: IdentityPorts): Promise<Result<ShownCodes>> {
  const renewed = await withAccount(caller, ports, async (tx, { identityId, person }) => {
    if (!(await factorsOf(tx, identityId)).some(isFactor))
      return refuse(
        'request/invalid',
        'Set up a second factor first: backup codes replace it when you do not have it.',
        { path: 'kind' },
      );
    await noteOwn(tx, caller, { action: 'factor/codes-made', details: {}, ports });
    await queueNotice(tx, codesMadeMail({ to: person.email }), ports);
    return accept({ codes: await writeBackupCodes(tx, identityId, ports) });
  });
  if (renewed.ok) ports.accountMail?.queued();
  return renewed;
}

/**
 * Gives a factor of the caller that is set up another name. It needs no proof, and devices that the person trusts stay
 * trusted, because no protection changes. Refuses `request/not-found`.
 */
export const renameOwnFactor = (
  { caller, id, name }: { readonly caller: Caller; readonly id: string; readonly name: string },
  ports: IdentityPorts,
): Promise<Result<void>> =>
  withAccount(caller, ports, async (tx, { identityId }) => {
    const one = (await factorsOf(tx, identityId)).find((factor) => factor.id === id);
    if (one?.name === name && isFactor(one)) return accept(undefined);
    if (!one || !(await renameFactor(tx, { identityId, id, name })))
      return refuse('request/not-found', 'You have no such factor.', { path: 'id' });
    const { orgId, userId } = caller;
    const details = { kind: one.kind, name, formerName: one.name };
    const event = {
      action: 'factor/renamed',
      origin: ports.origin,
      by: userId,
      about: userId,
      details,
      key: `renames of ${userId}`,
    } as const;
    await noteEvent(tx, orgId, { ...event, nowMs: ports.clock.nowMs() });
    return accept(undefined);
  });

/** Removes a factor of the caller. The backup codes are removed with the last one. Refuses `request/not-found`. */
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
    await noteOwn(tx, caller, { action: 'factor/removed', details: { kind: one.kind, name: one.name }, ports });
    return accept({ email: person.email, name: one.name });
  });
  if (!removed.ok) return removed;
  await tellAddress(factorRemovedMail({ to: removed.value.email }, removed.value.name), ports);
  return accept(undefined);
}
