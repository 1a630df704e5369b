import type { CampaignCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { beforeEach, describe, expect, it } from 'vitest';
import { openCampaignBook } from '../../../gateway/campaigns/campaign-book.ts';
import { changeEdit, made, testPassword } from '../../../testing/test-server.ts';
import { givenTexts } from '../../../testing/texts/texts-world.ts';

const given = givenTexts();
type Fields = Readonly<Record<string, JsonValue>>;
const hourMs = 3_600_000;
const address = { street: 'Main St 1', city: 'Denver', postalCode: '80202' };
let numbers = 4_000;
let sol: Promise<unknown> | undefined;
const nowOf = (): string => new Date(given.test.clock.nowMs()).toISOString();

/** Starts a campaign whose first message is a text, with a letter two hours later, to contacts with these fields. */
async function start(people: readonly Fields[], { steps = [], more = {}, of = {} }: { readonly steps?: readonly JsonValue[]; readonly more?: Fields; readonly of?: Fields } = {}) {
  const { w } = given;
  const [id, template, version, tag] = [w.id(), w.id(), w.id(), `paper-${numbers}`];
  const own = { ownerId: w.mia.userId };
  const members = people.map((fields) => ({ id: w.id(), number: `+1303555${(numbers += 1)}`, fields }));
  const plan = {
    where: { field: 'tags', op: 'has-any', value: [tag] }, living: false, variants: [{ id: 'a', words: 'First' }], test: null, window: null, perHour: 10_000, cost: null, dealDays: 60,
    steps: [{ id: 'wait-1', kind: 'wait', count: 2, unit: 'hour' }, { id: 'paper', kind: 'letter', template }, ...steps], letters: { paper: version }, ...more,
  };
  const done = await w.mia.do([
    made(template, 'crm/template', { name: 'By post', about: 'crm/contact' }, own),
    made(version, 'crm/template-version', { template, subject: 'Your roof', words: 'Dear {{ contact.firstName }}', frame: houseFrame }, own),
    ...members.map((one) => made(one.id, 'crm/contact', { name: 'Cleo Byron', tags: [tag], mobile: one.number, address, ...one.fields }, own)),
    made(id, 'crm/campaign', { name: 'By post', about: 'crm/contact', purpose: 'contract', channel: 'text', status: 'running', plan, ...of }, own),
  ]);
  expect(done.refused).toEqual({});
  return { id, version, members };
} // prettier-ignore
async function run(ms = 0, rounds = 3): Promise<void> {
  given.test.advance(ms);
  for (let round = 0; round < rounds; round += 1) await given.run();
}
/** Starts a campaign and lets it write its letters. */
async function written(people: readonly Fields[], more: Parameters<typeof start>[1] = {}) {
  const started = await start(people, more);
  await run();
  await run(2 * hourMs);
  return started;
}
const lettersTo = (contact: string | undefined) => given.w.tenant.rows<{ id: string; owner: string; version: number; fields: Fields }>(`select id, owner_id as owner, version, fields from store.crm_letter where fields ->> 'with' = $1 and life = 'alive'`, [contact]); // prettier-ignore
const rowsOf = (id: string, step = 'paper') => given.w.tenant.rows<{ state: string; reason: string | null }>('select state, reason from store.campaign_member where campaign_id = $1 and step = $2 order by n', [id, step]); // prettier-ignore
const setStatus = async (id: string, from: string, to: string) => expect((await given.w.mia.do([changeEdit(id, 'crm/campaign', { status: [from, to] })])).refused).toEqual({}); // prettier-ignore
const byName = (a: string, b: string): number => (a < b ? -1 : 1);
let answers = 0;
const answer = async (From = '') => expect((await given.incoming(`SMpaper${(answers += 1)}`, 'Please call me', { From })).status).toBe(200); // prettier-ignore
const stepOf = async (id: string, step = 'paper') => ((await given.w.tenant.fields('crm/campaign', id))?.['counts'] as unknown as CampaignCounts | undefined)?.steps?.find((one) => one.step === step); // prettier-ignore
const print = async (letters: readonly string[]) => {
  await (sol ??= given.w.tenant.person('Sol', 'admin', { email: 'sol@paper.example' })); // may print every letter
  const device = { id: given.test.newId(), name: 'sol' };
  const signIn = await given.test.fetch('/auth/sign-in', { body: { email: 'sol@paper.example', password: testPassword, device } }); // prettier-ignore
  const { accessToken: token } = (await signIn.json()) as { readonly accessToken: string };
  const reply = await given.test.fetch('/v1/packs/crm/make-letter-batch', { body: { batch: given.w.id(), name: 'Monday', format: 'din-5008', letters }, token }); // prettier-ignore
  expect(reply.status).toBe(200);
};

/** Each test begins at eleven in the morning where the receivers are. */
beforeEach(() => {
  const day = 24 * hourMs;
  given.test.advance((18 * hourMs - (given.test.clock.nowMs() % day) + day) % day);
});

describe('[CMP-16] a letter as a later message of a campaign', () => {
  it('is written once to each member by two servers, waits for a print batch, and the next message follows', async () => {
    const later = { id: 'last', kind: 'text', words: 'Last' };
    const { id, version, members } = await start([{}, { name: 'Maris Oakhurst' }], { steps: [{ id: 'wait-2', kind: 'wait', count: 1, unit: 'hour' }, later] }); // prettier-ignore
    await run();
    given.test.advance(2 * hourMs);
    for (let round = 0; round < 3; round += 1) await Promise.all([given.run(), given.run()]);
    for (const [place, words] of ['Dear Cleo', 'Dear Maris'].entries())
      expect(await lettersTo(members[place]?.id)).toMatchObject([
        { owner: given.w.mia.userId, fields: { about: `crm/contact:${members[place]?.id}`, address, subject: 'Your roof', body: words, templateVersion: version, purpose: 'contract', status: 'waiting' } },
      ]); // prettier-ignore
    expect(await rowsOf(id)).toEqual([
      { state: 'letter', reason: null },
      { state: 'letter', reason: null },
    ]);
    await run(hourMs);
    expect(given.service.taken.map(({ Body }) => Body)).toEqual(['First', 'First', 'Last', 'Last']);
    await run(60_000);
    expect(await given.w.tenant.fields('crm/campaign', id)).toMatchObject({ status: 'finished' });
    expect(await stepOf(id)).toMatchObject({ letters: 2, sent: 0, written: 0, comes: 0 });
    await print((await lettersTo(members[0]?.id)).map((one) => one.id));
    await run(60_000);
    expect(await stepOf(id)).toMatchObject({ letters: 1, sent: 1 });
  });

  it('goes to the address of that moment, and members without one are left out with the reason', async () => {
    const { id, members } = await start([{}, { address: { city: 'Denver' } }]);
    await run();
    const moved = { street: 'New Road 2', city: 'Boulder' };
    expect((await given.w.mia.do([changeEdit(members[0]?.id ?? '', 'crm/contact', { address: [address, moved] })])).refused).toEqual({}); // prettier-ignore
    await run(2 * hourMs);
    expect(await lettersTo(members[0]?.id)).toMatchObject([{ fields: { address: moved } }]);
    expect(await lettersTo(members[1]?.id)).toEqual([]);
    expect((await rowsOf(id)).map(({ reason }) => reason ?? '').toSorted(byName)).toEqual(['', 'no-address']);
    await run(60_000);
    expect(await stepOf(id)).toMatchObject({ letters: 1, leftOut: 1 });
  });

  it('is judged like a letter of a print batch: an offer is left out where the contact prefers another way', async () => {
    const { id, members } = await start([{ preferredChannel: 'text' }, { name: 'Maris Oakhurst' }]);
    await run();
    // The first text of an offer needs a consent, which is not what this test is about.
    await given.w.tenant.rows("update store.crm_campaign set fields = jsonb_set(fields, '{purpose}', '\"offers\"') where id = $1", [id]); // prettier-ignore
    await run(2 * hourMs);
    expect([(await lettersTo(members[0]?.id)).length, (await lettersTo(members[1]?.id)).length]).toEqual([0, 1]);
    expect(await rowsOf(id)).toEqual(expect.arrayContaining([{ state: 'left-out', reason: 'LET-3' }]));
  });

  it('is one for a person who is there twice at one address, and one for each in a house', async () => {
    const { members } = await written([{}, {}, { name: 'Maris Oakhurst' }]);
    const counts = await Promise.all(members.map(async ({ id }) => (await lettersTo(id)).length));
    expect([(counts[0] ?? 0) + (counts[1] ?? 0), counts[2]]).toEqual([1, 1]);
  });

  it.each(['before', 'behind'])('is written once after a server that stopped %s the act', async (when) => {
    const { id, members } = await start([{}]);
    await run();
    given.test.advance(2 * hourMs);
    if (when === 'behind') {
      await run();
      // As on a server that stopped before it noted the letter, and whose follower had read it already.
      await given.w.tenant.rows("update store.campaign_member set state = 'written' where campaign_id = $1 and step = 'paper'", [id]); // prettier-ignore
      await given.w.tenant.rows("update store.campaign_walk set awaits = 'paper', ended = null where campaign_id = $1", [id]); // prettier-ignore
    } else {
      const book = openCampaignBook(given.database.database, given.w.tenant.orgId);
      const now = nowOf();
      const move = { record: members[0]?.id ?? '', entity: 'crm/contact', place: 1, kind: 'write', to: 2, message: { step: 'paper', state: 'waits', reason: null, key: 'paper' } } as const; // prettier-ignore
      await book.move(id, now, [move]);
      const own = { record: move.record, step: 'paper', variant: null, message: given.w.id() };
      await book.reserve(id, [own], { now, hourAgo: now, mostUnderWay: 250, perHour: 100, countsUntil: '2030-01-01T00:00:00.000Z', hasSteps: true }); // prettier-ignore
    }
    await run(3 * 60_000);
    expect(await lettersTo(members[0]?.id)).toMatchObject([{ fields: { status: 'waiting' } }]);
    expect(await rowsOf(id)).toEqual([{ state: 'letter', reason: null }]);
    await run(60_000);
    expect(await given.w.tenant.fields('crm/campaign', id)).toMatchObject({ status: 'finished' });
  });

  it('is taken back by a pause while it is in no batch, and released again to the address of then', async () => {
    const { id, members } = await written([{}, { name: 'Maris Oakhurst' }], { steps: [{ id: 'wait-2', kind: 'wait', count: 9, unit: 'day' }, { id: 'last', kind: 'text', words: 'Last' }] }); // prettier-ignore
    await print((await lettersTo(members[1]?.id)).map((one) => one.id));
    await run();
    await setStatus(id, 'running', 'paused');
    await run();
    expect((await rowsOf(id)).map(({ state }) => state).toSorted(byName)).toEqual(['held', 'sent']);
    expect(await lettersTo(members[0]?.id)).toMatchObject([{ fields: { status: 'cancelled' } }]);
    const moved = { street: 'New Road 2', city: 'Boulder' };
    await given.w.mia.do([changeEdit(members[0]?.id ?? '', 'crm/contact', { address: [address, moved] })]);
    await setStatus(id, 'paused', 'running');
    await run();
    expect(await lettersTo(members[0]?.id)).toMatchObject([{ fields: { status: 'waiting', address: moved } }]);
    expect(await lettersTo(members[1]?.id)).toMatchObject([{ fields: { status: 'in-batch', address } }]);
    expect((await rowsOf(id)).map(({ state }) => state).toSorted(byName)).toEqual(['letter', 'sent']);
  });

  it.each(['cancelled', 'deleted'])('is taken back where its campaign is %s', async (how) => {
    const { id, members } = await written([{}], { steps: [{ id: 'wait-2', kind: 'wait', count: 9, unit: 'day' }, { id: 'last', kind: 'text', words: 'Last' }] }); // prettier-ignore
    if (how === 'cancelled') await setStatus(id, 'running', 'cancelled');
    else await given.w.mia.do([changeEdit(id, 'crm/campaign', { life: ['alive', 'deleted'] })]);
    await run();
    expect(await lettersTo(members[0]?.id)).toMatchObject([{ fields: { status: 'cancelled' } }]);
    expect(await rowsOf(id)).toEqual([{ state: 'left-out', reason: 'cancelled' }]);
  });

  it.each([true, false])('is taken back by an answer, where the campaign is over: %s', async (isOver) => {
    const { id, members } = await written([{}, { name: 'Maris Oakhurst' }], isOver ? {} : { steps: [{ id: 'wait-2', kind: 'wait', count: 9, unit: 'day' }, { id: 'last', kind: 'text', words: 'Last' }] }); // prettier-ignore
    await run(60_000);
    expect(await given.w.tenant.fields('crm/campaign', id)).toMatchObject({ status: isOver ? 'finished' : 'running' });
    await answer(members[0]?.number);
    await run();
    expect(await lettersTo(members[0]?.id)).toMatchObject([{ fields: { status: 'cancelled' } }]);
    expect(await lettersTo(members[1]?.id)).toMatchObject([{ fields: { status: 'waiting' } }]);
    expect(await rowsOf(id)).toEqual(expect.arrayContaining([{ state: 'left-out', reason: 'answered' }, { state: 'letter', reason: null }])); // prettier-ignore
  });

  it('stays as it is after an answer to a pause, and is not released again', async () => {
    const { id, members } = await written([{}], { steps: [{ id: 'wait-2', kind: 'wait', count: 9, unit: 'day' }, { id: 'last', kind: 'text', words: 'Last' }] }); // prettier-ignore
    await setStatus(id, 'running', 'paused');
    await run();
    await answer(members[0]?.number);
    await run();
    await setStatus(id, 'paused', 'running');
    await run();
    await run(60_000);
    expect(await lettersTo(members[0]?.id)).toMatchObject([{ fields: { status: 'cancelled' } }]);
    expect(await rowsOf(id)).toEqual([{ state: 'left-out', reason: 'answered' }]);
    expect(await given.w.tenant.fields('crm/campaign', id)).toMatchObject({ status: 'finished' });
  });

  it('that a person takes back stays so, and is counted with its reason', async () => {
    const { id, members } = await written([{}]);
    const [one] = await lettersTo(members[0]?.id);
    await given.w.mia.do([changeEdit(one?.id ?? '', 'crm/letter', { release: ['print', 'cancel'] })]);
    await run();
    expect(await rowsOf(id)).toEqual([{ state: 'left-out', reason: 'taken-back' }]);
  });

  it('is refused in a campaign to leads, which have no postal address', async () => {
    const { w } = given;
    const plan = { where: null, living: false, variants: [{ id: 'a', words: 'First' }], test: null, window: null, perHour: 10, cost: null, dealDays: 60, steps: [{ id: 'paper', kind: 'letter', template: w.id() }], letters: { paper: w.id() } }; // prettier-ignore
    const done = await w.mia.do([made(w.id(), 'crm/campaign', { name: 'Leads', about: 'crm/lead', purpose: 'contract', channel: 'text', status: 'running', plan }, { ownerId: w.mia.userId })]); // prettier-ignore
    expect(JSON.stringify(done.refused)).toContain('only contacts have a postal address');
  });
});
