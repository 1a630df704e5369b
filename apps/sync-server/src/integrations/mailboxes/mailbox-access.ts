import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { readAsker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { Mailbox } from '../../gateway/mailboxes/mailbox.ts';
import { openPassword } from '../../gateway/mailboxes/mailbox-secret.ts';
import { claimTokens, type ClaimedTokens, endTokens, keepTokens, type MailboxTokens, putOffRefresh, readTokens, sealTokens } from '../../gateway/mailboxes/mailbox-tokens.ts'; // prettier-ignore
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { mailboxSignInMail } from '../../identity/mail/account-mails.ts';
import { queueNotice } from '../../identity/mail/outbox.ts';
import type { ProviderPorts } from '../../identity/outgoing/openid-fetch.ts';
import type { ServicePorts } from '../../jobs/service/service.ts';
import { InboxFault, type MailSecret } from '../imap/imap-client.ts';
import { type MailProvider, mailProviderNames, refreshMailGrant } from './mail-grant.ts';

export type MailboxAccessPorts = Pick<ServicePorts, 'database' | 'installed' | 'clock'> & {
  readonly log: Logger;
  readonly keys: Pick<IdentityPorts['keys'], 'unseal'>;
  readonly outgoing?: ProviderPorts;
  /** The providers of this server. Left out: there are none. */
  readonly mailProviders?: readonly MailProvider[];
  /** Tells people by mail. Left out: only the page of the mailbox says it. */
  readonly identity?: IdentityPorts;
};
type Which = Pick<Mailbox, 'id' | 'personId' | 'sealed' | 'provider'>;

/** Chosen: a token is replaced so long before it ends. Reading a piece of a mailbox takes two minutes at most. */
const earlyMs = 300_000;
/** Chosen: while another server asks the provider, this one looks again so often and so many times. */
const [lookEveryMs, mostLooks] = [250, 48];

/** Returns the secret that signs in to a mailbox: its password, or an access token that is valid for some minutes. Throws `InboxFault`. */
export async function mailboxSecretOf(ports: MailboxAccessPorts, orgId: string, mailbox: Which): Promise<MailSecret> {
  if (mailbox.provider !== null) return { accessToken: await accessTokenOf(ports, orgId, mailbox) };
  const password = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => openPassword(tx, { orgId, mailbox }, ports)); // prettier-ignore
  return { password };
}

const mustSignIn = (provider: MailProvider['key'] | null): InboxFault =>
  new InboxFault('sign-in', `The sign-in ${provider === null ? '' : `with ${mailProviderNames[provider]} `}has ended. Sign in again.`); // prettier-ignore

/** MBX-19: returns an access token. One server at a time asks for a new one; the others wait for it. */
async function accessTokenOf(ports: MailboxAccessPorts, orgId: string, mailbox: Which): Promise<string> {
  const { database, clock } = ports;
  const { id, provider } = mailbox;
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const found = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readTokens(tx, { orgId, id }, ports));
    if (!found) throw new InboxFault('unreachable', 'The mailbox was disconnected meanwhile.');
    const { tokens, notBeforeMs } = found;
    if (tokens.refresh === null) throw mustSignIn(provider);
    const leftMs = tokens.endsMs - clock.nowMs();
    if (leftMs > earlyMs) return tokens.access;
    if (notBeforeMs > clock.nowMs()) {
      if (leftMs > 0) return tokens.access;
      throw new InboxFault('unreachable', 'The provider of the mailbox gave no new access. It is asked again later.');
    }
    // The tokens are read again with the claim: another server may have replaced them since the look.
    const claimed = await inTenant(database, { orgId, mode: 'write' }, (tx) => claimTokens(tx, { orgId, id, nowMs: clock.nowMs() }, ports)); // prettier-ignore
    if (claimed) {
      const access = await refreshed(ports, { orgId, mailbox, claimed });
      if (access !== undefined) return access;
    } else await sleep(lookEveryMs);
  }
  throw new InboxFault('unreachable', 'Another server still asks the provider of the mailbox.');
}

type Refreshing = { readonly orgId: string; readonly mailbox: Which; readonly claimed: ClaimedTokens };

