import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { instantOfMs } from '../../db/instant-at.ts';
import { readAsker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { addressProblem, type GuardPorts } from '../../identity/outgoing/guarded-fetch.ts';
import { codeForMs, codesCountedForMs, enterCode, makeCode, voidCode } from '../../identity/tries/codes.ts';
import type { ApiCaller } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import { confirmNoticeNumber, enterNoticeNumber, type NoticeNumber, readNoticeNumber, removeNoticeNumber } from './notice-number.ts'; // prettier-ignore
import type { NoticeOutcome, PushPlace, PushSender } from './notice-ways.ts';
import { addSubscription, listSubscriptions, mostSubscriptions, type PushSubscription, removeSubscription } from './push-subscriptions.ts'; // prettier-ignore

/** Sends a text to a person of an organisation. Undefined for an organisation without a number on this server. */
export type TextOfNotices = (orgId: string) => ((to: string, text: string) => Promise<NoticeOutcome>) | undefined;

export type ManageChannelPorts = TenancyPorts & {
  readonly identity: Pick<IdentityPorts, 'clock' | 'random' | 'keys'>;
  /** Null: this server sends no pushes. */
  readonly push: Pick<PushSender, 'publicKey'> | null;
  readonly textOf: TextOfNotices;
  readonly outgoing?: GuardPorts;
};

/** The channels of a person beside e-mail. `publicKey` null: this server sends no pushes. `sendsTexts`: whether it sends texts for the organisation. */
export type NoticeChannels = {
  readonly publicKey: string | null;
  readonly subscriptions: (PushSubscription & { readonly isThisSession: boolean })[];
  readonly sendsTexts: boolean;
  readonly number: Pick<NoticeNumber, 'number' | 'state'> | null;
};

/** Refuses programs, and people without rights here. */
async function judgeCaller(tx: Transaction, { installed }: Pick<ManageChannelPorts, 'installed'>, caller: ApiCaller): Promise<Result<null>> {
  const { principal } = await readAsker(tx, { ...caller, installed });
  return caller.keyId !== undefined || principal.memberships.length === 0
    ? refuse('access/denied', 'Only a person sets where their notifications are sent.', { action: 'administer' })
    : accept(null);
} // prettier-ignore

async function readChannels(tx: Transaction, { clock, push, textOf }: ManageChannelPorts, { orgId, userId: personId, sessionId }: ApiCaller): Promise<NoticeChannels> {
  const subscriptions = await listSubscriptions(tx, { orgId, personId, nowMs: clock.nowMs() });
  const number = await readNoticeNumber(tx, { orgId, personId });
  return {
    publicKey: push?.publicKey ?? null,
    subscriptions: subscriptions.map((one) => ({ ...one, isThisSession: one.sessionId === sessionId })),
    sendsTexts: textOf(orgId) !== undefined,
    number: number ? { number: number.number, state: number.state } : null,
  };
} // prettier-ignore

/** Returns the channels of the caller. Nobody else sees them. */
export const showChannels = (ports: ManageChannelPorts, caller: ApiCaller): Promise<Result<NoticeChannels>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx) => accept(await readChannels(tx, ports, caller))); // prettier-ignore

/** Changes the channels of the caller in one transaction, and returns them. */
const changeChannels = (
  ports: ManageChannelPorts,
  caller: ApiCaller,
  change: (tx: Transaction) => Promise<Result<null>>,
): Promise<Result<NoticeChannels>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const judged = await judgeCaller(tx, ports, caller);
    const changed = judged.ok ? await change(tx) : judged;
    return changed.ok ? accept(await readChannels(tx, ports, caller)) : changed;
  });

/** NTF-7: adds a browser of the caller. Its address must be one of the public internet, on https. */
export function subscribe(ports: ManageChannelPorts, caller: ApiCaller, place: PushPlace): Promise<Result<NoticeChannels>> {
  const { orgId, userId: personId, sessionId } = caller;
  return changeChannels(ports, caller, async (tx) => {
    if (!ports.push) return refuse('request/invalid', 'body.endpoint: this server sends no pushes. Its operator sets OUTPOST_VAPID_PUBLIC_KEY.', { path: 'body.endpoint' });
    const problem = addressProblem(place.endpoint, ports.outgoing?.trusted);
    if (problem !== undefined) return refuse('request/invalid', `body.endpoint: ${problem}`, { path: 'body.endpoint' });
    return (await addSubscription(tx, { orgId, personId, sessionId, place }, ports))
      ? accept(null)
      : refuse('request/invalid', `body.endpoint: you have ${mostSubscriptions} browsers with pushes. Remove one first.`, { path: 'body.endpoint' });
  });
} // prettier-ignore

