import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { changeEdit, made } from '../../../testing/test-server.ts';
import { givenTexts } from '../../../testing/texts/texts-world.ts';

const given = givenTexts();
let numbers = 600;
const newNumber = (): string => `+13035550${(numbers += 1)}`;

type Steps = readonly (Readonly<Record<string, JsonValue>> & { readonly id: string })[];
const text = (id: string, more: Readonly<Record<string, JsonValue>> = {}) => ({ id, kind: 'text', words: id, ...more });
const call = (id: string) => ({ id, kind: 'task', subject: id, days: 1 });
const hour = { id: 'wait', kind: 'wait', count: 1, unit: 'hour' };
const branch = (when: JsonValue, then: Steps, otherwise: Steps): Steps => [
  { id: 'if-1', kind: 'if', when },
  ...then,
  { id: 'else-1', kind: 'else', of: 'if-1' },
  ...otherwise,
  { id: 'end-1', kind: 'end', of: 'if-1' },
];
const isProposal: JsonValue = { record: { field: 'stage', op: 'is', value: 'proposal' } };

/** Puts a new deal of Mia's into a sequence with these steps. */
async function enrol(steps: Steps, { stage = 'proposal', hasNumber = true }: { readonly stage?: string; readonly hasNumber?: boolean } = {}) {
  const { w } = given;
  const number = newNumber();
  const [sequence, version, deal, enrolment] = [w.id(), w.id(), w.id(), w.id()];
  const letters = Object.fromEntries(steps.filter(({ kind }) => kind === 'text').map(({ id }) => [id, { words: id }]));
  const own = { ownerId: w.mia.userId };
  const done = await w.mia.do([
    w.deal(deal, { stage }),
    made(sequence, 'crm/sequence', { name: 'Branches', about: 'crm/deal', purpose: 'contract' }, own),
    made(version, 'crm/sequence-version', { name: 'Version 1', sequence, steps }, own),
  ]);
  expect(done.refused).toEqual({});
  const nextAt = new Date(given.test.clock.nowMs()).toISOString();
  const started = await w.mia.do([
    made(enrolment, 'crm/enrolment', { name: 'Branches: Deal', about: `crm/deal:${deal}`, sequence, sequenceVersion: version, ...(hasNumber ? { number } : {}), letters, status: 'active', place: 0, nextAt }, own),
  ]);
  expect(started.refused).toEqual({});
  return { deal, enrolment, number, version };
} // prettier-ignore
const of = async (enrolment: string): Promise<Readonly<Record<string, JsonValue>>> => (await given.w.tenant.fields('crm/enrolment', enrolment)) ?? {}; // prettier-ignore
const logOf = async (enrolment: string) => ((await of(enrolment))['log'] ?? []) as readonly { readonly step: string; readonly what: string; readonly why?: string }[]; // prettier-ignore
const sentTo = (number: string): readonly (string | undefined)[] => given.service.taken.filter(({ To }) => To === number).map(({ Body }) => Body); // prettier-ignore
const tasksOf = async (deal: string): Promise<readonly string[]> => (await given.w.tenant.rows<{ subject: string }>(`select fields ->> 'subject' as subject from store.crm_task where fields ->> 'about' = $1 order by 1`, [`crm/deal:${deal}`])).map(({ subject }) => subject); // prettier-ignore
async function run(ms = 0): Promise<void> {
  given.test.advance(ms);
  for (let round = 0; round < 3; round += 1) await given.run();
}

