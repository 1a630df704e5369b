import type { JsonValue } from '@outpost/domain/kernel/json';
import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { describe, expect, it } from 'vitest';
import { changeEdit, made } from '../../../testing/test-server.ts';
import { givenTexts } from '../../../testing/texts/texts-world.ts';

const given = givenTexts();
const address = { street: 'Main St 1', city: 'Denver', postalCode: '80202' };
type Fields = Readonly<Record<string, JsonValue>>;
async function run(ms = 0): Promise<void> {
  given.test.advance(ms);
  for (let round = 0; round < 3; round += 1) await given.run();
}

/** Starts a sequence whose first step is a letter, on a deal with a contact. */
async function enrol({ person = {}, step = {}, of = {} }: { readonly person?: Fields; readonly step?: Fields; readonly of?: Fields } = {}) {
  const { w } = given;
  const [template, words, sequence, version, deal, enrolment, contact] = [w.id(), w.id(), w.id(), w.id(), w.id(), w.id(), w.id()]; // prettier-ignore
  const own = { ownerId: w.mia.userId };
  const steps = [
    { id: 'letter-1', kind: 'letter', template, ...step },
    { id: 'call', kind: 'task', subject: 'Call them', days: 1 },
    { id: 'wait-1', kind: 'wait', count: 2, unit: 'day' },
    { id: 'end', kind: 'task', subject: 'Visit them', days: 1 },
  ];
  const done = await w.mia.do([
    made(contact, 'crm/contact', { name: 'Cleo Byron', address, ...person }, own),
    w.deal(deal, { contact }),
    made(template, 'crm/template', { name: 'By post', about: 'crm/deal' }, own),
    made(words, 'crm/template-version', { template, subject: 'Your roof', words: 'Dear Cleo', frame: houseFrame }, own),
    made(sequence, 'crm/sequence', { name: 'By post', about: 'crm/deal', purpose: 'contract', ...of }, own),
    made(version, 'crm/sequence-version', { name: 'Version 1', sequence, steps }, own),
  ]); // prettier-ignore
  expect(done.refused).toEqual({});
  const letters = { 'letter-1': { subject: 'Your roof', words: 'Dear Cleo', templateVersion: words } };
  const started = await w.mia.do([
    made(enrolment, 'crm/enrolment', { name: 'By post: Deal', about: `crm/deal:${deal}`, sequence, sequenceVersion: version, with: contact, letters, status: 'active', place: 0, nextAt: new Date(given.test.clock.nowMs()).toISOString() }, own),
  ]); // prettier-ignore
  expect(started.refused).toEqual({});
  return { deal, enrolment, contact, words };
} // prettier-ignore
const lettersAbout = (deal: string) => given.w.tenant.rows<{ id: string; owner: string; fields: Fields }>(`select id, owner_id as owner, fields from store.crm_letter where fields ->> 'about' = $1`, [`crm/deal:${deal}`]); // prettier-ignore
const of = async (enrolment: string): Promise<Fields> =>
  (await given.w.tenant.fields('crm/enrolment', enrolment)) ?? {};
const lines = async (enrolment: string) => ((await of(enrolment))['log'] as readonly { step: string; what: string; why?: string }[]).map(({ step, what, why }) => [step, what, why]); // prettier-ignore

describe('[SEQ-14] a letter as a step of a sequence', () => {
  it('becomes one letter to the contact’s address, which waits for a print batch, and the next step follows', async () => {
    const { deal, enrolment, contact, words } = await enrol();
    await Promise.all([given.run(), given.run()]);
    await run();
    const [one, ...more] = await lettersAbout(deal);
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      owner: given.w.mia.userId,
      fields: { with: contact, receiver: 'Cleo Byron', address, subject: 'Your roof', body: 'Dear Cleo', templateVersion: words, purpose: 'contract', status: 'waiting' },
    }); // prettier-ignore
    expect(await lines(enrolment)).toEqual([['letter-1', 'letter', undefined], ['call', 'task', undefined]]); // prettier-ignore
    expect(await of(enrolment)).toMatchObject({ status: 'active', place: 3 });
  });

  it('without an address lets the enrolment wait, and after a new address the letter is written', async () => {
    const { deal, enrolment, contact } = await enrol({ person: { address: { city: 'Denver' } } });
    await run();
    const why = 'There is no postal address with a street and a city.';
    expect([await of(enrolment), await lettersAbout(deal)]).toMatchObject([{ status: 'stuck', why }, []]);
    await given.w.mia.do([changeEdit(contact, 'crm/contact', { address: [{ city: 'Denver' }, address] })]);
    await given.w.mia.do([changeEdit(enrolment, 'crm/enrolment', { status: ['stuck', 'active'], why: [why, null], nextAt: [null, new Date(given.test.clock.nowMs()).toISOString()] })]); // prettier-ignore
    await run();
    expect(await lettersAbout(deal)).toHaveLength(1);
  });

  it('that cannot be written is left out where the step says so, with the reason in the log', async () => {
    const { deal, enrolment } = await enrol({ person: { address: null }, step: { goesOn: true } });
    await run();
    expect(await lettersAbout(deal)).toEqual([]);
    expect(await lines(enrolment)).toEqual([['letter-1', 'skipped', 'There is no postal address with a street and a city.'], ['call', 'task', undefined]]); // prettier-ignore
  });

  it('is not written to somebody who has not agreed to a survey by post', async () => {
    const { deal, enrolment } = await enrol({ of: { purpose: 'surveys' } });
    await run();
    expect(await lettersAbout(deal)).toEqual([]);
    expect(await of(enrolment)).toMatchObject({ status: 'stuck', why: expect.stringContaining('MSG-5') as string });
  });

  it.each(['an answer', 'a person who stops it', 'a deleted enrolment'])(
    'is taken back by %s while it waits for a batch',
    async (how) => {
      const { deal, enrolment, contact } = await enrol();
      await run();
      if (how === 'an answer') await given.w.mia.do([made(given.w.id(), 'crm/activity', { about: `crm/deal:${deal}`, with: contact, kind: 'email', direction: 'in', subject: 'Yes', body: 'Yes, please.', happensAt: new Date(given.test.clock.nowMs()).toISOString() })]); // prettier-ignore
      if (how === 'a person who stops it') await given.w.mia.do([changeEdit(enrolment, 'crm/enrolment', { status: ['active', 'stopped'], stoppedBy: [null, 'person'] })]); // prettier-ignore
      if (how === 'a deleted enrolment') await given.w.mia.do([changeEdit(enrolment, 'crm/enrolment', { life: ['alive', 'deleted'] })]); // prettier-ignore
      await run();
      expect(await lettersAbout(deal)).toMatchObject([{ fields: { status: 'cancelled' } }]);
    },
  );
});
