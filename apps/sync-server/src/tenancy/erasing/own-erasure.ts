import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import { membershipsOf } from '../../identity/accounts/write-password.ts';
import type { Caller, IdentityPorts } from '../../identity/identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { accountErasedMail, erasureAskedMail, erasureStoppedMail } from '../../identity/mail/account-mails.ts';
import { tellAddress } from '../../identity/mail/outbox.ts';
import { findAccount } from '../../identity/sessions/signed-in.ts';
import { asMade, newCode } from '../../identity/tries/codes.ts';
import { readTenantCatalogue } from '../../catalogue/tenant-catalogue.ts';
import { actAsServer } from '../act-as.ts';
import type { MemberPorts } from '../members.ts';
import { isOwner, readSeat } from '../organisation/ownership.ts';
import { eraseOnOwnRequest } from './erase-member.ts';
import type { EraseMemberPorts } from './judge-erasure.ts';
import { countNamesakes, readKnownMember } from './words-of-member.ts';

/** Chosen: the same grace as for an organisation (PLT-26). */
const graceMs = 30 * 86_400_000;

/** The erasure of an account that its person asked for. Instants are ISO 8601, UTC. */
export type OwnErasure = { readonly askedAt: string; readonly dueAt: string };

type Membership = { readonly org_id: string; readonly person_id: string };

const macOf = (code: string, { keys }: Pick<IdentityPorts, 'keys'>): Buffer =>
  keys.attemptMac(`stop an erasure:${asMade(code)}`);

/** Returns the erasure that the caller asked for and that waits, or null. */
export const readOwnErasure = (
  { database }: Pick<MemberPorts, 'database'>,
  { orgId, userId }: Caller,
): Promise<OwnErasure | null> =>
  inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const [row] = await tx.query<{ asked_ms: number; due_ms: number }>(
      'select asked_ms, due_ms from auth.account_erasure where org_id = $1 and person_id = $2',
      [orgId, userId],
    );
    return row ? { askedAt: instantOfMs(Number(row.asked_ms)), dueAt: instantOfMs(Number(row.due_ms)) } : null;
  });

/**
 * ADR 122: asks to erase the caller's whole account, in all of their organisations. It is erased after 30 days. Until then the person
 * continues to work, and may stop it in the settings or by the code of the mail. Refuses `request/invalid` for another address than the
 * account's, and `access/last-administrator` where the person is the only owner of an organisation. A second request changes
 * nothing.
 */
export async function askOwnErasure(
  ports: MemberPorts,
  caller: Caller,
  { email }: { readonly email: string },
): Promise<Result<OwnErasure>> {
  const waiting = await readOwnErasure(ports, caller);
  if (waiting) return accept(waiting);
  const account = await inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, (tx) =>
    findAccount(tx, { orgId: caller.orgId, personId: caller.userId }),
  );
  if (!account || account.person.email.toLowerCase() !== email.trim().toLowerCase())
    return refuse('request/invalid', 'Type the address with which you sign in.', { path: 'email' });
  const memberships = await ports.database.transaction('snapshot', (tx) => membershipsOf(tx, account.identityId));
  for (const membership of memberships) {
    const judged = await judgeLeaving(ports, membership);
    if (!judged.ok) return judged;
  }
  const code = newCode(ports.random);
  const nowMs = ports.identity.clock.nowMs();
  for (const { org_id: orgId, person_id: personId } of memberships) {
    await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
      tx.query(
        'insert into auth.account_erasure (org_id, person_id, asked_ms, due_ms, stop_mac) values ($1, $2, $3, $4, $5) on conflict do nothing',
        [orgId, personId, nowMs, nowMs + graceMs, macOf(code, ports.identity)],
      ),
    );
    const noted = await actAsServer(ports, { orgId }, { label: 'A person asked to erase their account', edits: [] });
    if (!noted.ok) return noted;
  }
  const erasure = { askedAt: instantOfMs(nowMs), dueAt: instantOfMs(nowMs + graceMs) };
  await tellAddress(
    erasureAskedMail({ to: account.person.email }, { code, on: erasure.dueAt.slice(0, 10) }),
    ports.identity,
  );
  return accept(erasure);
}

