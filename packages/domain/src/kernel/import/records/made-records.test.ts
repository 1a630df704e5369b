import { describe, expect, it } from 'vitest';
import { idOf } from '../../ids.ts';
import { planInMemory, readTable } from '../../../testing/import-in-memory.ts';
import { isCreate } from '../../acts/act.ts';
import { catalogueOf } from '../../catalogue/catalogue.ts';
import { entity } from '../../entities/entity.ts';
import { email, ref, text } from '../../entities/fields.ts';
import { draftImport } from '../draft-import.ts';
import { type KnownRecord, knownBy, knownInMemory } from '../matching/known-records.ts';
import type { PlanInput } from '../plan-import.ts';
import { entitiesToKnow, plainRecipe } from '../recipe-slots.ts';

const named = { name: text({ required: true }) };
const person = entity(idOf('test/person'), { label: { one: 'Person', many: 'People' }, title: 'name', fields: named });
const team = entity(idOf('test/team'), { label: { one: 'Team', many: 'Teams' }, title: 'name', fields: named });
const friend = entity(idOf('test/friend'), {
  label: { one: 'Friend', many: 'Friends' },
  title: 'name',
  fields: {
    name: text({
      required: true,
      importParts: [
        { label: 'First name', importAs: ['first'] },
        { label: 'Last name', importAs: ['last'] },
      ],
    }),
    email: email({ label: 'E-mail' }),
    note: text(),
    knows: ref(idOf('test/friend')),
  },
});
const catalogue = catalogueOf([{ name: 'test', version: 1, entities: [person, team, friend], roles: [] }]);
const recipe = plainRecipe(friend, { people: 'test/person', teams: 'test/team' });
const record = (id: string, fields: KnownRecord['fields'], ownerId: string | null = 'somebody'): KnownRecord => ({
  id,
  version: 1,
  fields,
  ownerId,
  teamId: null,
});

function planOf(
  csv: string,
  {
    friends = [],
    people = [],
    ...more
  }: {
    readonly friends?: readonly KnownRecord[];
    readonly people?: readonly KnownRecord[];
  } & Pick<Partial<PlanInput>, 'denied' | 'doneSteps'> = {},
) {
  const table = readTable(new TextEncoder().encode(csv), 'friends.csv');
  if (!table.ok) throw new Error(table.message);
  const there: Readonly<Record<string, readonly KnownRecord[]>> = {
    'test/friend': friends,
    'test/person': people,
    'test/team': [record('sales', { name: 'Sales' })],
  };
  const known = knownInMemory(
    new Map(
      [...entitiesToKnow(recipe, catalogue)].map(([name, fields]) => [name, knownBy(there[name] ?? [], ...fields)]),
    ),
  );
  const files = draftImport({ tables: [table.value], recipe, catalogue, known });
  let count = 0;
  const newId = () => `new-${(count += 1)}`;
  const context = { currency: 'EUR', timeZone: 'UTC', ownerId: 'me', teamId: 'mine' };
  return planInMemory({ files, recipe, catalogue, known, newId, context, ...more });
}
const made = (...args: Parameters<typeof planOf>) =>
  planOf(...args).edits.flatMap(({ edit }) => (isCreate(edit) ? [edit] : []));

