import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeAll, describe, expect, it } from 'vitest';
import { changeEdit, made } from '../../../testing/test-server.ts';
import { givenTexts } from '../../../testing/texts/texts-world.ts';

const given = givenTexts();
let numbers = 600;
const newNumber = (): string => `+13035550${(numbers += 1)}`;
let sids = 0;
const say = async (number: string, words: string): Promise<void> => {
  const answer = await given.incoming(`SM${String((sids += 1)).padStart(32, 'c')}`, words, { From: number });
  expect(answer.status).toBe(200);
};
const now = (): string => new Date(given.test.clock.nowMs()).toISOString();
async function run(ms = 0): Promise<void> {
  given.test.advance(ms);
  for (let round = 0; round < 2; round += 1) await given.run();
}
type Row = {
  readonly id: string;
  readonly version: number;
  readonly owner: string | null;
  readonly team: string | null;
  readonly fields: Readonly<Record<string, JsonValue>>;
};
const about = (record: string): Promise<readonly Row[]> =>
  given.w.tenant.rows<Row>(
    `select id, version::int as version, owner_id as owner, team_id as team, fields from store.crm_conversation where fields ->> 'about' = $1 and life = 'alive' order by created_at`,
    [record],
  );
async function oneAbout(record: string): Promise<Row> {
  const [one, ...more] = await about(record);
  expect(more).toEqual([]);
  if (one === undefined) throw new Error(`${record} has no conversation`);
  return one;
}
const activity = (id: string, record: string, fields: Readonly<Record<string, JsonValue>>) =>
  made(id, 'crm/activity', { about: record, happensAt: now(), ...fields });
/** A deal of Mia, with a contact who has a number. */
async function givenDeal() {
  const { w } = given;
  const [deal, contact, number] = [w.id(), w.id(), newNumber()];
  await w.mia.do([
    made(contact, 'crm/contact', { name: 'Cleo', mobile: number }, { ownerId: w.mia.userId }),
    w.deal(deal, { contact }),
  ]);
  return { deal, contact, number, ref: `crm/deal:${deal}` };
}
const decide = (one: Row, handled: string, more: Readonly<Record<string, [JsonValue, JsonValue]>> = {}) =>
  changeEdit(one.id, 'crm/conversation', {
    handled: [one.fields['handled'] ?? null, handled],
    handledUpTo: [one.fields['handledUpTo'] ?? null, one.fields['lastInAt'] ?? null],
    ...more,
  });

beforeAll(() => run()); // a follower begins with the changes after its first round

describe('[INB-2] the conversation of a record', () => {
  it('begins with a text that comes in, once, for the owner and team of the record, and has none of its words', async () => {
    const { number, ref, contact, deal } = await givenDeal();
    await given.w.mia.do([activity(given.w.id(), ref, { kind: 'text', direction: 'out', number, with: contact, body: 'Does it suit you?' })]); // prettier-ignore
    await run(1_000);
    await say(number, 'Nine is fine, at the side door.');
    await run();
    await run();
    const one = await oneAbout(ref);
    expect(one).toMatchObject({ owner: given.w.mia.userId, fields: { handled: 'open', state: 'open', name: 'Deal' } });
    const [record] = await given.w.tenant.rows<{ team: string | null }>(`select team_id as team from store.crm_deal where id = $1`, [deal]); // prettier-ignore
    expect(one.team).toBe(record?.team ?? null);
    const [text] = await given.w.tenant.rows<{ id: string }>(`select id from store.crm_activity where fields ->> 'body' = 'Nine is fine, at the side door.'`); // prettier-ignore
    expect(one.fields['last']).toBe(text?.id);
    expect(JSON.stringify(one)).not.toMatch(/side door/);
  });

  it('is not begun by an old call that is imported, nor by a note, nor by a call that lies ahead', async () => {
    const { ref } = await givenDeal();
    await given.w.mia.do([
      activity(given.w.id(), ref, { kind: 'call', body: 'Long ago', happensAt: '2024-01-02T10:00:00.000Z' }),
      activity(given.w.id(), ref, { kind: 'note', body: 'A note' }),
      activity(given.w.id(), ref, { kind: 'call', body: 'Next year', happensAt: '2030-01-02T10:00:00.000Z' }),
    ]);
    await run();
    expect(await about(ref)).toEqual([]);
  });

  it('has its newest message by the time when it happened, whatever reaches the server last, and after a deletion', async () => {
    const { w } = given;
    const { ref } = await givenDeal();
    const [late, early] = [w.id(), w.id()];
    const happened = now();
    await w.mia.do([activity(late, ref, { kind: 'call', body: 'At ten' })]);
    await run(1_000);
    const before = new Date(Date.parse(happened) - 3_600_000).toISOString();
    await w.mia.do([activity(early, ref, { kind: 'call', body: 'At nine, logged on a train', happensAt: before })]);
    await run();
    expect((await oneAbout(ref)).fields).toMatchObject({ last: late, lastAt: happened });
    await w.mia.do([changeEdit(late, 'crm/activity', { life: ['alive', 'deleted'] })]);
    await run();
    expect((await oneAbout(ref)).fields).toMatchObject({ last: early, lastAt: before });
  });

  it('goes with its record into another team, and is one where two records are merged', async () => {
    const { w } = given;
    const [first, second] = [await givenDeal(), await givenDeal()];
    for (const { ref } of [first, second]) await w.mia.do([activity(w.id(), ref, { kind: 'call', body: 'Called' })]);
    await run();
    await oneAbout(second.ref);
    await w.ann.do([changeEdit(second.deal, 'crm/deal', { life: ['alive', `merged:${first.deal}`] })]);
    await run();
    expect(await about(second.ref)).toEqual([]);
    await oneAbout(first.ref);
    const [{ team } = { team: null }] = await about(first.ref);
    await w.ann.do([changeEdit(first.deal, 'crm/deal', { teamId: [team, null] })]);
    await run();
    expect(await oneAbout(first.ref)).toMatchObject({ team: null });
  });
});

