import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { readAsker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { keepMailSignIn, type MailboxProviderKey, readMailSignIn, type StartedMailSignIn, takeMailSignIn } from '../../gateway/mailboxes/mailbox-sign-in.ts'; // prettier-ignore
import type { MailboxTokens } from '../../gateway/mailboxes/mailbox-tokens.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { endedAmong } from '../../identity/sessions/sessions.ts';
import type { ApiCaller } from '../../tenancy/act-as.ts';
import { exchangeMailCode, type MailProvider, mailProviderNames, mailSignInAddress } from './mail-grant.ts'; // prettier-ignore
import { addMailbox, judgeMailboxCaller, type ManageMailboxPorts, tryMailbox } from './manage-mailbox.ts';

export type MailboxOauthPorts = Omit<ManageMailboxPorts, 'keys'> & {
  readonly keys: Pick<KeyRing, 'unseal' | 'attemptMac'>;
  readonly random: RandomBytes;
  readonly providers: readonly MailProvider[];
  /** This server's address, to which providers send browsers back. */
  readonly at: string;
};

/** The path of the page to which a provider sends the browser back. Each provider has its own, so that one cannot answer for another (RFC 9700, 4.4). */
export const mailboxPages = '/sign-in/mailbox/';

const [orgBytes, secretBytes] = [16, 32];
/** 48 bytes in base64url. */
const stateForm = /^[A-Za-z0-9_-]{64}$/;

/** Returns the organisation that a state names. Undefined: it is no state of ours. */
function orgIn(state: string): string | undefined {
  if (!stateForm.test(state)) return undefined;
  const hex = Buffer.from(state, 'base64url').subarray(0, orgBytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** RFC 7636, section 4.1: 43 characters. It is made of the state by the server's key, so it is kept nowhere. */
const verifierOf = ({ keys }: MailboxOauthPorts, state: string): string =>
  keys.attemptMac(`mailbox verifier\u0000${state}`).toString('base64url');

const redirectOf = ({ at }: MailboxOauthPorts, key: MailboxProviderKey): string => new URL(`${mailboxPages}${key}`, at).href; // prettier-ignore

/** MBX-17: begins a sign-in of the caller at a provider. Returns the provider's page, which the person's browser opens. Refuses `request/invalid` where this server has no client there. */
export async function startMailSignIn(ports: MailboxOauthPorts, caller: ApiCaller, key: MailboxProviderKey): Promise<Result<{ readonly address: string }>> {
  const { orgId, userId: personId, sessionId } = caller;
  const { database, clock } = ports;
  const provider = ports.providers.find((each) => each.key === key);
  if (!provider)
    return refuse('request/invalid', `body.provider: this server offers no sign-in with ${mailProviderNames[key]}. Its operator sets OUTPOST_MAILBOX_PROVIDERS.`, { path: 'body.provider' });
  const state = Buffer.concat([Buffer.from(orgId.replaceAll('-', ''), 'hex'), ports.random(secretBytes)]).toString('base64url');
  const kept = await inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const judged = await judgeMailboxCaller(tx, ports, caller);
    if (judged.ok) await keepMailSignIn(tx, orgId, { personId, sessionId, provider: key, state, nowMs: clock.nowMs() });
    return judged;
  });
  if (!kept.ok) return kept;
  const asked = { state, verifier: verifierOf(ports, state), redirectUri: redirectOf(ports, key) };
  return accept({ address: await mailSignInAddress(provider, asked, ports.outgoing ?? {}) });
} // prettier-ignore

/** The answer of a provider's page, as the browser brought it. */
export type BroughtAnswer = { readonly provider: string; readonly state: string; readonly code: string | undefined };

type Found = { readonly provider: MailProvider; readonly orgId: string; readonly state: string };

function foundOf(ports: MailboxOauthPorts, { provider: key, state }: BroughtAnswer): Found | undefined {
  const provider = ports.providers.find((each) => each.key === key);
  const orgId = orgIn(state);
  return provider && orgId !== undefined ? { provider, orgId, state } : undefined;
}

const askedOf = ({ clock }: MailboxOauthPorts, { provider, state }: Found) => ({ state, provider: provider.key, nowMs: clock.nowMs() }); // prettier-ignore

async function emailOf(tx: Transaction, ports: MailboxOauthPorts, orgId: string, { personId }: StartedMailSignIn): Promise<string> {
  const { person } = await readAsker(tx, { orgId, userId: personId, installed: ports.installed });
  const email = person?.fields['email'];
  return typeof email === 'string' ? email : '';
} // prettier-ignore

/** Returns whether the session that began a sign-in goes on. After a sign-out, or a lost device, the sign-in connects nothing. */
const isStanding = async (tx: Transaction, orgId: string, { sessionId }: StartedMailSignIn): Promise<boolean> =>
  (await endedAmong(tx, orgId, [sessionId])).size === 0;

/** MBX-18: returns whose account a mailbox would come to. Undefined: no such sign-in waits. Nothing is used up: programs open addresses, too. */
export async function whoseMailSignIn(ports: MailboxOauthPorts, brought: BroughtAnswer): Promise<{ readonly email: string; readonly provider: string } | undefined> {
  const found = foundOf(ports, brought);
  if (!found) return undefined;
  const { orgId } = found;
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const started = await readMailSignIn(tx, orgId, askedOf(ports, found));
    if (!started || !(await isStanding(tx, orgId, started))) return undefined;
    return { email: await emailOf(tx, ports, orgId, started), provider: mailProviderNames[started.provider] };
  });
} // prettier-ignore

