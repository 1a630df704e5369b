import type { Intent } from '@outpost/domain/kernel/catalogue/intents/intent';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { sendEmail } from '@outpost/domain/packs/crm/intents/send-email.intent';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withOwner } from '../../db/owner-connection.ts';
import { adapterWords } from '../../testing/messages/adapter-words.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made } from '../../testing/test-server.ts';
import type { AskedOrder, Delivery } from './intent-adapter.ts';
import { type IntentLanes, intentWorkers, type IntentWorkerPorts, startIntents } from './intent-workers.ts';

const minute = 60_000;
const given = givenServer(); // without mail: only the lanes of this file carry out intents
const sent = { status: 'done', answer: null } as const;
let w: SalesWorld;
let got: AskedOrder[];
let receive: (asked: AskedOrder) => Promise<Delivery<null>>;
const running: IntentLanes[] = [];

beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  got = [];
  receive = () => Promise.resolve(sent);
});
afterEach(async () => {
  for (const lanes of running.splice(0)) await lanes.stop();
});

function ports(intent: Intent = sendEmail): IntentWorkerPorts {
  const { database, clock } = given.test;
  const carryOut = (asked: AskedOrder) => {
    got.push(asked);
    return receive(asked);
  };
  return {
    database,
    clock,
    random: randomBytes,
    installed: { ...installedCatalogue, intents: [intent] },
    log: pino({ level: 'silent' }),
    durability: 'commit',
    adapters: [{ kind: 'email', words: adapterWords, carryOut }],
    repeats: { limit: 2, firstWait: 0, longestWait: 0 },
  };
}
/** Starts a server's lanes. */
function start(): IntentLanes {
  const lanes = startIntents(ports());
  running.push(lanes);
  return lanes;
}
const news = async (lanes: IntentLanes, world: SalesWorld = w): Promise<void> => {
  for (const worker of lanes.workers) await worker.run(world.tenant.orgId);
};
const workOnce = async (intent?: Intent): Promise<void> => {
  for (const worker of intentWorkers(ports(intent))) await worker.run(w.tenant.orgId).catch(() => undefined);
};

async function writeMail(world: SalesWorld = w, toAddress = 'client@example.com'): Promise<string> {
  const [deal, mail] = [world.id(), world.id()];
  const fields = { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress, subject: 'Your offer' };
  const { status } = await world.mia.do([world.deal(deal), made(mail, 'crm/activity', fields)]);
  expect(status).toBe('accepted');
  return mail;
}
const outcome = async (mail: string) => {
  const { deliveryStatus, deliveryError } = (await w.tenant.fields('crm/activity', mail)) ?? {};
  return [deliveryStatus, deliveryError];
};
const intents = () => w.tenant.rows('select status, attempts from store.intent order by n');
const jobs = () =>
  withOwner(given.database.ownerUrl, (owner) =>
    owner.rows(`select id from pgboss.job where name like 'intent-email%'`),
  );
const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 20_000, interval: 50 });

describe('[T-23] the lanes of intents', () => {
  it('a slow order of one organisation does not hold those of others', async () => {
    const others = await makeSalesWorld(given.test);
    const slow: ((delivery: Delivery<null>) => void)[] = [];
    receive = ({ order }) =>
      (order as { to: string }).to === 'slow@example.com'
        ? new Promise((resolve) => void slow.push(resolve))
        : Promise.resolve(sent);
    for (let count = 0; count < 3; count += 1) await writeMail(w, 'slow@example.com');
    const lanes = start();
    await news(lanes);
    await soon(() => expect(got).toHaveLength(3));
    const quick = await writeMail(others, 'quick@example.com');
    await news(lanes, others);
    await soon(async () =>
      expect(await others.tenant.fields('crm/activity', quick)).toMatchObject({ deliveryStatus: 'sent' }),
    );
    expect(got).toHaveLength(4);
    for (const answer of slow) answer(sent);
    await soon(async () => expect(await intents()).toEqual(Array(3).fill({ status: 'done', attempts: 1 })));
    await soon(async () => expect(await jobs()).toEqual([]));
  });

  it('a provider that cannot be reached gets no more orders, and those that wait use up no tries', async () => {
    receive = () => Promise.resolve({ status: 'later', why: 'No route.', isDown: true });
    const mails: string[] = [];
    for (let count = 0; count < 8; count += 1) mails.push(await writeMail());
    const lanes = start();
    await news(lanes);
    await soon(async () =>
      expect(await intents()).toEqual([
        ...Array<unknown>(5).fill({ status: 'waiting', attempts: 1 }),
        ...Array<unknown>(3).fill({ status: 'waiting', attempts: 0 }),
      ]),
    );
    expect([got.length, lanes.resting()]).toEqual([5, [{ kind: 'email', until: expect.any(String) as string }]]);
    /** Lets time pass, until the lanes have done what they may. */
    const pass = async (ms: number): Promise<void> => {
      given.test.advance(ms);
      await news(lanes);
      await soon(async () => {
        expect((await intents()).filter(({ status }) => status === 'claimed')).toEqual([]); // no order is under way
        expect(lanes.resting().length > 0 || (await jobs()).length === 0).toBe(true);
      });
    };
    for (let passed = 0; passed < 60; passed += 1) await pass(minute); // an hour: one order tries the provider after each rest
    expect(got.length).toBeLessThan(30);
    receive = () => Promise.resolve(sent);
    for (let tries = 0; tries < 60 && (await intents()).some(({ status }) => status !== 'done'); tries += 1)
      await pass(10 * minute);
    for (const mail of mails) expect(await outcome(mail)).toEqual(['sent', undefined]);
    expect(lanes.resting()).toEqual([]);
  });
});

