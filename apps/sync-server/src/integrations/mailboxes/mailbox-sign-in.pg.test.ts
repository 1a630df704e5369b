import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { memoryKeyStore } from '../../identity/keys/key-store.ts';
import type { MailProvider } from './mail-grant.ts';
import { type Dovecot, hasDovecot, startDovecot } from '../../testing/mail/dovecot.ts';
import { type MailOauthServer, type OauthFault, startMailOauthServer } from '../../testing/mail/mail-oauth-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { changeEdit, made, makeTestServer, type TestDevice, testPassword, type TestServer } from '../../testing/test-server.ts'; // prettier-ignore

if (!hasDovecot)
  process.stderr.write('signing in to mailboxes was not tried: there is no dovecot (Debian: dovecot-imapd)\n');
const servers = hasDovecot ? ['dovecot'] : [];

const at = 'https://outpost.example.com';
const smtpUsers: (string | undefined)[] = [];
/** Runs while the server signs in to the mail server for sending. */
const meanwhile = { run: (): Promise<void> => Promise.resolve() };
const smtp = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  authMethods: ['XOAUTH2'],
  allowInsecureAuth: true,
  onAuth: ({ username = '', accessToken = '' }, _session, done) =>
    void meanwhile.run().then(() => oauth.isValid(accessToken, username) ? done(null, { user: username }) : done(null, { data: { status: '401', schemes: 'bearer' } })), // prettier-ignore
  onData: (stream, { user }, done) =>
    void textOf(stream).then(() => {
      smtpUsers.push(typeof user === 'string' ? user : undefined);
      done();
    }),
});
smtp.on('error', () => undefined);
const house: string[] = [];
const trusted = new Set<string>();
let database: TestDatabase;
let oauth: MailOauthServer;
let imap: Dovecot;
let test: TestServer;
let second: TestServer;
let w: SalesWorld;
let google: MailProvider;

beforeAll(async () => {
  if (!hasDovecot) return;
  database = await makeTestDatabase(inject('postgresUrl'));
  oauth = await startMailOauthServer();
  imap = await startDovecot({ tokenInfoUrl: oauth.tokenInfoUrl });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const sends = { host: '127.0.0.1', port: (smtp.server.address() as AddressInfo).port };
  for (const host of [oauth.host, `127.0.0.1:${imap.port}`, `127.0.0.1:${sends.port}`]) trusted.add(host);
  google = { key: 'google', ...oauth.client, authorizeUrl: oauth.authorizeUrl, tokenUrl: oauth.tokenUrl, scopes: 'openid email mail', asked: { access_type: 'offline' }, imap: { host: '127.0.0.1', port: imap.port }, smtp: sends, withinMs: 1_000 }; // prettier-ignore
  const transport = { send: ({ to }: { readonly to: string }) => Promise.resolve((house.push(to), { status: 'sent' } as const)), close: () => undefined }; // prettier-ignore
  const ports = { keyStore: memoryKeyStore(), publicUrl: at, outgoing: { trusted, allowsHttp: true }, mailProviders: [google], mail: { transport, from: 'Outpost <crm@fenwright.example>' } }; // prettier-ignore
  test = await makeTestServer(database.database, ports);
  second = await makeTestServer(database.database, ports);
  w = await makeSalesWorld(test);
});
beforeEach(async () => {
  if (!hasDovecot) return;
  await w.tenant.rows('delete from store.mailbox'); // those of earlier tests would be read, too
  await run(600_000); // e-mails of earlier tests that wait go out
  Object.assign(oauth.ways, {
    forSeconds: 3_600,
    tellsAddress: true,
    rotates: true,
    givesRefresh: true,
    isAccessRefused: false,
  });
  for (const list of [oauth.asked, oauth.faults, smtpUsers, house]) list.length = 0;
  meanwhile.run = () => Promise.resolve();
});
afterAll(async () => {
  if (!hasDovecot) return;
  await test.server.close();
  await second.server.close();
  await imap.remove();
  await oauth.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await database.drop();
});

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };
type Person = { readonly device: TestDevice; readonly email: string; readonly ask: (route: string, body?: unknown) => Promise<Answer>; readonly signIn: () => Promise<void> }; // prettier-ignore
/** Adds a person of Mia's team. They sign in again where their token has ended: it does not last as long as these tests' hours. `signIn`: ends their earlier session. */
async function person(name = 'Meg'): Promise<Person> {
  const email = `${test.newId()}@fenwright.example`;
  const device = await w.tenant.person(name, 'member', { email, teamId: w.teams.t1 });
  const session = { token: '' };
  const signIn = async (): Promise<void> => {
    const signedIn = await test.fetch('/auth/sign-in', { body: { email, password: testPassword, device: { id: device.device, name: 'Laptop' } } }); // prettier-ignore
    session.token = ((await signedIn.json()) as { accessToken: string }).accessToken;
  };
  await signIn();
  return {
    device,
    email,
    signIn,
    async ask(route, body) {
      const [method = '', path = ''] = route.split(' ');
      const send = () => test.fetch(path, { method, token: session.token, ...(body === undefined ? {} : { body }) });
      let answer = await send();
      if (answer.status === 401) {
        await signIn();
        answer = await send();
      }
      return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
    },
  };
}

