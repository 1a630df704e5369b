import type { JsonValue } from '@outpost/domain/kernel/json';
import { enrolment as enrolmentKind } from '@outpost/domain/packs/crm/entities/enrolment.entity';
import { describe, expect, it } from 'vitest';
import { readGrants } from '../../../access/service-account.ts';
import { openService, serviceAccountOf } from '../../../jobs/service/service.ts';
import { changeEdit, made } from '../../../testing/test-server.ts';
import { givenTexts } from '../../../testing/texts/texts-world.ts';
import { crmServer } from '../server.ts';
import { openRound, takeSequenceStep } from './take-sequence-step.ts';

const given = givenTexts();
const [hourMs, dayMs] = [3_600_000, 86_400_000];
let numbers = 300;
const newNumber = (): string => `+13035550${(numbers += 1)}`;
let sids = 0;
const newSid = (): string => `SM9${String((sids += 1)).padStart(31, '0')}`;

type Steps = readonly (Readonly<Record<string, JsonValue>> & { readonly id: string })[];
const text = (id: string, words: string, more: Readonly<Record<string, JsonValue>> = {}) => ({
  id,
  kind: 'text',
  words,
  ...more,
});
const wait = (count: number, unit: string) => ({ id: `wait-${count}-${unit}`, kind: 'wait', count, unit });
const call = { id: 'call', kind: 'task', subject: 'Call them', days: 1 };

/** Makes a sequence with these steps, and puts a new deal of Mia's into it. The words of its texts are those of the steps. */
async function enrol(steps: Steps, more: { readonly number?: string; readonly fields?: Readonly<Record<string, JsonValue>>; readonly of?: Readonly<Record<string, JsonValue>> } = {}) {
  const { w } = given;
  const number = more.number ?? newNumber();
  const [sequence, version, deal, enrolment, contact] = [w.id(), w.id(), w.id(), w.id(), w.id()];
  const letters = Object.fromEntries(steps.filter(({ kind }) => kind === 'text').map(({ id, words }) => [id, { words: words ?? '' }]));
  const now = new Date(given.test.clock.nowMs()).toISOString();
  const own = { ownerId: w.mia.userId };
  const done = await w.mia.do([
    made(contact, 'crm/contact', { name: 'Cleo', mobile: number }, own),
    w.deal(deal, { contact }),
    made(sequence, 'crm/sequence', { name: 'After the proposal', about: 'crm/deal', purpose: 'contract', ...more.of }, own),
    made(version, 'crm/sequence-version', { name: 'Version 1', sequence, steps }, own),
  ]);
  expect(done.refused).toEqual({});
  const started = await w.mia.do([
    made(enrolment, 'crm/enrolment', { name: 'After the proposal: Deal', about: `crm/deal:${deal}`, sequence, sequenceVersion: version, with: contact, number, letters, status: 'active', place: 0, nextAt: now, ...more.fields }, own),
  ]);
  expect(started.refused).toEqual({});
  return { sequence, version, deal, enrolment, contact, number };
} // prettier-ignore
const of = async (enrolment: string): Promise<Readonly<Record<string, JsonValue>>> => (await given.w.tenant.fields('crm/enrolment', enrolment)) ?? {}; // prettier-ignore
/** The words that the provider got for a number. */
const sentTo = (number: string): readonly (string | undefined)[] => given.service.taken.filter(({ To }) => To === number).map(({ Body }) => Body); // prettier-ignore
const tasksOf = (deal: string) => given.w.tenant.rows<{ id: string; owner: string; due: string }>(`select id, owner_id as owner, fields ->> 'dueAt' as due from store.crm_task where fields ->> 'about' = $1`, [`crm/deal:${deal}`]); // prettier-ignore
/** Lets the server work, after some time: a step, its message, and what follows from the message's outcome. */
async function run(ms = 0): Promise<void> {
  given.test.advance(ms);
  for (let round = 0; round < 3; round += 1) await given.run();
}

