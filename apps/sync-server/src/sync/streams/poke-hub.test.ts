import { installedCatalogue } from '@outpost/domain/installed-packs';
import { accept } from '@outpost/domain/kernel/refusal';
import { endOfNumber } from '@outpost/domain/sync/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NoticeListener } from '../../db/database.ts';
import { openPokeHub } from './poke-hub.ts';
import type { DevicePull } from '../pull-ask.ts';
import type { StreamPlace } from './stream-place.ts';

const placeAt = (n: number): StreamPlace => ({
  at: { n, id: endOfNumber, tokens: 'none', gain: null, history: n },
  heads: [[n, `hash-${n}`]],
  limit: 100,
  schemas: {},
});

/** Opens a hub without listeners. The test sends the notices that Postgres would send. */
async function emptyHub(heads: Readonly<Record<string, number>> = {}) {
  const heard: { listener?: NoticeListener; isClosed?: true } = {};
  const hub = await openPokeHub({
    database: {
      listen: (_, listener) => {
        heard.listener = listener;
        return Promise.resolve(() => {
          heard.isClosed = true;
          return Promise.resolve();
        });
      },
    },
    installed: installedCatalogue,
    readHead: (orgId) =>
      orgId === 'broken' ? Promise.reject(new Error('No database')) : Promise.resolve(heads[orgId]),
    readPages: () => Promise.resolve([]),
  });
  /** Subscribes to the hub, and keeps the notices that come. */
  const wait = (of: { orgId?: string; userId?: string; sessionId?: string; name?: string } = {}) => {
    const told: (number | 'ended')[] = [];
    const subscribed = hub.subscribe({
      orgId: 'org',
      userId: 'person',
      sessionId: 'session',
      name: undefined,
      ...of,
      news: (n) => void told.push(n),
      send: () => false,
      end: () => void told.push('ended'),
    });
    return { told, subscribed, stop: () => void (subscribed.ok && subscribed.value()) };
  };
  const notice = (text: string): void => heard.listener?.notice(text);
  return { hub, heard, wait, notice };
}

/** Opens a hub of many devices that are up to date at number 4. The test sends the notices that Postgres would send. */
async function givenHub(devices: number) {
  const heard: { listener?: NoticeListener } = {};
  const rounds: (readonly DevicePull[])[] = [];
  const head = { n: 4 };
  const hub = await openPokeHub({
    database: {
      listen: (_, listener) => {
        heard.listener = listener;
        return Promise.resolve(() => Promise.resolve());
      },
    },
    installed: installedCatalogue,
    readHead: () => Promise.resolve(undefined),
    readPages: (_, pulls) => {
      rounds.push(pulls);
      const { at, heads } = placeAt(head.n);
      const [[n, hash] = [0, '']] = heads;
      const signed = { head: [n, hash] as [number, string], signature: '' };
      const page = { kind: 'page' as const, next: at, done: true, head: signed, durable: n, remaining: 0 };
      return Promise.resolve(pulls.map(() => accept({ ...page, json: new TextEncoder().encode('{}') })));
    },
  });
  const all = Array.from({ length: devices }, (_, place) => ({ sessionId: `session ${place}`, name: 'stream' }));
  for (const [place, device] of all.entries()) {
    const silent = { news: () => undefined, send: () => true, end: () => undefined };
    hub.subscribe({ orgId: 'org', userId: `person ${place}`, ...device, ...silent });
    await hub.during(device, () => Promise.resolve(), () => placeAt(4)); // prettier-ignore
  }
  const news = (n: number): void => {
    head.n = n;
    heard.listener?.notice(`org ${n} mark *`);
  };
  return { hub, all, rounds, news };
}
const settled = () => new Promise((resolve) => void setImmediate(resolve));

