import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { idOf } from '@outpost/domain/kernel/ids';
import { choice, date, number, ref, tags, text } from '@outpost/domain/kernel/entities/fields';
import { draftImport, type ImportChoices } from '@outpost/domain/kernel/import/draft-import';
import { knownBy, knownInMemory } from '@outpost/domain/kernel/import/matching/known-records';
import { planImportInSteps } from '@outpost/domain/kernel/import/plan-import';
import { memoryStore, readTable } from '@outpost/domain/testing/import-in-memory';
import { finish } from '@outpost/domain/kernel/import/finish';
import { describe, expect, it } from 'vitest';
import { importPlanSchema } from '../../bridge/import-plan.ts';
import type { ImportDocument } from '../records/documents.ts';
import { chooseRecipe } from './choose-recipe.ts';
import { showPlan } from './show-plan.ts';

const firm = entity(idOf('test/firm'), {
  label: { one: 'Firm', many: 'Firms' },
  title: 'name',
  fields: { name: text({ required: true }) },
});
const job = entity(idOf('test/job'), {
  label: { one: 'Job', many: 'Jobs' },
  title: 'name',
  fields: {
    name: text({ required: true }),
    stage: choice([
      { value: 'open', label: 'Open' },
      { value: 'won', label: 'Won' },
    ]),
    due: date(),
    size: number(),
    firm: ref(idOf('test/firm')),
    words: tags(),
  },
});
const catalogue = catalogueOf([
  {
    name: 'test',
    version: 1,
    entities: [firm, job],
    roles: [],
    people: { person: 'test/firm', team: 'test/firm', role: 'test/firm' },
  },
]);
const importId = '0190b1f2-7c00-7000-8000-000000000001';

const acme = { id: 'acme', version: 1, fields: { name: 'Acme Holdings' }, ownerId: null, teamId: null };
const dayFirst = { kind: 'date', order: 'day-first' } as const;

function shown(csv: string, choices?: ImportChoices, earlier: Parameters<typeof showPlan>[1]['earlier'] = null) {
  const read = readTable(new TextEncoder().encode(csv), 'jobs.csv');
  if (!read.ok) throw new Error(read.message);
  const tables = [read.value];
  const chosen = chooseRecipe(catalogue, tables, 'entity:test/job');
  if (!chosen.ok) throw new Error(chosen.message);
  const recipe = chosen.value;
  const known = knownInMemory(new Map([['test/firm', knownBy([acme], 'name')]]));
  const files = draftImport({ tables, recipe, catalogue, known, ...(choices ? { choices } : {}) });
  const store = memoryStore();
  let count = 0;
  const newId = (): string => `new-${(count += 1)}`;
  const context = { currency: 'EUR', timeZone: 'UTC', ownerId: 'me', teamId: null };
  const plan = finish(planImportInSteps({ files, recipe, catalogue, known, store, newId, context }));
  return importPlanSchema.parse(
    showPlan(importId, { files, plan, store, earlier, rememberedAt: null, catalogue, matching: new Map() }),
  );
}
const columnsOf = ({ files }: ReturnType<typeof shown>) =>
  files.flatMap(({ columns }) => columns.map(({ header, found, tone, reading }) => [header, found, tone, reading]));
const jobs =
  'Name,Stage,Due,Size,Notes,Empty\nOne,open,13/04/2026,1.5,hello,\nTwo,opne,05/06/2026,7,,\nThree,,07/08/2026,x,N/A,\nFour,open,,3,,\nFive,won,,4,world,\n';

