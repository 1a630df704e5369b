import { installedCatalogue } from '@outpost/domain/installed-packs';
import { sendEmail } from '@outpost/domain/packs/crm/intents/send-email.intent';
import { sendText } from '@outpost/domain/packs/crm/intents/send-text.intent';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { adapterWords } from '../../testing/messages/adapter-words.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made } from '../../testing/test-server.ts';
import type { Delivery, IntentAdapter } from './intent-adapter.ts';
import { type IntentLanes, startIntents } from './intent-workers.ts';

const minuteMs = 60_000;
const given = givenServer(); // without providers: only the lanes of this file carry out intents
const running: IntentLanes[] = [];
afterEach(async () => {
  for (const lanes of running.splice(0)) await lanes.stop();
});

/** An order that a provider was asked to carry out. `id`: of its record. `atMs`: Unix milliseconds. */
type Asked = { readonly kind: string; readonly id: string; readonly atMs: number };

/** The lanes of a server whose provider of e-mails is down while `isDown` says so. Its provider of texts works. */
function startLanes(asked: Asked[], isDown: () => boolean): IntentLanes {
  const { database, clock } = given.test;
  const adapter = (kind: 'email' | 'text', answer: () => Delivery<unknown>): IntentAdapter => ({
    kind,
    words: adapterWords,
    carryOut: ({ record }) => {
      asked.push({ kind, id: record.id, atMs: clock.nowMs() });
      return Promise.resolve(answer());
    },
  });
  const lanes = startIntents({
    database,
    clock,
    random: randomBytes,
    installed: { ...installedCatalogue, intents: [sendEmail, sendText] },
    log: pino({ level: 'silent' }),
    durability: 'commit',
    adapters: [
      adapter('email', () =>
        isDown() ? { status: 'later', why: 'No route.', isDown: true } : { status: 'done', answer: null },
      ),
      adapter('text', () => ({ status: 'done', answer: { is: 'sent' } })),
    ],
  });
  running.push(lanes);
  return lanes;
}

async function write(world: SalesWorld, fields: Readonly<Record<string, string>>): Promise<string> {
  const [deal, message] = [world.id(), world.id()];
  const { status } = await world.mia.do([
    world.deal(deal),
    made(message, 'crm/activity', { about: `crm/deal:${deal}`, delivery: 'send', ...fields }),
  ]);
  expect(status).toBe('accepted');
  return message;
}
const writeMail = (world: SalesWorld) => write(world, { kind: 'email', toAddress: 'client@example.com', subject: 'Offer' }); // prettier-ignore
const writeText = (world: SalesWorld) => write(world, { kind: 'text', number: '+442079460958', body: 'At ten?' });
const stateOf = async (world: SalesWorld, id: string) => (await world.tenant.fields('crm/activity', id))?.['deliveryStatus']; // prettier-ignore
/** Whether no order is under way. */
const isQuiet = async (world: SalesWorld): Promise<boolean> =>
  (await world.tenant.rows("select 1 from store.intent where status = 'claimed'")).length === 0;

describe('[T-23] an outage of a provider', () => {
  it('of an hour is felt by nobody else: each text leaves at once, with one try, and each e-mail once when it is over', { timeout: 240_000 }, async () => {
    const [w, others] = [await makeSalesWorld(given.test), await makeSalesWorld(given.test)];
    const asked: Asked[] = [];
    const outage = { isOver: false };
    const lanes = startLanes(asked, () => !outage.isOver);
    const news = async () => {
      for (const worker of lanes.workers) for (const { tenant } of [w, others]) await worker.run(tenant.orgId);
    };
    const mails: string[] = [];
    const texts: { readonly world: SalesWorld; readonly id: string; readonly atMs: number }[] = [];
    for (let minute = 0; minute < 60; minute += 3) {
      mails.push(await writeMail(w));
      for (const world of [w, others]) texts.push({ world, id: await writeText(world), atMs: given.test.clock.nowMs() }); // prettier-ignore
      await news();
      await vi.waitFor(async () => {
        for (const { world, id } of texts.slice(-2)) expect(await stateOf(world, id)).toBe('sent');
      }, { timeout: 20_000, interval: 20 });
      given.test.advance(3 * minuteMs);
    }
    const textsAsked = asked.filter(({ kind }) => kind === 'text');
    const byId = (all: readonly { readonly id: string; readonly atMs: number }[]) =>
      all.map(({ id, atMs }) => `${id} ${atMs}`).toSorted();
    expect(byId(textsAsked)).toEqual(byId(texts));
    expect(asked.filter(({ kind }) => kind === 'email').length).toBeLessThan(30); // the breaker asks seldom
    expect(lanes.resting()).toMatchObject([{ kind: 'email' }]);

    outage.isOver = true;
    const before = asked.length;
    const unsent = async () => (await Promise.all(mails.map((id) => stateOf(w, id)))).filter((state) => state !== 'sent');
    for (let tries = 0; tries < 60 && (await unsent()).length > 0; tries += 1) {
      given.test.advance(10 * minuteMs);
      await news();
      await vi.waitFor(async () => expect(await isQuiet(w)).toBe(true), { timeout: 20_000, interval: 20 });
    }
    expect(await unsent()).toEqual([]);
    expect(asked.slice(before).map(({ id }) => id).toSorted()).toEqual(mails.toSorted());
  }); // prettier-ignore
});