describe('[SEQ-2] the steps of an enrolment', () => {
  it('follow each other: a text, a wait, a task, and the end; each one once', async () => {
    const { deal, enrolment, number } = await enrol([text('hello', 'Did it arrive?'), wait(2, 'hour'), call]);
    await run();
    expect(sentTo(number)).toEqual(['Did it arrive?']);
    expect(await of(enrolment)).toMatchObject({ status: 'active', place: 2 });
    expect(await tasksOf(deal)).toEqual([]);
    await run(hourMs);
    expect(await tasksOf(deal)).toEqual([]);
    await run(hourMs);
    expect(await tasksOf(deal)).toMatchObject([{ owner: given.w.mia.userId }]);
    expect(await of(enrolment)).toMatchObject({ status: 'finished', place: 3 });
    await run(dayMs);
    expect([await tasksOf(deal), sentTo(number)].map(({ length }) => length)).toEqual([1, 1]);
    const log = (await of(enrolment))['log'] as readonly { step: string; what: string }[]; // written by the server
    expect(log.map(({ step, what }) => [step, what])).toEqual([['hello', 'wrote'], ['hello', 'sent'], ['call', 'task']]); // prettier-ignore
  });

  it('are the acts of the service, for the person who started them, and belong to that person', async () => {
    const { deal } = await enrol([call]);
    await run();
    const [row] = await given.w.tenant.rows<{ by: string; owner: string }>(`select created_by as by, owner_id as owner from store.crm_task where fields ->> 'about' = $1`, [`crm/deal:${deal}`]); // prettier-ignore
    expect(row?.owner).toBe(given.w.mia.userId);
    expect(row?.by).not.toBe(given.w.mia.userId);
  });

  it('also where the name is long, with an emoji at the place where a label is cut', async () => {
    const name = `${'x'.repeat(291)}😀 and so on`;
    const { enrolment, deal } = await enrol([call], { fields: { name: name.slice(0, 300) } });
    await run();
    expect(await tasksOf(deal)).toHaveLength(1);
    expect(await of(enrolment)).toMatchObject({ status: 'finished' });
  });

  it('are taken once by two servers at the same moment', async () => {
    const { deal, number } = await enrol([call, text('hello', 'Hello')]);
    await Promise.all([given.run(), given.run(), given.run()]);
    await run();
    expect([await tasksOf(deal), sentTo(number)].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('wait for a person where the one who started it has no rights any more', async () => {
    const { w } = given;
    const pia = await w.tenant.person('Pia', 'member', { teamId: w.teams.t1 });
    const { sequence, version, deal } = await enrol([call], { fields: { status: 'paused' } });
    const enrolment = w.id();
    const other = w.id();
    await pia.do([made(other, 'crm/lead', { name: 'Lead', status: 'new' }, { ownerId: pia.userId })]);
    const done = await pia.do([made(enrolment, 'crm/enrolment', { name: 'One', about: `crm/lead:${other}`, sequence, sequenceVersion: version, letters: {}, status: 'active', place: 0, nextAt: '2026-01-01T00:00:00.000Z' }, { ownerId: pia.userId })]); // prettier-ignore
    expect(done.refused).toEqual({});
    await w.ann.do([changeEdit(pia.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    await run();
    expect(await of(enrolment)).toMatchObject({ status: 'stuck', why: 'The person who started it has no rights here any more.' }); // prettier-ignore
    expect(await tasksOf(deal)).toEqual([]);
  });
});

describe('[SEQ-3] an answer stops an enrolment', () => {
  it('at once, and nothing of it goes out afterwards', async () => {
    const { enrolment, number } = await enrol([text('one', 'One'), wait(1, 'hour'), text('two', 'Two')]);
    await run();
    await given.incoming(newSid(), 'Yes, it came.', { From: number });
    await run();
    expect(await of(enrolment)).toMatchObject({ status: 'stopped', stoppedBy: 'reply' });
    await run(2 * hourMs);
    expect(sentTo(number)).toEqual(['One']);
  });

  it('also while its text waits for the receiver’s hours: the text is taken back', async () => {
    given.test.advance(11 * hourMs); // the evening where they are
    const { enrolment, number } = await enrol([text('one', 'One')]);
    await run();
    expect(sentTo(number)).toEqual([]);
    await given.incoming(newSid(), 'STOP', { From: number });
    await run();
    expect(await of(enrolment)).toMatchObject({ status: 'stopped', stoppedBy: 'opt-out' });
    await run(13 * hourMs);
    expect(sentTo(number)).toEqual([]);
    const rows = await given.w.tenant.rows<{ decision: string | null; status: string | null }>(`select fields ->> 'deliveryDecision' as decision, fields ->> 'deliveryStatus' as status from store.crm_activity where fields ->> 'enrolment' = $1`, [enrolment]); // prettier-ignore
    expect(rows).toEqual([{ decision: 'not-sent', status: null }]);
  });

  it('and a text that could not be taken back is refused at the moment of sending', async () => {
    given.test.advance(11 * hourMs);
    const { w } = given;
    const { enrolment, number } = await enrol([text('one', 'One')]);
    await run();
    const { status } = await of(enrolment);
    expect(status).toBe('active');
    await w.mia.do([
      changeEdit(enrolment, 'crm/enrolment', { status: ['active', 'stopped'], stoppedBy: [null, 'person'] }),
    ]);
    await run(13 * hourMs);
    expect(sentTo(number)).toEqual([]);
    const [row] = await w.tenant.rows<{ why: string }>(`select fields ->> 'deliveryError' as why from store.crm_activity where fields ->> 'enrolment' = $1`, [enrolment]); // prettier-ignore
    expect(row?.why).toBe('Its sequence was stopped: a person stopped it (SEQ-3).');
  });

  it('by a call that reached them, by a meeting, and by a deal that is closed', async () => {
    const { w } = given;
    const steps = [wait(1, 'day'), call];
    const [a, b, c, d] = [await enrol(steps), await enrol(steps), await enrol(steps), await enrol(steps)];
    await run();
    await w.mia.do([made(w.id(), 'crm/activity', { about: `crm/deal:${a.deal}`, kind: 'call', outcome: 'reached' })]);
    await w.mia.do([made(w.id(), 'crm/activity', { about: `crm/contact:${b.contact}`, kind: 'meeting' })]);
    await w.mia.do([changeEdit(c.deal, 'crm/deal', { stage: ['prospecting', 'lost'], lossReason: [null, 'price'], closedOn: [null, '2026-11-20'] })]); // prettier-ignore
    await w.mia.do([made(w.id(), 'crm/activity', { about: `crm/deal:${d.deal}`, kind: 'call', outcome: 'no-answer' })]);
    await run();
    const stopped = await Promise.all([a, b, c, d].map(async ({ enrolment }) => (await of(enrolment))['stoppedBy'] ?? null)); // prettier-ignore
    expect(stopped).toEqual(['call', 'meeting', 'closed', null]);
  });

  it('not by a text from before it began', async () => {
    const number = newNumber();
    await given.incoming(newSid(), 'Hello', { From: number });
    given.test.advance(1_000);
    const { enrolment } = await enrol([call], { number });
    await run();
    expect(await of(enrolment)).toMatchObject({ status: 'finished' });
  });

  /** Returns an enrolment as the server's work reads it, with that work. */
  async function readAsWork(id: string) {
    const account = serviceAccountOf({ pack: 'crm', grants: readGrants('crm', crmServer.grants ?? []) });
    const service = await openService(given.test.server.tenancy, account, given.w.tenant.orgId);
    if (!service) throw new Error('The tenant has the pack');
    const found = await service.list(enrolmentKind, { where: { field: 'id', op: 'is', value: id } });
    const [enrolled] = found.ok ? found.value : [];
    if (!enrolled) throw new Error('The enrolment is there');
    const round = await openRound(service, [enrolled]);
    if (!round.ok) throw new Error(round.message);
    return { round: round.value, enrolled };
  }

  it('also where a step is taken before the follower has seen the answer', async () => {
    const { enrolment, number } = await enrol([text('one', 'One')]);
    await given.incoming(newSid(), 'Hello?', { From: number });
    const { round, enrolled } = await readAsWork(enrolment);
    expect(await takeSequenceStep(round, enrolled)).toMatchObject({ ok: true });
    expect(await of(enrolment)).toMatchObject({ status: 'stopped', stoppedBy: 'reply' });
    await run();
    expect(sentTo(number)).toEqual([]);
  });

  it('a person who stops it between the reading and the writing of a step wins', async () => {
    const { enrolment, number, deal } = await enrol([call, text('one', 'One')]);
    const { round, enrolled } = await readAsWork(enrolment);
    await given.w.mia.do([changeEdit(enrolment, 'crm/enrolment', { status: ['active', 'stopped'], stoppedBy: [null, 'person'] })]); // prettier-ignore
    expect(await takeSequenceStep(round, enrolled)).toMatchObject({ code: 'records/stale' });
    await run();
    expect([sentTo(number), await tasksOf(deal)]).toEqual([[], []]);
    expect(await of(enrolment)).toMatchObject({ status: 'stopped', stoppedBy: 'person', place: 0 });
  });

  it('an answer about a deleted record holds up nobody, and stops the enrolment after a restore', async () => {
    const { w } = given;
    const { enrolment, deal, number } = await enrol([wait(1, 'hour'), call]);
    const other = await enrol([text('one', 'One'), wait(1, 'hour'), call]);
    await run();
    await w.mia.do([changeEdit(deal, 'crm/deal', { life: ['alive', 'deleted'] })]);
    await given.incoming(newSid(), 'Hello?', { From: number });
    await run();
    await given.incoming(newSid(), 'Yes.', { From: other.number });
    await run();
    expect(await of(other.enrolment)).toMatchObject({ status: 'stopped', stoppedBy: 'reply' });
    await w.mia.do([changeEdit(deal, 'crm/deal', { life: ['deleted', 'alive'] })]);
    await run(2 * hourMs);
    expect(await of(enrolment)).toMatchObject({ status: 'stopped', stoppedBy: 'reply' });
    expect(await tasksOf(deal)).toEqual([]);
  });

  it('goes on after a restore where its message had its outcome while the record was deleted', async () => {
    const { w } = given;
    const { enrolment, deal, number } = await enrol([text('one', 'One'), call]);
    await given.run(); // it writes the text, which the next round sends
    const { waitsFor: message } = await of(enrolment);
    if (typeof message !== 'string') throw new Error('The text waits to be sent');
    await w.mia.do([changeEdit(deal, 'crm/deal', { life: ['alive', 'deleted'] })]);
    await run();
    expect(sentTo(number)).toEqual(['One']);
    expect(await of(enrolment)).toMatchObject({ status: 'active', waitsFor: message });
    await w.mia.do([changeEdit(deal, 'crm/deal', { life: ['deleted', 'alive'] })]);
    await run(1_000);
    expect(await given.fields(message)).toMatchObject({ deliveryStatus: 'sent' });
    expect(await of(enrolment)).toMatchObject({ status: 'finished' });
    expect(await tasksOf(deal)).toHaveLength(1);
  });

  it('rests while its record is deleted, stands in nobody’s way, and goes on after a restore', async () => {
    const { w } = given;
    const { enrolment, deal } = await enrol([call]);
    await w.mia.do([changeEdit(deal, 'crm/deal', { life: ['alive', 'deleted'] })]);
    const other = await enrol([call]);
    await run(2 * hourMs);
    expect(await of(enrolment)).toMatchObject({ status: 'active', place: 0 });
    expect(await of(other.enrolment)).toMatchObject({ status: 'finished' });
    await w.mia.do([changeEdit(deal, 'crm/deal', { life: ['deleted', 'alive'] })]);
    await run();
    expect(await of(enrolment)).toMatchObject({ status: 'finished' });
    expect(given.test.logged.join(' ')).not.toMatch(/a follower was refused/);
  });
});

describe('[SEQ-5] a message that is not sent', () => {
  const suppress = (number: string) => {
    const { w } = given;
    return w.mia.do([made(w.id(), 'crm/suppression', { address: number, channel: 'text', reason: 'by-hand', since: '2026-11-01T00:00:00.000Z' }, { ownerId: w.mia.userId })]); // prettier-ignore
  };

  it('lets the enrolment wait for its sender, who is told why', async () => {
    const number = newNumber();
    await suppress(number);
    const { enrolment, deal } = await enrol([text('one', 'One'), call], { number });
    await run();
    const { status, why } = await of(enrolment);
    expect(status).toBe('stuck');
    expect(why).toMatch(/^The text was not sent\. Text messages to .* are stopped/);
    expect(await tasksOf(deal)).toEqual([]);
    const told = await given.w.tenant.rows<{ owner: string }>(`select owner_id as owner from store.platform_notice where fields ->> 'words' like '%waits for you: The text was not sent%' and owner_id is not null`); // prettier-ignore
    expect(told.map(({ owner }) => owner)).toContain(given.w.mia.userId);
    await given.w.mia.do([changeEdit(enrolment, 'crm/enrolment', { status: ['stuck', 'active'], nextAt: [null, '2026-01-01T00:00:00.000Z'] })]); // prettier-ignore
    await run();
    expect(await tasksOf(deal)).toHaveLength(1);
    expect(await of(enrolment)).toMatchObject({ status: 'finished' });
  });

  it('is written again where its sender says so, after the reason is gone', async () => {
    const { w } = given;
    const { enrolment, number } = await enrol([text('one', 'One')]);
    const stop = w.id();
    await w.mia.do([made(stop, 'crm/suppression', { address: number, channel: 'text', reason: 'by-hand', since: '2026-11-01T00:00:00.000Z' }, { ownerId: w.mia.userId })]); // prettier-ignore
    await run();
    const { waitsFor } = await of(enrolment);
    await w.ann.do([changeEdit(stop, 'crm/suppression', { endedAt: [null, '2026-11-20T00:00:00.000Z'] })]);
    await w.mia.do([changeEdit(enrolment, 'crm/enrolment', { status: ['stuck', 'active'], place: [1, 0], waitsFor: [waitsFor ?? null, null], nextAt: [null, '2026-01-01T00:00:00.000Z'] })]); // prettier-ignore
    await run();
    expect(sentTo(number)).toEqual(['One']);
    expect(await of(enrolment)).toMatchObject({ status: 'finished' });
  });

  it('is passed over where its step says so', async () => {
    const number = newNumber();
    await suppress(number);
    const { enrolment, deal } = await enrol([text('one', 'One', { goesOn: true }), call], { number });
    await run();
    expect(await tasksOf(deal)).toHaveLength(1);
    expect(await of(enrolment)).toMatchObject({ status: 'finished' });
  });

  it('has no words: the sender decides', async () => {
    const { enrolment } = await enrol([text('one', 'One')], { fields: { letters: {} } });
    await run();
    expect(await of(enrolment)).toMatchObject({ status: 'stuck', why: 'The words of this message were not written when the sequence was started.' }); // prettier-ignore
  });
});

describe('[SEQ-6] a record', () => {
  it('is in a sequence once', async () => {
    const { w } = given;
    const { sequence, version, deal } = await enrol([call]);
    const again = await w.mia.do([made(w.id(), 'crm/enrolment', { name: 'Again', about: `crm/deal:${deal}`, sequence, sequenceVersion: version, letters: {}, status: 'active', place: 0 }, { ownerId: w.mia.userId })]); // prettier-ignore
    expect(again.status).toBe('refused');
  });
});

describe('[SEQ-7] a paused sequence', () => {
  it('moves nobody until it goes on', async () => {
    const { w } = given;
    const { sequence, deal } = await enrol([call], { of: { paused: true } });
    await run();
    expect(await tasksOf(deal)).toEqual([]);
    await w.mia.do([changeEdit(sequence, 'crm/sequence', { paused: [true, false] })]);
    await run();
    expect(await tasksOf(deal)).toHaveLength(1);
  });
});
