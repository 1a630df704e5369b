import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { changeEdit, made } from '../../../testing/test-server.ts';
import { givenTexts } from '../../../testing/texts/texts-world.ts';

const given = givenTexts();
const hourMs = 3_600_000;
let numbers = 400;
const newNumber = (): string => `+13035550${(numbers += 1)}`;
const texts = [
  { id: 'one', kind: 'text', words: 'One' },
  { id: 'wait', kind: 'wait', count: 1, unit: 'hour' },
  { id: 'two', kind: 'text', words: 'Two' },
];

/** Makes a sequence of two texts, and deals with a number each. `enrolmentOf` returns the edit that starts it on a deal. */
async function givenDeals(count: number) {
  const { w } = given;
  const [sequence, version] = [w.id(), w.id()];
  const own = { ownerId: w.mia.userId };
  const deals = Array.from({ length: count }, () => ({ deal: w.id(), contact: w.id(), number: newNumber() }));
  const done = await w.mia.do([
    made(sequence, 'crm/sequence', { name: 'After the fair', about: 'crm/deal', purpose: 'contract' }, own),
    made(version, 'crm/sequence-version', { name: 'Version 1', sequence, steps: texts }, own),
    ...deals.flatMap(({ deal, contact, number }) => [
      made(contact, 'crm/contact', { name: 'Cleo', mobile: number }, own),
      w.deal(deal, { contact }),
    ]),
  ]);
  expect(done.refused).toEqual({});
  const letters = { one: { words: 'One' }, two: { words: 'Two' } };
  const now = new Date(given.test.clock.nowMs()).toISOString();
  const enrolmentOf = ({ deal, contact, number }: (typeof deals)[number], id: string) =>
    made(id, 'crm/enrolment', { name: 'After the fair: Deal', about: `crm/deal:${deal}`, sequence, sequenceVersion: version, with: contact, number, letters, status: 'active', place: 0, nextAt: now }, own); // prettier-ignore
  return { deals, enrolmentOf };
}
const of = async (enrolment: string): Promise<Readonly<Record<string, JsonValue>>> => (await given.w.tenant.fields('crm/enrolment', enrolment)) ?? {}; // prettier-ignore
const sentTo = (number: string): readonly (string | undefined)[] => given.service.taken.filter(({ To }) => To === number).map(({ Body }) => Body); // prettier-ignore
const messagesOf = (enrolment: string) => given.w.tenant.rows<{ decision: string | null; status: string | null }>(`select fields ->> 'deliveryDecision' as decision, fields ->> 'deliveryStatus' as status from store.crm_activity where fields ->> 'enrolment' = $1 order by created_at`, [enrolment]); // prettier-ignore
const lifeOf = (enrolments: readonly string[], life: readonly [string, string]) => enrolments.map((id) => changeEdit(id, 'crm/enrolment', { life: [...life] })); // prettier-ignore
async function run(ms = 0): Promise<void> {
  given.test.advance(ms);
  for (let round = 0; round < 3; round += 1) await given.run();
}