/** Asks the provider for a new access token. Undefined: another server has claimed it meanwhile, or has asked just before. */
async function refreshed(
  ports: MailboxAccessPorts,
  { orgId, mailbox, claimed }: Refreshing,
): Promise<string | undefined> {
  const { database, clock, log, outgoing = {} } = ports;
  const { id } = mailbox;
  const { fence, tokens: held } = claimed;
  const claim = { id, fence };
  const write = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => inTenant(database, { orgId, mode: 'write' }, work); // prettier-ignore
  const before = held.refresh;
  if (before === null) throw mustSignIn(mailbox.provider);
  const keep = (tokens: MailboxTokens): Promise<boolean> =>
    write(async (tx) =>
      keepTokens(tx, orgId, { ...claim, sealed: await sealTokens(tx, { orgId, id, tokens }, ports) }),
    );
  if (held.endsMs - clock.nowMs() > earlyMs) {
    await keep(held);
    return held.access;
  }
  const provider = ports.mailProviders?.find(({ key }) => key === mailbox.provider);
  const putOff = () => write((tx) => putOffRefresh(tx, orgId, { ...claim, nowMs: clock.nowMs() }));
  if (!provider) {
    await putOff();
    throw new InboxFault('unreachable', 'This server has no client at the provider of the mailbox.');
  }
  const grant = await refreshMailGrant(provider, before, outgoing);
  if (grant.is === 'granted') {
    // A provider that rotates tokens has ended the old one already: the new one is kept in the transaction that ends the claim.
    const tokens = { refresh: grant.refresh ?? before, access: grant.access, endsMs: clock.nowMs() + grant.forMs };
    return (await keep(tokens)) ? grant.access : undefined;
  }
  if (grant.is === 'over') {
    await write((tx) => endAndTell(tx, ports, { orgId, mailbox, fence }));
    ports.identity?.accountMail?.queued();
    throw mustSignIn(mailbox.provider);
  }
  log.warn({ orgId, mailbox: id, why: grant.why }, 'the provider of a mailbox gave no new access');
  await putOff();
  if (held.endsMs > clock.nowMs()) return held.access;
  throw new InboxFault('unreachable', grant.why);
}

/** Ends the tokens of a mailbox, and tells its person once. */
async function endAndTell(
  tx: Transaction,
  ports: MailboxAccessPorts,
  { orgId, mailbox, fence }: { readonly orgId: string; readonly mailbox: Which; readonly fence: number },
): Promise<void> {
  const { id, personId, provider } = mailbox;
  const sealed = await sealTokens(tx, { orgId, id, tokens: { refresh: null, access: '', endsMs: 0 } }, ports);
  const isEnded = await endTokens(tx, orgId, { id, fence, sealed });
  if (!isEnded || !ports.identity || provider === null) return;
  const { person } = await readAsker(tx, { orgId, userId: personId, installed: ports.installed });
  const to = person?.fields['email'];
  if (typeof to === 'string') await queueNotice(tx, mailboxSignInMail({ to, orgId, provider: mailProviderNames[provider] }), ports.identity); // prettier-ignore
}

/** Ends the access to a mailbox whose mail server refuses each access token, and tells its person once. A claim of another server does not stop it. */
export async function endMailboxAccess(ports: MailboxAccessPorts, orgId: string, mailbox: Which): Promise<void> {
  const { id } = mailbox;
  await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const claimed = await claimTokens(tx, { orgId, id, nowMs: ports.clock.nowMs(), overrides: true }, ports);
    if (!claimed || claimed.tokens.refresh === null) return; // its person was told before
    await endAndTell(tx, ports, { orgId, mailbox, fence: claimed.fence });
  });
  ports.identity?.accountMail?.queued();
}

/** Discards an access token that the mail server refused: the next one is asked for at once. Its person is not told yet. */
export async function discardAccessToken(ports: MailboxAccessPorts, orgId: string, { id }: Pick<Mailbox, 'id'>): Promise<void> {
  await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const claimed = await claimTokens(tx, { orgId, id, nowMs: ports.clock.nowMs() }, ports);
    if (!claimed) return;
    const sealed = await sealTokens(tx, { orgId, id, tokens: { ...claimed.tokens, endsMs: 0 } }, ports);
    await keepTokens(tx, orgId, { id, fence: claimed.fence, sealed });
  });
} // prettier-ignore