const pathOf = (address: string): string => address.replace(at, '');
const start = async (as: Person): Promise<string> => {
  const { status, body } = await as.ask('POST /me/mailbox/sign-in', { provider: 'google' });
  expect(status).toBe(200);
  return String(body['address']);
};
/** Answers as the browser: a page of this server. */
async function browse(method: 'GET' | 'POST', address: string): Promise<{ status: number; text: string }> {
  const answer = await test.server.app.request(pathOf(address), { method });
  return { status: answer.status, text: await answer.text() };
}
const titleIn = ({ text }: { readonly text: string }): string => /<h1>([^<]*)<\/h1>/.exec(text)?.[1] ?? '';
let mailboxes = 0;
async function connect(as: Person): Promise<string> {
  const address = `meg${(mailboxes += 1)}@fenwright.example`;
  const ended = await browse('POST', oauth.allow(await start(as), address));
  expect(titleIn(ended)).toBe('Your mailbox is connected');
  return address;
}
const mailboxOf = async (as: Person) => (await as.ask('GET /me/mailbox')).body['mailbox'];
const run = async (ms = 60_000, of = [test]): Promise<void> => {
  for (const one of [test, second]) one.advance(ms);
  await Promise.all(of.map((one) => one.server.runWorkers(w.tenant.orgId)));
};
async function write(as: Person): Promise<string> {
  const [deal, mail] = [w.id(), w.id()];
  const { status } = await as.device.do([w.deal(deal, {}, { ownerId: as.device.userId }), made(mail, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: 'cleo@example.com', subject: 'Offer', body: 'Dear Cleo' })]); // prettier-ignore
  expect(status).toBe('accepted');
  return mail;
}
/** The number of mails that tell somebody to sign in to their mailbox again. */
async function mails(): Promise<number> {
  const rows = await w.tenant.rows<{ sealed: string }>('select sealed from auth.mail');
  const { keys } = test.server.tenancy.identity;
  const opened = await Promise.all(rows.map(({ sealed }) => keys.unseal(sealed, 'mail about an account')));
  return opened.filter((mail) => mail?.includes('Sign in to your mailbox at Google again')).length;
}
const refreshes = () => oauth.asked.filter(({ grant }) => grant === 'refresh_token').length;
const ended = 'This sign-in is over';

describe.each(servers)('[MBX-17] signing in to a mailbox at a provider, with %s', () => {
  it('is offered where the operator has set it up, and connects reading and sending', async () => {
    const meg = await person();
    expect((await meg.ask('GET /me/mailbox')).body).toEqual({ mailbox: null, providers: ['google'] });
    const address = await start(meg);
    const query = new URL(address).searchParams;
    expect(query.get('redirect_uri')).toBe(`${at}/sign-in/mailbox/google`);
    expect([query.get('scope'), query.get('access_type')]).toEqual(['openid email mail', 'offline']);
    const back = oauth.allow(address, 'meg@fenwright.example');
    const page = await browse('GET', back);
    expect([page.status, titleIn(page)]).toEqual([200, 'Connect this mailbox to Outpost?']);
    expect(page.text).toContain(meg.email);
    expect(await mailboxOf(meg)).toBeNull(); // programs open addresses, too
    const done = await browse('POST', back);
    expect(done.text).toContain('Outpost now uses meg@fenwright.example. You can close this window.');
    expect(await mailboxOf(meg)).toMatchObject({ address: 'meg@fenwright.example', provider: 'google', sending: google.smtp, problem: null }); // prettier-ignore
    const mail = await write(meg);
    await run();
    await run();
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent' });
    expect(smtpUsers).toEqual(['meg@fenwright.example']);
    expect(await mailboxOf(meg)).toMatchObject({ problem: null, readAt: expect.any(String) as string });
    expect(await imap.signIns('meg@fenwright.example')).toBeGreaterThan(1);
  });

  it('is refused for a provider that the operator has not set up', async () => {
    const meg = await person();
    const { status, body } = await meg.ask('POST /me/mailbox/sign-in', { provider: 'microsoft' });
    expect([status, body['detail']]).toEqual([400, expect.stringContaining('offers no sign-in with Microsoft')]);
    expect((await meg.ask('POST /me/mailbox/sign-in', { provider: 'yahoo' })).status).toBe(400);
  });

  it('uses the address of the account where the provider tells none', async () => {
    const meg = await person();
    oauth.ways.tellsAddress = false;
    const done = await browse('POST', oauth.allow(await start(meg), meg.email));
    expect(titleIn(done)).toBe('Your mailbox is connected');
    expect(await mailboxOf(meg)).toMatchObject({ address: meg.email });
  });
});