describe('[SEQ-10] a sequence that is started on many records', () => {
  it('refuses a record that is in it already, one that was deleted, and one of another team, each alone, with its reason', async () => {
    const { w } = given;
    const { deals, enrolmentOf } = await givenDeals(4);
    const [first, gone, foreign, good] = deals;
    if (!first || !gone || !foreign || !good) throw new Error('four deals were made');
    await w.mia.do([enrolmentOf(first, w.id())]);
    await w.mia.do([changeEdit(gone.deal, 'crm/deal', { life: ['alive', 'deleted'] })]);
    await w.ann.do([changeEdit(foreign.deal, 'crm/deal', { ownerId: [w.mia.userId, w.ann.userId], teamId: [null, null] })]); // prettier-ignore
    const ids = deals.map(() => w.id());
    const done = await w.mia.do(
      deals.map((one, place) => enrolmentOf(one, ids[place] ?? '')),
      { shape: 'each', group: w.id() },
    );
    expect(done.refused).toMatchObject({
      [ids[0] ?? '']: { code: 'records/taken' },
      [ids[1] ?? '']: { code: 'records/parent-gone' },
    });
    expect(Object.keys(done.refused).toSorted()).toEqual(ids.slice(0, 3).toSorted());
    await run();
    expect(sentTo(good.number)).toEqual(['One']);
    expect(sentTo(first.number)).toEqual(['One']);
    expect(sentTo(gone.number)).toEqual([]);
  });

  it('sends nothing more after one undo: a text that waits is taken back, and one that was sent stays', async () => {
    const { w } = given;
    const { deals, enrolmentOf } = await givenDeals(3);
    const ids = deals.map(() => w.id());
    const group = w.id();
    expect((await w.mia.do(deals.map((one, place) => enrolmentOf(one, ids[place] ?? '')), { shape: 'each', group })).refused).toEqual({}); // prettier-ignore
    await run();
    for (const { number } of deals) expect(sentTo(number)).toEqual(['One']);
    given.test.advance(10 * hourMs); // the evening where they are: the second text waits for the morning
    await run();
    expect(await messagesOf(ids[0] ?? '')).toMatchObject([{ status: 'sent' }, { status: null, decision: null }]);
    const undone = await w.mia.do(lifeOf(ids, ['alive', 'deleted']), { shape: 'each', closes: group });
    expect(undone.refused).toEqual({});
    await run();
    for (const id of ids)
      expect(await messagesOf(id)).toEqual([{ status: 'sent', decision: null }, { status: null, decision: 'not-sent' }]); // prettier-ignore
    await run(14 * hourMs);
    for (const { number } of deals) expect(sentTo(number)).toEqual(['One']);
  });

  it('that is started anew by a redo waits for its sender where its message was taken back, and says so', async () => {
    const { w } = given;
    const { deals, enrolmentOf } = await givenDeals(1);
    const [one] = deals;
    const id = w.id();
    if (!one) throw new Error('a deal was made');
    given.test.advance(29 * hourMs - (given.test.clock.nowMs() % (24 * hourMs))); // 5:00 UTC: the evening where they are
    await w.mia.do([enrolmentOf(one, id)], { shape: 'each', group: w.id() });
    await run();
    await w.mia.do(lifeOf([id], ['alive', 'deleted']), { shape: 'each' });
    await run();
    await w.mia.do(lifeOf([id], ['deleted', 'alive']), { shape: 'each' });
    await run();
    expect(await of(id)).toMatchObject({ status: 'stuck', why: 'The text was taken back.' });
    await run(24 * hourMs);
    expect(sentTo(one.number)).toEqual([]);
  });
});

describe('[SEQ-6] two records that are in one sequence', () => {
  it('are merged into one that is in it once: what waits for the other one does not go out', async () => {
    const { w } = given;
    const { deals, enrolmentOf } = await givenDeals(2);
    const [kept, gone] = deals;
    if (!kept || !gone) throw new Error('two deals were made');
    const [first, second] = [w.id(), w.id()];
    given.test.advance(42 * hourMs - (given.test.clock.nowMs() % (24 * hourMs))); // 18:00 UTC: before noon where they are
    for (const edit of [enrolmentOf(kept, first), enrolmentOf(gone, second)]) await w.mia.do([edit]);
    await run();
    await run(10 * hourMs); // the evening where they are: the second texts wait for the morning
    const merge = changeEdit(gone.deal, 'crm/deal', { life: ['alive', `merged:${kept.deal}`] });
    const merged = await w.ann.do([merge]);
    expect(merged).toMatchObject({ status: 'accepted', refused: {} });
    const rows = await w.tenant.rows(`select id, life, fields ->> 'about' as about from store.crm_enrolment where id = any($1::uuid[])`, [[first, second]]); // prettier-ignore
    const about = `crm/deal:${kept.deal}`;
    expect(rows).toEqual(expect.arrayContaining([{ id: first, life: 'alive', about }, { id: second, life: `merged:${first}`, about }])); // prettier-ignore
    expect(await messagesOf(second)).toEqual([]);
    await run(14 * hourMs);
    expect([sentTo(kept.number), sentTo(gone.number)]).toEqual([['One', 'Two'], ['One']]);
    const left = await w.tenant.rows<{ error: string }>(`select fields ->> 'deliveryError' as error from store.crm_activity where fields ->> 'number' = $1 and fields ->> 'body' = 'Two'`, [gone.number]); // prettier-ignore
    expect(left.map(({ error }) => error)).toEqual([
      expect.stringContaining('merged with one that was in the sequence already (SEQ-6)') as string,
    ]);
  });
});
