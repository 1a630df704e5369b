import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Dovecot, hasDovecot } from '../../testing/mail/dovecot.ts';
import { givenMailboxes, type SentMail } from '../../testing/mail/mailbox-world.ts';
import type { SalesWorld } from '../../testing/sales-world.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { changeEdit, made, makeTestServer, type TestServer } from '../../testing/test-server.ts';
import { webhookAdministrator, type WebhookAdministrator } from '../../testing/webhook-world.ts';

const given = givenMailboxes('mailboxes');
const { keyStore, run, sent, servers, settingsOf, trusted } = given;

let database: TestDatabase;
let imap: Dovecot;
let test: TestServer;
let w: SalesWorld;
let meg: WebhookAdministrator;
let ned: WebhookAdministrator;
beforeAll(async () => {
  if (!hasDovecot) return;
  ({ database, imap, test, w } = given.opened());
  meg = await webhookAdministrator(test, w.tenant, { name: 'Meg', role: 'member' });
  ned = await webhookAdministrator(test, w.tenant, { name: 'Ned', role: 'member' });
});
let users = 0;
const newUser = (): string => `meg${(users += 1)}`;

type Answered = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };
/** Asks a route of one's own mailbox, as Meg. */
const ask = (method: 'GET' | 'PUT' | 'DELETE', body?: unknown, as = meg): Promise<Answered> =>
  as.ask(`${method} /me/mailbox`, body);
/** Connects a new mailbox of Meg's, and reads it once. Returns its user. */
async function connect(user = newUser()): Promise<string> {
  const { status, body } = await ask('PUT', settingsOf(user));
  expect([status, body]).toMatchObject([200, { mailbox: { problem: null, kept: 0 } }]);
  await run();
  return user;
}
/** Sends an e-mail about a new deal of Mia's. */
async function send(): Promise<SentMail> {
  const asked = await given.send();
  expect(await w.tenant.fields('crm/activity', asked.mail)).toMatchObject({ deliveryStatus: 'sent' });
  return asked;
}
let ids = 0;
const headersTo = (mail: string, more: Readonly<Record<string, string>> = {}): string =>
  Object.entries({
    From: 'Cleo Marsh <cleo@example.com>',
    To: 'crm@fenwright.example',
    Subject: 'Re: Your offer',
    Date: 'Fri, 20 Nov 2026 09:00:00 +0000',
    'Message-ID': `<answer-${(ids += 1)}@example.com>`,
    References: `<${mail}@fenwright.example>`,
    ...more,
  })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
const answerTo = (mail: string, body = 'Nine is fine.', more: Readonly<Record<string, string>> = {}): string =>
  `${headersTo(mail, more)}\r\n${body}\r\n`;
/** The activities of a deal that came by e-mail. */
const cameTo = (deal: string) =>
  w.tenant.rows<{ id: string; kind: string; direction: string | null; from: string | null; subject: string; body: string; quoted: string | null; owner: string }>(
    `select id, fields ->> 'kind' as kind, fields ->> 'direction' as direction, fields ->> 'fromAddress' as "from", fields ->> 'subject' as subject, fields ->> 'body' as body, fields ->> 'quoted' as quoted, owner_id as owner
     from store.crm_activity where fields ->> 'about' = $1 and fields ->> 'delivery' is null order by created_at, id`, [`crm/deal:${deal}`]); // prettier-ignore
const mailbox = async () => (await ask('GET')).body['mailbox'];

