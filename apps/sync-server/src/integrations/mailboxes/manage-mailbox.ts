import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { AuditAction } from '@outpost/domain/kernel/audit/audit-actions';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { instantOfMs } from '../../db/instant-at.ts';
import { readAsker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import type { GuardPorts } from '../../identity/outgoing/guarded-fetch.ts';
import type { ProviderPorts } from '../../identity/outgoing/openid-fetch.ts';
import { smtpPorts, trySendingAccount } from '../email/mail-transport.ts';
import { InboxFault, judgedMailServer, type MailAccount, refusedSignIn } from '../imap/imap-client.ts';
import { openInbox } from '../imap/inbox.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { ApiCaller } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import {
  type Mailbox,
  type MailboxKeeping,
  readMailboxOf,
  setMailboxKeeping,
} from '../../gateway/mailboxes/mailbox.ts';
import { sealPassword } from '../../gateway/mailboxes/mailbox-secret.ts';

export type ManageMailboxPorts = TenancyPorts & {
  readonly keys: Pick<KeyRing, 'unseal'>;
  readonly outgoing?: ProviderPorts;
};

/** A mailbox as its person sees it: never with the password. */
export type MailboxOverview = Pick<Mailbox, 'address' | 'host' | 'port' | 'userName' | 'provider' | 'sending' | 'keeps' | 'madeAt' | 'readAt' | 'kept' | 'skipped' | 'problem'>; // prettier-ignore

/** The settings of a mailbox without its secret. */
type TriedSettings = Pick<Mailbox, 'address' | 'host' | 'port' | 'userName' | 'sending'>;
export type MailboxSettings = TriedSettings & { readonly password: string };

/** Chosen: a mail server that does not answer in this time is not connected. */
const withinMs = 30_000;

const shownOf = ({ address, host, port, userName, provider, sending, keeps, madeAt, readAt, kept, skipped, problem }: Mailbox): MailboxOverview => ({ address, host, port, userName, provider, sending, keeps, madeAt, readAt, kept, skipped, problem }); // prettier-ignore

/** Refuses programs, and people without rights here. */
export async function judgeMailboxCaller(tx: Transaction, { installed }: Pick<ManageMailboxPorts, 'installed'>, caller: ApiCaller): Promise<Result<null>> {
  const { principal } = await readAsker(tx, { ...caller, installed });
  return caller.keyId !== undefined || principal.memberships.length === 0
    ? refuse('access/denied', 'Only a person connects a mailbox.', { action: 'administer' })
    : accept(null);
} // prettier-ignore

/** Returns the mailbox of the caller; null: none is connected. Nobody else sees it. */
export const showMailbox = (ports: ManageMailboxPorts, caller: ApiCaller): Promise<Result<MailboxOverview | null>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx) => {
    const mailbox = await readMailboxOf(tx, caller.orgId, caller.userId);
    return accept(mailbox ? shownOf(mailbox) : null);
  });

/**
 * MBX-1: connects the caller's mailbox, in place of an earlier one. It signs in first, so wrong settings are refused at once with `request/invalid`, and
 * nothing is kept then. E-mails that are there already are not read, unless the same account was connected: then reading goes on where it was.
 */
export async function connectMailbox(
  ports: ManageMailboxPorts,
  caller: ApiCaller,
  settings: MailboxSettings,
): Promise<Result<MailboxOverview>> {
  const { orgId } = caller;
  const { database, outgoing = {} } = ports;
  const judged = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => judgeMailboxCaller(tx, ports, caller));
  if (!judged.ok) return judged;
  const { password, ...entered } = settings;
  const sending = entered.sending && { ...entered.sending, host: entered.sending.host.trim().toLowerCase() };
  const tried = { ...entered, host: entered.host.trim().toLowerCase(), sending };
  const problem = await tryMailbox({ ...tried, secret: { password } }, outgoing);
  if (problem) return problem;
  return inTenant(database, { orgId, mode: 'write' }, async (tx) =>
    accept(shownOf(await addMailbox(tx, ports, { ...tried, caller, provider: null, secretText: password }))),
  );
}

/** MBX-6: signs in to a mailbox, and to its server for sending. Returns why it can't be connected, with the field that is wrong. Nothing is sent. */
export async function tryMailbox(
  { sending, ...account }: MailAccount & Pick<Mailbox, 'sending'>,
  guard: GuardPorts,
): Promise<Result<never> | undefined> {
  return (
    (await tryAccount(account, guard)) ??
    (sending === null ? undefined : await trySending({ ...account, ...sending }, guard))
  );
}

export type AddedMailbox = TriedSettings &
  Pick<Mailbox, 'provider'> & {
    readonly caller: ApiCaller;
    /** The password, or the tokens of the provider as text. It is sealed here. */
    readonly secretText: string;
  };

