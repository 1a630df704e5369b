import { describe, expect, it } from 'vitest';
import { memoryStore, planIn, readTable } from '../../testing/import-in-memory.ts';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { entity } from '../entities/entity.ts';
import { choice, text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import { draftImport } from './draft-import.ts';
import { finish } from './finish.ts';
import { knownBy, knownInMemory } from './matching/known-records.ts';
import { planImportInSteps } from './plan-import.ts';
import { plainRecipe } from './recipe-slots.ts';

const person = entity(idOf('test/person'), {
  label: { one: 'Person', many: 'People' },
  title: 'name',
  fields: { name: text({ required: true }) },
});
const stages = [
  { value: 'new', label: 'New', outcome: 'open' },
  { value: 'due', label: 'Due', outcome: 'open', pipelines: ['renewals'] },
] as const;
const lanes = [
  { value: 'main', label: 'Main' },
  { value: 'renewals', label: 'Renewals' },
] as const;
const jobWith = (options: typeof lanes | readonly [(typeof lanes)[0]]) =>
  entity(idOf('test/job'), {
    label: { one: 'Job', many: 'Jobs' },
    title: 'name',
    fields: {
      name: text({ required: true }),
      lane: choice(options),
      stage: choice(options.length > 1 ? stages : stages.slice(0, 1), { required: true }),
    },
    stages: 'stage',
    pipelines: 'lane',
  });

function planOf(job: ReturnType<typeof jobWith>, csv: string) {
  const catalogue = catalogueOf([{ name: 'test', version: 1, entities: [person, job], roles: [] }]);
  const recipe = plainRecipe(job, { people: 'test/person', teams: 'test/person' });
  const ada = { id: 'ada', version: 1, fields: { name: 'Ada' }, ownerId: null, teamId: null };
  const known = knownInMemory(new Map([['test/person', knownBy([ada], 'name')]]));
  const table = readTable(new TextEncoder().encode(csv), 'jobs.csv');
  if (!table.ok) throw new Error(table.message);
  const files = draftImport({ tables: [table.value], recipe, catalogue, known });
  const store = memoryStore();
  let count = 0;
  const context = { currency: 'EUR', timeZone: 'UTC', ownerId: 'me', teamId: null };
  const newId = () => `new-${(count += 1)}`;
  return planIn(store, finish(planImportInSteps({ files, recipe, catalogue, known, store, newId, context })));
}

describe('[PLT-16] an import of records with pipelines', () => {
  it('refuses a row whose stage is not one of its pipeline, with the reason', () => {
    const plan = planOf(jobWith(lanes), 'name,lane,stage\nA,Renewals,Due\nB,,Due\nC,Main,New\n');
    expect(plan.edits).toHaveLength(2);
    expect(plan.refusals.map(({ row, message }) => [row, message])).toEqual([[2, 'Due is not a stage of the pipeline Main']]); // prettier-ignore
  });

  it('offers no pipeline to the columns of a file while there is one', () => {
    const plan = planOf(jobWith([lanes[0]]), 'name,lane,stage\nA,Main,New\n');
    expect(plan.edits.map(({ edit }) => ('create' in edit ? edit.create.fields : {}))).toEqual([{ name: 'A', stage: 'new' }]); // prettier-ignore
  });
});
