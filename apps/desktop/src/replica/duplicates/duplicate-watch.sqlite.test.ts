import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { pairDigest } from '@outpost/domain/kernel/duplicates/pair-digest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { distinctPairKind } from '../../bridge/distinct-pair.ts';
import type { DuplicateCounts } from '../../bridge/shapes/duplicate-counts.ts';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { until } from '../testing/until.ts';
import type { VirtualTime } from '../testing/virtual-time.ts';
import { tellApart } from './distinct-pairs.ts';
import { DuplicateSearches } from './duplicate-searches.ts';
import { DuplicateWatch } from './duplicate-watch.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const kinds = ['crm/account', 'crm/contact', 'crm/lead'];
const tokens = [...kinds, 'crm/deal', distinctPairKind].map((kind) => `${kind}@org`);

const watches: DuplicateWatch[] = [];
afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop();
});

const idOf = (place: number): string => `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`;
/** Returns accounts as a server sends them. */
const accounts = (names: readonly string[]): readonly { readonly record: StoredRecord }[] =>
  names.map((name, place) => ({
    record: { ...givenDeal(idOf(place), place + 1), entity: 'crm/account', fields: { name } },
  }));
const different = Array.from({ length: 40 }, (_, at) => `House ${'abcdefghij'.charAt(at % 10).repeat(5 + at)}`);
const twins = ['Dunmere Estates', 'Dunmere Estates', ...different];

/** Watches an open replica. `asked` has the kinds that were searched, in order. */
function watched(device: GivenTenant) {
  const { tenant } = device;
  const { ports } = tenant.device;
  const screens = { areBusy: false, uses: 0 };
  const told: DuplicateCounts['kinds'][] = [];
  const searches = new DuplicateSearches(tenant, ports);
  const summary = vi.spyOn(tenant.questions, 'summary'); // the first question of each search
  const watch = new DuplicateWatch({
    open: tenant,
    searches,
    ports,
    uses: () => (screens.uses += screens.areBusy ? 1 : 0),
    tell: (counts) => void told.push(counts.kinds),
  });
  watches.push(watch);
  return {
    device,
    tenant,
    time: device.time,
    watch,
    searches,
    screens,
    told,
    asked: () => summary.mock.calls.map(([{ entity }]) => entity),
    pairs: (kind = 'crm/account') => told.at(-1)?.[kind]?.pairs,
  };
}

/** Makes a replica whose server has these accounts. `isWhole`: the first page has all of them. */
async function given({ names = twins, isWhole = true, of = tokens } = {}) {
  const server = new ScriptedServer();
  server.page({ rows: accounts(names), head: names.length, tokens: of, done: isWhole, remaining: isWhole ? 0 : 1 });
  const device = await tenantForTest({ transport: server.transport, byItself: true });
  const stage = watched(device);
  device.tenant.engine.start();
  await until(() => device.tenant.engine.status().nextTryAt !== null);
  return { ...stage, server };
}
/** Lets time pass in small steps until something is so. Work that waits for the disk continues between the steps. */
async function passUntil(time: VirtualTime, what: () => boolean): Promise<void> {
  for (let step = 0; step < 300 && !what(); step += 1) await time.pass(100);
  expect(what()).toBe(true);
}
type Stage = Awaited<ReturnType<typeof given>>;

/** Makes a replica whose first searches have ended. */
async function givenSearched(names = twins): Promise<Stage> {
  const stage = await given({ names });
  await stage.time.pass(6 * minuteMs);
  await passUntil(stage.time, () => stage.pairs('crm/lead') !== undefined);
  return stage;
}
const describeAs = (device: GivenTenant, about: string, at: readonly number[]) =>
  performed(
    device,
    'Described',
    at.map((place) => ({ entity: 'crm/account', id: idOf(place), fields: { about } })),
  );
const places = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, at) => from + at);