/** `over`: no such sign-in waits. `cancelled`: the person or the provider said no. `failed`: `why`, for the person. */
export type EndedMailSignIn =
  | { readonly is: 'connected'; readonly address: string }
  | { readonly is: 'over' | 'cancelled' }
  | { readonly is: 'failed'; readonly why: string };

/** MBX-18: ends a sign-in: exchanges its code, signs in to the mailbox, and keeps it in place of an earlier one. The state is used up in each case. */
export async function endMailSignIn(ports: MailboxOauthPorts, brought: BroughtAnswer): Promise<EndedMailSignIn> {
  const found = foundOf(ports, brought);
  if (!found) return { is: 'over' };
  const { orgId, provider, state } = found;
  const { database, clock, outgoing = {} } = ports;
  const taken = await inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const started = await takeMailSignIn(tx, orgId, askedOf(ports, found));
    if (!started || !(await isStanding(tx, orgId, started))) return undefined;
    return { started, email: await emailOf(tx, ports, orgId, started) };
  });
  if (!taken) return { is: 'over' };
  if (brought.code === undefined) return { is: 'cancelled' };
  const asked = { state, verifier: verifierOf(ports, state), redirectUri: redirectOf(ports, provider.key) };
  const grant = await exchangeMailCode(provider, brought.code, asked, outgoing);
  if (grant.is !== 'granted') return { is: 'failed', why: grant.why };
  const { refresh, access, forMs } = grant;
  if (refresh === undefined)
    return { is: 'failed', why: `${mailProviderNames[provider.key]} gave no access that lasts. Remove Outpost from the apps of your account there first.` };
  const address = grant.address ?? taken.email;
  const settings = { address, userName: address, ...provider.imap, sending: provider.smtp };
  const problem = await tryMailbox({ ...settings, secret: { accessToken: access } }, outgoing);
  if (problem && !problem.ok) return { is: 'failed', why: `${problem.message} The address of the mailbox is ${address}.` };
  const tokens: MailboxTokens = { refresh, access, endsMs: clock.nowMs() + forMs };
  const caller = { orgId, userId: taken.started.personId, sessionId: taken.started.sessionId };
  return inTenant(database, { orgId, mode: 'write' }, async (tx): Promise<EndedMailSignIn> => {
    // The person may have lost their rights or signed out meanwhile.
    const judged = await judgeMailboxCaller(tx, ports, caller);
    if (!judged.ok || !(await isStanding(tx, orgId, taken.started))) return { is: 'over' };
    await addMailbox(tx, ports, { ...settings, caller, provider: provider.key, secretText: JSON.stringify(tokens) });
    return { is: 'connected', address };
  });
} // prettier-ignore
