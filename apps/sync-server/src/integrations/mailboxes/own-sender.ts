import { readAsker } from '../../access/asker.ts';
import { inTenant } from '../../db/database.ts';
import { type Mailbox, readMailboxOf } from '../../gateway/mailboxes/mailbox.ts';
import type { OwnMailbox } from '../email/email-adapter.ts';
import { type Mail, type MailOutcome, sendByAccount, smtpPorts } from '../email/mail-transport.ts';
import { InboxFault, judgedMailServer } from '../imap/imap-client.ts';
import { keepSentCopy } from '../imap/sent-copy.ts';
import { type MailboxAccessPorts, discardAccessToken, mailboxSecretOf } from './mailbox-access.ts';
import type { MailboxWorkPorts } from './mailbox-work.ts';

/** Chosen: a copy that takes longer is not kept. */
const copyWithinMs = 30_000;

/** Chosen: an e-mail that waits for the sign-in of its person is looked at so often. Some hundred of them must not keep the server busy. */
const heldMs = 600_000;

export type OwnSenderPorts = MailboxAccessPorts & Pick<MailboxWorkPorts, 'workers'>;

/** The functions by which e-mails go out from people's own mailboxes. `stop`: waits for the copies that were begun. */
export type OwnSenders = {
  readonly mailboxOf: (orgId: string, personId: string) => Promise<OwnMailbox | undefined>;
  readonly stop: () => Promise<void>;
};

/**
 * MBX-9, MBX-10: returns the functions by which e-mails go out from people's own mailboxes. A copy of a sent one is kept in the mailbox afterwards, once. Its outcome
 * does not wait for the copy, and a copy that fails does not send the e-mail again.
 */
export function ownSenders(ports: OwnSenderPorts): OwnSenders {
  const { database, clock, log } = ports;
  const guard = ports.outgoing ?? {};
  const copies = new Set<Promise<unknown>>();

  const send = async (orgId: string, mailbox: Mailbox, mail: Mail): Promise<MailOutcome> => {
    const { address, userName, sending } = mailbox;
    if (!sending) throw new Error('This mailbox sends nothing');
    const faulty = (error: unknown): InboxFault => {
      if (error instanceof InboxFault) return error;
      throw error;
    };
    const secret = await mailboxSecretOf(ports, orgId, mailbox).catch(faulty);
    if (secret instanceof InboxFault) return { status: 'later', why: secret.message, isHeld: true, waitMs: heldMs };
    const judged = await judgedMailServer(sending, { ports: smtpPorts, guard }).catch(faulty);
    if (judged instanceof InboxFault)
      return { status: judged.problem === 'address' ? 'refused' : 'later', why: judged.message };
    const { outcome, source, isSignInRefused } = await sendByAccount({ ...sending, ...judged, userName, secret }, { ...mail, sender: address }); // prettier-ignore
    if (isSignInRefused && mailbox.provider !== null) {
      // A token may end before its time. The e-mail waits for the next one, or for its person.
      await discardAccessToken(ports, orgId, mailbox);
      return { status: 'later', why: 'The mail server did not accept the sign-in of its provider.' };
    }
    if (outcome.status !== 'sent') return outcome;
    const kept = { source, messageId: mail.messageId, at: new Date(clock.nowMs()) };
    const copy = keepSentCopy({ ...mailbox, secret }, kept, { guard, withinMs: copyWithinMs })
      .then((isKept) =>
        isKept ? undefined : log.info({ orgId, mailbox: mailbox.id }, 'a mailbox has no folder for sent e-mails'),
      ) // prettier-ignore
      .catch((error: unknown) =>
        log.warn({ orgId, mailbox: mailbox.id, err: error }, 'no copy of a sent e-mail was kept'),
      ) // prettier-ignore
      .finally(() => copies.delete(copy));
    copies.add(copy);
    if (ports.workers === 'when-asked') await copy;
    return outcome;
  };

  return {
    async mailboxOf(orgId, personId) {
      const found = await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
        const mailbox = await readMailboxOf(tx, orgId, personId);
        const asker = mailbox && (await readAsker(tx, { orgId, userId: personId, installed: ports.installed }));
        return mailbox && asker && asker.principal.memberships.length > 0 ? { mailbox, asker } : undefined;
      });
      if (!found) return undefined;
      const { mailbox, asker } = found;
      const { address } = mailbox;
      const name = asker.person?.fields['name'];
      const shown = typeof name === 'string' ? name.replaceAll(/["\\<>\p{Cc}]/gu, ' ').trim() : '';
      const from = shown === '' ? address : `"${shown}" <${address}>`;
      return { address, from, ...(mailbox.sending ? { send: (mail: Mail) => send(orgId, mailbox, mail) } : {}) };
    },
    async stop() {
      await Promise.all(copies);
    },
  };
}
