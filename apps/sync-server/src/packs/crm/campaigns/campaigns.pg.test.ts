import type { CampaignCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import { sumOfCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import { mostUnderWay } from '@outpost/domain/kernel/campaigns/campaign-feed';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeEach, describe, expect, it } from 'vitest';
import { openCampaignBook } from '../../../gateway/campaigns/campaign-book.ts';
import { changeEdit, made, testPassword } from '../../../testing/test-server.ts';
import { givenTexts } from '../../../testing/texts/texts-world.ts';

const given = givenTexts();
const [minuteMs, hourMs] = [60_000, 3_600_000];
let numbers = 1_000;
const newNumber = (): string => `+1303555${(numbers += 1)}`;
let tags = 0;

const plan = (more: Readonly<Record<string, JsonValue>> = {}): Readonly<Record<string, JsonValue>> => ({
  where: null,
  living: false,
  variants: [{ id: 'a', words: 'Hello {{ contact.firstName }}' }],
  test: null,
  window: null,
  perHour: 10_000,
  cost: null,
  dealDays: 60,
  ...more,
});
const bothWords = [
  { id: 'a', words: 'Ready for winter?' },
  { id: 'b', words: 'Before the frost' },
];
const test = { share: 50, measure: 'replied', waitHours: 24, certainty: 50 };

/** Makes contacts with these fields, which are the only ones with a new tag. */
async function contacts(all: readonly Readonly<Record<string, JsonValue>>[]): Promise<{ readonly ids: readonly string[]; readonly where: JsonValue }> {
  const { w } = given;
  const tag = `list-${(tags += 1)}`;
  const own = { ownerId: w.mia.userId };
  const edits = all.map((fields, place) => made(w.id(), 'crm/contact', { name: `Person ${place}`, tags: [tag], ...fields }, own)); // prettier-ignore
  for (let at = 0; at < edits.length; at += 200) expect((await w.mia.do(edits.slice(at, at + 200))).refused).toEqual({});
  return { ids: edits.map(({ id }) => id), where: { field: 'tags', op: 'has-any', value: [tag] } };
} // prettier-ignore
const withNumbers = (count: number) => contacts(Array.from({ length: count }, () => ({ mobile: newNumber() })));

async function start(where: JsonValue, more: Readonly<Record<string, JsonValue>> = {}, fields: Readonly<Record<string, JsonValue>> = {}): Promise<string> {
  const { w } = given;
  const id = w.id();
  const done = await w.mia.do([made(id, 'crm/campaign', { name: 'Winter check', about: 'crm/contact', purpose: 'contract', channel: 'text', status: 'running', plan: plan({ where, ...more }), ...fields }, { ownerId: w.mia.userId })]);
  expect(done.refused).toEqual({});
  return id;
} // prettier-ignore
const fieldsOf = async (id: string) => (await given.w.tenant.fields('crm/campaign', id)) ?? {};
const countsOf = async (id: string) => (await fieldsOf(id))['counts'] as unknown as CampaignCounts;
type Row = { readonly record: string; readonly state: string; readonly reason: string | null; readonly variant: string | null; readonly message: string | null }; // prettier-ignore
const members = (id: string) => given.w.tenant.rows<Row>(`select record_id as record, state, reason, variant, message_id as message from store.campaign_member where campaign_id = '${id}' order by record_id`); // prettier-ignore
const statesOf = async (id: string) => Object.fromEntries(Object.entries(Object.groupBy(await members(id), ({ state, reason }) => reason ?? state)).map(([name, rows]) => [name, rows?.length])); // prettier-ignore
const messagesOf = (id: string) => given.w.tenant.rows<{ id: string; about: string; decision: string | null }>(`select id, fields ->> 'about' as about, fields ->> 'deliveryDecision' as decision from store.crm_activity where fields ->> 'campaign' = '${id}'`); // prettier-ignore
const set = async (id: string, field: string, from: JsonValue, to: JsonValue) => expect((await given.w.mia.do([changeEdit(id, 'crm/campaign', { [field]: [from, to] })])).refused).toEqual({}); // prettier-ignore
/** Lets the server work after some time. */
async function run(ms = 0, rounds = 3): Promise<void> {
  given.test.advance(ms);
  for (let round = 0; round < rounds; round += 1) await given.run();
}

describe('[CMP-1] a campaign', () => {
  it('writes to each member once, leaves the others out with their reasons, and ends', async () => {
    const number = newNumber();
    const { where, ids } = await contacts([{ name: 'Maris Oakhurst', mobile: newNumber() }, { mobile: number }, { phone: number }, {}, { mobile: newNumber(), doNotContact: true }]); // prettier-ignore
    const id = await start(where);
    await run();
    await run(20_000);
    expect(given.service.taken.map(({ Body = '' }) => Body).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'Hello Maris',
      'Hello Person',
    ]);
    expect(await statesOf(id)).toEqual({ sent: 2, 'same-address': 1, 'no-address': 1, 'MSG-1': 1 });
    expect(await fieldsOf(id)).toMatchObject({ status: 'finished' });
    const counts = await countsOf(id);
    expect(sumOfCounts(counts)).toMatchObject({ members: 2, sent: 2, waits: 0, leftOut: 3 });
    expect(counts.leftOut).toEqual({ 'same-address': 1, 'no-address': 1, 'MSG-1': 1 });
    const messages = await messagesOf(id);
    expect(messages.map(({ about }) => about.split(':')[1] ?? '').every((about) => ids.includes(about))).toBe(true);
    await run(hourMs);
    expect(given.service.taken).toHaveLength(2);
  });

  it('writes to nobody twice when two servers work at the same time', async () => {
    const { where } = await withNumbers(40);
    const id = await start(where);
    for (let round = 0; round < 3; round += 1) await Promise.all([given.run(), given.run()]);
    const to = given.service.taken.map(({ To }) => To);
    expect([to.length, new Set(to).size, (await messagesOf(id)).length]).toEqual([40, 40, 40]);
    expect(await statesOf(id)).toEqual({ sent: 40 });
  });

  it('writes the messages that a server reserved and did not write, and those once', async () => {
    const { where, ids } = await withNumbers(3);
    const id = await start(where, {}, { beginsAt: new Date(given.test.clock.nowMs() + hourMs).toISOString() });
    await run();
    const book = openCampaignBook(given.database.database, given.w.tenant.orgId);
    const now = new Date(given.test.clock.nowMs()).toISOString();
    const bounds = {
      now,
      hourAgo: now,
      mostUnderWay: 250,
      perHour: 100,
      countsUntil: '2027-01-01T00:00:00.000Z',
      hasSteps: false,
    };
    const [first = '', second = ''] = ids;
    const own = (record: string) => ({ record, step: 'first', variant: 'a', message: given.w.id() });
    expect((await book.reserve(id, [own(first), own(second)], bounds)).size).toBe(2);
    expect((await book.reserve(id, [own(first)], bounds)).size).toBe(0);
    await run(hourMs);
    await run(3 * minuteMs);
    expect(new Set(given.service.taken.map(({ To }) => To)).size).toBe(3);
    expect(given.service.taken).toHaveLength(3);
    expect(await messagesOf(id)).toHaveLength(3);
  });
});