describe('[T-23] the jobs of intents', () => {
  it('are at most a thousand of an organisation, however much waits', async () => {
    await w.tenant.rows(
      `insert into store.intent (org_id, intent, id, status, n) select $1, 'email:crm/activity', gen_random_uuid(), 'waiting', 1 from generate_series(1, 1500)`,
      [w.tenant.orgId],
    );
    receive = () => Promise.reject(new Error('not asked'));
    const { feedIntents } = await import('./feed-intents.ts');
    const { JobQueue } = await import('../queue/job-queue.ts');
    const { database, clock } = given.test;
    const queue = new JobQueue({ database, clock, log: pino({ level: 'silent' }) });
    const feed = () =>
      feedIntents({ ...ports(), queue, durable: () => Promise.resolve(9) } as never, w.tenant.orgId, {
        intent: sendEmail,
        adapter: { kind: 'email', words: adapterWords, carryOut: receive },
      }); // the ports that it reads
    expect([await feed(), await feed()]).toEqual([{ count: 1_000, isFull: true }, { count: 0, isFull: true }]); // prettier-ignore
    await workOnce(); // their records do not exist: they are dropped
    expect(await w.tenant.rows(`select status from store.intent where status = 'waiting'`)).toEqual([]);
    expect(await jobs()).toEqual([]);
  });

  it('that are lost come again after half an hour, and one that comes twice does nothing', async () => {
    receive = () => Promise.resolve({ status: 'later', why: 'Busy.' });
    const mail = await writeMail();
    await workOnce();
    given.test.advance(2 * minute);
    const lanes = startIntents({ ...ports(), adapters: [] }); // finds nothing
    await lanes.stop();
    await w.tenant.rows(`update store.intent set job = gen_random_uuid(), fed_at = $1`, [new Date(given.test.clock.nowMs()).toISOString()]); // prettier-ignore
    receive = () => Promise.resolve(sent);
    given.test.advance(29 * minute);
    await workOnce();
    expect(await outcome(mail)).toEqual([undefined, undefined]);
    given.test.advance(2 * minute);
    await workOnce();
    expect([await outcome(mail), got.length]).toEqual([['sent', undefined], 2]);
  });

  it('whose intents cannot be claimed do not stop the others, and end as failures that can be asked for again', async () => {
    const [bad, good] = [await writeMail(w, 'bad@example.com'), await writeMail(w, 'good@example.com')];
    const messages = (record: Parameters<NonNullable<typeof sendEmail.messages>>[0]) => {
      if (record.fields.toAddress === 'bad@example.com') throw new Error('a fault of the pack');
      return [];
    };
    const faulty: Intent = { ...sendEmail, messages };
    await workOnce(faulty);
    expect(await outcome(good)).toEqual(['sent', undefined]);
    for (let run = 0; run < 4; run += 1) await workOnce(faulty);
    expect(await outcome(bad)).toEqual(['failed', expect.stringMatching(/^The server failed at it 3 times/) as string]);
    expect(await jobs()).toEqual([]);
    await w.mia.do([w.set(bad, { deliveryDecision: [null, 'again'] }, 'crm/activity')]);
    await workOnce();
    expect(await outcome(bad)).toEqual(['sent', undefined]);
  });
});