describe.each(servers)('[MBX-18] the page to which a provider sends the browser, with %s', () => {
  it('knows no state that is forged, altered, of another provider or of another organisation', async () => {
    const meg = await person();
    const back = new URL(oauth.allow(await start(meg), 'meg@fenwright.example'));
    const state = back.searchParams.get('state') ?? '';
    const swapped = Buffer.from(state, 'base64url');
    swapped.fill(7, 0, 16);
    const forged = ['', 'x', state.slice(0, -1), `${state}x`, `${state.slice(0, -2)}AA`, swapped.toString('base64url'), 'A'.repeat(64), `${state}\u0000`, 'ä'.repeat(64), 'x'.repeat(7_000)]; // prettier-ignore
    for (const one of forged)
      for (const method of ['GET', 'POST'] as const) {
        const there = new URL(back);
        there.searchParams.set('state', one);
        const answer = await browse(method, there.href);
        expect([one.slice(0, 80), method, answer.status, titleIn(answer)]).toEqual([one.slice(0, 80), method, 410, ended]); // prettier-ignore
      }
    expect(titleIn(await browse('POST', back.href.replace('/google?', '/microsoft?')))).toBe(ended);
    expect(titleIn(await browse('POST', back.href.replace('/google?', '/..%2fgoogle?')))).toBe(ended);
    expect(oauth.asked).toEqual([]);
    expect(titleIn(await browse('POST', back.href))).toBe('Your mailbox is connected');
  });

  it('takes a state once, also from two windows at the same time', async () => {
    const meg = await person();
    const back = oauth.allow(await start(meg), 'meg@fenwright.example');
    const both = await Promise.all([browse('POST', back), browse('POST', back)]);
    expect(both.map(titleIn).toSorted((a, b) => a.localeCompare(b))).toEqual([ended, 'Your mailbox is connected']);
    expect([titleIn(await browse('POST', back)), titleIn(await browse('GET', back))]).toEqual([ended, ended]);
    expect(oauth.asked).toHaveLength(1);
  });

  it('takes a state for ten minutes, and only the newest of a person', async () => {
    const meg = await person();
    const first = oauth.allow(await start(meg), 'meg@fenwright.example');
    const newer = oauth.allow(await start(meg), 'meg@fenwright.example');
    expect(titleIn(await browse('POST', first))).toBe(ended);
    test.advance(10 * 60_000);
    second.advance(10 * 60_000);
    expect(titleIn(await browse('POST', newer))).toBe(ended);
    expect(oauth.asked).toEqual([]);
  });

  it('exchanges no code of another person: it fits their state alone', async () => {
    const [meg, ned] = [await person(), await person('Ned')];
    const [hers, his] = [await start(meg), await start(ned)].map((address) => new URL(oauth.allow(address, 'x@fenwright.example'))); // prettier-ignore
    const mixed = new URL(hers ?? '');
    mixed.searchParams.set('code', his?.searchParams.get('code') ?? '');
    const answer = await browse('POST', mixed.href);
    expect([answer.status, titleIn(answer)]).toEqual([400, 'No mailbox was connected']);
    expect([await mailboxOf(meg), await mailboxOf(ned)]).toEqual([null, null]);
  });

  it('connects nothing where the person said no, or the mail server refuses the mailbox', async () => {
    const meg = await person();
    const back = new URL(oauth.allow(await start(meg), 'meg@fenwright.example'));
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    const page = await browse('GET', back.href);
    expect(page.text).toContain('Google did not allow it, or you went back.');
    expect((await browse('POST', back.href)).status).toBe(400);
    const other = oauth.allow(await start(meg), 'meg@fenwright.example');
    await imap.stop();
    const answer = await browse('POST', other);
    await imap.start();
    expect(answer.text).toContain('There was no connection to the mail server. The address of the mailbox is meg@fenwright.example.'); // prettier-ignore
    oauth.ways.isAccessRefused = true;
    const refused = await browse('POST', oauth.allow(await start(meg), 'meg@fenwright.example'));
    expect(refused.text).toContain('The mail server refused the sign-in of the provider. Your organisation may have to allow IMAP.'); // prettier-ignore
    expect(await mailboxOf(meg)).toBeNull();
  });

  it('connects nothing for a person who has lost their rights meanwhile, or without access that lasts', async () => {
    const [meg, old] = [await person(), await person('Old')];
    const back = oauth.allow(await start(old), 'old@fenwright.example');
    await w.ann.do([changeEdit(old.device.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    expect(titleIn(await browse('POST', back))).toBe(ended);
    oauth.ways.givesRefresh = false;
    expect((await browse('POST', oauth.allow(await start(meg), 'meg@fenwright.example'))).text).toContain('Google gave no access that lasts'); // prettier-ignore
    expect(await w.tenant.rows('select id from store.mailbox where person_id = any($1::uuid[])', [[old.device.userId, meg.device.userId]])).toEqual([]); // prettier-ignore
  });

  it('connects nothing once the session that began it has ended, also while the mail servers are asked', async () => {
    const meg = await person();
    const back = oauth.allow(await start(meg), 'meg@fenwright.example');
    await meg.signIn();
    expect(titleIn(await browse('GET', back))).toBe(ended);
    expect(titleIn(await browse('POST', back))).toBe(ended);
    expect(oauth.asked).toEqual([]);
    const other = oauth.allow(await start(meg), 'meg@fenwright.example');
    meanwhile.run = meg.signIn;
    expect(titleIn(await browse('POST', other))).toBe(ended);
    expect(oauth.asked).toHaveLength(1);
    expect(await mailboxOf(meg)).toBeNull();
  });

  it.each<[OauthFault, string]>([
    ['garbage', 'OAUTH_'],
    ['a list', 'OAUTH_'],
    ['no token', 'OAUTH_'],
    ['a line in the token', 'gave no token that can be used'],
    ['status 500', 'OAUTH_'],
    ['redirect', 'OAUTH_'],
    ['ten megabytes', 'did not answer as expected'],
    ['slow', 'did not answer as expected'],
    ['cut', 'did not answer as expected'],
    ['invalid_grant', 'does not accept this sign-in any more'],
    ['invalid_client', 'invalid_client'],
  ])('says what is wrong where the provider answers with %s', async (fault, words) => {
    const meg = await person();
    const back = oauth.allow(await start(meg), 'meg@fenwright.example');
    oauth.faults.push(fault);
    const answer = await browse('POST', back);
    expect([answer.status, titleIn(answer)]).toEqual([400, 'No mailbox was connected']);
    expect(answer.text).toContain(words);
    expect(oauth.asked).toHaveLength(1);
    expect(await mailboxOf(meg)).toBeNull();
  });
});

describe.each(servers)('[MBX-19] the access to a mailbox, with %s', () => {
  it('is asked for anew before it ends, once, also by two servers at the same time', async () => {
    const meg = await person();
    const address = await connect(meg);
    await run(54 * 60_000);
    expect(refreshes()).toBe(0);
    const before = await imap.signIns(address);
    await write(meg);
    await run(60_000, [test, second]);
    expect(refreshes()).toBe(1);
    expect(await imap.signIns(address)).toBeGreaterThan(before);
    expect(smtpUsers).toEqual([address]);
    await run(60 * 60_000);
    expect(refreshes()).toBe(2); // by the token that the first one gave
    expect(await mailboxOf(meg)).toMatchObject({ problem: null });
  });

  it('stays where the provider keeps the same token', async () => {
    const meg = await person();
    await connect(meg);
    oauth.ways.rotates = false;
    for (const _ of [1, 2]) await run(60 * 60_000);
    expect(refreshes()).toBe(2);
    expect(await mailboxOf(meg)).toMatchObject({ problem: null });
  });

  it.each<OauthFault>(['invalid_grant', 'interaction_required', 'consent_required'])('ends where the provider answers %s: the person is told once, e-mails wait, and signing in again goes on', async (fault) => {
    const meg = await person();
    await connect(meg);
    const before = await mails();
    oauth.faults.push(fault);
    const mail = await write(meg);
    await run(60 * 60_000);
    await run();
    await run(24 * 3_600_000, [test, second]);
    expect(refreshes()).toBe(1);
    expect(await mails()).toBe(before + 1);
    expect(await mailboxOf(meg)).toMatchObject({ problem: 'sign-in', provider: 'google' });
    expect([smtpUsers, house]).toEqual([[], []]);
    expect(await w.tenant.fields('crm/activity', mail)).not.toMatchObject({ deliveryStatus: 'sent' });
    const again = await connect(meg);
    await run();
    expect(await mailboxOf(meg)).toMatchObject({ problem: null, address: again });
  }); // prettier-ignore

  it('that has ended lets e-mails wait for its person, however long that takes', async () => {
    const meg = await person();
    await connect(meg);
    oauth.faults.push('invalid_grant');
    const mail = await write(meg);
    for (let round = 0; round < 14; round += 1) await run(6 * 3_600_000);
    expect(await w.tenant.fields('crm/activity', mail)).not.toHaveProperty('deliveryStatus');
    const again = await connect(meg);
    await run(600_000);
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent' });
    expect([smtpUsers, house]).toEqual([[again], []]);
  });

  // Each fault is read by the same function as above.
  it.each<OauthFault>(['garbage', 'slow', 'temporarily_unavailable'])(
    'outlasts a provider that answers with %s: it waits longer each time, and goes on',
    async (fault) => {
      const meg = await person();
      await connect(meg);
      oauth.faults.push(fault, fault);
      await run(60 * 60_000);
      expect([refreshes(), await mailboxOf(meg)]).toMatchObject([1, { problem: 'unreachable' }]);
      await run(29_000);
      expect(refreshes()).toBe(1);
      await run(3_600_000);
      await run(3_600_000);
      expect([refreshes(), await mailboxOf(meg)]).toMatchObject([3, { problem: null }]);
    },
  ); // prettier-ignore

  it('is asked for anew where the mail server refuses a token before its time', async () => {
    const meg = await person();
    const address = await connect(meg);
    oauth.endAccess();
    await write(meg);
    await run();
    await run(10 * 60_000);
    await run(10 * 60_000);
    expect(refreshes()).toBeGreaterThan(0);
    expect(await mailboxOf(meg)).toMatchObject({ problem: null });
    expect(smtpUsers).toEqual([address]);
  });

  it('ends where the mail server refuses each token: the person is told once, and nothing is lost', async () => {
    const meg = await person();
    await connect(meg);
    const before = await mails();
    oauth.ways.isAccessRefused = true;
    const mail = await write(meg);
    await run();
    expect([await mails(), await mailboxOf(meg)]).toMatchObject([before, { problem: 'unreachable' }]);
    await w.tenant.rows('update store.mailbox set refusals = 7'); // dovecot waits longer after each refusal
    for (const _ of [1, 2]) await run(3_600_000);
    expect([await mails(), await mailboxOf(meg)]).toMatchObject([before + 1, { problem: 'sign-in' }]);
    expect(smtpUsers).toEqual([]);
    expect(await w.tenant.fields('crm/activity', mail)).not.toMatchObject({ deliveryStatus: 'sent' });
  });

  it('does not end by the first refusal after other failures', async () => {
    const meg = await person();
    await connect(meg);
    const before = await mails();
    await w.tenant.rows('update store.mailbox set tries = 8');
    oauth.ways.isAccessRefused = true;
    await run();
    expect([await mails(), await mailboxOf(meg)]).toMatchObject([before, { problem: 'unreachable' }]);
  });

  it.each(['refresh_at', 'refreshing_until'])('ends also while %s lets other servers wait', async (column) => {
    const meg = await person();
    await connect(meg);
    const before = await mails();
    await w.tenant.rows(`update store.mailbox set refusals = 7, ${column} = '2999-01-01T00:00:00.000Z'`);
    oauth.ways.isAccessRefused = true;
    await run();
    expect([await mails(), await mailboxOf(meg)]).toMatchObject([before + 1, { problem: 'sign-in' }]);
  });

  it('[MBX-20] is kept sealed, and stands in no log and in no answer', async () => {
    const meg = await person();
    await connect(meg);
    await run(60 * 60_000);
    oauth.faults.push('status 500', 'invalid_grant');
    await run(60 * 60_000);
    await run(60 * 60_000);
    const rows = await w.tenant.rows<{ all: string }>('select row_to_json(m)::text as all from store.mailbox m union all select row_to_json(s)::text from store.mailbox_sign_in s'); // prettier-ignore
    const shown = [...rows.map(({ all }) => all), ...test.logged, ...second.logged, JSON.stringify(await meg.ask('GET /me/mailbox')), JSON.stringify(await w.tenant.journal())].join('\n'); // prettier-ignore
    expect(oauth.secrets.length).toBeGreaterThan(10);
    expect(oauth.secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    expect(shown).not.toContain(oauth.client.secret);
  });
});

it('[MBX-17] is tested where dovecot is installed', () => {
  expect(servers).toHaveLength(hasDovecot ? 1 : 0);
});