/** Each test begins at eleven in the morning where the receivers are. */
beforeEach(() => {
  const day = 24 * hourMs;
  given.test.advance((18 * hourMs - (given.test.clock.nowMs() % day) + day) % day);
});
/** Lets the provider answer that it is too busy, so that messages wait in the queue. */
const busy = (count: number) => given.service.answers.push(...Array.from({ length: count }, () => ({ status: 429, code: 20_429 }))); // prettier-ignore
const receivers = () => new Set(given.service.taken.map(({ To }) => To)).size;

describe('[CMP-5] a pause', () => {
  it('takes back what waits, and a resume sends exactly that, once', async () => {
    const { where } = await withNumbers(4);
    const id = await start(where);
    busy(4);
    await given.run();
    await given.run();
    const tried = given.service.taken.length;
    await set(id, 'status', 'running', 'paused');
    await given.run();
    expect(await statesOf(id)).toEqual({ held: 4 });
    expect((await messagesOf(id)).map(({ decision }) => decision)).toEqual(Array.from({ length: 4 }, () => 'not-sent'));
    await run(hourMs);
    expect(given.service.taken).toHaveLength(tried);
    given.service.taken.length = 0;
    await set(id, 'status', 'paused', 'running');
    await run();
    await run(minuteMs);
    expect([given.service.taken.length, receivers(), (await messagesOf(id)).length]).toEqual([4, 4, 4]);
    expect(await fieldsOf(id)).toMatchObject({ status: 'finished' });
  });

  it('refuses a message that is about to leave, and a resume sends it', async () => {
    const { where } = await withNumbers(2);
    const id = await start(where);
    busy(2);
    await given.run();
    await given.run();
    given.service.taken.length = 0;
    await set(id, 'status', 'running', 'paused');
    given.test.advance(hourMs);
    await run();
    expect(given.service.taken).toEqual([]);
    expect(await statesOf(id)).toEqual({ held: 2 });
    await set(id, 'status', 'paused', 'running');
    await run();
    await run(minuteMs);
    expect([given.service.taken.length, receivers()]).toEqual([2, 2]);
  });

  it('keeps a message that a person took back from going out after the resume', async () => {
    const { where } = await withNumbers(2);
    const id = await start(where);
    busy(2);
    await given.run();
    await given.run();
    given.service.taken.length = 0;
    const [first] = await messagesOf(id);
    await given.w.mia.do([changeEdit(first?.id ?? '', 'crm/activity', { deliveryDecision: [null, 'not-sent'] })]);
    await run();
    await set(id, 'status', 'running', 'paused');
    await run();
    await set(id, 'status', 'paused', 'running');
    await run(hourMs);
    expect(await statesOf(id)).toEqual({ 'taken-back': 1, sent: 1 });
    expect(given.service.taken).toHaveLength(1);
  });

  it('for ever is a cancel: what was not sent never is, also after a change of the state', async () => {
    const { where } = await withNumbers(3);
    const id = await start(where, { perHour: 1 });
    await run();
    expect(given.service.taken).toHaveLength(1);
    await set(id, 'status', 'running', 'cancelled');
    await run();
    await set(id, 'status', 'cancelled', 'running');
    await run(2 * hourMs);
    expect(given.service.taken).toHaveLength(1);
    expect(await statesOf(id)).toEqual({ sent: 1, cancelled: 2 });
    expect((await fieldsOf(id))['status']).toBe('finished');
  });
});

