import { type CampaignCounts, sumOfCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeEach, describe, expect, it } from 'vitest';
import { openCampaignBook } from '../../../gateway/campaigns/campaign-book.ts';
import { changeEdit, made } from '../../../testing/test-server.ts';
import { givenTexts } from '../../../testing/texts/texts-world.ts';

const given = givenTexts();
const hourMs = 3_600_000;
let numbers = 2_000;
let tags = 0;
const wait = { id: 'wait-1', kind: 'wait', count: 2, unit: 'hour' };
const again = { id: 'again', kind: 'text', words: 'Again, {{ contact.firstName }}' };
const unlessDelivered = [{ id: 'if-1', kind: 'if', when: { message: 'first', is: 'delivered' } }, { id: 'else-1', kind: 'else', of: 'if-1' }, again, { id: 'end-1', kind: 'end', of: 'if-1' }]; // prettier-ignore

/** Starts a campaign of texts to new contacts, with these steps behind the first text. */
async function start(count: number, steps: JsonValue = [wait, again], more: Readonly<Record<string, JsonValue>> = {}) {
  const { w } = given;
  const [id, tag] = [w.id(), `steps-${(tags += 1)}`];
  const own = { ownerId: w.mia.userId };
  const people = Array.from({ length: count }, () => ({ id: w.id(), number: `+1303555${(numbers += 1)}` }));
  const plan = { where: { field: 'tags', op: 'has-any', value: [tag] }, living: false, variants: [{ id: 'a', words: 'First' }], test: null, window: null, perHour: 10_000, cost: null, dealDays: 60, steps, ...more };
  const done = await w.mia.do([
    ...people.map((one) => made(one.id, 'crm/contact', { name: 'Maris Oakhurst', tags: [tag], mobile: one.number }, own)),
    made(id, 'crm/campaign', { name: 'Winter check', about: 'crm/contact', purpose: 'contract', channel: 'text', status: 'running', plan }, own),
  ]);
  expect(done.refused).toEqual({});
  return { id, people };
} // prettier-ignore
async function run(ms = 0, rounds = 3): Promise<void> {
  given.test.advance(ms);
  for (let round = 0; round < rounds; round += 1) await given.run();
}
const sent = (): readonly string[] => given.service.taken.map(({ Body = '' }) => Body).toSorted((a, b) => (a < b ? -1 : 1)); // prettier-ignore
const fieldsOf = async (id: string) => (await given.w.tenant.fields('crm/campaign', id)) ?? {};
const countsOf = async (id: string) => (await fieldsOf(id))['counts'] as unknown as CampaignCounts;
const stepOf = async (id: string, step: string) => (await countsOf(id)).steps?.find((one) => one.step === step);
const setStatus = async (id: string, from: string, to: string) => expect((await given.w.mia.do([changeEdit(id, 'crm/campaign', { status: [from, to] })])).refused).toEqual({}); // prettier-ignore
const walks = (id: string) => given.w.tenant.rows<{ place: number; ended: string | null }>('select place, ended from store.campaign_walk where campaign_id = $1 order by ended', [id]); // prettier-ignore
let answers = 0;
const answer = async (From: string | undefined) => expect((await given.incoming(`SMsteps${(answers += 1)}`, 'Please call me', { From: From ?? '' })).status).toBe(200); // prettier-ignore

/** Each test begins at eleven in the morning where the receivers are. */
beforeEach(() => {
  const day = 24 * hourMs;
  given.test.advance((18 * hourMs - (given.test.clock.nowMs() % day) + day) % day);
});

