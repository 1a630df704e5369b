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
  const done = await w.mia.do([
    ...people.map((one) =>
      made(one.id, 'crm/contact', { name: 'Maris Oakhurst', tags: [tag], mobile: one.number }, own),
    ),
    campaignTo(id, tag, { steps, ...more }),
  ]);
  expect(done.refused).toEqual({});
  return { id, people, tag };
}
/** A campaign of texts to the contacts with a tag. */
function campaignTo(id: string, tag: string, more: Readonly<Record<string, JsonValue>> = {}) {
  const plan = { where: { field: 'tags', op: 'has-any', value: [tag] }, living: false, variants: [{ id: 'a', words: 'First' }], test: null, window: null, perHour: 10_000, cost: null, dealDays: 60, ...more };
  return made(id, 'crm/campaign', { name: 'Winter check', about: 'crm/contact', purpose: 'contract', channel: 'text', status: 'running', plan }, { ownerId: given.w.mia.userId });
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
const rowsOf = (id: string, step: string) => given.w.tenant.rows<{ state: string; reason: string | null; replied: boolean }>('select state, reason, replied_at is not null as replied from store.campaign_member where campaign_id = $1 and step = $2 order by n', [id, step]); // prettier-ignore
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
    const bounds = {
      now,
      hourAgo: now,
      mostUnderWay: 250,
      perHour: 100,
      countsUntil: '2027-01-01T00:00:00.000Z',
      hasSteps: true,
    };
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

describe('[CMP-12] a walk ends apart from what is attributed', () => {
  const later = () => given.service.taken.filter(({ Body }) => Body === 'Again, Maris').map(({ To }) => To);

  it('where the answer counts for a newer campaign', async () => {
    const { id, people, tag } = await start(2);
    await run();
    const newer = given.w.id();
    expect((await given.w.mia.do([campaignTo(newer, tag)])).refused).toEqual({});
    await run(60_000);
    await answer(people[0]?.number);
    await run();
    expect([(await rowsOf(newer, 'first')).filter(({ replied }) => replied).length, (await rowsOf(id, 'first')).filter(({ replied }) => replied).length]).toEqual([1, 0]); // prettier-ignore
    await run(2 * hourMs);
    expect(later()).toEqual([people[1]?.number]);
    expect((await walks(id)).map(({ ended }) => ended)).toEqual(['finished', 'replied']);
  });

  it('where the answer comes after the days of the plan', async () => {
    const { id, people } = await start(1, [{ ...wait, count: 28 }, again], { dealDays: 1 });
    await run();
    await run(26 * hourMs);
    await answer(people[0]?.number);
    await run();
    expect(await rowsOf(id, 'first')).toMatchObject([{ replied: false }]);
    await run(2 * hourMs);
    expect(later()).toEqual([]);
    expect((await walks(id)).map(({ ended }) => ended)).toEqual(['replied']);
  });

  it('where a deal of before is won, and not where an old one is changed', async () => {
    const { w } = given;
    const [{ id, people }, deals] = [await start(3), [w.id(), w.id()]];
    const older = (n: number, fields: Readonly<Record<string, JsonValue>>) => w.deal(deals[n] ?? '', { contact: people[n]?.id ?? '', ...fields }, { ownerId: w.mia.userId }); // prettier-ignore
    await w.mia.do([older(0, {}), older(1, { stage: 'won', closedOn: '2020-01-10' })]);
    given.test.advance(1_000);
    await run();
    const today = new Date(given.test.clock.nowMs()).toISOString().slice(0, 10);
    const won = changeEdit(deals[0] ?? '', 'crm/deal', { stage: ['prospecting', 'won'], closedOn: [null, today] });
    expect((await w.mia.do([won, changeEdit(deals[1] ?? '', 'crm/deal', { about: [null, 'A note'] })])).refused).toEqual({}); // prettier-ignore
    await run();
    await run(2 * hourMs);
    expect(later().toSorted((a = '', b = '') => (a < b ? -1 : 1))).toEqual([people[1]?.number, people[2]?.number]);
    expect((await walks(id)).map(({ ended }) => ended)).toEqual(['deal', 'finished', 'finished']);
  });
});

describe('[CMP-12] a message that is taken back', () => {
  it('is noted so only where it was: one that was sent meanwhile stays as it is', async () => {
    const { id, people } = await start(1);
    await run();
    await run(2 * hourMs);
    expect(given.service.taken).toHaveLength(2);
    // As on a server that has not read yet that the message was sent.
    await given.w.tenant.rows("update store.campaign_member set state = 'written', sent_at = null where campaign_id = $1 and step = 'again'", [id]); // prettier-ignore
    await given.w.tenant.rows("update store.campaign_walk set ended = null, awaits = 'again', place = 2 where campaign_id = $1", [id]); // prettier-ignore
    await answer(people[0]?.number);
    await run();
    expect(await rowsOf(id, 'again')).toMatchObject([{ state: 'written', reason: null }]);
  });
});

describe('[CMP-8] the figures of a member with several deals', () => {
  it('say that it won where one of the deals is won', async () => {
    const { w } = given;
    const { id, people } = await start(1);
    await run();
    const between = new Date(given.test.clock.nowMs() + 60_000).toISOString();
    await run(2 * hourMs);
    const book = openCampaignBook(given.database.database, w.tenant.orgId);
    const deal = (at: string, outcome: 'won' | 'lost') => ({ record: people[0]?.id ?? '', deal: w.id(), at, outcome, amount: 100, currency: 'USD', wonOn: null }); // prettier-ignore
    await book.noteDeals([deal(between, 'won')]); // made on a device without a network, between both messages
    await book.noteDeals([deal(new Date(given.test.clock.nowMs()).toISOString(), 'lost')]);
    expect((await book.counts(id)).parts).toMatchObject([{ deals: 1, won: 1 }]);
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
