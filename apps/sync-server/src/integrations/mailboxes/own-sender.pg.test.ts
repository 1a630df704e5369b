import type { AddressInfo, Socket } from 'node:net';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { SMTPServer } from 'smtp-server';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { leaseMs } from '../../jobs/intents/claim-intents.ts';
import { smtpTransport } from '../email/mail-transport.ts';
import { type Dovecot, hasDovecot, startDovecot } from '../../testing/mail/dovecot.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import {
  changeEdit,
  made,
  makeTestServer,
  type TestDevice,
  testPassword,
  type TestServer,
} from '../../testing/test-server.ts';

if (!hasDovecot)
  process.stderr.write('sending from own mailboxes was not tried: there is no dovecot (Debian: dovecot-imapd)\n');
const servers = hasDovecot ? ['dovecot'] : [];

type Taken = { readonly from: string; readonly to: string; readonly user: string | undefined; readonly raw: string };
/** An answer that a mail server gives to the next e-mail in place of taking it. `cut`: it takes the e-mail, and the connection breaks. */
type SmtpAnswer = { readonly code: number; readonly words: string } | 'cut';

/** A mail server for sending. `password`: it asks for one. */
function smtpServer(password?: string) {
  const taken: Taken[] = [];
  const answers: SmtpAnswer[] = [];
  const sockets = new Set<Socket>();
  const cutAll = (): void => {
    for (const one of sockets) one.destroy();
  };
  const server = new SMTPServer({
    disabledCommands: password === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: password === undefined,
    onAuth: ({ username, password: given }, _session, done) =>
      given === password ? done(null, { user: username }) : done(new Error('Wrong password')),
    onData: (stream, { envelope, user }, done) =>
      void textOf(stream).then((raw) => {
        const answer = answers.shift();
        if (answer !== undefined && answer !== 'cut')
          return done(Object.assign(new Error(answer.words), { responseCode: answer.code }));
        taken.push({ from: envelope.mailFrom === false ? '' : envelope.mailFrom.address, to: envelope.rcptTo.map(({ address }) => address).join(), user: typeof user === 'string' ? user : undefined, raw }); // prettier-ignore
        if (answer === 'cut') return cutAll(); // it has taken the text
        return done();
      }),
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => sockets.add(socket).size);
  return {
    taken,
    answers,
    start: async (): Promise<number> => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return (server.server.address() as AddressInfo).port;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

type Person = { readonly device: TestDevice; readonly ask: (route: string, body?: unknown) => Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> }; // prettier-ignore
/** Adds a person of Mia's team, who signs in for each request: their tokens do not last as long as these tests' hours. */
async function person(name: string): Promise<Person> {
  const email = `${test.newId()}@fenwright.example`;
  const device = await w.tenant.person(name, 'member', { email, teamId: w.teams.t1 });
  return {
    device,
    async ask(route, body) {
      const signedIn = await test.fetch('/auth/sign-in', { body: { email, password: testPassword, device: { id: device.device, name: 'Laptop' } } }); // prettier-ignore
      const { accessToken: token } = (await signedIn.json()) as { accessToken: string };
      const [method = '', path = ''] = route.split(' ');
      const answer = await test.fetch(path, { method, token, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
    },
  };
}

const [house, own] = [smtpServer(), smtpServer('correct-horse')];
const trusted = new Set<string>();
let database: TestDatabase;
let imap: Dovecot;
let test: TestServer;
let w: SalesWorld;
let meg: Person;
let ned: Person;
let sending: { host: string; port: number };

beforeAll(async () => {
  if (!hasDovecot) return;
  database = await makeTestDatabase(inject('postgresUrl'));
  const port = await house.start();
  sending = { host: '127.0.0.1', port: await own.start() };
  imap = await startDovecot();
  trusted.add(`127.0.0.1:${imap.port}`).add(`127.0.0.1:${sending.port}`);
  test = await makeTestServer(database.database, {
    mail: { transport: smtpTransport(`smtp://127.0.0.1:${port}`), from: 'Outpost <crm@fenwright.example>' },
    outgoing: { trusted },
  });
  w = await makeSalesWorld(test);
  meg = await person('Meg "Ace" <Marsh>');
  ned = await person('Ned');
});
afterEach(() => {
  for (const { taken, answers } of [house, own]) [taken.length, answers.length] = [0, 0];
});
afterAll(async () => {
  if (!hasDovecot) return;
  await test.server.close();
  await imap.remove();
  await house.stop();
  await own.stop();
  await database.drop();
});

const run = async (ms = 60_000): Promise<void> => {
  test.advance(ms);
  for (let round = 0; round < 2; round += 1) await test.server.runWorkers(w.tenant.orgId);
};
const settings = (user: string, more: Readonly<Record<string, JsonValue>> = {}) => ({ address: `${user}@fenwright.example`, host: '127.0.0.1', port: imap.port, userName: user, password: imap.password, sending, ...more }); // prettier-ignore
const connect = async (as: Person, user: string, more: Readonly<Record<string, JsonValue>> = {}) =>
  as.ask('PUT /me/mailbox', settings(user, more));
/** Writes an e-mail about a new deal, as somebody. */
async function write(as: SalesWorld['mia'], fields: Readonly<Record<string, JsonValue>> = {}): Promise<string> {
  const [deal, mail] = [w.id(), w.id()];
  const { status, refused } = await as.do([w.deal(deal, {}, { ownerId: as.userId }), made(mail, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: 'cleo@example.com', subject: 'Grüße', body: 'Dear Cleo,\nnine is fine.', ...fields })]); // prettier-ignore
  expect([status, refused]).toEqual(['accepted', {}]);
  return mail;
}
const outcome = async (mail: string) => {
  const fields = await w.tenant.fields('crm/activity', mail);
  return [fields?.['deliveryStatus'], fields?.['deliveryError']];
};
const sentFolder = 'Gesendet';

describe.each(servers)('[MBX-9] what a person writes, with a mailbox on %s that sends', () => {
  it('goes out from their own address, once; what others write goes out from the organisation’s', async () => {
    expect(await connect(meg, 'meg')).toMatchObject({ status: 200, body: { mailbox: { sending } } });
    const [hers, theirs] = [await write(meg.device), await write(w.mia)];
    await run();
    await run();
    expect([await outcome(hers), await outcome(theirs)]).toEqual([['sent', undefined], ['sent', undefined]]); // prettier-ignore
    expect(own.taken).toMatchObject([{ from: 'meg@fenwright.example', to: 'cleo@example.com', user: 'meg' }]);
    expect(own.taken[0]?.raw).toMatch(/^From: Meg\s+Ace\s+Marsh <meg@fenwright\.example>\r$/m);
    expect(own.taken[0]?.raw).toContain(`Message-ID: <${hers}@fenwright.example>\r\n`);
    expect(house.taken).toMatchObject([{ from: 'crm@fenwright.example', to: 'cleo@example.com' }]);
    expect(house.taken[0]?.raw).not.toMatch(/^Reply-To:/m);
  });

  it('[MBX-10] lands in their folder for sent e-mails, once, as it was sent', async () => {
    await connect(meg, 'meg-sent');
    await write(meg.device);
    await run();
    await run();
    const copies = await imap.read('meg-sent', sentFolder);
    expect(copies.map(({ source }) => source.trimEnd())).toEqual([own.taken[0]?.raw.trimEnd()]);
    expect(copies[0]?.flags).toContain('\\Seen');
  });

  it('[MBX-10] is sent once and stays sent where the copy fails', async () => {
    await connect(meg, 'meg-dark');
    const mail = await write(meg.device);
    await imap.stop();
    await run();
    await run();
    await imap.start();
    await run(3_600_000);
    expect(await outcome(mail)).toEqual(['sent', undefined]);
    expect(own.taken).toHaveLength(1);
    expect(await imap.read('meg-dark', sentFolder)).toEqual([]);
  });

  it('goes out from the organisation’s address with theirs for answers, where they want that', async () => {
    await connect(ned, 'ned', { sending: null });
    await write(ned.device);
    await run();
    expect(own.taken).toEqual([]);
    expect(house.taken[0]?.raw).toContain('Reply-To: ned@fenwright.example\r\n');
    await ned.ask('DELETE /me/mailbox');
    await write(ned.device);
    await run();
    expect(house.taken).toHaveLength(2);
    expect(house.taken[1]?.raw).not.toMatch(/^Reply-To:/m);
  });

  it('is not sent again where the connection breaks behind its text: nobody knows', async () => {
    await connect(meg, 'meg-cut');
    own.answers.push('cut');
    const mail = await write(meg.device);
    await run();
    await run(2 * leaseMs);
    expect(own.taken).toHaveLength(1);
    expect(await outcome(mail)).toEqual(['unknown', 'It is not clear whether this e-mail went out: the connection to your own mail server broke. Ask before you send it again.']); // prettier-ignore
    expect(await imap.read('meg-cut', sentFolder)).toEqual([]);
  });

  it('is put off, or fails with the words of their mail server, and holds up nobody else', async () => {
    await connect(meg, 'meg-busy');
    own.answers.push({ code: 451, words: 'Later' }, { code: 550, words: 'No such user' });
    const [first, second] = [await write(meg.device), await write(meg.device, { toAddress: 'noor@example.com' })];
    const other = await write(w.mia);
    await run();
    expect(await outcome(other)).toEqual(['sent', undefined]);
    await run(5 * 60_000);
    const ends = [await outcome(first), await outcome(second)];
    expect(new Set(ends.map(([status]) => status))).toEqual(new Set(['failed', 'sent']));
    expect(ends.map(([, why]) => why)).toContainEqual(expect.stringMatching(/^Your own mail server refused it: .*No such user/)); // prettier-ignore
    expect(own.taken).toHaveLength(1);
  });

  it('goes out from the organisation’s address once they have no rights here', async () => {
    const old = await person('Old');
    await connect(old, 'old');
    await write(old.device);
    await w.ann.do([changeEdit(old.device.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    await run();
    expect([own.taken.length, house.taken.length]).toEqual([0, 1]);
    expect(house.taken[0]?.raw).not.toMatch(/^Reply-To:/m);
  });
});

describe.each(servers)('[MBX-9] the settings for sending on %s', () => {
  const refused = (why: string) => ({ status: 400, body: { detail: expect.stringContaining(why) as string } });
  it.each([
    ['a server inside our network', { host: '127.0.0.1', port: 587 }, "This mail server can't be used"],
    ['another port', { host: 'smtp.example.com', port: 25 }, 'its port is not one of 465, 587'],
    ['a private address', { host: '10.0.0.7', port: 587 }, 'it is not on the public internet'],
    ['the address of a cloud’s metadata', { host: '169.254.169.254', port: 465 }, 'it is not on the public internet'],
    ['a name inside', { host: 'mail.internal', port: 465 }, 'it is not on the public internet'],
  ])('are refused for %s, and nothing is kept', async (_, wrong, why) => {
    const who = await person('Nia');
    expect(await connect(who, 'nia', { sending: wrong })).toMatchObject(refused(why));
    expect((await who.ask('GET /me/mailbox')).body).toEqual({ mailbox: null, providers: [] });
  });

  it('are tried before they are kept: a wrong password, and no server', async () => {
    const who = await person('Nat');
    const other = smtpServer('another password');
    const closed = smtpServer();
    const ports = [await other.start(), await closed.start()] as const;
    await closed.stop();
    for (const port of ports) trusted.add(`127.0.0.1:${port}`);
    expect(await connect(who, 'nat', { sending: { host: '127.0.0.1', port: ports[0] } })).toMatchObject(refused('The mail server for sending refused the user name or the password.')); // prettier-ignore
    expect(await connect(who, 'nat', { sending: { host: '127.0.0.1', port: ports[1] } })).toMatchObject(refused('There was no connection to the mail server for sending.')); // prettier-ignore
    expect((await who.ask('GET /me/mailbox')).body).toEqual({ mailbox: null, providers: [] });
    expect([other.taken, own.taken]).toEqual([[], []]);
    await other.stop();
  });
});
