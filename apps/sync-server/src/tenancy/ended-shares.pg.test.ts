import { shareEndFields } from '@outpost/domain/kernel/access/share-ends';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';
import { changeEdit, made } from '../testing/test-server.ts';
import { endShares } from './ended-shares.ts';

const given = givenServer();
const hourMs = 3_600_000;
const kind = 'platform/share-end';
const label = 'Ended a share whose time had come';

/** A deal of Mia's that is shared with Moe for an hour. */
async function sharedForAnHour() {
  const w = await makeSalesWorld(given.test);
  const { tenant, mia, moe } = w;
  const [deal, end] = [w.id(), w.id()];
  const inHours = (hours: number) => new Date(given.test.clock.nowMs() + hours * hourMs).toISOString();
  const until = (id: string, endsAt: string): Edit =>
    made(id, kind, shareEndFields({ entity: 'crm/deal', record: deal, person: moe.userId, endsAt }));
  const renew = (from: string, to: string) => changeEdit(end, kind, { endsAt: [from, to] });
  const share = w.set(deal, { sharedWith: [[], [moe.userId]] });
  const drop = (id: string) => changeEdit(id, kind, { life: ['alive', 'deleted'] });
  const refusals: unknown[] = [];
  const ports = { ...given.test.server.tenancy, log: { warn: (refusal: unknown) => void refusals.push(refusal) } };
  const state = async () => {
    const [row] = await tenant.rows<{ people: readonly string[] }>(
      'select shared_with as people from store.crm_deal where id = $1',
      [deal],
    );
    const ends = await tenant.rows<{ id: string }>(
      "select id from store.platform_share_end where life = 'alive' order by id",
    );
    return { people: row?.people ?? [], ends: ends.map(({ id }) => id) };
  };
  const seesIt = async () => {
    await moe.pull();
    return moe.held.has(deal);
  };
  const endings = async () => new Set((await tenant.journal()).flatMap((row) => row['label'] === label ? [row['act']] : [])).size; // prettier-ignore
  await mia.do([w.deal(deal)]);
  expect(await mia.do([share, until(end, inHours(1))])).toMatchObject({ status: 'accepted', refused: {} });
  expect(await seesIt()).toBe(true);
  const run = (database: Database = given.test.database) => endShares({ ...ports, database }, tenant.orgId);
  return { w, deal, end, inHours, until, renew, share, drop, refusals, state, seesIt, endings, run };
}

/** A database in which something happens after the worker has read the ends that are due. */
function meanwhile(happens: () => Promise<unknown>): Database {
  const { database } = given.test;
  const once = [happens];
  return {
    ...database,
    async transaction(mode, work) {
      const answer = await database.transaction(mode, work);
      await once.pop()?.();
      return answer;
    },
  };
}

it('[PLT-43] a share ends at its time, not before: the person and the end are removed in one act, and the device purges the record [A-4]', async () => {
  const { w, deal, end, state, seesIt, endings, run } = await sharedForAnHour();
  given.test.advance(hourMs - 1);
  await run();
  expect(await state()).toEqual({ people: [w.moe.userId], ends: [end] });
  given.test.advance(1);
  await run();
  await run(); // as after a restart
  expect(await state()).toEqual({ people: [], ends: [] });
  expect(await seesIt()).toBe(false);
  expect(await endings()).toBe(1);
  await w.mia.pull();
  expect(w.mia.held.has(deal)).toBe(true);
});

it('[PLT-43] the end is part of the record for those who see it, and for nobody else [A-5]', async () => {
  const { w, end } = await sharedForAnHour();
  for (const person of [w.mia, w.moe, w.vic]) {
    await person.pull();
    expect(person.holds(kind)).toEqual([end]);
  }
  const zoe = await w.tenant.person('Zoe', 'member', { teamId: w.teams.t2 });
  await zoe.pull();
  expect(zoe.holds(kind)).toEqual([]);
});