describe.each(servers)('[MBX-1] a mailbox on %s', () => {
  it('brings an answer to the deal, for its owner, and nothing else of what is in it', async () => {
    const user = newUser();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'This was there before.'));
    await connect(user);
    await imap.deliver(user, 'From: Nan <nan@example.com>\r\nSubject: Dinner?\r\n\r\nAt eight?\r\n');
    await imap.deliver(user, answerTo(mail, 'Nine is fine.\r\n\r\nOn Fri, Nov 20, 2026, Mia wrote:\r\n> Dear Cleo'));
    await run();
    expect(await cameTo(deal)).toMatchObject([
      { kind: 'email', direction: 'in', from: 'cleo@example.com', subject: 'Re: Your offer', body: 'Nine is fine.', quoted: 'On Fri, Nov 20, 2026, Mia wrote:\n> Dear Cleo', owner: w.mia.userId },
    ]); // prettier-ignore
    expect(await mailbox()).toMatchObject({ kept: 1, skipped: 0, problem: null });
    const all = await w.tenant.rows(`select id from store.crm_activity where fields ->> 'body' like '%At eight%' or fields ->> 'body' like '%there before%'`); // prettier-ignore
    expect(all).toEqual([]);
  });

  it('stops the sequence of its deal, and what waits is not sent', async () => {
    const user = await connect();
    const [sequence, version, deal, enrolment, contact] = [w.id(), w.id(), w.id(), w.id(), w.id()];
    const own = { ownerId: w.mia.userId };
    const steps = [{ id: 'one', kind: 'email', template: w.id() }, { id: 'wait', kind: 'wait', count: 1, unit: 'hour' }, { id: 'two', kind: 'email', template: w.id() }]; // prettier-ignore
    const letters = { one: { subject: 'Hello', words: 'One' }, two: { subject: 'Again', words: 'Two' } };
    const done = await w.mia.do([
      made(contact, 'crm/contact', { name: 'Cleo', email: 'cleo@example.com' }, own),
      w.deal(deal, { contact }),
      made(sequence, 'crm/sequence', { name: 'After the fair', about: 'crm/deal', purpose: 'contract' }, own),
      made(version, 'crm/sequence-version', { name: 'Version 1', sequence, steps }, own),
    ]);
    expect(done.refused).toEqual({});
    const now = new Date(test.clock.nowMs()).toISOString();
    const started = await w.mia.do([made(enrolment, 'crm/enrolment', { name: 'After the fair: Deal', about: `crm/deal:${deal}`, sequence, sequenceVersion: version, with: contact, toAddress: 'cleo@example.com', letters, status: 'active', place: 0, nextAt: now }, own)]); // prettier-ignore
    expect(started.refused).toEqual({});
    await run();
    const before = sent.length;
    const [first] = await w.tenant.rows<{ id: string }>(`select id from store.crm_activity where fields ->> 'enrolment' = $1 and fields ->> 'deliveryStatus' = 'sent'`, [enrolment]); // prettier-ignore
    await imap.deliver(
      user,
      answerTo(first?.id ?? '', 'I am away until Monday.', { 'Auto-Submitted': 'auto-replied' }),
    );
    await run();
    expect(await w.tenant.fields('crm/enrolment', enrolment)).toMatchObject({ status: 'active' });
    await imap.deliver(user, answerTo(first?.id ?? '', 'Forged', { 'Authentication-Results': 'mx.fenwright.example; dmarc=fail header.from=example.com' })); // prettier-ignore
    await run();
    expect(await w.tenant.fields('crm/enrolment', enrolment)).toMatchObject({ status: 'active' });
    await imap.deliver(user, answerTo(first?.id ?? ''));
    await run();
    expect(await w.tenant.fields('crm/enrolment', enrolment)).toMatchObject({ status: 'stopped', stoppedBy: 'reply' });
    await run(2 * 3_600_000);
    expect(sent).toHaveLength(before);
    expect((await cameTo(deal)).map(({ kind, subject }) => [kind, subject])).toEqual([
      ['note', 'Automatic answer: Re: Your offer'],
      ['note', 'Perhaps forged: Re: Your offer'],
      ['email', 'Re: Your offer'],
    ]);
  });

  it('brings each e-mail once: read again, numbered anew, in two copies, and where a server stopped in between', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    const one = answerTo(mail, 'Once');
    await imap.deliver(user, one);
    await imap.deliver(user, one);
    await run();
    await imap.renumber(user);
    await run();
    await w.tenant.rows(`update store.mailbox set last_uid = 0`); // a server that stopped before it kept its place
    await imap.deliver(user, answerTo(mail, 'And another'));
    await run();
    expect((await cameTo(deal)).map(({ body }) => body)).toEqual(['Once', 'And another']);
    expect(await mailbox()).toMatchObject({ kept: 2 });
  });

  it('is read on from its place where the same account is connected anew, and from now on where it is another one', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Meanwhile'));
    const other = newUser();
    await imap.deliver(other, answerTo(mail, 'There before'));
    await connect(user);
    expect((await cameTo(deal)).map(({ body }) => body)).toEqual(['Meanwhile']);
    await connect(other);
    await run();
    expect((await cameTo(deal)).map(({ body }) => body)).toEqual(['Meanwhile']);
  });

  it('two servers read it at the same time, and bring each e-mail once', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Once'));
    test.advance(60_000);
    const other = await makeTestServer(database.database, { keyStore, outgoing: { trusted } });
    other.advance(test.clock.nowMs() - other.clock.nowMs());
    await Promise.all([test, other, other].map(({ server }) => server.runWorkers(w.tenant.orgId)));
    await other.server.close();
    expect((await cameTo(deal)).map(({ body }) => body)).toEqual(['Once']);
  });

  it('does not bring back an answer that a person has deleted', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Once'));
    await run();
    const [came] = await cameTo(deal);
    await w.mia.do([changeEdit(came?.id ?? '', 'crm/activity', { life: ['alive', 'deleted'] })]);
    await imap.renumber(user);
    await run();
    expect((await w.tenant.rows(`select life from store.crm_activity where id = $1`, [came?.id ?? '']))).toEqual([{ life: 'deleted' }]); // prettier-ignore
  });

  it('[MBX-2] brings the second answer of a thread whose programs name only the first one', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'One', { 'Message-ID': '<one@example.com>' }));
    await run();
    await imap.deliver(user, answerTo(mail, 'Two', { References: '<one@example.com>' }));
    await run();
    expect((await cameTo(deal)).map(({ body }) => body)).toEqual(['One', 'Two']);
  });

  it('[MBX-2] brings nothing of an own e-mail that comes back, of a colleague’s mailbox, and to a deleted deal', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Own copy', { 'Message-ID': `<${mail}@fenwright.example>` }));
    await imap.deliver(user, answerTo(mail, 'From a mailbox of ours', { From: `Meg <${user.toUpperCase()}@fenwright.example>` })); // prettier-ignore
    await run();
    await w.mia.do([changeEdit(deal, 'crm/deal', { life: ['alive', 'deleted'] })]);
    await imap.deliver(user, answerTo(mail, 'Too late'));
    await imap.deliver(user, answerTo((await send()).mail, 'In time'));
    await run();
    expect(await cameTo(deal)).toEqual([]);
    expect(await mailbox()).toMatchObject({ kept: 1, skipped: 0, problem: null });
  });

  it('[MBX-1] is read only for a person who still has rights here, and only by its own organisation', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    const other = await test.tenant('Other');
    await test.server.runWorkers(other.orgId);
    const before = await imap.signIns(user);
    await w.ann.do([changeEdit(meg.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    await imap.deliver(user, answerTo(mail, 'While suspended'));
    await run();
    expect(await imap.signIns(user)).toBe(before + 1); // the delivery of this test
    expect(await cameTo(deal)).toEqual([]);
    await w.ann.do([changeEdit(meg.userId, 'platform/person', { status: ['suspended', 'active'] })]);
    await run();
    expect((await cameTo(deal)).map(({ body }) => body)).toEqual(['While suspended']);
  });
});

