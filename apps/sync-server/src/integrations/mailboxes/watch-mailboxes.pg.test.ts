import { accept } from '@outpost/domain/kernel/refusal';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { memoryKeyStore } from '../../identity/keys/key-store.ts';
import { serviceAccountOf } from '../../jobs/service/service.ts';
import { readGrants } from '../../access/service-account.ts';
import { type Dovecot, hasDovecot, startDovecot } from '../../testing/mail/dovecot.ts';
import { makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { makeTestServer, type TestServer, type TestTenant } from '../../testing/test-server.ts';
import { webhookAdministrator, type WebhookAdministrator } from '../../testing/webhook-world.ts';
import { mailboxWatches, type MailboxWatches } from './watch-mailboxes.ts';

if (!hasDovecot)
  process.stderr.write('watching mailboxes was not tried: there is no dovecot (Debian: apt-get install dovecot-imapd)\n'); // prettier-ignore

const servers = hasDovecot ? ['dovecot'] : [];
const trusted = new Set<string>();
let database: TestDatabase;
let imap: Dovecot;
let test: TestServer;
let tenant: TestTenant;
let people: WebhookAdministrator[];
const opened: MailboxWatches[] = [];

const connect = async (place: number): Promise<void> => {
  const user = `idle${place}`;
  const settings = { address: `${user}@fenwright.example`, host: '127.0.0.1', port: imap.port, userName: user, password: imap.password }; // prettier-ignore
  expect((await people[place]?.ask('PUT /me/mailbox', settings))?.status).toBe(200);
};

beforeAll(async () => {
  if (!hasDovecot) return;
  database = await makeTestDatabase(inject('postgresUrl'));
  imap = await startDovecot();
  trusted.add(`127.0.0.1:${imap.port}`);
  test = await makeTestServer(database.database, { keyStore: memoryKeyStore(), outgoing: { trusted } });
  tenant = await test.tenant();
  people = [];
  for (const name of ['Meg', 'Ned']) people.push(await webhookAdministrator(test, tenant, { name, role: 'member' }));
  await connect(0);
});
afterAll(async () => {
  if (!hasDovecot) return;
  await Promise.all(opened.map((one) => one.stop()));
  await test.server.close();
  await imap.remove();
  await database.drop();
});

/** A server that watches mailboxes, and notes of which it heard. */
function watching(most?: number) {
  const heard: string[] = [];
  const account = serviceAccountOf({ pack: 'crm', grants: readGrants('crm', ['crm/activity:read@org']) });
  const { tenancy } = test.server;
  const watches = mailboxWatches({
    ...tenancy,
    installed: installedCatalogue,
    log: pino({ level: 'silent' }),
    keys: test.keys,
    outgoing: { trusted },
    mailReceiver: { account, receiver: { answered: () => Promise.resolve(accept(undefined)), keep: () => Promise.resolve(accept(false)) } }, // prettier-ignore
    onMail: (_orgId, id) => (heard.push(id), Promise.resolve()),
    ...(most === undefined ? {} : { most }),
  });
  opened.push(watches);
  return { watches, heard };
}
const mailboxIds = async () => (await tenant.rows<{ id: string }>('select id from store.mailbox order by id')).map(({ id }) => id); // prettier-ignore
const mail = 'From: a@example.com\r\nTo: b@example.com\r\nSubject: Hi\r\n\r\nHi\r\n';

describe.each(servers)('watching mailboxes by IDLE on %s', () => {
  it('[MBX-14] hears of an e-mail when it arrives, and again of the next one', async () => {
    const { watches, heard } = watching();
    await watches.look(tenant.orgId);
    expect(watches.count()).toBe(1);
    const [id] = await mailboxIds();
    await vi.waitFor(() => expect(heard).toEqual([id])); // what arrived before the connection was open
    await imap.deliver('idle0', mail);
    await vi.waitFor(() => expect(heard).toEqual([id, id]), 20_000);
    await imap.deliver('idle0', mail);
    await vi.waitFor(() => expect(heard).toEqual([id, id, id]), 20_000);
    await watches.stop();
    expect(watches.count()).toBe(0);
  });

  it('[MBX-15] is done by one server, by another one after its time, and not beyond a number of connections', async () => {
    test.advance(200_000);
    const [first, second] = [watching(), watching()];
    await Promise.all([first.watches.look(tenant.orgId), second.watches.look(tenant.orgId)]);
    expect(first.watches.count() + second.watches.count()).toBe(1);
    await connect(1);
    const bounded = watching(0);
    await bounded.watches.look(tenant.orgId);
    expect(bounded.watches.count()).toBe(0);
    await second.watches.look(tenant.orgId);
    await first.watches.look(tenant.orgId);
    expect(first.watches.count() + second.watches.count()).toBe(2);
    test.advance(200_000); // neither renews: their timers are slower than this clock
    const third = watching(1);
    await third.watches.look(tenant.orgId);
    expect(third.watches.count()).toBe(1);
  });

  it('[MBX-15] leaves a mailbox with a problem alone', async () => {
    test.advance(200_000);
    await tenant.rows(`update store.mailbox set problem = 'sign-in', next_at = null`);
    const { watches } = watching();
    await watches.look(tenant.orgId);
    expect(watches.count()).toBe(0);
  });
});