/** Keeps a mailbox that was tried, in place of an earlier one. */
export async function addMailbox(
  tx: Transaction,
  ports: Pick<ManageMailboxPorts, 'ids' | 'clock'>,
  { caller, address, host, port, userName, sending, provider, secretText }: AddedMailbox,
): Promise<Mailbox> {
  const { orgId, userId } = caller;
  const { ids, clock } = ports;
  const id = ids.newId();
  const sealed = await sealPassword(tx, { orgId, id, password: secretText }, { clock });
  // A mailbox that is connected anew stays private (MBX-16). The same account is read on from its place: answers of the meantime are not lost.
  const before = await readMailboxOf(tx, orgId, userId);
  const place = before?.host === host && before.userName === userName ? before : undefined;
  await tx.query('delete from store.mailbox where org_id = $1 and person_id = $2', [orgId, userId]);
  const now = instantOfMs(clock.nowMs());
  await tx.query(
    `insert into store.mailbox (org_id, id, person_id, address, host, port, user_name, sealed, made_at, sends_host, sends_port, provider, keeps, uid_validity, last_uid, read_at, failures, kept, skipped, tries, next_at, fence)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, 0, 0, $9, 0)`,
    [
      orgId,
      id,
      userId,
      address,
      host,
      port,
      userName,
      sealed,
      now,
      sending?.host ?? null,
      sending?.port ?? null,
      provider,
      before?.keeps ?? 'shared',
      place?.uidValidity ?? null,
      place?.lastUid ?? 0,
      place?.readAt ?? null,
    ],
  );
  await note(tx, ports, { caller, action: 'mailbox/connected', address });
  const mailbox = await readMailboxOf(tx, orgId, userId);
  if (!mailbox) throw new Error('The mailbox was just made');
  return mailbox;
}

/** Returns why an account can't be connected, with the field that is wrong. */
async function tryAccount(account: MailAccount, guard: GuardPorts): Promise<Result<never> | undefined> {
  try {
    await (await openInbox(account, { guard, withinMs })).close();
    return undefined;
  } catch (error) {
    if (!(error instanceof InboxFault)) throw error;
    return refuse('request/invalid', error.message, { path: error.problem === 'sign-in' ? 'body.password' : 'body.host' }); // prettier-ignore
  }
}

/** Returns why an account can't send, with the field that is wrong. Nothing is sent. */
async function trySending(account: MailAccount, guard: GuardPorts): Promise<Result<never> | undefined> {
  const wrong = (why: string): Result<never> => refuse('request/invalid', why, { path: 'body.sending.host' });
  try {
    const judged = await judgedMailServer(account, { ports: smtpPorts, guard });
    const problem = await trySendingAccount({ ...account, ...judged });
    if (problem === undefined) return undefined;
    return wrong(problem === 'sign-in' ? refusedSignIn('The mail server for sending', account.secret, 'SMTP') : 'There was no connection to the mail server for sending.'); // prettier-ignore
  } catch (error) {
    if (!(error instanceof InboxFault)) throw error;
    return wrong(error.message);
  }
}

/** MBX-16: sets whether the e-mails that come in from now on are shared at once. `request/invalid`: the caller has no mailbox. */
export async function keepMails(
  ports: ManageMailboxPorts,
  caller: ApiCaller,
  keeps: MailboxKeeping,
): Promise<Result<MailboxOverview>> {
  const { orgId, userId } = caller;
  return inTenant(ports.database, { orgId, mode: 'write' }, async (tx): Promise<Result<MailboxOverview>> => {
    const judged = await judgeMailboxCaller(tx, ports, caller);
    if (!judged.ok) return judged;
    const isSet = await setMailboxKeeping(tx, orgId, { personId: userId, keeps });
    const mailbox = isSet ? await readMailboxOf(tx, orgId, userId) : undefined;
    return mailbox
      ? accept(shownOf(mailbox))
      : refuse('request/invalid', 'Connect a mailbox first: this is a setting of your mailbox.', { path: 'body.keeps' });
  });
} // prettier-ignore

/** Disconnects the caller's mailbox: its password is deleted. What it brought stays. */
export async function disconnectMailbox(ports: ManageMailboxPorts, caller: ApiCaller): Promise<Result<null>> {
  const { orgId, userId } = caller;
  return inTenant(ports.database, { orgId, mode: 'write' }, async (tx): Promise<Result<null>> => {
    const [gone] = await tx.query<{ address: string }>('delete from store.mailbox where org_id = $1 and person_id = $2 returning address', [orgId, userId]); // prettier-ignore
    if (gone) await note(tx, ports, { caller, action: 'mailbox/disconnected', address: gone.address });
    return accept(null);
  });
}

type Noted = {
  readonly caller: ApiCaller;
  readonly action: Extract<AuditAction, `mailbox/${string}`>;
  readonly address: string;
};

/** Queues the entry of the class security about a mailbox. It never has a password. */
const note = (
  tx: Transaction,
  { clock }: Pick<ManageMailboxPorts, 'clock'>,
  { caller, action, address }: Noted,
): Promise<void> =>
  noteEvent(tx, caller.orgId, {
    action,
    nowMs: clock.nowMs(),
    by: caller.userId,
    session: caller.sessionId,
    details: { address: cutLabel(address) },
  });
