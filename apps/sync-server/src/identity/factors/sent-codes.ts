import type { SentKind } from '@outpost/domain/kernel/factor-kinds';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Transaction } from '../../db/database.ts';
import { codeForMs, codesCountedForMs, enterCode, makeCode, voidCode } from '../tries/codes.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { factorCodeMail } from '../mail/account-mails.ts';
import { queueMail } from '../mail/outbox.ts';
import { awaitReport } from './message-reports.ts';
import type { Account } from '../sessions/signed-in.ts';
import { purposeOf, type StoredFactor } from './stored-factors.ts';

const purpose = 'second-factor';
const minutes = codeForMs / 60_000;

/** Whether this server can send codes of a kind. */
export const canSend = (kind: SentKind, { accountMail, sms }: Pick<IdentityPorts, 'accountMail' | 'sms'>): boolean =>
  (kind === 'email' ? accountMail : sms) !== undefined;

/** A code that is made and, for a text message, not sent yet: `deliver` does that, after the transaction. */
export type Outgoing = { readonly kind: SentKind; readonly orgId: string; readonly personId: string; readonly to?: string; readonly text?: string }; // prettier-ignore
export type SentCode = { readonly minutes: number };

/**
 * Makes the code of a factor. `step`: a secret name of the step that asks for it. The code is valid only there, and
 * replaces an earlier one. Refuses `request/too-many` after three codes within half an hour, and `server/no-mail` where
 * this server sends none.
 */
export async function prepareCode(
  tx: Transaction,
  { factor, account, step }: { readonly factor: StoredFactor & { readonly kind: SentKind }; readonly account: Account; readonly step: string }, // prettier-ignore
  ports: IdentityPorts,
): Promise<Result<Outgoing>> {
  const { kind } = factor;
  const { identityId } = account;
  const orgId = account.organisation.id;
  const personId = account.person.id;
  if (!canSend(kind, ports)) return refuse('server/no-mail', 'This server sends no such codes. Use another way.', {});
  const counted = `${kind} of ${identityId}`; // an account's messages, to all of its numbers
  const made = await makeCode(tx, { purpose, email: counted, identityId, ticket: ticketOf(kind, step) }, ports);
  if (made.code === null)
    return refuse('request/too-many', `Enough codes were sent. Use the newest one, or try again in ${codesCountedForMs / 60_000} minutes.`, { waitSeconds: codesCountedForMs / 1_000 }); // prettier-ignore
  if (kind === 'email') {
    const mail = factorCodeMail({ to: account.person.email }, made.code, minutes);
    await queueMail(tx, { mail, forMs: codeForMs }, ports);
    return accept({ kind, orgId, personId });
  }
  const to = factor.sealed === null ? undefined : await ports.keys.unseal(factor.sealed, purposeOf(kind, identityId));
  if (to === undefined) throw new Error('The number of a factor cannot be unsealed');
  return accept({ kind, orgId, personId, to, text: `${made.code} is your Outpost code. Give it to nobody.` });
}

/**
 * Sends the message that `prepareCode` has made, after its commit, and counts it as a message of the organisation. A
 * used-up month refuses no code. Refuses `server/busy` where a text message was not taken.
 */
export async function deliver(outgoing: Outgoing, ports: IdentityPorts): Promise<Result<SentCode>> {
  const { kind, orgId } = outgoing;
  if (kind === 'email') ports.accountMail?.queued();
  else if ((await sendText(outgoing, ports)) !== 'sent')
    return refuse('server/busy', 'The text message could not be sent. Try again in a minute, or use another way.', { waitSeconds: 60 }); // prettier-ignore
  ports.messages?.add(orgId);
  return accept({ minutes });
}

async function sendText({ orgId, personId, to, text }: Outgoing, ports: IdentityPorts): Promise<'sent' | 'failed'> {
  if (to === undefined || text === undefined || !ports.sms) return 'failed';
  return ports.sms({ to, text, reportTo: await awaitReport({ orgId, personId }, ports) });
}

const ticketOf = (kind: SentKind, step: string): string => `${kind} code for ${step}`;

/** Uses a sent code up. Returns whether it was right: made for this step and this account, and not used before. */
export async function takeSentCode(
  tx: Transaction,
  { kind, step, identityId, answer }: { readonly kind: SentKind; readonly step: string; readonly identityId: string; readonly answer: string }, // prettier-ignore
  ports: IdentityPorts,
): Promise<boolean> {
  const ticket = ticketOf(kind, step);
  const entry = await enterCode(tx, { purpose, ticket, code: answer }, ports);
  return entry.isRight && entry.identityId === identityId && (await voidCode(tx, ticket));
}
