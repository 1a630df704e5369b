import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { blankRecord } from '../entities/record.ts';
import type { StepValue } from './automation-definition.ts';
import { editsOfStep, filledText, idOfMade, idOfStepAct } from './step-edits.ts';

const id = '0190b1f2-7c00-7000-8000-000000000001';
const [mia, team, account] = ['0190b1f2-7c00-7000-8000-000000000002', '0190b1f2-7c00-7000-8000-000000000003', '0190b1f2-7c00-7000-8000-000000000004']; // prettier-ignore
const record = {
  ...blankRecord(id, 'crm/deal'),
  version: 7,
  ownerId: mia,
  teamId: team,
  fields: { name: 'Villa', stage: 'won', value: { amount: 123_450, currency: 'USD' }, tags: ['a', 'b'], account },
};
const ground = { catalogue: installedCatalogue, runId: mia, record, now: '2026-11-28T22:30:00.000Z', timeZone: 'Europe/Vienna' }; // prettier-ignore
const made = (entity: string, set: Readonly<Record<string, StepValue>>) =>
  editsOfStep(ground, { id: 'make', kind: 'create', entity, set })[0];

describe('[AUT-3] the edits of a step', () => {
  it('make a record with values of the record, texts, days and references, under an id of run and step', () => {
    const edit = made('crm/task', {
      subject: { text: 'Call {name}' },
      about: { record: true },
      dueAt: { days: 2 },
      priority: { is: 'high' },
      body: { is: null },
      ownerId: { of: 'ownerId' },
      teamId: { of: 'teamId' },
    });
    expect(edit).toEqual({
      id: idOfMade(mia, 'make'),
      entity: 'crm/task',
      create: {
        fields: { subject: 'Call Villa', about: `crm/deal:${id}`, dueAt: '2026-11-30T22:30:00.000Z', priority: 'high' },
        ownerId: mia,
        teamId: team,
        sharedWith: [],
        schema: 1,
      },
    });
  });

  it('write a reference in the form of its field, and a day in the zone of the organisation', () => {
    const contact = made('crm/contact', { name: { of: 'name' }, account: { of: 'account' } });
    expect(contact).toMatchObject({ create: { fields: { account } } });
    const deal = made('crm/deal', { name: { of: 'name' }, closesOn: { days: 0 } });
    expect(deal).toMatchObject({ create: { fields: { closesOn: '2026-11-28' } } });
    const task = made('crm/task', { subject: { of: 'name' }, about: { of: 'account' } });
    expect(task).toMatchObject({ create: { fields: { about: `crm/account:${account}` } } });
  });

  it('change only values that differ, from the value as it is, and none where all are right', () => {
    const change = (set: Readonly<Record<string, StepValue>>) =>
      editsOfStep(ground, { id: 'set', kind: 'change', set });
    expect(change({ name: { is: 'Villa' }, ownerId: { is: mia }, source: { text: 'Won {name}' } })).toEqual([
      { id, entity: 'crm/deal', seen: 7, fields: { source: [null, 'Won Villa'] } },
    ]);
    expect(change({ name: { of: 'name' } })).toEqual([]);
  });

  it('cut a text that is longer than its field', () => {
    const long = { ...ground, record: { ...record, fields: { ...record.fields, name: 'x'.repeat(399) } } };
    const [edit] = editsOfStep(long, { id: 'set', kind: 'change', set: { source: { text: '{name}' } } });
    expect(edit).toMatchObject({ fields: { source: [null, `${'x'.repeat(99)}…`] } });
  });

  it('put values into texts in plain words, and nothing for an empty one', () => {
    expect(filledText(ground, '{name}: {stage}, {value}, {tags}, {source}.')).toBe('Villa: Won, 1234.50 USD, a, b, .');
  });

  it('belong to one act for each round of a step', () => {
    const acts = [['a', 0], ['a', 1], ['b', 0]].map(([step, round]) => idOfStepAct(id, { id: String(step), round: Number(round) })); // prettier-ignore
    expect(new Set([...acts, idOfStepAct(mia, { id: 'a', round: 0 })]).size).toBe(4);
    expect(idOfStepAct(id, { id: 'a', round: 0 })).toBe(acts[0]);
  });
});