/** Refuses `access/last-administrator` for the only owner of an organisation. A person who is no member any more is accepted. */
async function judgeLeaving(
  ports: MemberPorts,
  { org_id: orgId, person_id: userId }: Membership,
): Promise<Result<void>> {
  const seat = await readSeat(ports, { orgId, userId, sessionId: '' });
  if (!seat.ok) return accept(undefined);
  const { caller, owners, organisation } = seat.value;
  return isOwner(caller) && owners.length < 2
    ? refuse('access/last-administrator', `You are the only owner of ${organisation}. Transfer the ownership to another person first, or delete the organisation.`, { id: userId }) // prettier-ignore
    : accept(undefined);
}

/** Stops the erasure that the caller asked for, in all of their organisations. Refuses `request/invalid` where none waits. */
export async function stopOwnErasure(ports: MemberPorts, { orgId, userId }: Caller): Promise<Result<void>> {
  const [row] = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ stop_mac: Uint8Array }>(
      'select stop_mac from auth.account_erasure where org_id = $1 and person_id = $2',
      [orgId, userId],
    ),
  );
  return row && (await stopBy(ports.identity, Buffer.from(row.stop_mac)))
    ? accept(undefined)
    : refuse('request/invalid', 'No erasure of your account waits.', { path: 'id' });
}

/** Stops an erasure by the code from its mail, without a session. Returns whether there was one. */
export const stopErasureByCode = (code: string, ports: IdentityPorts): Promise<boolean> =>
  stopBy(ports, macOf(code, ports));

async function stopBy(ports: IdentityPorts, mac: Buffer): Promise<boolean> {
  const found = await ports.database.transaction('snapshot', (tx) =>
    tx.query<Membership>('select org_id, person_id from auth.account_erasures_by($1)', [mac]),
  );
  let to: string | undefined;
  for (const { org_id: orgId, person_id: personId } of found)
    await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
      await tx.query('delete from auth.account_erasure where org_id = $1 and person_id = $2', [orgId, personId]);
      to ??= (await findAccount(tx, { orgId, personId }))?.person.email;
    });
  if (to !== undefined) await tellAddress(erasureStoppedMail({ to }), ports);
  return found.length > 0;
}

/**
 * Erases the people of a tenant whose time has come. A worker calls it in rounds. A person who has become the only owner meanwhile stays,
 * and their request ends.
 */
export async function finishOwnErasures(
  ports: EraseMemberPorts & { readonly eraser: Database },
  orgId: string,
): Promise<void> {
  const due = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<Membership>(
      'select org_id, person_id from auth.account_erasure where org_id = $1 and due_ms <= $2 order by due_ms limit 20',
      [orgId, ports.identity.clock.nowMs()],
    ),
  );
  for (const membership of due) await finishOne(ports, membership);
}

async function finishOne(
  ports: EraseMemberPorts & { readonly eraser: Database },
  membership: Membership,
): Promise<void> {
  const { org_id: orgId, person_id: personId } = membership;
  const asked = { orgId, mode: 'snapshot' } as const;
  const found = await inTenant(ports.database, asked, (tx) => livingPerson(tx, ports, membership));
  const judged = await judgeLeaving(ports, membership);
  if (!found || !judged.ok) {
    await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
      tx.query('delete from auth.account_erasure where org_id = $1 and person_id = $2', [orgId, personId]),
    );
    return;
  }
  const account = await inTenant(ports.database, asked, (tx) => findAccount(tx, { orgId, personId }));
  await eraseOnOwnRequest(ports, { orgId, ...found });
  if (account)
    await tellAddress(accountErasedMail({ to: account.person.email }, account.organisation.name), ports.identity);
}

/** Returns a person who is still a member, and whether no other record has their name; undefined for others. */
async function livingPerson(
  tx: Transaction,
  ports: MemberPorts,
  { org_id: orgId, person_id: id }: Membership,
): Promise<{ readonly record: StoredRecord; readonly inTexts: boolean } | undefined> {
  const tenant = { orgId, installed: ports.installed, ...(await readTenantCatalogue(tx, orgId, ports.installed)) };
  const member = await readKnownMember(tx, tenant, id);
  if (member?.record?.life !== 'alive') return undefined;
  return { record: member.record, inTexts: (await countNamesakes(tx, tenant, member)) === 0 };
}