describe('[INB-3] a decision about a conversation', () => {
  it('counts for what its person had seen: a later text opens it again, and the decision stays in its history', async () => {
    const { number, ref, contact } = await givenDeal();
    await given.w.mia.do([activity(given.w.id(), ref, { kind: 'text', direction: 'out', number, with: contact, body: 'Hello' })]); // prettier-ignore
    await run(1_000);
    await say(number, 'Yes?');
    await run();
    await given.w.mia.do([decide(await oneAbout(ref), 'closed')]);
    expect((await oneAbout(ref)).fields['state']).toBe('closed');
    await run(1_000);
    await say(number, 'One more thing');
    await run();
    expect((await oneAbout(ref)).fields).toMatchObject({ state: 'open', handled: 'closed' });
    await given.w.mia.do([decide(await oneAbout(ref), 'snoozed', { snoozeUntil: [null, '2030-01-02T10:00:00.000Z'] })]);
    expect((await oneAbout(ref)).fields['state']).toBe('snoozed');
  });

  it('that was made without a network, before a text that the person had not seen, does not hide the text', async () => {
    const { number, ref, contact } = await givenDeal();
    await given.w.mia.do([activity(given.w.id(), ref, { kind: 'text', direction: 'out', number, with: contact, body: 'Hello' })]); // prettier-ignore
    await run(1_000);
    await say(number, 'First');
    await run();
    const seen = await oneAbout(ref);
    await run(1_000);
    await say(number, 'Second, while Mia sat on a train');
    await run();
    await given.w.mia.do([decide(seen, 'closed')]);
    expect((await oneAbout(ref)).fields).toMatchObject({ handled: 'closed', state: 'open' });
    await given.w.mia.do([decide(await oneAbout(ref), 'closed')]);
    expect((await oneAbout(ref)).fields['state']).toBe('closed');
  });

  it('is refused for a snooze without an end', async () => {
    const { ref } = await givenDeal();
    await given.w.mia.do([activity(given.w.id(), ref, { kind: 'call', body: 'Called' })]);
    await run();
    const done = await given.w.mia.do([decide(await oneAbout(ref), 'snoozed')]);
    expect(Object.values(done.refused)).toMatchObject([
      { code: 'records/invalid', message: 'Say until when the conversation is snoozed.' },
    ]);
  });
});

describe('[INB-4] two people who act on one conversation without a network', () => {
  it('keep both: one assigns it, the other closes it', async () => {
    const { w } = given;
    const { ref } = await givenDeal();
    await w.mia.do([activity(w.id(), ref, { kind: 'call', body: 'Called' })]);
    await run();
    const seen = await oneAbout(ref);
    await w.ann.do([changeEdit(seen.id, 'crm/conversation', { ownerId: [w.mia.userId, w.ann.userId] })]);
    await w.mia.do([decide(seen, 'closed')]);
    expect(await oneAbout(ref)).toMatchObject({ owner: w.ann.userId, fields: { state: 'closed' } });
  });

  it('keep the later of two decisions, whole', async () => {
    const { w } = given;
    const { ref } = await givenDeal();
    await w.mia.do([activity(w.id(), ref, { kind: 'call', body: 'Called' })]);
    await run();
    const seen = await oneAbout(ref);
    await w.mia.do([decide(seen, 'closed')]);
    await w.ann.do([decide(seen, 'snoozed', { snoozeUntil: [null, '2030-01-02T10:00:00.000Z'] })]);
    expect((await oneAbout(ref)).fields).toMatchObject({ state: 'snoozed', snoozeUntil: '2030-01-02T10:00:00.000Z' });
  });
});

describe('[INB-1] who sees a conversation', () => {
  it('is who sees its record: a person of another team neither sees nor changes it', async () => {
    const { w } = given;
    const { ref } = await givenDeal();
    await w.mia.do([activity(w.id(), ref, { kind: 'call', body: 'Called' })]);
    await run();
    const one = await oneAbout(ref);
    const eve = await w.tenant.person('Eve', 'member');
    const done = await eve.do([decide(one, 'closed')]);
    expect(Object.values(done.refused)).toMatchObject([{ code: 'records/not-found' }]);
    const tokens = await w.tenant.rows<{ token: string }>(`select distinct token from store.feed where id = $1`, [one.id]).catch(() => []); // prettier-ignore
    expect(tokens.some(({ token }) => token.includes(eve.userId))).toBe(false);
  });
});
