import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accessEntities } from '../access/principal.ts';
import { inTenant } from '../db/database.ts';
import { noteEvent } from '../journal/events/note-event.ts';
import { badCode, codeForMs, enterCode, isCodeOf, makeCode, voidCode } from '../identity/tries/codes.ts';
import type { Caller } from '../identity/identity-ports.ts';
import {
  alreadyRegisteredMail,
  emailChangedMail,
  newAddressMail,
  presentAddressMail,
} from '../identity/mail/account-mails.ts';
import { queueMail, tellAddress } from '../identity/mail/outbox.ts';
import { provePassword } from '../identity/accounts/prove-password.ts';
import { type Account, findAccount, sessionEnded } from '../identity/sessions/signed-in.ts';
import { membershipsOf } from '../identity/accounts/write-password.ts';
import { applyAsServer } from './create-tenant.ts';
import type { MemberPorts } from './members.ts';

const [ofNew, ofPresent] = ['new-address', 'present-address'] as const;

/** The tickets of the two codes: of the new address, and of the present one. */
export type AskedToChangeEmail = {
  readonly ticket: string;
  readonly presentTicket: string;
  readonly minutes: number;
};

/**
 * Begins to change the caller's own address: a code goes to the new address, and another one to the present address. So
 * the owner of the present address learns of the change. The answer is the same where the new address has an account.
 * Its owner is notified. Refuses a wrong password like a sign-in, `request/invalid` for the present address, and
 * `server/no-mail`.
 */
export async function askToChangeEmail(
  ports: MemberPorts,
  { caller, email, password }: { readonly caller: Caller; readonly email: string; readonly password: string },
): Promise<Result<AskedToChangeEmail>> {
  const { accountMail, database } = ports.identity;
  if (!accountMail)
    return refuse('server/no-mail', 'This server sends no e-mail. Ask an administrator to change your address.', {});
  const account = await ownAccount(ports, caller);
  if (!account) return sessionEnded('removed');
  const present = account.person.email;
  const proved = await provePassword({ email: present, password, knownDevice: caller.deviceId }, ports.identity);
  if (!proved.ok) return proved;
  if (emailKeyOf(email) === emailKeyOf(present))
    return refuse('request/invalid', 'This is your address already.', { path: 'email' });
  const minutes = codeForMs / 60_000;
  const [to, identityId] = [email.trim(), account.identityId];
  const tickets = await database.transaction('write', async (tx) => {
    const taken = await tx.query('select identity_id from auth.find_identity($1)', [emailKeyOf(email)]);
    const made = await makeCode(tx, { purpose: ofNew, email, identityId }, ports.identity);
    const asked = await makeCode(tx, { purpose: ofPresent, email: present, identityId }, ports.identity);
    const toNew = (code: string) =>
      taken.length > 0 ? alreadyRegisteredMail({ to }) : newAddressMail({ to }, code, minutes);
    for (const mail of [
      made.code === null ? null : toNew(made.code),
      asked.code === null ? null : presentAddressMail({ to: present }, { code: asked.code, minutes, next: to }),
    ])
      await queueMail(tx, { mail, forMs: codeForMs }, ports.identity);
    return { ticket: made.ticket, presentTicket: asked.ticket };
  });
  accountMail.queued();
  return accept({ ...tickets, minutes });
}

export type ChangeEmail = {
  readonly email: string;
  readonly ticket: string;
  readonly code: string;
  readonly presentTicket: string;
  readonly presentCode: string;
};

/**
 * Changes the caller's own address, by the codes from both addresses, in all their organisations. Both addresses are notified.
 * Refuses `access/bad-code`, also where the new address belongs to another account.
 */
export async function changeEmail(
  ports: MemberPorts,
  caller: Caller,
  { email, ticket, code, presentTicket, presentCode }: ChangeEmail,
): Promise<Result<void>> {
  const { database } = ports.identity;
  const account = await ownAccount(ports, caller);
  if (!account) return sessionEnded('removed');
  const present = account.person.email;
  const codes = [
    { purpose: ofPresent, ticket: presentTicket, code: presentCode, email: present },
    { purpose: ofNew, ticket, code, email },
  ] as const;
  for (const one of codes) {
    const entered = await database.transaction('write', async (tx) => {
      const entry = await enterCode(tx, one, ports.identity);
      if (!entry.isRight) return entry;
      const isTheirs = entry.identityId === account.identityId && (await isCodeOf(tx, one, ports.identity));
      return isTheirs ? entry : ({ isRight: false, triesLeft: 0 } as const);
    });
    if (!entered.isRight) return badCode(entered.triesLeft, one.email.trim());
  }
  const isFirst = await database.transaction('write', async (tx) => {
    const both = [await voidCode(tx, ticket), await voidCode(tx, presentTicket)];
    return both.every(Boolean);
  });
  if (!isFirst) return badCode(0);
  const to = email.trim();
  const isMoved = await inTenant(database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<{ moved: boolean }>('select auth.change_address($1::uuid, $2, $3) as moved', [
      caller.userId,
      emailKeyOf(email),
      to,
    ]);
    if (row?.moved !== true) return false;
    const nowMs = ports.identity.clock.nowMs();
    await noteEvent(tx, caller.orgId, { action: 'address/changed', nowMs, by: caller.userId, about: caller.userId, session: caller.sessionId }); // prettier-ignore
    return true;
  });
  if (!isMoved) return badCode(0, to);
  await followInRecords(ports, account, to);
  for (const told of [present, to]) await tellAddress(emailChangedMail({ to: told }, to), ports.identity);
  return accept(undefined);
}

const ownAccount = ({ identity: { database } }: MemberPorts, { orgId, userId }: Caller): Promise<Account | undefined> =>
  inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const account = await findAccount(tx, { orgId, personId: userId });
    return account?.standing === 'active' ? account : undefined;
  });

/** Writes the address into the person's record of each of their organisations, by an act of the server. */
async function followInRecords(ports: MemberPorts, { identityId, person }: Account, email: string): Promise<void> {
  const memberships = await ports.database.transaction('snapshot', (tx) => membershipsOf(tx, identityId));
  for (const { org_id: orgId, person_id: id } of memberships) {
    const [record] = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query<{ version: number; email: string | null }>(
        `select version, fields ->> 'email' as email from store.platform_person where org_id = $1 and id = $2 and life = 'alive'`,
        [orgId, id],
      ),
    );
    if (record && record.email !== email)
      await applyAsServer(ports, orgId, {
        label: cutLabel(`${person.name} changed their e-mail`),
        edits: [{ id, entity: accessEntities.person, seen: Number(record.version), fields: { email: [record.email, email] } }], // prettier-ignore
      });
  }
}