describe.each(servers)('[MBX-4] hostile e-mails on %s', () => {
  /** Delivers an answer with this MIME body, and returns what came of it. */
  async function bring(mime: Readonly<Record<string, string>>, body: string | Buffer) {
    const user = await connect();
    const { deal, mail } = await send();
    const head = Buffer.from(`${headersTo(mail, { 'MIME-Version': '1.0', ...mime })}\r\n`);
    await imap.deliver(user, Buffer.concat([head, Buffer.from(body)]));
    await run();
    const came = await cameTo(deal);
    expect(came).toHaveLength(1);
    return came[0];
  }

  it('with 10,000 parts says so', async () => {
    const part = '--q\r\nContent-Type: application/octet-stream; name=a\r\n\r\nx\r\n';
    const came = await bring({ 'Content-Type': 'multipart/mixed; boundary=q' }, `${part.repeat(10_000)}--q--\r\n`);
    expect(came?.body).toBe('It has too many parts. Read it in your mail program.');
  });

  it('in parts that are 10,000 deep says so', async () => {
    const nested = Array.from({ length: 10_000 }, (_, n) => `--q${n}\r\nContent-Type: multipart/mixed; boundary=q${n + 1}\r\n\r\n`); // prettier-ignore
    const came = await bring({ 'Content-Type': 'multipart/mixed; boundary=q0' }, nested.join(''));
    expect(came?.body).toBe('It has too many parts. Read it in your mail program.');
  });

  it.each([
    ['windows-1252, named as such', 'text/plain; charset=windows-1252', Buffer.from('Gr\u00fc\u00dfe', 'latin1'), 'Grüße'],
    ['a character set that does not exist', 'text/plain; charset=klingon-7', Buffer.from('Hello'), 'Hello'],
    ['bytes that are not what they are named', 'text/plain; charset=utf-8', Buffer.from([0x41, 0xff, 0xfe, 0x42]), 'A\ufffd\ufffdB'],
    ['control characters', 'text/plain', Buffer.from('A\u001b\u0007B'), 'AB'],
    ['HTML alone', 'text/html', Buffer.from('<p>Hello <b>you</b></p><script>alert(1)</script>'), 'Hello you'],
  ])('with %s', async (_, type, body, words) => {
    expect((await bring({ 'Content-Type': type, 'Content-Transfer-Encoding': '8bit' }, body))?.body).toBe(words);
  }); // prettier-ignore

  it('with attachments names them', async () => {
    const body = '--q\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--q\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="plan.pdf"\r\n\r\n%PDF\r\n--q--\r\n'; // prettier-ignore
    const came = await bring({ 'Content-Type': 'multipart/mixed; boundary=q' }, body);
    expect(came?.body).toBe('See below.\n\nAttached, in the mailbox: plan.pdf.');
  });

  it('of 12 MB is read from its beginning', async () => {
    const came = await bring({ 'Content-Type': 'text/plain' }, `Hello\r\n${'x'.repeat(76)}\r\n`.repeat(150_000));
    expect(came?.body).toMatch(/^Hello[\s\S]*It is longer than this\. Read the rest in your mail program\.$/);
  });

  it('with several senders, and one whose sender is no address', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Two', { From: 'a@example.com, b@example.com' }));
    await imap.deliver(user, answerTo(mail, 'None', { From: '"<script>" <not an address>' }));
    await run();
    expect(new Map((await cameTo(deal)).map(({ body, from }) => [body, from]))).toEqual(new Map([['Two', null], ['None', null]])); // prettier-ignore
  });
});