describe('[S-3] the hub of pokes', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  it('notifies a device after its own exchange together with the others, not in a separate round', async () => {
    const { hub, all, rounds, news } = await givenHub(30);
    news(5);
    await settled();
    const [first] = all;
    if (!first) throw new Error('There is no device');
    const exchange = Promise.withResolvers<undefined>();
    const over = hub.during(first, () => exchange.promise, () => placeAt(5)); // prettier-ignore
    news(6);
    vi.advanceTimersToNextTimer();
    await settled();
    exchange.resolve(undefined);
    await over;
    await settled();
    news(7);
    vi.advanceTimersToNextTimer();
    await settled();
    expect(rounds.map(({ length }) => length)).toEqual([30, 29, 30]);
    await hub.close();
  });

  it('[E-3] ends the oldest stream of a person who opens a thirteenth, and nobody else’s', async () => {
    const { hub, wait } = await emptyHub();
    const neighbour = wait({ userId: 'neighbour' });
    const streams = Array.from({ length: 12 }, () => wait());
    expect(streams.flatMap(({ told }) => told)).toEqual([]);
    streams[0]?.stop(); // one that has left is not counted
    streams.push(wait());
    expect(streams.flatMap(({ told }) => told)).toEqual([]);
    wait();
    expect(streams.map(({ told }) => told.length)).toEqual([0, 1, ...Array.from({ length: 11 }, () => 0)]);
    expect(neighbour.told).toEqual([]);
    await hub.close();
  });

  it('[E-3] accepts ten thousand streams, refuses the next with a time to retry, and accepts it when one has ended', async () => {
    const { hub, wait } = await emptyHub();
    const streams = Array.from({ length: 10_000 }, (_, place) => wait({ orgId: `org ${place % 1_000}`, userId: `person ${place}` })); // prettier-ignore
    expect(streams.every(({ subscribed }) => subscribed.ok)).toBe(true);
    expect(wait({ userId: 'one more' }).subscribed).toMatchObject({ code: 'request/too-many', details: { waitSeconds: 60 } }); // prettier-ignore
    streams[5]?.stop();
    streams[5]?.stop(); // counts once
    expect(wait({ userId: 'one more' }).subscribed.ok).toBe(true);
    expect(wait({ userId: 'yet another' }).subscribed.ok).toBe(false);
    await hub.close();
  });

  it('keeps one stream of a name in a session: a new stream ends the old one, whose end does not touch the new one', async () => {
    const { hub, wait } = await emptyHub();
    const [first, other, nameless] = [wait({ name: 'a' }), wait({ name: 'a', sessionId: 'other' }), wait()];
    const second = wait({ name: 'a' });
    expect([first.told, other.told, nameless.told, second.told]).toEqual([['ended'], [], [], []]);
    first.stop();
    wait({ name: 'a' });
    expect(second.told).toEqual(['ended']);
    second.stop();
    other.stop();
    wait({ name: 'a', sessionId: 'other' });
    expect(other.told).toEqual([]); // it had ended
    await hub.close();
  });

  it('notifies the streams of the tenant alone, and listeners for all tenants', async () => {
    const { hub, wait, notice } = await emptyHub();
    const [mine, theirs] = [wait(), wait({ orgId: 'other' })];
    const tenants: string[] = [];
    hub.onNews((orgId) => void tenants.push(orgId));
    notice('org 5 mark *');
    notice('nobody 6 mark *');
    notice('org and something else');
    expect([mine.told, theirs.told, tenants]).toEqual([[5], [], ['org', 'nobody']]);
    mine.stop();
    notice('org 7 mark *');
    expect(mine.told).toEqual([5]);
    await hub.close();
  });

  it('[S-5] ends the streams of sessions that have ended, in their tenant', async () => {
    const { hub, wait, notice } = await emptyHub();
    const [one, two, three] = ['one', 'two', 'three'].map((sessionId) => wait({ sessionId }));
    const elsewhere = wait({ orgId: 'other', sessionId: 'one' });
    notice('org ended one,three');
    notice('nobody ended one');
    notice('org begun two');
    expect([one, two, three, elsewhere].map((each) => each?.told)).toEqual([['ended'], [], ['ended'], []]);
    await hub.close();
  });

  it('sends each stream the head of its journal after notices may have been lost', async () => {
    const { hub, heard, wait } = await emptyHub({ org: 9, other: 3 });
    const waiting = ['org', 'other', 'gone', 'broken'].map((orgId) => wait({ orgId }));
    heard.listener?.gap();
    await settled();
    expect(waiting.map(({ told }) => told)).toEqual([[9], [3], [], []]);
    await hub.close();
    expect([waiting.map(({ told }) => told.at(-1)), heard.isClosed]).toEqual([['ended', 'ended', 'ended', 'ended'], true]); // prettier-ignore
  });

  it('sends a device nothing after an exchange without news', async () => {
    const { hub, wait } = await emptyHub();
    const device = wait({ name: 'a' });
    await hub.during({ sessionId: 'session', name: 'a' }, () => Promise.resolve(), () => undefined); // prettier-ignore
    vi.runAllTimers();
    await settled();
    expect(device.told).toEqual([]);
    await hub.close();
  });

  it('[A-5] notifies a person of all news while the person’s tokens are unknown', async () => {
    const { hub, wait, notice } = await emptyHub();
    const { told } = wait();
    notice('org 5 mark somebody');
    expect(told).toEqual([5]);
    await hub.close();
  });

  it('runs the exchange of a device without a stream, and returns its result', async () => {
    const { hub } = await emptyHub();
    const during = (name: string | undefined) =>
      hub.during({ sessionId: 'session', name }, () => Promise.resolve('came'), () => placeAt(4)); // prettier-ignore
    expect([await during('a'), await during(undefined)]).toEqual(['came', 'came']);
    await hub.close();
  });

  it('notifies a device once, after a failed exchange, of the news during it', async () => {
    const { hub, wait, notice } = await emptyHub();
    const { told } = wait({ name: 'a' });
    const device = { sessionId: 'session', name: 'a' };
    const exchange = Promise.withResolvers<undefined>();
    const failed = hub.during(device, () => exchange.promise, () => placeAt(4)); // prettier-ignore
    notice('org 5 mark *');
    notice('org 6 mark *');
    expect(told).toEqual([]);
    exchange.reject(new Error('No database'));
    await expect(failed).rejects.toThrow('No database');
    expect(told).toEqual([6]);
    await hub.during(device, () => Promise.resolve(), () => placeAt(6)); // prettier-ignore
    expect(told).toEqual([6]);
    await hub.close();
  });
});