describe('the search for duplicates that a device makes by itself [S-4f]', () => {
  it('is made of each kind with rules once, some minutes after the replica has caught up', async () => {
    const { time, asked, told, pairs } = await given();
    await time.pass(4 * minuteMs);
    expect([asked(), told]).toEqual([[], []]);
    await time.pass(2 * minuteMs);
    await passUntil(time, () => pairs('crm/lead') !== undefined);
    const none = { pairs: 0, isCut: false };
    expect(told.at(-1)).toEqual({ 'crm/account': { pairs: 1, isCut: false }, 'crm/contact': none, 'crm/lead': none });
    expect(asked()).toEqual(kinds);
    await time.pass(5 * hourMs);
    expect(asked()).toEqual(kinds);
  });

  it('is not made during a first sync, and not before the replica has caught up', async () => {
    const { time, asked, server, tenant, pairs } = await given({ isWhole: false });
    expect(tenant.engine.status().firstSync).toBe(true);
    await time.pass(3 * hourMs);
    expect(asked()).toEqual([]);
    server.page({ head: twins.length + 1, tokens });
    expect(await tenant.engine.now()).toMatchObject({ state: 'up-to-date', firstSync: false });
    await time.pass(4 * minuteMs);
    expect(asked()).toEqual([]);
    await time.pass(2 * minuteMs);
    await passUntil(time, () => pairs() === 1);
  });

  it('is not made while a device that was started again has not reached its server', async () => {
    const first = await given();
    first.watch.stop();
    const { time, asked, tenant, pairs } = watched(await first.device.reopen());
    tenant.engine.start();
    await time.pass(3 * hourMs);
    expect([tenant.engine.status().state, asked()]).toEqual(['offline', []]);
    first.server.page({ head: twins.length, tokens });
    expect(await tenant.engine.now()).toMatchObject({ state: 'up-to-date' });
    await time.pass(6 * minuteMs);
    await passUntil(time, () => pairs() === 1);
  });

  it('[A-6] is not made of a kind that the organisation keeps off devices', async () => {
    const { time, asked, tenant } = await given({ of: tokens.filter((token) => token !== 'crm/lead@org') });
    expect(tenant.engine.status().notKept).toContain('crm/lead');
    await time.pass(2 * hourMs);
    expect(asked()).toEqual(['crm/account', 'crm/contact']);
  });

  it('is made again when many records of the kind have changed, counted over restarts of the app', async () => {
    const first = await givenSearched();
    first.server.decide(twins.length + 1, () => ({ status: 'accepted' }));
    first.server.page({ head: twins.length + 1, tokens });
    await describeAs(first.device, 'Mill', places(2, 10));
    expect(await first.tenant.engine.now()).toMatchObject({ state: 'up-to-date', toSend: 0 });
    await first.time.pass(6 * minuteMs); // a short session
    expect(first.asked()).toEqual(kinds);
    first.watch.stop();
    const next = watched(await first.device.reopen());
    first.server.page({ head: twins.length + 1, tokens });
    next.tenant.engine.start();
    await until(() => next.tenant.engine.status().state === 'up-to-date');
    await describeAs(next.device, 'Mill', places(12, 9)); // before the numbers of the last session were read
    await describeAs(next.device, 'House', places(12, 9)); // the same records again
    await next.time.pass(3 * hourMs);
    expect(next.asked()).toEqual([]);
    await describeAs(next.device, 'Mill', places(30, 1));
    await next.time.pass(hourMs);
    await passUntil(next.time, () => next.asked().length === 1);
    await next.time.pass(5 * hourMs);
    expect(next.asked()).toEqual(['crm/account']);
  });

  it('waits while screens ask the replica for something', async () => {
    const { time, asked, screens, pairs } = await given();
    screens.areBusy = true;
    await time.pass(2 * hourMs);
    expect(asked()).toEqual([]);
    screens.areBusy = false;
    await time.pass(20_000);
    await passUntil(time, () => pairs() === 1);
  });

  it('rests no more when a person asks for it', async () => {
    const { time, asked, screens, searches, tenant, pairs } = await given();
    screens.areBusy = true;
    await time.pass(10 * minuteMs);
    expect([asked(), searches.progressOf('crm/account')]).toEqual([[], { done: 0, total: 0 }]);
    searches.find(entityOf(tenant.device.catalogue, 'crm/account'));
    await time.pass(2_000);
    await passUntil(time, () => pairs() === 1);
    expect(asked()).toEqual(['crm/account']);
  });

  it('ends with its replica, and reports no fault', async () => {
    const { time, asked, screens, told, device, watch } = await given();
    screens.areBusy = true;
    await time.pass(10 * minuteMs);
    watch.stop();
    await device.reopen();
    screens.areBusy = false;
    await time.pass(3 * hourMs);
    expect([asked(), told, device.faults]).toEqual([[], [], []]);
  });

  it('[E-1] has a fault that is logged and stops nothing: the other kinds are searched, and this one an hour later', async () => {
    const { time, asked, tenant, device, searches, pairs } = await given();
    vi.spyOn(tenant.questions, 'rows').mockRejectedValueOnce(new Error('The disk is broken'));
    await time.pass(6 * minuteMs);
    await passUntil(time, () => pairs('crm/lead') === 0);
    expect(device.faults).toMatchObject([{ message: 'The disk is broken' }]);
    expect([pairs(), searches.problemOf('crm/account'), asked()]).toEqual([undefined, null, kinds]);
    await time.pass(hourMs + minuteMs);
    await passUntil(time, () => pairs() === 1);
    expect(asked()).toEqual([...kinds, 'crm/account']);
    expect(device.faults).toHaveLength(1);
  });
});

