import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { recordActsOf } from '../../../../records/creating/record-acts.ts';
import { givenShownRecord } from '../../../../testing/given-record.ts';
import { type PlanGround, planEnrolments } from './enrolment-plan.ts';
import { inActs, withoutRefused } from './start-each.ts';

const idOf = (n: number) => `0190b1f2-7c00-7000-8000-00000000${String(n).padStart(4, '0')}`;
const deal = entityOf(installedCatalogue, 'crm/deal');
const contact = entityOf(installedCatalogue, 'crm/contact');
const sequence = givenShownRecord({ id: idOf(9_001), entity: 'crm/sequence', fields: { name: 'After the visit', about: 'crm/deal', purpose: 'offers' } }); // prettier-ignore
const version = givenShownRecord({ id: idOf(9_002), entity: 'crm/sequence-version', fields: {} });
const steps: readonly SequenceStep[] = [{ id: 'text-1', kind: 'text', words: 'Did {{ deal.name }} arrive?' }];

type Given = { readonly fields?: ShownRecord['fields']; readonly person?: ShownRecord['fields'] };
const on = (n: number, { fields = {}, person = {} }: Given = {}) => ({
  entity: deal,
  record: givenShownRecord({ id: idOf(n), entity: 'crm/deal', fields: { name: `Deal ${n}`, stage: 'proposal', ...fields } }), // prettier-ignore
  person: {
    entity: contact,
    record: givenShownRecord({ id: idOf(n + 5_000), entity: 'crm/contact', fields: { name: `Person ${n}`, mobile: `+1303555${String(n).padStart(4, '0')}`, ...person } }), // prettier-ignore
  },
});
const planned = (records: PlanGround['records'], more: Partial<PlanGround> = {}) =>
  planEnrolments({
    sequence,
    version,
    steps,
    newest: new Map(),
    acts: recordActsOf(installedCatalogue, deal),
    records,
    valuesOf: ({ record }) => ({ deal: { name: (record.fields['name'] ?? null) as string | null } }),
    verdictOf: () => ({ allowed: true, ground: { by: 'contract' } }),
    inIt: new Set(),
    hadMessages: new Set(),
    written: new Set(),
    labelOf: (path) => (path === 'deal.name' ? 'Deal' : path),
    now: '2026-11-20T09:00:00.000Z',
    ...more,
  });
const whyOf = (plan: ReturnType<typeof planned>) => plan.not.map(({ record, why }) => [record.id, why]);

describe('[SEQ-9] the plan of a start on many records', () => {
  it('has the words of each record with its own values, and the fields of its enrolment', () => {
    const { starts, not } = planned([on(1), on(2)]);
    expect(not).toEqual([]);
    expect(starts.map(({ fields }) => fields)).toMatchObject([
      { about: `crm/deal:${idOf(1)}`, number: '+13035550001', letters: { 'text-1': { words: 'Did Deal 1 arrive?' } } },
      { about: `crm/deal:${idOf(2)}`, with: idOf(5_002), letters: { 'text-1': { words: 'Did Deal 2 arrive?' } } },
    ]);
  });

  it('[SEQ-14] leaves out records without a postal address where a letter is needed, and not where it may be left out', () => {
    const template = idOf(9_003);
    const words = givenShownRecord({ id: idOf(9_004), entity: 'crm/template-version', fields: { template, subject: 'Your roof', words: 'Dear {{ deal.name }}' } }); // prettier-ignore
    const newest = new Map([[template, words]]);
    const letter = { id: 'letter-1', kind: 'letter', template } as const;
    const records = [on(1, { person: { address: { street: 'Main St 1', city: 'Denver' } } }), on(2)];
    const plan = planned(records, { steps: [letter], newest });
    expect(plan.starts.map(({ fields }) => fields.letters)).toEqual([{ 'letter-1': { subject: 'Your roof', words: 'Dear Deal 1', templateVersion: words.id } }]); // prettier-ignore
    expect(whyOf(plan)).toEqual([[idOf(2), 'There is no postal address with a street and a city.']]);
    expect(planned(records, { steps: [{ ...letter, goesOn: true }], newest }).not).toEqual([]);
  });

  it('leaves out records that are in it, that got messages of it before an undo, and deals that are closed', () => {
    const more = { inIt: new Set([`crm/deal:${idOf(1)}`]), hadMessages: new Set([`crm/deal:${idOf(2)}`]) };
    const plan = planned([on(1), on(2), on(3, { fields: { stage: 'won' } }), on(4)], more);
    expect(plan.starts.map(({ title }) => title)).toEqual(['Deal 4']);
    expect(whyOf(plan)).toEqual([
      [idOf(1), 'It is in this sequence already, or went through it.'],
      [idOf(2), 'It was taken out of this sequence after messages had been sent.'],
      [idOf(3), 'It is closed: the sequence would stop at once.'],
    ]);
  });

  it('leaves out people who must not be contacted, have no number, or have not agreed, in words without an address', () => {
    const plan = planned(
      [on(1, { person: { doNotContact: true } }), on(2, { person: { mobile: null } }), on(3)],
      { verdictOf: () => ({ allowed: false, rule: 'MSG-5', why: '+13035550003 has not agreed to texts with offers.' }) }, // prettier-ignore
    );
    expect(plan.starts).toEqual([]);
    expect(whyOf(plan)).toEqual([
      [idOf(1), 'They must not be contacted.'],
      [idOf(2), 'There is no telephone number.'],
      [idOf(3), 'They have not agreed to such messages.'],
    ]);
  });

  it('starts without an address where the message may be left out', () => {
    const lenient = steps.map((step) => ({ ...step, goesOn: true }) as SequenceStep);
    expect(planned([on(1, { person: { mobile: null } })], { steps: lenient }).starts).toHaveLength(1);
  });

  it('names the values that are empty, by their labels', () => {
    const plan = planned([on(1, { fields: { name: null } })]);
    expect(whyOf(plan)).toEqual([[idOf(1), 'Values of the messages are empty: Deal.']]);
  });

  it('writes to a person once, although two records name them, or another record is in the sequence', () => {
    const same = { person: { mobile: '+13035559999' } };
    const plan = planned([on(1, same), on(2, same), on(3)], { written: new Set(['+13035550003']) });
    expect(plan.starts.map(({ title }) => title)).toEqual(['Deal 1']);
    expect(whyOf(plan)).toEqual([
      [idOf(2), 'The sequence writes to the same person about another record.'],
      [idOf(3), 'The sequence writes to the same person about another record.'],
    ]);
  });

  it('is cut into acts of at most 250 records and a million characters', () => {
    const { starts } = planned(Array.from({ length: 600 }, (_, place) => on(place + 1)));
    expect(inActs(starts).map(({ length }) => length)).toEqual([250, 250, 100]);
    const long = starts.slice(0, 4).map((one) => ({ ...one, fields: { ...one.fields, letters: { 'text-1': { words: 'x'.repeat(400_000) } } } })); // prettier-ignore
    expect(inActs(long).map(({ length }) => length)).toEqual([2, 2]);
  });

  it('loses the records that the device refuses, and keeps their reasons', () => {
    const plan = planned([on(1), on(2)]);
    const [first] = plan.starts;
    if (!first) throw new Error('a start was planned');
    const left = withoutRefused(plan, [{ record: first.record, title: first.title, why: 'You may not change it.' }]);
    expect(left.starts.map(({ title }) => title)).toEqual(['Deal 2']);
    expect(whyOf(left)).toEqual([[idOf(1), 'You may not change it.']]);
  });
});