describe('[CMP-11] a campaign of several steps', () => {
  it('writes each message once, the later one after its wait, by two servers at the same time', async () => {
    const { id } = await start(8);
    await run();
    expect(sent()).toEqual(Array.from({ length: 8 }, () => 'First'));
    await run(hourMs);
    expect(given.service.taken).toHaveLength(8);
    expect(await fieldsOf(id)).toMatchObject({ status: 'running', counts: { waitsFor: 'step' } });
    given.test.advance(hourMs);
    for (let round = 0; round < 3; round += 1) await Promise.all([given.run(), given.run()]);
    expect(sent()).toEqual([...Array.from({ length: 8 }, () => 'Again, Maris'), ...Array.from({ length: 8 }, () => 'First')]); // prettier-ignore
    await run(60_000);
    await run(48 * hourMs);
    expect(given.service.taken).toHaveLength(16);
    expect(await fieldsOf(id)).toMatchObject({ status: 'finished' });
    expect(sumOfCounts(await countsOf(id))).toMatchObject({ members: 8, sent: 8 });
    expect([await stepOf(id, 'first'), await stepOf(id, 'again')]).toMatchObject([{ sent: 8, comes: 0 }, { sent: 8, comes: 0, stopped: 0 }]); // prettier-ignore
  });

  it('asks a branch when it is reached, by what the provider told of the message', async () => {
    const { people } = await start(2, [wait, ...unlessDelivered]);
    await run();
    const order = given.service.taken.find(({ To }) => To === people[0]?.number);
    expect((await given.report(order, 'delivered')).status).toBe(204);
    await run();
    await run(2 * hourMs);
    expect(given.service.taken.filter(({ Body }) => Body === 'Again, Maris').map(({ To }) => To)).toEqual([people[1]?.number]); // prettier-ignore
  });

  it('writes messages that a server reserved and did not write, once, and none for a step that was moved twice', async () => {
    const { id, people } = await start(2);
    await run();
    given.test.advance(2 * hourMs);
    const book = openCampaignBook(given.database.database, given.w.tenant.orgId);
    const now = new Date(given.test.clock.nowMs()).toISOString();
    const [walker] = await book.walkers(id, { now, most: 10 });
    expect(walker).toMatchObject({ place: 1 });
    const move = { record: walker?.record ?? '', entity: 'crm/contact', place: 1, kind: 'write', to: 2, message: { step: 'again', state: 'waits', reason: null, key: 'a' } } as const; // prettier-ignore
    await book.move(id, now, [move]);
    await book.move(id, now, [move]); // a second server that read the same
    const bounds = { now, hourAgo: now, mostUnderWay: 250, perHour: 100, countsUntil: '2027-01-01T00:00:00.000Z' };
    const own = { record: move.record, step: 'again', variant: null, message: given.w.id() };
    expect((await book.reserve(id, [own], bounds)).size).toBe(1); // and the server stops here
    await run(3 * 60_000);
    const later = given.service.taken.filter(({ Body }) => Body === 'Again, Maris').map(({ To }) => To);
    expect([later.length, new Set(later)]).toEqual([2, new Set(people.map(({ number }) => number))]);
  });
});

describe('[CMP-12] a member that answers', () => {
  it('gets no later message, and the others do', async () => {
    const { id, people } = await start(3);
    await run();
    await answer(people[0]?.number);
    await run();
    await run(2 * hourMs);
    expect(given.service.taken.filter(({ Body }) => Body === 'Again, Maris').map(({ To = '' }) => To).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([people[1]?.number, people[2]?.number]); // prettier-ignore
    await run(60_000);
    expect(await fieldsOf(id)).toMatchObject({ status: 'finished' });
    expect(await stepOf(id, 'again')).toMatchObject({ sent: 2, stopped: 1, comes: 0 });
    expect((await walks(id)).map(({ ended }) => ended)).toEqual(['finished', 'finished', 'replied']);
  });

  it('has its later message taken back where that waits in the queue', async () => {
    const { id, people } = await start(1);
    await run();
    given.service.answers.push(...Array.from({ length: 40 }, () => ({ status: 429, code: 20_429 })));
    await run(2 * hourMs, 2);
    expect(await given.w.tenant.rows("select state from store.campaign_member where campaign_id = $1 and step = 'again'", [id])).toEqual([{ state: 'written' }]); // prettier-ignore
    await answer(people[0]?.number);
    await run();
    given.service.answers.length = 0;
    const until = given.service.taken.length;
    await run(hourMs);
    await run(hourMs);
    expect(given.service.taken).toHaveLength(until);
    expect((await walks(id)).map(({ ended }) => ended)).toEqual(['replied']);
    expect(await stepOf(id, 'again')).toMatchObject({ sent: 0, stopped: 1 });
  });
});

describe('[CMP-13] the steps of a campaign', () => {
  it('stand still in a pause, go on afterwards, and end with a cancel', async () => {
    const { id } = await start(2);
    await run();
    await setStatus(id, 'running', 'paused');
    await run(5 * hourMs);
    expect(given.service.taken).toHaveLength(2);
    given.test.advance(19 * hourMs); // eleven in the morning again
    await setStatus(id, 'paused', 'running');
    await run();
    expect(given.service.taken).toHaveLength(4);
    const other = await start(2);
    await run();
    await setStatus(other.id, 'running', 'cancelled');
    await run(24 * hourMs);
    expect(given.service.taken).toHaveLength(6);
    expect((await walks(other.id)).map(({ ended }) => ended)).toEqual(['cancelled', 'cancelled']);
  });

  it('are paid for by one budget', async () => {
    const { id } = await start(2, [wait, again], { cost: { currency: 'USD', each: 1, fixed: 0, budget: 3 } });
    await run();
    await run(2 * hourMs);
    expect(given.service.taken).toHaveLength(3);
    await run(60_000);
    expect(await fieldsOf(id)).toMatchObject({ status: 'paused', why: 'Its budget is used up.' });
  });
});