describe('[CMP-2] the feed', () => {
  it('writes no more than its rate, and the others when the hour has passed', async () => {
    const { where } = await withNumbers(7);
    const id = await start(where, { perHour: 3 });
    await run();
    expect(given.service.taken).toHaveLength(3);
    await run(30 * minuteMs);
    expect(given.service.taken).toHaveLength(3);
    expect(await countsOf(id)).toMatchObject({ waitsFor: 'per-hour' });
    await run(31 * minuteMs);
    expect(given.service.taken).toHaveLength(6);
    await run(61 * minuteMs);
    expect(given.service.taken).toHaveLength(7);
  });

  it('waits outside of the sending times, and until its beginning', async () => {
    const { where } = await withNumbers(1);
    const at = given.test.clock.nowMs();
    const id = await start(where, {}, { beginsAt: new Date(at + hourMs).toISOString() });
    await run();
    await run(20_000);
    expect(await countsOf(id)).toMatchObject({ waitsFor: 'not-begun', nextAt: new Date(at + hourMs).toISOString() });
    await run(hourMs);
    expect(given.service.taken).toHaveLength(1);
  });
});

describe('[CMP-1] a living list', () => {
  it('is read again each morning; its record is at rest in between', async () => {
    const { w } = given;
    const { where } = await withNumbers(1);
    const id = await start(where, { living: true });
    await run();
    await run(minuteMs);
    expect(given.service.taken).toHaveLength(1);
    const versionOf = async () => (await w.tenant.rows<{ version: number }>(`select version from store.crm_campaign where id = '${id}'`))[0]?.version; // prettier-ignore
    const before = await versionOf();
    await run(minuteMs, 6);
    expect(await versionOf()).toBe(before);
    const tag = (where as { readonly value: readonly string[] }).value;
    await w.mia.do([made(w.id(), 'crm/contact', { name: 'Late', mobile: newNumber(), tags: tag }, { ownerId: w.mia.userId })]); // prettier-ignore
    await run(minuteMs);
    expect(given.service.taken).toHaveLength(1);
    await run(24 * hourMs);
    await run(minuteMs);
    expect(given.service.taken.map(({ Body }) => Body)).toEqual(['Hello Person', 'Hello Late']);
    expect((await fieldsOf(id))['status']).toBe('running');
    await set(id, 'status', 'running', 'cancelled');
    await run();
  });
});