it('[PLT-43] a share that was renewed ends at its new time, also where that happened after the worker had read', async () => {
  const { w, end, inHours, renew, refusals, state, seesIt, endings, run } = await sharedForAnHour();
  const [first, later] = [inHours(1), inHours(2)];
  given.test.advance(hourMs);
  await run(meanwhile(() => w.mia.do([renew(first, later)])));
  expect(await state()).toEqual({ people: [w.moe.userId], ends: [end] });
  expect([await seesIt(), await endings()]).toEqual([true, 0]);
  await run();
  expect(await seesIt()).toBe(true);
  given.test.advance(hourMs);
  await run();
  expect(await state()).toEqual({ people: [], ends: [] });
  expect(refusals).toEqual([]);
});

it('[PLT-43] a share that was shortened ends sooner', async () => {
  const { w, inHours, renew, seesIt, run } = await sharedForAnHour();
  await w.mia.do([renew(inHours(1), inHours(0.5))]);
  given.test.advance(hourMs / 2);
  await run();
  expect(await seesIt()).toBe(false);
});

it('[PLT-43] a share whose end was removed stays', async () => {
  const { w, end, drop, seesIt, run } = await sharedForAnHour();
  await w.mia.do([drop(end)]);
  given.test.advance(hourMs);
  await run();
  expect(await seesIt()).toBe(true);
});

it('[PLT-43] two people who set an end at the same time: the first is kept, the other act is refused as a whole', async () => {
  const { w, end, until, share, state } = await sharedForAnHour();
  const second = w.id();
  const { status, refused } = await w.max.do([share, until(second, '2026-12-24T08:00:00.000Z')]);
  expect([status, refused[second]?.code]).toEqual(['refused', 'records/taken']);
  expect(await state()).toEqual({ people: [w.moe.userId], ends: [end] });
});

it('[PLT-43] of two ends that a merge of records brought together, the later one counts', async () => {
  const { w, deal, state, inHours, run } = await sharedForAnHour();
  const [double, later] = [w.id(), w.id()];
  await w.mia.do([w.deal(double)]);
  const about = { entity: 'crm/deal', record: double, person: w.moe.userId, endsAt: inHours(2) };
  await w.mia.do([w.set(double, { sharedWith: [[], [w.moe.userId]] }), made(later, kind, shareEndFields(about))]);
  expect(await w.mia.do([w.set(double, { life: ['alive', `merged:${deal}`] })])).toMatchObject({ status: 'accepted' });
  given.test.advance(hourMs);
  await run();
  expect(await state()).toEqual({ people: [w.moe.userId], ends: [later] });
  given.test.advance(hourMs);
  await run();
  expect(await state()).toEqual({ people: [], ends: [] });
});

it('[PLT-43] a person who was taken off by hand stays off, and an end that was left behind is deleted at its time', async () => {
  const { w, deal, end, share, state, seesIt, run } = await sharedForAnHour();
  await w.mia.do([w.set(deal, { sharedWith: [[w.moe.userId], []] })]); // as a device of the previous build does it
  expect(await seesIt()).toBe(false);
  expect(await state()).toEqual({ people: [], ends: [end] });
  given.test.advance(hourMs);
  await run();
  expect(await state()).toEqual({ people: [], ends: [] });
  await w.mia.do([share]);
  given.test.advance(hourMs);
  await run();
  expect(await state()).toEqual({ people: [w.moe.userId], ends: [] });
});

it('[PLT-43] the share of a deleted record ends, too: it does not come back with the record', async () => {
  const { w, deal, state, seesIt, run } = await sharedForAnHour();
  await w.mia.do([w.set(deal, { life: ['alive', 'deleted'] })]);
  given.test.advance(hourMs);
  await run();
  expect(await state()).toEqual({ people: [], ends: [] });
  await w.mia.do([w.set(deal, { life: ['deleted', 'alive'] })]);
  expect(await seesIt()).toBe(false);
});

it('[PLT-43] two workers at the same time end a share once', async () => {
  const { w, state, refusals, endings, run } = await sharedForAnHour();
  given.test.advance(hourMs);
  await Promise.all([run(), run()]);
  expect(await state()).toEqual({ people: [], ends: [] });
  expect([await endings(), refusals]).toEqual([1, []]);
  await w.moe.pull();
});

it('[PLT-43] the workers of the server end shares', async () => {
  const { w, state } = await sharedForAnHour();
  given.test.advance(hourMs);
  await given.test.server.runWorkers(w.tenant.orgId);
  expect(await state()).toEqual({ people: [], ends: [] });
});
