import { describe, expect, it } from 'vitest';
import { rule } from '../entities/rule.ts';
import { isCreate } from '../acts/act.ts';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { entity } from '../entities/entity.ts';
import { idOf } from '../ids.ts';
import { date, money, ref, text } from '../entities/fields.ts';
import { memoryStore, planIn, readTable } from '../../testing/import-in-memory.ts';
import { draftImport, type ImportChoices } from './draft-import.ts';
import { entitiesToKnow, plainRecipe } from './recipe-slots.ts';
import { knownBy, knownInMemory, type KnownRecords } from './matching/known-records.ts';
import type { ByteSource } from './files/byte-source.ts';
import { finish } from './finish.ts';
import type { ImportStore } from './records/import-store.ts';
import { defaultCsvLimits, readCsvInSteps } from './files/read-csv.ts';
import { rowsPerBatch } from './files/split-records.ts';
import { planImportInSteps } from './plan-import.ts';
import { refusedRowsFile } from './reports/refused-rows-file.ts';

const person = entity(idOf('test/person'), {
  label: { one: 'Person', many: 'People' },
  title: 'name',
  fields: { name: text({ required: true }) },
});
const place = entity(idOf('test/place'), {
  label: { one: 'Place', many: 'Places' },
  title: 'name',
  fields: {
    name: text({ required: true }),
    code: text(),
    within: ref(idOf('test/place')),
    rent: money(),
    opensOn: date({ required: false }),
    closesOn: date(),
  },
  unique: [['code']],
});
const closesAfterItOpens = rule(place, {
  id: 'TEST-1',
  check: ({
    record: {
      fields: { opensOn, closesOn },
    },
  }) =>
    opensOn !== undefined && closesOn !== undefined && closesOn < opensOn
      ? { message: 'It closes before it opens.' }
      : undefined,
});
const catalogue = catalogueOf([
  { name: 'test', version: 1, entities: [person, place], rules: [closesAfterItOpens], roles: [] },
]);
const recipe = plainRecipe(place, { people: 'test/person', teams: 'test/person' });
const ada = { id: 'ada', version: 1, fields: { name: 'Ada' }, ownerId: null, teamId: null };
const people = new Map([['test/person', knownBy([ada], 'name')]]);
const known = knownInMemory(people);
const context = { currency: 'EUR', timeZone: 'UTC', ownerId: 'me', teamId: null };

function planOf(csv: string, more: { readonly known?: KnownRecords; readonly choices?: ImportChoices } = {}) {
  const table = readTable(new TextEncoder().encode(csv), 'places.csv');
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
  const store = memoryStore();
  const input = { files, recipe, catalogue, known: there, store, newId: () => `new-${(count += 1)}`, context };
  return { files, input, plan: planIn(store, finish(planImportInSteps(input))) };
}
const made = (csv: string) => planOf(csv).plan.edits.flatMap(({ edit }) => (isCreate(edit) ? [edit] : []));
const reasons = (csv: string) => planOf(csv).plan.refusals.map(({ row, column, reason }) => [row, column, reason]);