describe('[CMP-3] a budget', () => {
  it('stops the campaign before it is exceeded, and tells its sender', async () => {
    const { where } = await withNumbers(5);
    const id = await start(where, { cost: { currency: 'USD', each: 0.1, fixed: 0, budget: 0.3 } });
    await run();
    await run(minuteMs);
    expect(given.service.taken).toHaveLength(3);
    expect(await fieldsOf(id)).toMatchObject({ status: 'paused', why: 'Its budget is used up.' });
    const told = await given.w.tenant.rows<{ words: string }>(`select fields ->> 'words' as words from store.platform_notice where fields ->> 'words' like '%budget%'`); // prettier-ignore
    expect(told).toHaveLength(1);
  });
});

describe('[CMP-6] the moment of sending', () => {
  it('refuses who opted out after the message was written, with the rule on the member', async () => {
    const number = newNumber();
    const { where } = await contacts([{ mobile: number }, { mobile: newNumber() }]);
    const id = await start(where);
    busy(2);
    await given.run();
    await given.run();
    given.service.taken.length = 0;
    await given.incoming(`SM8${String((numbers += 1)).padStart(31, '0')}`, 'STOP', { From: number });
    await run(hourMs);
    expect(given.service.taken.map(({ To }) => To)).not.toContain(number);
    expect(await statesOf(id)).toEqual({ 'MSG-3': 1, sent: 1 });
  });

  it('pauses a campaign whose list cannot be read, with the reason', async () => {
    const id = await start({ field: 'nothing', op: 'is', value: 'x' });
    await run();
    expect(await fieldsOf(id)).toMatchObject({ status: 'paused', why: expect.stringContaining('nothing') as string });
  });

  it('does nothing for a sender who has lost the rights, and says so', async () => {
    const { w } = given;
    const { where } = await withNumbers(1);
    const id = await start(where, {}, { beginsAt: new Date(given.test.clock.nowMs() + hourMs).toISOString() });
    const [row] = await w.tenant.rows<{ memberships: JsonValue }>(`select fields -> 'memberships' as memberships from store.platform_person where id = '${w.mia.userId}'`); // prettier-ignore
    const memberships = row?.memberships ?? [];
    expect((await w.ann.do([changeEdit(w.mia.userId, 'platform/person', { memberships: [memberships, []] })])).refused).toEqual({}); // prettier-ignore
    await run(2 * hourMs);
    expect(given.service.taken).toEqual([]);
    expect(await fieldsOf(id)).toMatchObject({ status: 'paused', why: expect.stringContaining('no rights') as string });
    expect((await w.ann.do([changeEdit(w.mia.userId, 'platform/person', { memberships: [[], memberships] })])).refused).toEqual({}); // prettier-ignore
  });
});

describe('[CMP-4] a test', () => {
  it('chooses the winner once, by its rule, and the rest gets that variant', async () => {
    const numbersOf = Array.from({ length: 30 }, newNumber);
    const { where } = await contacts(numbersOf.map((mobile) => ({ mobile })));
    const id = await start(where, { variants: bothWords, test });
    await run();
    const first = [...given.service.taken];
    expect(first.length).toBeGreaterThan(4);
    expect(first.length).toBeLessThan(26);
    const ofB = first.filter(({ Body }) => Body === 'Before the frost');
    for (const { To } of ofB.slice(0, 3)) await given.incoming(`SM7${String((numbers += 1)).padStart(31, '0')}`, 'Yes please', { From: To ?? '' }); // prettier-ignore
    await run(minuteMs);
    expect((await fieldsOf(id))['winner']).toBeUndefined();
    expect(given.service.taken).toHaveLength(first.length);
    await run(24 * hourMs);
    await run(minuteMs);
    const { winner, winnerWhy } = await fieldsOf(id);
    expect([winner, winnerWhy]).toEqual(['b', expect.stringContaining('B brought 3 of')]);
    const rest = given.service.taken.slice(first.length).map(({ Body }) => Body);
    expect(rest).toEqual(Array.from({ length: 30 - first.length }, () => 'Before the frost'));
    expect(sumOfCounts(await countsOf(id))).toMatchObject({ sent: 30, replied: 3 });
  });
});

