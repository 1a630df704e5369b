import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { markDurable } from '../journal/durable/mark-durable.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { changed, made, makeTestServer, type TestServer } from '../testing/test-server.ts';
import { smtpTransport } from './mail-transport.ts';

type Received = { readonly to: readonly string[]; readonly raw: string };
const mails: Received[] = [];
const answers: { readonly code: number }[] = [];
let database: TestDatabase;
let smtp: SMTPServer;
let test: TestServer;
let w: SalesWorld;

beforeAll(async () => {
  database = await makeTestDatabase(inject('postgresUrl'));
  smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      void text(stream).then((raw) => {
        const answer = answers.shift();
        if (answer) return done(Object.assign(new Error('not now'), { responseCode: answer.code }));
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        return done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as AddressInfo;
  test = await makeTestServer(database.database, {
    durability: 'backup',
    mail: { transport: smtpTransport(`smtp://127.0.0.1:${port}`), from: 'Outpost <crm@fenwright.example>' },
  });
  w = await makeSalesWorld(test);
});
afterEach(() => {
  mails.length = 0;
  answers.length = 0;
});
afterAll(async () => {
  await test.server.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await database.drop();
});

async function writeMail(): Promise<string> {
  const [deal, mail] = [w.id(), w.id()];
  await w.mia.do([
    w.deal(deal),
    made(mail, 'crm/activity', {
      about: `crm/deal:${deal}`,
      kind: 'email',
      delivery: 'send',
      toAddress: 'client@example.com',
      subject: 'Your offer',
      body: 'Dear client',
    }),
  ]);
  return mail;
}
const backedUp = async (): Promise<void> =>
  void (await markDurable(test.database, { orgId: w.tenant.orgId, upTo: 'head' }));
const run = (): Promise<void> => test.server.runWorkers(w.tenant.orgId);

describe('e-mail intents', () => {
  it('[S-1c] sends a mail only once it is durable, exactly once, and writes the outcome as the server', async () => {
    const mail = await writeMail();
    await run();
    expect(mails).toEqual([]);
    await backedUp();
    await run();
    await run();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ to: ['client@example.com'] });
    expect(mails[0]?.raw).toMatch(new RegExp(`Message-ID: <${mail}@fenwright\\.example>`, 'i'));
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({
      deliveryStatus: 'sent',
      deliveredAt: '2026-11-20T08:00:00.000Z',
    });
    expect((await w.tenant.journal()).at(-1)).toMatchObject({
      label: 'Sent the e-mail',
      by: '00000000-0000-4000-8000-000000000001',
    });
  });

  it('[S-1c] two workers at once send it once', async () => {
    await writeMail();
    await backedUp();
    await Promise.all([run(), run(), run()]);
    expect(mails).toHaveLength(1);
  });

  it('a mail that the server puts off is tried again later; one that it refuses fails with its reason', async () => {
    const mail = await writeMail();
    await backedUp();
    answers.push({ code: 451 });
    await run();
    await run();
    expect(mails).toEqual([]);
    test.advance(61_000);
    await run();
    expect(mails).toHaveLength(1);
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent' });
    const other = await writeMail();
    await backedUp();
    answers.push({ code: 550 });
    await run();
    expect(await w.tenant.fields('crm/activity', other)).toMatchObject({
      deliveryStatus: 'failed',
      deliveryError: expect.stringContaining('refused it') as string,
    });
  });

  it('a claim that a dead server left is not sent again: the outcome says that nobody knows', async () => {
    const mail = await writeMail();
    await run(); // found, not durable yet
    await w.tenant.rows(
      `update store.intent set status = 'claimed', claimed_at = '2026-11-20T07:00:00.000Z' where id = $1`,
      [mail],
    );
    await backedUp();
    await run();
    expect(mails).toEqual([]);
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({
      deliveryStatus: 'failed',
      deliveryError: expect.stringContaining('not clear') as string,
    });
  });

  it('a mail that was deleted before it could go is not sent', async () => {
    const mail = await writeMail();
    await w.mia.do([{ id: mail, entity: 'crm/activity', seen: 0, fields: { life: ['alive', 'deleted'] } }]);
    await backedUp();
    await run();
    expect(mails).toEqual([]);
  });

  it('what became of a mail is written although its deal, or the mail itself, was deleted meanwhile', async () => {
    const mail = await writeMail();
    const written = await w.tenant.fields('crm/activity', mail);
    const about = JSON.stringify(written?.['about']).replace(/^"crm.deal:|"$/g, '');
    const remove = (id: string, entity: string) => changed(id, entity, { life: ['alive', 'deleted'] });
    expect((await w.mia.do([remove(about, 'crm/deal')])).status).toBe('accepted');
    await backedUp();
    await run();
    expect(mails).toHaveLength(1);
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent' });
    const lost = await writeMail();
    await run();
    await w.tenant.rows(
      `update store.intent set status = 'claimed', claimed_at = '2026-11-20T07:00:00.000Z' where id = $1`,
      [lost],
    );
    expect((await w.mia.do([remove(lost, 'crm/activity')])).status).toBe('accepted');
    await run();
    expect(await w.tenant.fields('crm/activity', lost)).toMatchObject({ deliveryStatus: 'failed' });
  });

  it('[K-3] a field that the tenant requires since does not stand in the way of the outcome', async () => {
    const mail = await writeMail();
    const region = made(w.id(), 'platform/field-definition', {
      forEntity: 'crm/activity',
      name: 'region',
      label: 'Region',
      type: 'text',
      required: true,
    });
    expect((await w.ann.do([region])).status).toBe('accepted');
    await backedUp();
    await run();
    expect(mails).toHaveLength(1);
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent' });
    const renamed = await w.mia.do([w.set(mail, { subject: ['Your offer', 'The offer'] }, 'crm/activity')]);
    expect(Object.values(renamed.refused)).toMatchObject([{ code: 'records/invalid', details: { field: 'region' } }]);
  });
});