describe('the shown plan of an import', () => {
  it('[E-2] describes each column: first its errors, then its content', () => {
    const plan = shown(jobs);
    expect(columnsOf(plan)).toEqual([
      ['Name', '5 values', 'good', null],
      ['Stage', '1 refused', 'bad', null],
      ['Due', '3 values, 2 empty, allowed', 'good', 'day/month/year, because 1 row can only be that'],
      ['Size', '2 refused', 'bad', 'decimal point, because 1 row can only be that'],
      ['Notes', '3 cells left out: no field has this name', 'warn', null],
      ['Empty', 'left out, all cells are empty', 'good', null],
    ]);
    expect(columnsOf(shown('Name,Stage\nOne,open\nTwo,won\nThree,\n'))[1]).toEqual([
      'Stage',
      '2 of 2 known, 1 empty, allowed',
      'good',
      null,
    ]);
    expect(plan.files).toMatchObject([
      {
        name: 'jobs.csv',
        takenFor: 'test/job',
        label: 'Jobs',
        rows: 5,
        encoding: 'utf-8',
        delimiter: ',',
        columns: [{ samples: ['One', 'Two', 'Three'], field: 'name', fieldLabel: 'Name', type: 'text' }, {}, {}, {}, { samples: ['hello', 'N/A', 'world'], field: null }, { samples: [] }],
      },
    ]); // prettier-ignore
    expect(plan.files[0]?.targets).toContainEqual({ field: 'due', label: 'Due', type: 'date' });
  });

  it('[E-2] counts the planned records, and lists the refused rows', () => {
    const { counts, refused, warnings, earlier } = shown(jobs);
    expect(counts).toEqual({ rowsRead: 5, creates: { 'test/job': 2 }, changes: {}, unchanged: 0, refused: 3 });
    expect(refused.map(({ file, row, column }) => [file, row, column])).toEqual([
      ['jobs.csv', 1, 'Size'],
      ['jobs.csv', 2, 'Stage'],
      ['jobs.csv', 3, 'Size'],
    ]);
    expect(warnings.map((warning) => warning.split('jobs.csv').length - 1)).toEqual([1, 1, 1]); // each names its file once
    expect(earlier).toBeNull();
  });

  it('[E-3] shows two hundred refused rows at most', () => {
    const { counts, refused } = shown(
      `Name,Stage\n${Array.from({ length: 250 }, (_, at) => `Job ${at},nonsense\n`).join('')}`,
    );
    expect([counts.refused, refused.length]).toEqual([250, 200]);
  });

  it('[E-2] offers the readings of a column, with the decision and the reason', () => {
    const choices = [{ value: 'day-first', label: 'day/month/year' }, { value: 'month-first', label: 'month/day/year' }]; // prettier-ignore
    expect(shown(jobs).readings[0]).toEqual({
      id: 'jobs.csv:2',
      file: 'jobs.csv',
      column: 'Due',
      said: 'Read as day/month/year',
      why: '1 row can only be that',
      choices,
      chosen: 'day-first',
      isOpen: false,
    });
    const chosen = shown(jobs, {
      formats: new Map([['jobs.csv', new Map([[2, { ...dayFirst, order: 'month-first' }]])]]),
    });
    expect(chosen.readings[0]).toMatchObject({
      said: 'Read as month/day/year',
      why: 'as you chose',
      chosen: 'month-first',
    });
    expect(columnsOf(chosen)[2]?.[3]).toBe('as you chose');
  });

  it('[E-2] asks where the cells leave their reading open, until a person answers', () => {
    const csv = 'Name,Due\nOne,03/04/2026\nTwo,05/06/2026\n';
    const open = shown(csv);
    expect(columnsOf(open)[1]).toEqual(['Due', 'can be read in two ways', 'warn', null]);
    expect(open.readings).toMatchObject([
      { said: expect.stringContaining('03/04') as string, isOpen: true, choices: [{}, {}] },
    ]);
    const answered = shown(csv, { formats: new Map([['jobs.csv', new Map([[1, dayFirst]])]]) });
    expect(columnsOf(answered)[1]?.slice(0, 3)).toEqual(['Due', '2 values', 'good']);
    expect(answered.readings).toMatchObject([{ why: 'as you chose', chosen: 'day-first', isOpen: false }]);
  });

  it('[E-2] offers mends with their reason, and counts the accepted ones', () => {
    const csv = 'Name,Firm\nOne,Acme Holdings\nTwo,Acme Holdngs\nThree,Acme Holdngs\nFour,Acme-Holdings\n';
    const offered = shown(csv);
    const mend = { file: 'jobs.csv', column: 'Firm', to: 'Acme Holdings', taken: false };
    expect(offered.mends).toMatchObject([
      { ...mend, from: 'Acme Holdngs', rows: 2, why: 'It is a letter or two away from a name that is known.' },
      { ...mend, from: 'Acme-Holdings', rows: 1, why: 'Only blanks and punctuation differ.' },
    ]);
    expect(columnsOf(offered)[1]?.slice(1, 3)).toEqual(['3 to mend', 'warn']);
    const taken = shown(csv, { mends: new Map(offered.mends.map(({ id }) => [id, true])) });
    expect(columnsOf(taken)[1]?.slice(1, 3)).toEqual(['3 of 3 known, 3 mended', 'good']);
    expect(taken.mends.every((one) => one.taken)).toBe(true);
  });

  it('[D-2] reports an unfinished import of the same files', () => {
    const begun = { group: importId, done: 3, total: 5, startedAt: '2026-11-20T08:00:00.000Z' };
    const known = { ...begun, id: begun.group } as unknown as ImportDocument; // the part that is shown
    expect(shown(jobs, undefined, { known, goesOn: true }).earlier).toEqual({ ...begun, goesOn: true });
  });

  it('shows the match fields', () => {
    expect(shown(jobs).matching).toEqual([
      { entity: 'test/job', label: 'Jobs', offered: [{ field: 'name', label: 'Name' }], chosen: [], isAsked: false },
    ]);
  });
});