describe('records that an import makes', () => {
  it('[A-2] a row that the person may not create is refused with the reason, and the others are imported', () => {
    const plan = planOf('Name,Note\nAda,x\nBea,y', {
      denied: (edit) =>
        isCreate(edit) && edit.create.fields['name'] === 'Ada'
          ? { message: 'You may not make this friend', right: 'Ask somebody who may.' }
          : undefined,
    });
    expect(plan.refusals).toMatchObject([
      { row: 1, reason: 'breaks-rule', message: 'You may not make this friend', right: 'Ask somebody who may.' },
    ]);
    expect(plan.edits).toMatchObject([{ edit: { create: { fields: { name: 'Bea' } } } }]);
    expect([plan.createCounts, plan.editCount, plan.refusedRowCount]).toEqual([new Map([['test/friend', 1]]), 1, 1]);
  });

  it('[E-2] have the owner and team of their row, otherwise the importing person', () => {
    const people = [record('ada', { name: 'Ada' })];
    expect(
      made('Name,Owner,Team\nX,Ada,Sales\nY,,Sales\nZ,Ada,\nW,,', { people }).map(({ create }) => [
        create.ownerId,
        create.teamId,
      ]),
    ).toEqual([
      ['ada', 'sales'],
      ['me', 'sales'],
      ['ada', 'mine'],
      ['me', 'mine'],
    ]);
  });

  it('[E-2] a name of several records makes no link, and the message names their kind', () => {
    const people = [record('a1', { name: 'Ada' }), record('a2', { name: 'ADA' })];
    expect(planOf('Name,Owner\nX,Ada', { people }).refusals).toMatchObject([
      { column: 'Owner', cell: 'Ada', reason: 'name-not-unique', message: 'Several people are called “Ada”' },
    ]);
    expect(planOf('Name,Owner\nX,Nobody', { people }).refusals).toMatchObject([
      { reason: 'unknown-name', message: 'There is no person called “Nobody”' },
    ]);
  });

  it('[E-2] a row without new values means its existing record, and others link to it', () => {
    const friends = [record('cyd', { name: 'Cyd', note: 'as ever' })];
    const plan = planOf('Name,Note,Knows\nCyd,as ever,\nDora,,Cyd', { friends });
    expect([plan.refusals, plan.unchangedCounts.get('test/friend')]).toEqual([[], 1]);
    expect(plan.edits).toMatchObject([{ edit: { create: { fields: { name: 'Dora', knows: 'cyd' } } } }]);
  });

  it('[E-2] a row whose link leads to a refused row is refused too, with that reason', () => {
    const plan = planOf('Name,Knows\nAda,Bea\nBea,\nCyd,', {
      denied: (edit) =>
        isCreate(edit) && edit.create.fields['name'] === 'Bea' ? { message: 'Not Bea', right: 'Ask.' } : undefined,
    });
    expect(plan.edits).toMatchObject([{ edit: { create: { fields: { name: 'Cyd' } } } }]);
    expect(plan.refusals).toMatchObject([
      {
        row: 1,
        column: 'Knows',
        cell: 'Bea',
        reason: 'link-refused',
        message: 'The row of friend “Bea” is itself refused',
      },
      { row: 2, reason: 'breaks-rule' },
    ]);
  });

  it('[E-2] a row whose link leads to a row with a refused cell reports that row, not an unknown name', () => {
    const plan = planOf('Name,E-mail,Knows\nAda,ada@x.example,Bea\nBea,nobody,\nCyd,cyd@x.example,');
    expect(plan.edits).toMatchObject([{ edit: { create: { fields: { name: 'Cyd' } } } }]);
    expect(plan.refusals).toMatchObject([
      { row: 1, reason: 'link-refused', message: 'The row of friend “Bea” is itself refused' },
      { row: 2, column: 'E-mail' },
    ]);
  });

  it('[E-2] a name joined from parts contains all of them', () => {
    const names = (csv: string) => made(csv).map(({ create }) => create.fields['name']);
    expect(names('First,Last\nAda,Lovelace\nAda,\n,Lovelace')).toEqual(['Ada Lovelace', 'Ada', 'Lovelace']);
    expect(names('Name,First\nLovelace,Ada\nAda Lovelace,Ada\n"Lovelace, ADA",Ada\nMaria Smith,Anna Maria')).toEqual([
      'Ada Lovelace',
      'Ada Lovelace',
      'Lovelace, ADA',
      'Anna Maria Maria Smith',
    ]);
  });

  it('[E-2] continues after the records of an earlier part, and keeps later changes to them', () => {
    const csv = 'Name,Note\nAda,first\nBea,second\nCyd,third';
    expect(made(csv).map(({ id }) => id)).toEqual(['new-1', 'new-2', 'new-3']);
    const friends = [record('new-1', { name: 'Ada', note: 'changed since' })]; // Bea was made too, and deleted since
    const plan = planOf(csv, { friends, doneSteps: 2 });
    expect(plan.edits).toMatchObject([{ edit: { id: 'new-3', create: { fields: { name: 'Cyd' } } } }]);
    expect([plan.refusals, plan.editCount, plan.stepCount]).toEqual([[], 1, 3]);
  });
});
