import { randomUUID } from 'node:crypto';
import { MessageChannel, type Worker } from 'node:worker_threads';
import type { Act, Edit } from '@outpost/domain/kernel/acts/act';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withOwner } from '../db/owner-connection.ts';
import type { DecideElsewhere } from '../records/apply-input.ts';
import { applyActs } from '../records/apply-acts.ts';
import { testMasterKeyText } from '../testing/test-keys.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { LargeWorks, startThread } from './large-works.ts';
import type { FromThread, ToThread } from './messages.ts';
import { serveLargeWorks } from './serve-large-works.ts';

const given = givenServer();
let w: SalesWorld;
let largeWorks: LargeWorks;
let thread: Worker | undefined;
const logged: string[] = [];
const note = (_: unknown, message: string): void => void logged.push(message);

beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  const setup = {
    databaseUrl: given.database.appUrl,
    masterKey: { in: 'environment', keys: testMasterKeyText },
  } as const;
  largeWorks = new LargeWorks(
    setup,
    { warn: note, error: note },
    { start: (of) => (thread = startThread(of)), isBesideOthers: () => true },
  );
});
afterAll(() => largeWorks.close());

const deals = (count: number): Edit[] => Array.from({ length: count }, () => w.deal(w.id()));
const act = (edits: Edit[], more: Partial<Act> = {}): Act => ({
  id: randomUUID().replace(/^(.{14})4/, '$17'),
  number: 1,
  label: 'Changed deals',
  shape: 'each',
  madeAt: new Date().toISOString(),
  edits,
  ...more,
});

/** Decides acts as the server does, and returns their answers and how many turns went to the thread. */
async function decide(acts: readonly Act[], { by = w.ann, elsewhere = largeWorks.decide } = {}) {
  const { clock, random, installed } = given.test.server.tenancy;
  const turns = { inThread: 0 };
  const counted: DecideElsewhere = (together) => {
    const decided = elsewhere(together);
    if (decided) turns.inThread += 1;
    return decided;
  };
  const { orgId } = w.tenant;
  const applied = await applyActs(
    { database: given.test.database, clock, random, installed, elsewhere: counted },
    { orgId, author: { userId: by.userId }, device: randomUUID(), heads: [], acts, numbering: 'next' },
  );
  if (applied.kind !== 'decided') throw new Error(applied.kind);
  return { answers: applied.answers, inThread: turns.inThread };
}

/** Makes large acts until one is decided in the thread, which starts with the first. */
async function untilReady(): Promise<void> {
  await expect.poll(async () => (await decide([act(deals(200))])).inThread, { timeout: 30_000 }).toBe(1);
}

const countOfDeals = async (): Promise<number> => {
  const [row] = await w.tenant.rows<{ count: number }>('select count(*)::int as count from store.crm_deal');
  return row?.count ?? 0;
};

describe('the thread of large works', { timeout: 120_000 }, () => {
  it('[E-3] decides large turns, and turns that change the visibility of a record; others are decided where they arrive', async () => {
    await untilReady();
    const before = await countOfDeals();
    const many = deals(200);
    const { answers, inThread } = await decide([act(many)]);
    expect([answers[0]?.status, inThread, await countOfDeals()]).toEqual(['accepted', 1, before + 200]);
    const id = many[0]?.id ?? '';
    const named = await decide([act([w.set(id, { name: ['Deal', 'Renamed'] })])]);
    expect([named.inThread, named.answers[0]?.head[0]]).toEqual([0, (answers[0]?.head[0] ?? 0) + 1]);
    const shared = await decide([act([w.set(id, { sharedWith: [[], [w.mia.userId]] })])]);
    expect([shared.inThread, shared.answers[0]?.status]).toEqual([1, 'accepted']);
  });

  it('[E-3] refuses the same acts as the other thread, in the same words', async () => {
    await untilReady();
    const wide = [...deals(150), w.deal(w.id(), { value: 'much' })];
    const there = await decide([act(wide)]);
    const here = await decide([act(wide.map((edit) => ({ ...edit, id: w.id() })))], { elsewhere: () => undefined });
    expect([there.inThread, here.inThread]).toEqual([1, 0]);
    const refusals = [there, here].map(({ answers }) => Object.values(answers[0]?.refused ?? {}));
    expect(refusals[0]).toHaveLength(1);
    expect(refusals[0]).toEqual(refusals[1]);
  });

  it('[E-3] leaves nothing of a turn during which it ends, and the next turn is decided', async () => {
    await untilReady();
    const before = await countOfDeals();
    const lost = act(deals(1_000));
    const endedAmidIt = withOwner(given.database.ownerUrl, async (owner) => {
      const busy = `select pid from pg_stat_activity where application_name = 'outpost' and query ~* 'insert' and state <> 'idle' and datname = current_database()`;
      await expect.poll(() => owner.rows(busy), { interval: 1, timeout: 10_000 }).not.toEqual([]);
      await thread?.terminate();
    });
    await Promise.all([expect(decide([lost])).rejects.toThrow('The thread that decided this ended'), endedAmidIt]);
    expect(logged).toContain('The thread of large works ended.');
    await expect.poll(countOfDeals).toBe(before);
    const again = await decide([lost]);
    expect([again.answers[0]?.status, await countOfDeals()]).toEqual(['accepted', before + 1_000]);
  });

  it('[E-3] asks the main thread before each slice, and waits for the answer', async () => {
    const { port1, port2 } = new MessageChannel();
    const heard: FromThread['kind'][] = [];
    const waiting: (() => void)[] = [];
    port2.on('message', (message: FromThread) => {
      heard.push(message.kind);
      waiting.shift()?.();
    });
    const next = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
    const { clock, random, installed } = given.test.server.tenancy;
    const ready = next();
    serveLargeWorks(port1, { database: given.test.database, clock, random, installed }, () => Promise.resolve());
    await ready;
    const { orgId } = w.tenant;
    const input = {
      orgId,
      author: { userId: w.ann.userId },
      device: randomUUID(),
      heads: [],
      numbering: 'next',
    } as const;
    const together = { orgId, inputs: [{ ...input, acts: [act(deals(300))] }], weight: 300 };
    const asked = next();
    port2.postMessage({ kind: 'decide', work: 7, together, isBesideOthers: true } satisfies ToThread);
    await asked;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard).toEqual(['ready', 'rests']);
    while (heard.at(-1) === 'rests') {
      const more = next();
      port2.postMessage({ kind: 'go-on', work: 7, isBesideOthers: true } satisfies ToThread);
      await more;
    }
    expect(heard.at(-1)).toBe('decided');
    expect(heard.length).toBeGreaterThan(5);
    port1.close();
  });
});