describe('planning the import of a table', () => {
  it('[E-2] requires the records that it could change or link to', () => {
    expect(entitiesToKnow(recipe, catalogue)).toEqual(
      new Map([
        ['test/place', ['code', 'name']], // by its code, and by its name if a person chooses that
        ['test/person', ['name']],
      ]),
    );
  });

  it('[E-2] creates a parent before its children in any order of rows, and sets owners by name', () => {
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

  it('[E-2] refuses rows one by one, each with row, column, reason and hint', () => {
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

  it('[E-2] refuses cycles, unknown names, and rows that depend on a refused row', () => {
    expect(reasons('code,name,within\nA,One,B\nB,Two,A\nC,Three,Z\nD,Four,E\nE,,')).toEqual([
      [1, null, 'circle'],
      [2, null, 'circle'],
      [3, 'within', 'unknown-name'],
      [4, 'within', 'link-refused'],
      [5, null, 'breaks-rule'],
    ]);
  });

  it('[E-2] counts two equal rows once, and refuses a second one that contradicts the first', () => {
    expect(made('code,name\nA,One\nA,One')).toHaveLength(1);
    expect(reasons('code,name\nA,One\nA,One')).toEqual([]);
    expect(reasons('code,name\nA,One\nA,Other')).toEqual([[2, 'code', 'contradicts-row']]);
  });

  it('[S-4] changes a known record field by field from its present values; blank cells change nothing', () => {
    const house = {
      id: 'house',
      version: 9,
      fields: { code: 'A', name: 'House', rent: { currency: 'EUR', amount: 100 } },
      ownerId: 'ada',
      teamId: 't',
    };
    const there = knownInMemory(new Map([...people, ['test/place', knownBy([house], 'code')]]));
    const { plan } = planOf('code,name,rent,closes on\na,Home,1,\nB,New,2,', { known: there });
    expect(plan.edits[0]?.edit).toEqual({
      id: 'house',
      entity: 'test/place',
      seen: 9,
      fields: { code: ['A', 'a'], name: ['House', 'Home'] },
    });
    expect([plan.changeCounts.get('test/place'), plan.createCounts.get('test/place')]).toEqual([1, 1]);
  });

  it('[E-2] does not guess between two records of one name', () => {
    const twins = knownInMemory(new Map([['test/person', knownBy([ada, { ...ada, id: 'other' }], 'name')]]));
    expect(planOf('code,name,owner\nA,One,Ada', { known: twins }).plan.refusals).toMatchObject([
      { column: 'owner', reason: 'name-not-unique' },
    ]);
  });

  it('[E-2] follows the choices of the person: another field, another reading, a mend', () => {
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

  it('[E-2] returns the refused rows as a file to mend, and guards its formulas', () => {
    const { files, input } = planOf('code,name,rent\n=A1,One,n/a\nB,"x"y,1\nC,Three,3');
    const [file] = files;
    if (!file) throw new Error('There is one file');
    const mend = readTable(new TextEncoder().encode([...refusedRowsFile(file, input.store)].join('')), 'mend.csv');
    expect(mend.ok && mend.value.header.slice(0, 4)).toEqual(['code', 'name', 'rent', 'Row in the file']);
    expect(mend.ok && mend.value.rows).toEqual([
      [
        "'=A1",
        'One',
        'n/a',
        '1',
        'rent: “n/a” is not a sum of money',
        'A number such as 1234.50, or an empty cell.',
        '',
      ],
      // Not in the first column: if it were imported again before a person mended it, it would become a record of that code.
      [
        '',
        '',
        '',
        '2',
        'Text follows a closing quote on line 3.',
        'Inside a quoted cell a quote is written twice: "".',
        'B,"x"y,1',
      ],
    ]);
  });

  it('[E-2] imports such a file after mending: without guards and our columns, and refuses unmended rows again', () => {
    const { files, input } = planOf('code,name,rent\n=A1,-One,n/a\n\'B,=2+3,n/a\nC,"x"y,1\nD,Four,1,5');
    const [file] = files;
    if (!file) throw new Error('There is one file');
    const refused = [...refusedRowsFile(file, input.store)].join('');
    expect(reasons(refused)).toEqual([
      [1, 'rent', 'not-a-number'],
      [2, 'rent', 'not-a-number'],
      [3, null, 'extra-cells'],
      [4, null, 'extra-cells'],
    ]);
    // A spreadsheet saves the mended file; an apostrophe that the person typed belongs to the text.
    const mended = refused
      .replaceAll('n/a,', '7,')
      .replace(/^,,,3,.*$/mu, "C,'tis three,1,3,,,")
      .replace(/^D,Four,1,4,.*$/mu, 'D,Four,1.5,4,,,');
    const again = planOf(mended);
    expect(again.plan.refusals).toEqual([]);
    expect(again.plan.reports).toEqual([]); // our own columns are not reported as data left out
    expect(
      again.plan.edits.map(({ edit }) =>
        isCreate(edit) ? [edit.create.fields['code'], edit.create.fields['name']] : [],
      ),
    ).toEqual([
      ['=A1', '-One'],
      ["'B", '=2+3'],
      ['C', "'tis three"],
      ['D', 'Four'],
    ]);
    // A file refused a second time has our columns once, not twice.
    const second = planOf(refused);
    const [secondFile] = second.files;
    expect(secondFile && [...refusedRowsFile(secondFile, second.input.store)][0]).toBe(
      refused.slice(0, refused.indexOf('\n') + 1),
    );
  });

  it('[E-2] refuses a row with more cells than the header, instead of importing part of one: worth 1,250 EUR', () => {
    const { plan } = planOf('code,name\nA,worth 1,250 EUR\nB,Two,\nC,Three\n');
    expect(plan.refusals).toMatchObject([
      {
        row: 1,
        line: 2,
        reason: 'extra-cells',
        message: 'The row has 3 cells and the header 2: “250 EUR” is beyond it',
        right: 'A cell that contains “,” must be in quotes.',
      },
    ]);
    expect(made('code,name\nA,worth 1,250 EUR\nB,Two,\nC,Three\n').map(({ create }) => create.fields['code'])).toEqual([
      'B',
      'C',
    ]);
  });

  it('[E-3] holds a bounded number of rows, drafts and edits at once, for files of all sizes', () => {
    const pieceRows = 300;
    const pieces = 40;
    const encoder = new TextEncoder();
    let pulledRows = 0;
    const source: ByteSource = {
      fileName: 'places.csv',
      sizeBytes: 1,
      *pieces() {
        pulledRows = 0;
        yield encoder.encode('code,name,rent\n');
        for (let piece = 0; piece < pieces; piece += 1) {
          const rows = Array.from({ length: pieceRows }, (_unused, row) => `C${piece}-${row},Place ${piece},${row}`);
          pulledRows += pieceRows;
          yield encoder.encode(`${rows.join('\n')}\n`);
        }
      },
    };
    const read = finish(readCsvInSteps(source, { ...defaultCsvLimits, cells: { inColumn: 100, inFile: 1_000 } }));
    if (!read.ok) throw new Error(read.message);
    expect(read.value.columnCells.map(({ cells, isWhole }) => [cells.size, isWhole])).toEqual([
      [100, false],
      [40, true],
      [100, false],
    ]);
    const kept = memoryStore();
    let [added, mostAhead, mostDrafts] = [0, 0, 0];
    const store: ImportStore = {
      ...kept,
      add: (draft, key) => {
        added += 1;
        mostAhead = Math.max(mostAhead, pulledRows - added);
        return kept.add(draft, key);
      },
      draftsAfter: (...asked) => {
        const page = kept.draftsAfter(...asked);
        mostDrafts = Math.max(mostDrafts, page.length);
        return page;
      },
    };
    const files = draftImport({ tables: [read.value], recipe, catalogue, known });
    const plan = finish(
      planImportInSteps({ files, recipe, catalogue, known, store, newId: (row) => `new-${row.row}`, context }),
    );
    expect([added, plan.createCounts.get('test/place')]).toEqual([pieces * pieceRows, pieces * pieceRows]);
    expect(mostAhead).toBeLessThan(rowsPerBatch + pieceRows);
    expect(mostDrafts).toBe(500);
  });

  it('[E-2] reports progress and can be cancelled', () => {
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
