import { describe, expect, it } from 'vitest';
import { isCreate } from '../../acts/act.ts';
import { catalogueOf } from '../../catalogue/catalogue.ts';
import { entity } from '../../entities/entity.ts';
import { idOf } from '../../ids.ts';
import { date, email, money, phone, text } from '../../entities/fields.ts';
import { draftImport, type ImportChoices } from '../draft-import.ts';
import { knownBy, knownInMemory } from '../matching/known-records.ts';
import { planInMemory, readTable } from '../../../testing/import-in-memory.ts';
import { plainRecipe } from '../recipe-slots.ts';

const contact = entity(idOf('test/contact'), {
  label: { one: 'Contact', many: 'Contacts' },
  title: 'name',
  fields: {
    name: text({ required: true }),
    jobTitle: text({ label: 'Job title' }),
    unit: text(),
    email: email({ label: 'E-mail', importAs: ['email'] }),
    phone: phone(),
    born: date(),
    worth: money(),
  },
});
const catalogue = catalogueOf([{ name: 'test', version: 1, entities: [contact], roles: [] }]);
const recipe = plainRecipe(contact, { people: 'test/contact', teams: 'test/contact' });

function planOf(csv: string, choices: ImportChoices = {}, there: readonly Readonly<Record<string, string>>[] = []) {
  const table = readTable(new TextEncoder().encode(csv), 'people.csv');
  if (!table.ok) throw new Error(table.message);
  const records = there.map((fields, index) => ({
    id: `there-${index}`,
    version: 1,
    fields,
    ownerId: null,
    teamId: null,
  }));
  const known = knownInMemory(new Map([['test/contact', knownBy(records, 'name', 'email')]]));
  const files = draftImport({ tables: [table.value], recipe, catalogue, known, choices });
  let count = 0;
  const context = { currency: 'EUR', timeZone: 'UTC', ownerId: 'me', teamId: null };
  const newId = () => `new-${(count += 1)}`;
  const plan = planInMemory({ files, recipe, catalogue, known, newId, context });
  return { plan, mends: files.flatMap(({ columns }) => columns.flatMap(({ mends }) => mends)) };
}
const told = (csv: string) =>
  planOf(csv).plan.reports.map(({ column, kind, count, examples, message }) => [
    column,
    kind,
    count,
    examples,
    message,
  ]);
const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_unused, index) => row(index)).join('\n');

describe('the reports of an import about its columns', () => {
  it('[E-2] loses none of 5,000 addresses after fifty cells with N/A, and reports the fifty', () => {
    const csv = `Name,Email\n${rows(50, (index) => `Nobody ${index},N/A`)}\n${rows(5_000, (index) => `Person ${index},p${index}@example.com`)}`;
    const { plan, mends } = planOf(csv);
    const made = plan.edits.flatMap(({ edit }) => (isCreate(edit) ? [edit.create.fields['email']] : []));
    expect(made.filter((address) => typeof address === 'string')).toHaveLength(5_000);
    expect(told(csv)).toEqual([
      ['Email', 'refused', 50, ['N/A'], '50 cells are refused, the first because: “N/A” is not an e-mail address'],
    ]);
    expect(mends).toMatchObject([{ from: 'N/A', to: '', rowCount: 50, why: 'placeholder', isSure: true }]);
    const mended = planOf(csv, { takeMends: true }).plan;
    expect([mended.edits.length, mended.reports]).toEqual([5_050, []]);
  });

  it('[E-2] reports for every column without a field the number of its cells and the reason', () => {
    expect(
      told('Name,Shoe size,Email,Email 2,Empty,Born\nAda,38,a@example.com,b@example.com,,soon\nBea,39,,,,later'),
    ).toEqual([
      ['Shoe size', 'left-out', 2, ['38', '39'], '2 cells are not imported: no field has this name'],
      [
        'Email 2',
        'left-out',
        1,
        ['b@example.com'],
        '1 cell is not imported: the field “E-mail” is filled by the column “Email” already',
      ],
      [
        'Born',
        'left-out',
        2,
        ['soon', 'later'],
        '2 cells are not imported: it has the name of the field “Born”, but none of its cells is a value of it',
      ],
    ]);
  });

  it('[E-2] reports changes by reading, and text kept without being understood', () => {
    expect(
      told(
        'Name,Email,Phone,Born,Worth\nAda,Ada <a@example.com>,+43 1 5877470 (desk),1980-03-03 14:00,1.5 Mio\nBea,b@example.com,,3.3.80,7',
      ),
    ).toEqual([
      ['Phone', 'kept', 1, ['+43 1 5877470 (desk)'], '1 cell: not a telephone number, kept as it is written'],
      [
        'Email',
        'changed',
        1,
        ['Ada <a@example.com> → a@example.com'],
        '1 cell: the name next to the address is left out',
      ],
      ['Born', 'changed', 1, ['1980-03-03 14:00 → 1980-03-03'], '1 cell: the time of day is left out'],
      [
        'Worth',
        'changed',
        1,
        ['1.5 Mio → {"amount":150000000,"currency":"EUR"}'],
        '1 cell: words such as Mio are written out as digits',
      ],
      ['Born', 'changed', 1, ['3.3.80 → 1980-03-03'], '1 cell: years of two digits are read as 1970 to 2069'],
    ]);
  });

  it('[E-2] reports only refused and filled rows', () => {
    expect(told('Name,Phone\nAda,1,2\nBea')).toEqual([
      [null, 'refused', 1, ['2'], 'The row has 3 cells and the header 2: “2” is beyond it'],
      [null, 'changed', 1, [], '1 row: fewer cells than the header, the missing ones are read as empty'],
    ]);
    expect(told('Name,Phone\nAda,+4315877470')).toEqual([]);
  });
});

describe('mends that are applied without asking', () => {
  const offered = (...args: Parameters<typeof planOf>) =>
    planOf(...args).mends.map(({ from, to, isSure }) => [from, to, isSure]);

  it('[E-2] change no value that differs in a number, a letter or a short word', () => {
    const csv = `Name,Job title,Unit\n${rows(50, (index) => `A${index},Engineer I,Sales Team A`)}\n${rows(3, (index) => `B${index},Engineer II,Sales Team B`)}`;
    expect(offered(csv)).toEqual([]);
    expect(planOf(csv, { takeMends: true }).plan.edits.at(-1)).toMatchObject({
      edit: { create: { fields: { jobTitle: 'Engineer II', unit: 'Sales Team B' } } },
    });
  });

  it('[E-2] change no value that occurs elsewhere in the files or in existing records', () => {
    const seen = [{ name: 'Ada', jobTitle: 'Manager' }];
    expect(offered('Name,Job title\nBea,Manger', {}, seen)).toEqual([['Manger', 'Manager', true]]);
    expect(offered('Name,Job title,Unit\nBea,Manger,Manger', {}, seen)).toContainEqual(['Manger', 'Manager', false]);
    expect(offered('Name,Job title\nBea,Manger', {}, [...seen, { name: 'Cyd', unit: 'Manger' }])).toEqual([
      ['Manger', 'Manager', false],
    ]);
  });

  it('[E-2] are not applied where only the column itself is evidence for the right word', () => {
    const csv = `Name,Unit\n${rows(50, (index) => `A${index},Meyer und Sohn`)}\nB,Meier und Sohn`;
    expect(offered(csv)).toEqual([['Meier und Sohn', 'Meyer und Sohn', false]]);
    expect(planOf(csv, { takeMends: true }).mends.map(({ isTaken }) => isTaken)).toEqual([false]);
  });
});