describe('[SEQ-12] a branch of a sequence', () => {
  it('asks the record at the moment when it is reached, and takes one part, once, also by two servers', async () => {
    const steps = [hour, ...branch(isProposal, [text('yes')], [call('no')]), call('last')];
    const same = await enrol(steps);
    const other = await enrol(steps);
    await run(); // the wait begins
    const moved = await given.w.mia.do([changeEdit(other.deal, 'crm/deal', { stage: ['proposal', 'negotiation'] })]);
    expect(moved.refused).toEqual({});
    given.test.advance(3_600_000);
    await Promise.all([given.run(), given.run(), given.run()]);
    await run();
    expect([sentTo(same.number), await tasksOf(same.deal)]).toEqual([['yes'], ['last']]);
    expect([sentTo(other.number), await tasksOf(other.deal)]).toEqual([[], ['last', 'no']]);
    expect((await logOf(same.enrolment)).map(({ step, what }) => [step, what])).toEqual([['if-1', 'yes'], ['yes', 'wrote'], ['yes', 'sent'], ['last', 'task']]); // prettier-ignore
    expect((await logOf(other.enrolment))[0]).toMatchObject({ step: 'if-1', what: 'otherwise', why: 'The record did not match the filter.' }); // prettier-ignore
    expect([await of(same.enrolment), await of(other.enrolment)]).toMatchObject([{ status: 'finished' }, { status: 'finished' }]); // prettier-ignore
  });

  it('asks what became of an earlier message', async () => {
    const steps = [text('hello', { goesOn: true }), hour, ...branch({ message: 'hello', is: 'not-sent' }, [call('letter')], [call('phone')])]; // prettier-ignore
    const sent = await enrol(steps);
    const without = await enrol(steps, { hasNumber: false });
    await run();
    await run(3_600_000);
    expect([await tasksOf(sent.deal), await tasksOf(without.deal)]).toEqual([['phone'], ['letter']]);
  });

  it('asks whether a message was delivered, as the provider has told it by then', async () => {
    const steps = [text('hello'), hour, ...branch({ message: 'hello', is: 'delivered' }, [call('yes')], [call('no')])];
    const silent = await enrol(steps);
    const told = await enrol(steps);
    await run();
    const [row] = await given.w.tenant.rows<{ id: string }>(`select id from store.crm_activity where fields ->> 'enrolment' = $1`, [told.enrolment]); // prettier-ignore
    await given.w.tenant.rows(`update store.crm_activity set fields = fields || '{"deliveryStatus":"delivered"}' where id = $1`, [row?.id]); // prettier-ignore
    await run(3_600_000);
    expect([await tasksOf(silent.deal), await tasksOf(told.deal)]).toEqual([['no'], ['yes']]);
  });

  it('asks whether a text to the person is allowed', async () => {
    const steps = branch({ reach: 'text' }, [text('yes')], [call('no')]);
    const reached = await enrol(steps);
    const without = await enrol(steps, { hasNumber: false });
    const stopped = await enrol(steps, {});
    const since = new Date(given.test.clock.nowMs()).toISOString();
    const done = await given.w.mia.do([made(given.w.id(), 'crm/suppression', { channel: 'text', address: stopped.number, reason: 'opt-out', since }, { ownerId: given.w.mia.userId })]); // prettier-ignore
    expect(done.refused).toEqual({});
    await run();
    expect([sentTo(reached.number), await tasksOf(reached.deal)]).toEqual([['yes'], []]);
    expect([sentTo(without.number), await tasksOf(without.deal)]).toEqual([[], ['no']]);
    expect((await logOf(without.enrolment))[0]?.why).toBe('There is no number for text messages.');
    expect([sentTo(stopped.number), await tasksOf(stopped.deal)]).toEqual([[], ['no']]);
  });

  it('waits for a person where its filter cannot be asked, and says why', async () => {
    const { enrolment, deal } = await enrol(branch({ record: { field: 'colour', op: 'is', value: 'red' } }, [call('yes')], [call('no')])); // prettier-ignore
    await run();
    expect(await of(enrolment)).toMatchObject({ status: 'stuck', place: 0 });
    expect((await of(enrolment))['why']).toMatch(/^A branch could not be decided: .*colour/);
    expect(await tasksOf(deal)).toEqual([]);
  });
});

it('[SEQ-1] refuses a version whose branches are mixed up, with the reason', async () => {
  const { w } = given;
  const [sequence, version] = [w.id(), w.id()];
  const own = { ownerId: w.mia.userId };
  const done = await w.mia.do([
    made(sequence, 'crm/sequence', { name: 'Mixed', about: 'crm/deal', purpose: 'contract' }, own),
    made(version, 'crm/sequence-version', { name: 'Version 1', sequence, steps: branch(isProposal, [], []).slice(0, 2) }, own), // prettier-ignore
  ]);
  expect(JSON.stringify(done.refused)).toContain('a branch has an end');
});