describe('the number of possible duplicates on a device', () => {
  const alike = ['Dunmere Estates', 'Dunmere Estates', 'Dunmere Estates', ...different];

  it('is without pairs of which one is merged or deleted, and with them after an undo', async () => {
    const { device, tenant, time, pairs } = await givenSearched(alike);
    expect(pairs()).toBe(3);
    await performed(device, 'Merged', [{ entity: 'crm/account', id: idOf(1), fields: { life: `merged:${idOf(0)}` } }]);
    await time.pass(2_000);
    await passUntil(time, () => pairs() === 1);
    await performed(device, 'Deleted', [{ entity: 'crm/account', id: idOf(2), fields: { life: 'deleted' } }]);
    await time.pass(2_000);
    await passUntil(time, () => pairs() === 0);
    expect((await tenant.acts.undoLast()).ok).toBe(true);
    expect((await tenant.acts.undoLast()).ok).toBe(true);
    await time.pass(2_000);
    await passUntil(time, () => pairs() === 3);
  });

  it('[PLT-12] is without pairs that somebody marked as different, here or on another device', async () => {
    const { device, tenant, time, pairs } = await givenSearched(alike);
    const entity = entityOf(tenant.device.catalogue, 'crm/account');
    const tell = (areDifferent: boolean) => tellApart(tenant, entity, { pair: [idOf(0), idOf(1)], areDifferent });
    expect((await tell(true)).ok).toBe(true);
    await time.pass(2_000);
    await passUntil(time, () => pairs() === 2);
    await addedRecord(device, distinctPairKind, { pair: pairDigest(idOf(1), idOf(2)) });
    await time.pass(2_000);
    await passUntil(time, () => pairs() === 1);
    expect((await tell(false)).ok).toBe(true);
    await time.pass(2_000);
    await passUntil(time, () => pairs() === 2);
  });

  it('is counted again only where a record of a pair has changed', async () => {
    const { device, tenant, time, pairs } = await givenSearched(alike);
    const rows = vi.spyOn(tenant.questions, 'rows');
    await describeAs(device, 'Mill', places(5, 3));
    await time.pass(10_000);
    expect(rows).not.toHaveBeenCalled();
    await performed(device, 'Changed', [{ entity: 'crm/account', id: idOf(0), fields: { name: 'Astbeck Mill' } }]);
    await time.pass(2_000);
    await passUntil(time, () => pairs() === 1);
  });

  it('follows a search that a person has asked for', async () => {
    const { device, time, searches, tenant, pairs } = await givenSearched();
    const entity = entityOf(tenant.device.catalogue, 'crm/account');
    await addedRecord(device, 'crm/account', { name: twins.at(-1) ?? '' });
    expect(pairs()).toBe(1);
    searches.find(entity);
    await time.pass(2_000);
    await passUntil(time, () => pairs() === 2);
  });

  it('is known soon after the next start, before any search', async () => {
    const first = await givenSearched(alike);
    first.watch.stop();
    const next = watched(await first.device.reopen());
    await next.time.pass(3_000);
    await passUntil(next.time, () => next.pairs() === 3);
    expect(next.asked()).toEqual([]);
  });
});