describe('[CMP-8] what a campaign brought', () => {
  it('counts replies, opt-outs and deals of its members, with their value', async () => {
    const { w } = given;
    const [one, two] = [newNumber(), newNumber()];
    const { where, ids } = await contacts([{ mobile: one }, { mobile: two }]);
    const id = await start(where);
    await run();
    await given.incoming(`SM6${String((numbers += 1)).padStart(31, '0')}`, 'When?', { From: one });
    await given.incoming(`SM6${String((numbers += 1)).padStart(31, '0')}`, 'STOP', { From: two });
    const deal = w.id();
    await w.mia.do([w.deal(deal, { contact: ids[0] ?? '', value: { amount: 500_000, currency: 'USD' } })]);
    await run(minuteMs);
    expect(sumOfCounts(await countsOf(id))).toMatchObject({ sent: 2, replied: 1, optedOut: 1, deals: 1, won: 0 });
    expect((await countsOf(id)).openValue).toEqual({ USD: 500_000 });
    await w.mia.do([changeEdit(deal, 'crm/deal', { stage: ['prospecting', 'won'], closedOn: [null, '2026-01-10'] })]);
    await run(minuteMs);
    expect((await countsOf(id)).wonValue).toEqual({ USD: 500_000 });
  });
});

describe('[CMP-2] 1,100 members', () => {
  it('are read in pages, and few of their messages wait at once; a cancel takes those back', async () => {
    const { w } = given;
    const { where } = await contacts(Array.from({ length: 1_100 }, (_, place) => ({ email: `person-${place}@people.example` }))); // prettier-ignore
    const [template, version] = [w.id(), w.id()];
    const own = { ownerId: w.mia.userId };
    const written = await w.mia.do([made(template, 'crm/template', { name: 'Winter', about: 'crm/contact', purpose: 'contract' }, own)]);
    expect(written.refused).toEqual({});
    const worded = await w.mia.do([made(version, 'crm/template-version', { template, subject: 'For {{ contact.name }}', words: 'Dear {{ contact.firstName }}', frame: '<p>{{ words }}</p>' }, own)]);
    expect(worded.refused).toEqual({});
    const id = await start(where, { variants: [{ id: 'a', templateVersion: version }] }, { channel: 'email' }); // this server sends no e-mail: its messages wait
    await run(0, 12);
    expect(await messagesOf(id)).toHaveLength(mostUnderWay);
    expect(await statesOf(id)).toEqual({ written: mostUnderWay, waits: 1_100 - mostUnderWay });
    await set(id, 'status', 'running', 'cancelled');
    await run();
    expect(await statesOf(id)).toEqual({ cancelled: 1_100 });
    expect(new Set((await messagesOf(id)).map(({ decision }) => decision))).toEqual(new Set(['not-sent']));
  }); // prettier-ignore
});

describe('[CMP-8] the members of a campaign', () => {
  it('are told page by page, to people who see their records, with the number of the others', async () => {
    const { w, test: site } = given;
    const seller = await w.tenant.person('Sol', 'member', { teamId: w.teams.t2, email: 'sol@work.example' });
    const { where } = await withNumbers(60);
    const id = await start(where);
    await run();
    const own = w.id();
    await seller.do([made(own, 'crm/contact', { name: 'Of Sol', mobile: newNumber() }, { ownerId: seller.userId })]);
    const signIn = await site.fetch('/auth/sign-in', { body: { email: 'sol@work.example', password: testPassword, device: { id: site.newId(), name: 'sol' } } });
    const { accessToken: token } = (await signIn.json()) as { readonly accessToken: string };
    const ask = async (question: object) => {
      const reply = await site.fetch('/v1/packs/crm/campaign-members', { body: question, token });
      return { status: reply.status, body: (await reply.json()) as { readonly members: readonly object[]; readonly hidden: number; readonly next: number | null } };
    };
    const first = await ask({ campaign: id, after: 0, only: 'all' });
    const seen = first.body.members.length;
    expect([first.status, seen + first.body.hidden]).toEqual([200, 50]);
    expect(JSON.stringify(first.body)).not.toContain('+1303555');
    const second = await ask({ campaign: id, after: first.body.next ?? 0, only: 'sent' });
    expect([second.body.members.length + second.body.hidden, second.body.next]).toEqual([10, null]);
    expect((await ask({ campaign: w.id(), after: 0, only: 'all' })).status).toBe(404);
    expect([seen, first.body.hidden]).toEqual([0, 50]);
  }); // prettier-ignore
});
