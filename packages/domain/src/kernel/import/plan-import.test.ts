import { describe, expect, it } from 'vitest';
import { isCreate } from '../act.ts';
import { catalogueOf } from '../catalogue.ts';
import { entity } from '../entity.ts';
import { date, money, ref, text } from '../fields.ts';
import { draftImport, type ImportChoices } from './draft-import.ts';
import { entitiesToKnow, plainRecipe } from './recipe-slots.ts';
import { knownBy, type KnownRecords } from './known-records.ts';
import { planImport, planImportInSteps } from './plan-import.ts';
import { readCsv } from './read-csv.ts';
import { refusedRowsFile } from './refused-rows-file.ts';

const person = entity('test/person', {
  label: { one: 'Person', many: 'People' },
  title: 'name',
  fields: { name: text({ required: true }) },
});
const place = entity('test/place', {
  label: { one: 'Place', many: 'Places' },
  title: 'name',
  fields: {
    name: text({ required: true }),
    code: text(),
    within: ref('test/place'),
    rent: money(),
    opensOn: date({ required: false }),
    closesOn: date(),
  },
  unique: [['code']],
  invariants: [
    {
      id: 'TEST-1',
      check: ({ opensOn, closesOn }) =>
        typeof opensOn === 'string' && typeof closesOn === 'string' && closesOn < opensOn
          ? { message: 'It closes before it opens.' }
          : undefined,
    },
  ],
});
const catalogue = catalogueOf([{ name: 'test', version: 1, entities: [person, place], roles: [] }]);
const recipe = plainRecipe(place, { people: 'test/person', teams: 'test/person' });
const ada = { id: 'ada', version: 1, fields: { name: 'Ada' }, ownerId: null, teamId: null };
const known: KnownRecords = new Map([['test/person', knownBy([ada], 'name')]]);
const context = { currency: 'EUR', timeZone: 'UTC', ownerId: 'me', teamId: null };

function planOf(csv: string, more: { readonly known?: KnownRecords; readonly choices?: ImportChoices } = {}) {
  const table = readCsv(new TextEncoder().encode(csv), 'places.csv');
  if (!table.ok) throw new Error(table.message);
  const there = more.known ?? known;
  const files = draftImport({
    tables: [table.value],
    recipe,
    catalogue,
    known: there,
    ...(more.choices === undefined ? {} : { choices: more.choices }),
  });
  let count = 0;
  const input = { files, recipe, catalogue, known: there, newId: () => `new-${(count += 1)}`, context };
  return { files, input, plan: planImport(input) };
}
const made = (csv: string) => planOf(csv).plan.edits.flatMap(({ edit }) => (isCreate(edit) ? [edit] : []));
const reasons = (csv: string) => planOf(csv).plan.refusals.map(({ row, column, reason }) => [row, column, reason]);

