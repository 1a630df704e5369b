import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, inject } from 'vitest';
import { memoryKeyStore } from '../../identity/keys/key-store.ts';
import { smtpTransport } from '../../integrations/email/mail-transport.ts';
import { makeSalesWorld, type SalesWorld } from '../sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../test-database.ts';
import { made, makeTestServer, type TestServer, type TestServerOptions } from '../test-server.ts';
import { type Dovecot, hasDovecot, startDovecot } from './dovecot.ts';

/** The parts of a world with mailboxes. */
export type MailboxParts = {
  readonly database: TestDatabase;
  readonly imap: Dovecot;
  readonly test: TestServer;
  readonly w: SalesWorld;
};

/** An e-mail that went out, about a new deal of Mia's. */
export type SentMail = { readonly deal: string; readonly mail: string };

/**
 * A server with people who sell, that sends e-mails to a local SMTP server and reads the mailboxes of a dovecot. It is opened before the hooks that
 * stand behind it. `what`: what is not tried where there is no dovecot; then nothing is opened.
 */
export function givenMailboxes(what: string, options: () => Promise<TestServerOptions> = () => Promise.resolve({})) {
  if (!hasDovecot)
    process.stderr.write(`${what} were not tried: there is no dovecot (Debian: apt-get install dovecot-imapd)\n`);
  const [sent, trusted, keyStore] = [[] as string[], new Set<string>(), memoryKeyStore()];
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _session, done) => void text(stream).then((raw) => (sent.push(raw), done())),
  });
  let parts: MailboxParts | undefined;
  const opened = (): MailboxParts => {
    if (!parts) throw new Error('The world is there from the first hook on, where there is a dovecot');
    return parts;
  };
  beforeAll(async () => {
    if (!hasDovecot) return;
    const database = await makeTestDatabase(inject('postgresUrl'));
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const imap = await startDovecot();
    trusted.add(`127.0.0.1:${imap.port}`);
    const transport = smtpTransport(`smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`); // a port, as it listens on one
    const test = await makeTestServer(database.database, {
      keyStore,
      mail: { transport, from: 'Outpost <crm@fenwright.example>' },
      outgoing: { trusted },
      ...(await options()),
    });
    parts = { database, imap, test, w: await makeSalesWorld(test) };
  });
  afterAll(async () => {
    if (!parts) return;
    await parts.test.server.close();
    await parts.imap.remove();
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
    await parts.database.drop();
  });
  /** Lets time pass, and runs the workers until an e-mail and what follows from it are done. */
  const run = async (ms = 60_000): Promise<void> => {
    const { test, w } = opened();
    test.advance(ms);
    for (let round = 0; round < 3; round += 1) await test.server.runWorkers(w.tenant.orgId);
  };
  return {
    /** The names of the servers with which tests are tried. */
    servers: hasDovecot ? ['dovecot'] : [],
    opened,
    run,
    /** The e-mails that went out, as they were handed over. */
    sent,
    trusted,
    keyStore,
    /** The settings by which a user of the dovecot connects their mailbox. */
    settingsOf: (user: string, address = `${user}@fenwright.example`) => {
      const { port, password } = opened().imap;
      return { address, host: '127.0.0.1', port, userName: user, password };
    },
    async send(to = 'cleo@example.com'): Promise<SentMail> {
      const { w } = opened();
      const [deal, mail] = [w.id(), w.id()];
      await w.mia.do([w.deal(deal), made(mail, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: to, subject: 'Your offer', body: 'Dear Cleo' })]); // prettier-ignore
      await run();
      return { deal, mail };
    },
  };
}
