import { serviceIdOf } from '@outpost/domain/kernel/hashed-id';
import { withOwner } from '../../db/owner-connection.ts';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { markDurable } from '../../journal/durable/mark-durable.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { changeEdit, made, makeTestServer, type TestDevice, type TestServer } from '../../testing/test-server.ts';
import { smtpTransport } from './mail-transport.ts';

type Received = { readonly to: readonly string[]; readonly raw: string };
const mails: Received[] = [];
const answers: { readonly code?: number; readonly meanwhile?: () => Promise<unknown> }[] = [];
let database: TestDatabase;
let smtp: SMTPServer;
let test: TestServer;
let w: SalesWorld;

beforeAll(async () => {
  database = await makeTestDatabase(inject('postgresUrl'));
  smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      void text(stream).then(async (raw) => {
        const answer = answers.shift();
        await answer?.meanwhile?.();
        if (answer?.code !== undefined) return done(Object.assign(new Error('not now'), { responseCode: answer.code }));
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        return done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  test = await makeTestServer(database.database, {
    durability: 'backup',
    mail: { transport: smtpTransport(smtpUrl()), from: 'Outpost <crm@fenwright.example>' },
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

const smtpUrl = (): string => `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`;

const mailAbout = (deal: string) => ({
  about: `crm/deal:${deal}`,
  kind: 'email',
  delivery: 'send',
  toAddress: 'client@example.com',
  subject: 'Your offer',
  body: 'Dear client',
});
async function writeMail(): Promise<string> {
  const [deal, mail] = [w.id(), w.id()];
  await w.mia.do([w.deal(deal), made(mail, 'crm/activity', mailAbout(deal))]);
  return mail;
}
const backedUp = async (): Promise<void> =>
  void (await markDurable(test.database, { orgId: w.tenant.orgId, upTo: 'head' }));
const run = (): Promise<void> => test.server.runWorkers(w.tenant.orgId);

/**
 * Returns a database in which two workers that claim mails at the same time have both done so before the first of them
 * commits.
 */
function slowToCommitClaims(inner: Database): Database {
  const state = { claims: 0, open: (): void => undefined };
  const both = new Promise<void>((resolve) => (state.open = resolve));
  return {
    ...inner,
    transaction: (mode, work) =>
      inner.transaction(mode, async (tx) => {
        const own = { claims: false };
        const answer = await work({
          query(statement, parameters) {
            own.claims ||= statement.includes(`set status = 'claimed'`);
            return tx.query(statement, parameters);
          },
        });
        if (!own.claims) return answer;
        state.claims += 1;
        if (state.claims > 1) state.open();
        // If the workers take turns, the second comes only after the first: the wait is limited.
        await Promise.race([both, new Promise((resolve) => setTimeout(resolve, 300))]);
        return answer;
      }),
  };
}

describe('e-mail intents', () => {
  it('[S-1c] sends a mail only once it is durable, exactly once, and writes the outcome as the pack’s service', async () => {
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
    expect((await w.tenant.journal()).findLast(({ kind }) => kind !== 'event')).toMatchObject({
      label: 'Sent the e-mail',
      by: serviceIdOf('crm'),
    });
  });

  it('[E-3] a list of addresses is refused when it is written; one written by an earlier build is not sent, with the reason', async () => {
    const [deal, mail] = [w.id(), w.id()];
    const list = { ...mailAbout(deal), toAddress: 'a@example.com,b@example.com' };
    const refused = await w.mia.do([w.deal(deal), made(mail, 'crm/activity', list)]);
    expect(refused.refused[mail]).toMatchObject({ code: 'records/invalid', details: { field: 'toAddress' } });
    const old = await writeMail();
    await withOwner(database.ownerUrl, (owner) =>
      owner.run(
        `update store.crm_activity set fields = jsonb_set(fields, '{toAddress}', '"a@example.com,b@example.com"') where id = '${old}'`,
      ),
    );
    await backedUp();
    await run();
    expect(mails).toEqual([]);
    expect(await w.tenant.fields('crm/activity', old)).toMatchObject({
      deliveryStatus: 'failed',
      deliveryError: 'It is not addressed to exactly one address. Write one e-mail to each.',
    });
  });

  it('[S-1c] two workers at the same time send it once', async () => {
    await writeMail();
    await backedUp();
    await Promise.all([run(), run(), run()]);
    expect(mails).toHaveLength(1);
  });

  it('[S-1c] [T-23] a mail that is edited while it is being sent is not sent again', async () => {
    const mail = await writeMail();
    await backedUp();
    const meanwhile = async (): Promise<void> => {
      await w.mia.do([w.set(mail, { subject: ['Your offer', 'The offer'] }, 'crm/activity')]);
      await backedUp();
      await run();
    };
    answers.push({ meanwhile });
    await run();
    await run();
    expect(mails).toHaveLength(1);
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent', subject: 'The offer' });
  });

  it('a mail that the mail server postpones is tried again later; one that it refuses fails with the reason', async () => {
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

  it('a mail claimed by a server that stopped is not sent again: its outcome is written as unknown', async () => {
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
      deliveryStatus: 'unknown',
      deliveryError: expect.stringContaining('not clear') as string,
    });
  });

  it('a mail that is deleted before it is sent is not sent', async () => {
    const mail = await writeMail();
    await w.mia.do([{ id: mail, entity: 'crm/activity', seen: 0, fields: { life: ['alive', 'deleted'] } }]);
    await backedUp();
    await run();
    expect(mails).toEqual([]);
  });

  it('a mail that was postponed, withdrawn and restored counts as new: it is sent only when the restoration is durable', async () => {
    const mail = await writeMail();
    await backedUp();
    answers.push({ code: 451 });
    await run();
    await w.mia.do([changeEdit(mail, 'crm/activity', { life: ['alive', 'deleted'] })]);
    await backedUp();
    await run();
    test.advance(61_000);
    await run();
    await w.mia.do([changeEdit(mail, 'crm/activity', { life: ['deleted', 'alive'] })]);
    await run();
    expect(mails).toEqual([]); // the restoration is not durable yet
    await backedUp();
    await run();
    await run();
    expect(mails).toHaveLength(1);
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent' });
    await w.mia.do([changeEdit(mail, 'crm/activity', { life: ['alive', 'deleted'] })]);
    await w.mia.do([changeEdit(mail, 'crm/activity', { life: ['deleted', 'alive'] })]);
    await backedUp();
    await run();
    expect(mails).toHaveLength(1);
  });

  it('a mail that was withdrawn while it was being sent, and then postponed, can be restored too', async () => {
    const mail = await writeMail();
    await backedUp();
    const life = (from: string, to: string) => w.mia.do([changeEdit(mail, 'crm/activity', { life: [from, to] })]);
    answers.push({ code: 451, meanwhile: () => life('alive', 'deleted').then(run) });
    await run();
    await backedUp();
    test.advance(61_000);
    await run();
    expect(mails).toEqual([]);
    await life('deleted', 'alive');
    await backedUp();
    await run();
    expect(mails).toHaveLength(1);
  });

  it('the outcome of a mail is written although its deal, or the mail itself, was deleted meanwhile', async () => {
    const mail = await writeMail();
    const written = await w.tenant.fields('crm/activity', mail);
    const about = JSON.stringify(written?.['about']).replace(/^"crm.deal:|"$/g, '');
    const remove = (id: string, entity: string) => changeEdit(id, entity, { life: ['alive', 'deleted'] });
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
    expect(await w.tenant.fields('crm/activity', lost)).toMatchObject({ deliveryStatus: 'unknown' });
  });

  it('[K-3] a field that the tenant has made required meanwhile does not prevent the outcome', async () => {
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

  it('[E-3] mail over the limit of a person or the organisation in 24 hours fails with that reason; new mail of the next day is sent', async () => {
    const limited = await makeTestServer(database.database, {
      mail: {
        transport: smtpTransport(smtpUrl()),
        from: 'crm@fenwright.example',
        limits: { perPerson: 3, perTenant: 4 },
      },
    });
    const world = await makeSalesWorld(limited);
    const write = async (device: TestDevice): Promise<string> => {
      const [deal, mail] = [world.id(), world.id()];
      await device.do([
        world.deal(deal, {}, { ownerId: device.userId, teamId: null }),
        made(mail, 'crm/activity', mailAbout(deal)),
      ]);
      return mail;
    };
    const outcome = async (mail: string) => {
      const fields = await world.tenant.fields('crm/activity', mail);
      return [fields?.['deliveryStatus'], fields?.['deliveryError'] ?? ''];
    };
    const ofMia = [await write(world.mia), await write(world.mia), await write(world.mia), await write(world.mia)];
    answers.push({ code: 451 }); // one of three is postponed: it counts, and the limit is not checked again at its second try
    await limited.server.runWorkers(world.tenant.orgId);
    const [fourth = '', ...allowed] = ofMia.toReversed();
    const sent = async () => (await Promise.all(allowed.map(outcome))).filter(([status]) => status === 'sent').length;
    expect(await sent()).toBe(2);
    expect(await outcome(fourth)).toEqual(['failed', expect.stringContaining('3 e-mails in 24 hours') as string]);
    const [one, two] = [await write(world.moe), await write(world.moe)];
    await limited.server.runWorkers(world.tenant.orgId);
    expect((await outcome(one))[0]).toBe('sent');
    expect(await outcome(two)).toEqual(['failed', expect.stringContaining('organisation') as string]);
    limited.advance(61_000);
    await limited.server.runWorkers(world.tenant.orgId);
    expect(await sent()).toBe(3);
    expect(mails).toHaveLength(4);
    limited.advance(24 * 3_600_000);
    const later = await write(world.mia);
    await limited.server.runWorkers(world.tenant.orgId);
    expect((await outcome(later))[0]).toBe('sent');
    await limited.server.close();
  });

  it('[E-3] a mail with an unknown outcome counts', async () => {
    const send = () => Promise.resolve({ status: 'unclear', why: 'The line was cut.' } as const);
    const transport = { send, close: () => undefined };
    const limited = await makeTestServer(database.database, {
      mail: { transport, from: 'crm@fenwright.example', limits: { perPerson: 1, perTenant: 9 } },
    });
    const world = await makeSalesWorld(limited);
    const errorOfNext = async () => {
      const [deal, mail] = [world.id(), world.id()];
      await world.mia.do([world.deal(deal), made(mail, 'crm/activity', mailAbout(deal))]);
      await limited.server.runWorkers(world.tenant.orgId);
      return (await world.tenant.fields('crm/activity', mail))?.['deliveryError'];
    };
    expect(await errorOfNext()).toContain('It is not clear whether this e-mail went out');
    expect(await errorOfNext()).toContain('One person may send 1 e-mails in 24 hours');
    await limited.server.close();
  });

  it('[E-3] withdrawn mail no longer counts, and the limit is checked again when it is restored', async () => {
    const limited = await makeTestServer(database.database, {
      mail: {
        transport: smtpTransport(smtpUrl()),
        from: 'crm@fenwright.example',
        limits: { perPerson: 2, perTenant: 9 },
      },
    });
    const world = await makeSalesWorld(limited);
    const deal = world.id();
    await world.mia.do([world.deal(deal)]);
    const write = async (): Promise<string> => {
      const mail = world.id();
      await world.mia.do([made(mail, 'crm/activity', mailAbout(deal))]);
      return mail;
    };
    const life = (mail: string, from: string, to: string) =>
      world.mia.do([changeEdit(mail, 'crm/activity', { life: [from, to] })]);
    const runAll = () => limited.server.runWorkers(world.tenant.orgId);
    const statusOf = async (mail: string) => (await world.tenant.fields('crm/activity', mail))?.['deliveryStatus'];
    const putOff = await write();
    answers.push({ code: 451 });
    await runAll();
    await life(putOff, 'alive', 'deleted');
    await runAll();
    const [second, third] = [await write(), await write()];
    await runAll();
    expect([await statusOf(second), await statusOf(third)]).toEqual(['sent', 'sent']); // the withdrawn one no longer counts
    await life(putOff, 'deleted', 'alive');
    limited.advance(61_000);
    await runAll();
    expect(mails).toHaveLength(2);
    expect(await world.tenant.fields('crm/activity', putOff)).toMatchObject({
      deliveryStatus: 'failed',
      deliveryError: expect.stringContaining('2 e-mails in 24 hours') as string,
    });
    await limited.server.close();
  });

  it('[E-3] several workers at the same time keep the limit together', async () => {
    const limited = await makeTestServer(slowToCommitClaims(database.database), {
      mail: {
        transport: smtpTransport(smtpUrl()),
        from: 'crm@fenwright.example',
        limits: { perPerson: 25, perTenant: 25 },
      },
    });
    const world = await makeSalesWorld(limited);
    const deal = world.id();
    await world.mia.do([
      world.deal(deal),
      ...Array.from({ length: 60 }, () => made(world.id(), 'crm/activity', mailAbout(deal))),
    ]);
    const runAll = () => Promise.all([1, 2, 3, 4].map(() => limited.server.runWorkers(world.tenant.orgId)));
    for (let round = 0; round < 3; round += 1) await runAll();
    expect(mails).toHaveLength(25);
    const left = await world.tenant.rows(`select fields->>'deliveryStatus' as status, count(*)::int as count from store.crm_activity group by 1 order by 1`); // prettier-ignore
    expect(left).toEqual([{ status: 'failed', count: 35 }, { status: 'sent', count: 25 }]); // prettier-ignore
    await limited.server.close();
  });
});