describe.each(servers)('[MBX-1] an answer that cannot be kept on %s', () => {
  it('is tried again, and kept once the reason is gone; one that fails five times is counted, and the next one comes', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    const region = w.id();
    const field = { forEntity: 'crm/activity', name: 'region', label: 'Region', type: 'text', required: true };
    expect((await w.ann.do([made(region, 'platform/field-definition', field)])).status).toBe('accepted');
    await imap.deliver(user, answerTo(mail, 'First'));
    await run();
    expect(await mailbox()).toMatchObject({ kept: 0, skipped: 0 });
    await w.ann.do([changeEdit(region, 'platform/field-definition', { required: [true, false] })]);
    await run(120_000);
    expect((await cameTo(deal)).map(({ body }) => body)).toEqual(['First']);
    await w.ann.do([changeEdit(region, 'platform/field-definition', { required: [false, true] })]);
    await imap.deliver(user, answerTo(mail, 'Second'));
    for (let tries = 0; tries < 5; tries += 1) await run(3_600_000);
    await w.ann.do([changeEdit(region, 'platform/field-definition', { life: ['alive', 'deleted'] })]);
    await imap.deliver(user, answerTo(mail, 'Third'));
    await run(3_600_000);
    expect((await cameTo(deal)).map(({ body }) => body)).toEqual(['First', 'Third']);
    expect(await mailbox()).toMatchObject({ kept: 2, skipped: 1, problem: null });
  });
});

