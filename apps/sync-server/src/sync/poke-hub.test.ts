import { installedCatalogue } from '@outpost/domain/installed-packs';
import { accept } from '@outpost/domain/kernel/refusal';
import { endOfNumber } from '@outpost/domain/sync/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NoticeListener } from '../db/database.ts';
import { openPokeHub } from './poke-hub.ts';
import type { Asking } from './pull-together.ts';
import type { StreamPlace } from './stream-place.ts';

const placeAt = (n: number): StreamPlace => ({
  at: { n, id: endOfNumber, tokens: [], whole: {}, since: {}, history: n },
  heads: [[n, `hash-${n}`]],
  limit: 100,
  schemas: {},
});

/** A hub of many devices that are up to date at number 4, whom Postgres' notices reach by the test's hand. */
async function givenHub(devices: number) {
  const heard: { listener?: NoticeListener } = {};
  const rounds: (readonly Asking[])[] = [];
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
    readPages: (_, askings) => {
      rounds.push(askings);
      const { at, heads } = placeAt(head.n);
      const [[n, hash] = [0, '']] = heads;
      const signed = { head: [n, hash] as [number, string], signature: '' };
      const page = { kind: 'page' as const, tokens: [], next: at, done: true, head: signed, durable: n, remaining: 0 };
      return Promise.resolve(askings.map(() => accept({ ...page, json: new TextEncoder().encode('{}') })));
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

  it('tells a device of many after its own exchange with the others of that while, and not in a round of its own', async () => {
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
});