describe('planning the import of a table', () => {
  it('[E-2] needs to know the records that it could change or link to', () => {
    expect(entitiesToKnow(recipe, catalogue)).toEqual(
      new Map([
        ['test/place', 'code'],
        ['test/person', 'name'],
      ]),
    );
  });

  it('[E-2] makes a parent before what lies within it, wherever it stands, and gives owners by name', () => {
    expect(made('code,name,within,owner,rent\nB,Room,a,,"1.234,50"\nA,House,,ADA,"9,5"')).toMatchObject([
      {
        id: 'new-2',
        create: { fields: { code: 'A', name: 'House', rent: { amount: 950, currency: 'EUR' } }, ownerId: 'ada' },
      },
      {
        id: 'new-1',
        create: { fields: { code: 'B', within: 'new-2', rent: { amount: 123_450, currency: 'EUR' } }, ownerId: 'me' },
      },
    ]);
  });

  it('[E-2] refuses rows one by one, each with row, column, reason and what would be right', () => {
    expect(
      reasons(
        'code,name,rent,opens on,closes on\nA,One,n/a,2024-01-31,\n,Two,,,\nC,,1,,\nD,Four,1,2024-02-01,2024-01-01\nE,Five,1,2024-02-30,x\nF,Six,1,,',
      ),
    ).toEqual([
      [1, 'rent', 'not-a-number'],
      [2, 'code', 'no-key'],
      [3, null, 'breaks-rule'],
      [4, null, 'breaks-rule'],
      [5, 'opens on', 'not-a-date'],
      [5, 'closes on', 'not-a-date'],
    ]);
    const { plan } = planOf('code,name\nA,"x"y\nB,Two');
    expect(plan).toMatchObject({
      rowCount: 2,
      refusedRowCount: 1,
      refusals: [{ row: 1, line: 2, reason: 'broken-quotes' }],
    });
  });

  it('[E-2] refuses circles, names that nobody has, and what hangs on a refused row', () => {
    expect(reasons('code,name,within\nA,One,B\nB,Two,A\nC,Three,Z\nD,Four,E\nE,,')).toEqual([
      [1, null, 'circle'],
      [2, null, 'circle'],
      [3, 'within', 'unknown-name'],
      [4, 'within', 'link-refused'],
      [5, null, 'breaks-rule'],
    ]);
  });

  it('[E-2] takes the same row twice for one, and refuses a second one that says otherwise', () => {
    expect(made('code,name\nA,One\nA,One')).toHaveLength(1);
    expect(reasons('code,name\nA,One\nA,One')).toEqual([]);
    expect(reasons('code,name\nA,One\nA,Other')).toEqual([[2, 'code', 'contradicts-row']]);
  });

  it('[S-4] changes a known record field by field, from what is there; blank cells leave it alone', () => {
    const house = {
      id: 'house',
      version: 9,
      fields: { code: 'A', name: 'House', rent: { currency: 'EUR', amount: 100 } },
      ownerId: 'ada',
      teamId: 't',
    };
    const there: KnownRecords = new Map([...known, ['test/place', knownBy([house], 'code')]]);
    const { plan } = planOf('code,name,rent,closes on\na,Home,1,\nB,New,2,', { known: there });
    expect(plan.edits[0]?.edit).toEqual({
      id: 'house',
      entity: 'test/place',
      seen: 9,
      fields: { code: ['A', 'a'], name: ['House', 'Home'] },
    });
    expect([plan.changeCounts.get('test/place'), plan.createCounts.get('test/place')]).toEqual([1, 1]);
  });

  it('[E-2] will not guess between two records of one name', () => {
    const twins: KnownRecords = new Map([['test/person', knownBy([ada, { ...ada, id: 'other' }], 'name')]]);
    expect(planOf('code,name,owner\nA,One,Ada', { known: twins }).plan.refusals).toMatchObject([
      { column: 'owner', reason: 'name-not-unique' },
    ]);
  });

  it('[E-2] does as the person says: another field, another reading, a mend', () => {
    const csv = 'code,label,opened,owner\nA,One,3/4/2024,Ada';
    const first = planOf(csv);
    expect(first.plan.refusals).toMatchObject([{ reason: 'breaks-rule' }]);
    const dayFirst = first.files[0]?.columns[2]?.decision?.question?.answers[0]?.format;
    const mapping = new Map([
      [
        'places.csv',
        new Map<number, string | null>([
          [1, 'name'],
          [2, 'opensOn'],
          [3, null],
        ]),
      ],
    ]);
    const second = planOf(csv, {
      choices: {
        mapping,
        formats: new Map([['places.csv', new Map([[2, dayFirst ?? { kind: 'date', order: 'day-first' }]])]]),
      },
    });
    expect(second.plan.edits).toMatchObject([
      { edit: { create: { fields: { name: 'One', opensOn: '2024-04-03' }, ownerId: 'me' } } },
    ]);
  });

  it('[E-2] gives the refused rows as a file to mend, and guards its formulas', () => {
    const { files, plan } = planOf('code,name,rent\n=A1,One,n/a\nB,"x"y,1\nC,Three,3');
    const [file] = files;
    if (!file) throw new Error('There is one file');
    const mend = readCsv(new TextEncoder().encode(refusedRowsFile(file, plan.refusals)), 'mend.csv');
    expect(mend.ok && mend.value.header.slice(0, 4)).toEqual(['code', 'name', 'rent', 'Row in the file']);
    expect(mend.ok && mend.value.rows).toEqual([
      ["'=A1", 'One', 'n/a', '1', 'rent: “n/a” is not a sum of money', 'A number such as 1234.50, or an empty cell.'],
      [
        'B,"x"y,1',
        '',
        '',
        '2',
        'Text follows a closing quote on line 3.',
        'Inside a quoted cell a quote is written twice: "".',
      ],
    ]);
  });

  it('[E-2] can be watched and stopped', () => {
    const { input } = planOf(
      `code,name\n${Array.from({ length: 1200 }, (_unused, index) => `${index},Place`).join('\n')}`,
    );
    const steps = planImportInSteps(input);
    expect([steps.next().value, steps.next().value, steps.next().value]).toEqual([
      { done: 500, total: 2400 },
      { done: 1000, total: 2400 },
      { done: 1500, total: 2400 },
    ]);
  });
});