describe.each(servers)('[MBX-6] connecting a mailbox on %s', () => {
  it('refuses a wrong password, a server that does not answer, and one inside the network, at once and with the field', async () => {
    const right = settingsOf(newUser());
    const refused = async (change: Readonly<Record<string, JsonValue>>) => {
      const { status, body } = await ask('PUT', { ...right, ...change });
      return [status, body['detail'] ?? body['message']];
    };
    expect(await refused({ password: 'wrong' })).toEqual([
      400,
      'The mail server refused the user name or the password.',
    ]);
    trusted.add('127.0.0.1:1');
    expect(await refused({ port: 1 })).toEqual([400, 'There was no connection to the mail server.']);
    expect(await refused({ port: 993 })).toEqual([400, 'This mail server can\u2019t be used: it is not on the public internet.'.replace('\u2019', "'")]); // prettier-ignore
    for (const host of ['localhost', '10.0.0.1', '169.254.169.254', '::1', 'mail.internal', 'a b', 'user@host'])
      expect((await refused({ host, port: 993 }))[0]).toBe(400);
    expect((await refused({ host: 'mail.example.com', port: 25 }))[1]).toMatch(/its port is not one of 993, 143/);
  });

  it('keeps the password sealed, shows it to nobody, and shows the mailbox to nobody else', async () => {
    const user = await connect();
    const rows = await w.tenant.rows<{ all: string }>('select row_to_json(m)::text as all from store.mailbox m');
    expect(rows.map(({ all }) => all).join('')).not.toContain(imap.password);
    expect(JSON.stringify((await ask('GET')).body)).not.toContain(imap.password);
    expect((await ask('GET', undefined, ned)).body).toEqual({ mailbox: null, providers: [] });
    expect(await mailbox()).toMatchObject({ userName: user });
  });

  it('is not tried again after a refused password, until its person connects it again', async () => {
    const user = await connect();
    await w.tenant.rows(`update store.mailbox set user_name = 'nobody\u0001'`);
    await run();
    expect(await mailbox()).toMatchObject({ problem: 'sign-in' });
    await w.tenant.rows(`update store.mailbox set user_name = $1`, [user]);
    const before = await imap.signIns(user);
    await run(24 * 3_600_000);
    expect(await imap.signIns(user)).toBe(before);
    await connect(user);
    expect(await mailbox()).toMatchObject({ problem: null });
  });

  it('waits longer each time while the mail server is out of order, and reads what came meanwhile', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail));
    await imap.stop();
    await run();
    expect(await mailbox()).toMatchObject({ problem: 'unreachable' });
    await imap.start();
    await run(59_000);
    expect(await cameTo(deal)).toEqual([]);
    await run(120_000);
    expect(await cameTo(deal)).toHaveLength(1);
    expect(await mailbox()).toMatchObject({ problem: null });
  });

  it('is ended with its password, and the journal says so', async () => {
    await connect();
    expect(await ask('DELETE')).toEqual({ status: 200, body: { done: true } });
    expect(await w.tenant.rows('select id from store.mailbox')).toEqual([]);
    await run();
    const events = (await w.tenant.journal()).flatMap((row) => JSON.stringify(row).match(/mailbox\/(?:connected|disconnected)/g) ?? []); // prettier-ignore
    expect(events.slice(-2)).toEqual(['mailbox/connected', 'mailbox/disconnected']);
  });
});

it('[MBX-1] is tested where dovecot is installed', () => {
  expect(servers).toHaveLength(hasDovecot ? 1 : 0);
});