/** Removes a browser of the caller. The answer is the same where it is not there. */
export const unsubscribe = (
  ports: ManageChannelPorts,
  caller: ApiCaller,
  id: string,
): Promise<Result<NoticeChannels>> =>
  changeChannels(ports, caller, async (tx) => {
    await removeSubscription(tx, { orgId: caller.orgId, personId: caller.userId, id });
    return accept(null);
  });

const purpose = 'notice-number';
/** The code belongs to this person and this number. */
const ticketOf = ({ orgId, userId }: ApiCaller, number: string): string => `number for notices ${orgId} ${userId} ${number}`; // prettier-ignore

/** Returns the account of a person, by which codes are counted. */
async function identityOf(tx: Transaction, { orgId, userId }: ApiCaller): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>('select identity_id as id from auth.membership where org_id = $1 and person_id = $2 order by identity_id limit 1', [orgId, userId]); // prettier-ignore
  return row?.id ?? null;
}

/**
 * NTF-9: keeps a number of the caller, and sends a code to it. Refuses `request/too-many` after three codes within half an hour, also to other numbers, and
 * `server/busy` where the text was not taken.
 */
export async function enterNumber(ports: ManageChannelPorts, caller: ApiCaller, number: string): Promise<Result<NoticeChannels>> {
  const { orgId, userId: personId } = caller;
  const { clock, ids, identity } = ports;
  const send = ports.textOf(orgId);
  if (!send) return refuse('request/invalid', 'body.number: this server sends no texts for your organisation. Its operator sets TWILIO_TEXT_SENDERS.', { path: 'body.number' });
  const made: { code: string | null } = { code: null };
  const entered = await changeChannels(ports, caller, async (tx) => {
    const counted = `texts about notifications of ${orgId} ${personId}`; // to all of their numbers
    made.code = (await makeCode(tx, { purpose, email: counted, identityId: await identityOf(tx, caller), ticket: ticketOf(caller, number) }, identity)).code;
    if (made.code === null) return accept(null);
    await enterNoticeNumber(tx, { orgId, personId, id: ids.newId(), number, now: instantOfMs(clock.nowMs()) });
    return accept(null);
  });
  if (!entered.ok) return entered;
  if (made.code === null)
    return refuse('request/too-many', `Enough codes were sent. Use the newest one, or try again in ${codesCountedForMs / 60_000} minutes.`, { waitSeconds: codesCountedForMs / 1_000 });
  const { is } = await send(number, `${made.code} is your Outpost code for texts about notifications, for ${codeForMs / 60_000} minutes. Reply STOP to end them.`);
  return is === 'sent' || is === 'unclear' ? entered : refuse('server/busy', 'The text message could not be sent. Look at the number, or try again in a minute.', { waitSeconds: 60 });
} // prettier-ignore

/** NTF-9: confirms the caller's number by the code that was sent to it. Every wrong, old or used code has the same refusal. */
export const confirmNumber = (ports: ManageChannelPorts, caller: ApiCaller, code: string): Promise<Result<NoticeChannels>> => {
  const { orgId, userId: personId } = caller;
  const tried = { isRight: false, triesLeft: 0 };
  return changeChannels(ports, caller, async (tx) => {
    const number = (await readNoticeNumber(tx, { orgId, personId }))?.number ?? '';
    const ticket = ticketOf(caller, number);
    const entry = await enterCode(tx, { purpose, ticket, code }, ports.identity);
    if (!entry.isRight) tried.triesLeft = entry.triesLeft;
    tried.isRight = entry.isRight && (await voidCode(tx, ticket)) && (await confirmNoticeNumber(tx, { orgId, personId, number, now: instantOfMs(ports.clock.nowMs()) }));
    return accept(null); // a refusal would take back the count of the try
  }).then((changed) =>
    !changed.ok || tried.isRight ? changed : refuse('access/bad-code', 'This code is wrong, used or too old. Enter the newest one, or ask for another.', { triesLeft: tried.triesLeft }));
}; // prettier-ignore

/** Removes the caller's number. */
export const removeNumber = (ports: ManageChannelPorts, caller: ApiCaller): Promise<Result<NoticeChannels>> =>
  changeChannels(ports, caller, async (tx) => {
    await removeNoticeNumber(tx, { orgId: caller.orgId, personId: caller.userId });
    return accept(null);
  });
