import { describe, expect, it } from 'vitest';
import { stagesOutside } from '../../engine/moves/outside-pipeline.ts';
import { waysOf } from '../../engine/moves/ways.ts';
import { installedCatalogue } from '../../installed-packs.ts';
import type { ChangeEdit } from '../acts/act.ts';
import { entity } from '../entities/entity.ts';
import { day, keyOf } from '../entities/field-types.ts';
import { choice, text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import { type Catalogue, entityOf } from '../catalogue/catalogue.ts';
import { gridColumnsOf, formOf } from '../catalogue/describe-entity.ts';
import {
  isInPipeline,
  outsidePipeline,
  pipelineOf,
  pipelinesInUse,
  pipelinesOf,
  stagesIn,
} from '../catalogue/stages/pipelines-of.ts';
import { keysOf } from '../catalogue/record-rules.ts';
import { viewsOf } from '../catalogue/views-of.ts';
import { type DefinitionRecord, judgeDefinition, ownFields, withDefinitions } from './tenant-definitions.ts';

type Fields = Readonly<Record<string, JsonValue>>;
type Written = Fields & { readonly isRemoved?: boolean };
const renewals = { value: 'renewals', label: 'Renewals' };
const due = { value: 'due', label: 'Due', like: 'prospecting', pipelines: ['renewals'] };
const onlyMain = { value: 'engaging', pipelines: ['main'] };

const written = (list: readonly Written[]) =>
  list.map(({ isRemoved = false, ...fields }) => ({ fields: { forEntity: 'crm/deal', ...fields }, isRemoved }));
const none = { packs: [], entities: [], retiredEntities: [], fields: [] };
/** Returns the catalogue with these pipelines and stages. */
const piped = (pipelines: readonly Written[], stages: readonly Written[] = []): Catalogue =>
  withDefinitions(installedCatalogue, { ...none, pipelines: written(pipelines), stages: written(stages) }).catalogue;
const dealIn = (catalogue: Catalogue) => entityOf(catalogue, 'crm/deal');
const waysIn = (catalogue: Catalogue, fields: Fields) =>
  waysOf(dealIn(catalogue), catalogue.workflows.get('crm/deal'), {
    record: { life: 'alive', fields: { name: 'A', ...fields } },
    today: day('2026-11-20'),
    actor: '',
    denial: () => undefined,
  }).map(({ to }) => to);
const record = (place: number, entityName: string, fields: Fields): DefinitionRecord => ({
  id: `0190b1f2-7c00-7000-8000-0000000006${String(place).padStart(2, '0')}`,
  entity: entityName,
  life: 'alive',
  createdAt: `2026-11-20T08:00:${String(place).padStart(2, '0')}.000Z`,
  fields: { forEntity: 'crm/deal', ...fields },
});
const judged = (entityName: string, fields: Fields, others: readonly DefinitionRecord[] = []) => {
  const one = record(50, entityName, fields);
  return judgeDefinition(installedCatalogue, [...others, one], { id: one.id, wasInUse: false })?.message;
};
const renewalsRecord = record(1, 'platform/pipeline', renewals);

describe('[PLT-16] a tenant’s pipelines', () => {
  it('are named, ordered, added and retired; the pack’s keep their sort keys', () => {
    const catalogue = piped([
      { value: 'main', label: 'New business', place: 5_000 },
      renewals,
      { value: 'old', label: 'Old', retired: true },
    ]);
    const pipelines = pipelinesOf(dealIn(catalogue));
    expect(pipelines?.field.options.map(({ label }) => label)).toEqual(['Old', 'Renewals', 'New business']);
    expect(pipelinesInUse(dealIn(catalogue)).map(({ value }) => value)).toEqual(['renewals', 'main']);
    expect(pipelines?.first).toBe('main');
    expect(pipelines && keyOf(pipelines.field, 'main')).toBe('0000 main');
    expect(pipelines && keyOf(pipelines.field, 'renewals')).toBe('0001~ renewals');
  });

  it('skip a definition without a kind or a name; one that was deleted retires an added pipeline', () => {
    expect(pipelinesOf(dealIn(piped([{ value: 'renewals' }])))?.field.options).toHaveLength(1);
    const lead = { ...none, pipelines: [{ fields: { forEntity: 'crm/lead', ...renewals }, isRemoved: false }] };
    expect(withDefinitions(installedCatalogue, lead).pipelines).toEqual([]);
    const options = pipelinesOf(dealIn(piped([{ ...renewals, isRemoved: true }])))?.field.options;
    expect(options?.map(({ isRetired }) => isRetired)).toEqual([undefined, true]);
    expect(pipelinesOf(dealIn(piped([{ value: 'main', label: 'New', isRemoved: true }])))?.field.options).toHaveLength(
      1,
    );
  });

  it('are not shown while there is only one', () => {
    for (const [catalogue, isShown] of [[installedCatalogue, false], [piped([{ value: 'main', label: 'New' }]), false], [piped([renewals]), true]] as const) {
      expect(gridColumnsOf(dealIn(catalogue)).some(({ name }) => name === 'pipeline')).toBe(isShown);
      expect(formOf(dealIn(catalogue)).some(({ name }) => name === 'pipeline')).toBe(isShown);
    }
    const page = viewsOf(piped([renewals]), dealIn(piped([renewals]))).page;
    expect(page.sections.flatMap(({ fields }) => fields)).not.toContain('pipeline'); // it is shown above the stages
  }); // prettier-ignore

  it('have the records without one in the first: by its key, once there are several', () => {
    expect(keysOf(dealIn(installedCatalogue), { name: 'A', stage: 'engaging' })).not.toHaveProperty('pipeline');
    const deal = dealIn(piped([renewals]));
    expect(keysOf(deal, { name: 'A', stage: 'engaging' })).toMatchObject({ pipeline: '0000 main' });
    expect(keysOf(deal, { name: 'A', pipeline: 'renewals' })).toMatchObject({ pipeline: '0001~ renewals' });
    expect([pipelineOf(deal, {}), pipelineOf(deal, { pipeline: 'renewals' })]).toEqual(['main', 'renewals']);
  });

  it('make the records of the kind due for new keys when the second one is added', () => {
    const shape = (catalogue: Catalogue) => ownFields(installedCatalogue, catalogue)['crm/deal'];
    expect(shape(installedCatalogue)).toBeUndefined();
    expect(shape(piped([{ value: 'main', label: 'New' }]))).toBeUndefined();
    expect(shape(piped([renewals]))).toContain('renewals');
    expect(shape(piped([{ ...renewals, label: 'Others' }]))).toBe(shape(piped([renewals])));
  });
});

describe('[PLT-16] the stages of a pipeline', () => {
  it('are needed: a pipeline without an open stage takes no records yet', () => {
    const ofMain = ['prospecting', 'engaging', 'proposal', 'negotiation'].map((value) => ({ value, pipelines: ['main'] })); // prettier-ignore
    const inUse = (stages: readonly Written[]) =>
      pipelinesInUse(dealIn(piped([renewals], stages))).map(({ value }) => value);
    expect(inUse(ofMain)).toEqual(['main']);
    expect(inUse([...ofMain, { ...due, retired: true }])).toEqual(['main']);
    expect(inUse([...ofMain, due])).toEqual(['main', 'renewals']);
  });

  const catalogue = piped([renewals], [due, onlyMain]);
  const deal = dealIn(catalogue);
  const stagesOf = (pipeline: string) => stagesIn(deal, pipeline).map(({ value }) => value);

  it('are those that name it, those that name none, and all ends', () => {
    expect(stagesOf('main')).toEqual(['prospecting', 'engaging', 'proposal', 'negotiation', 'won', 'lost']);
    expect(stagesOf('renewals')).toEqual(['prospecting', 'due', 'proposal', 'negotiation', 'won', 'lost']);
    const won = stagesIn(deal, 'main').find(({ value }) => value === 'won');
    expect(won && isInPipeline({ ...won, pipelines: ['renewals'] }, 'main')).toBe(true);
  });

  it('are the only ones to which a record of it moves, in a kind with a workflow and without', () => {
    expect(waysIn(catalogue, { stage: 'prospecting' })).toEqual(['engaging', 'proposal', 'negotiation', 'won', 'lost']);
    expect(waysIn(catalogue, { stage: 'due', pipeline: 'renewals' })).toEqual(['prospecting', 'proposal', 'negotiation', 'won', 'lost']); // prettier-ignore
    const free = waysOf(deal, undefined, { record: { life: 'alive', fields: { stage: 'won' } }, today: day('2026-11-20'), actor: '', denial: () => undefined }); // prettier-ignore
    expect(free.map(({ to }) => to)).not.toContain('due');
  });

  it('are a way out for a record in a stage of another pipeline; an unknown pipeline closes no stage', () => {
    expect(waysIn(catalogue, { stage: 'due' })).toContain('engaging');
    expect(outsidePipeline(deal, { stage: 'due' })).toBe('Due is not a stage of the pipeline Main pipeline.');
    expect(outsidePipeline(deal, { stage: 'due', pipeline: 'renewals' })).toBeUndefined();
    expect(waysIn(catalogue, { stage: 'prospecting', pipeline: 'not-here-yet' })).toContain('due');
    expect(outsidePipeline(installedCatalogue.entities.get('crm/lead') ?? deal, { status: 'new' })).toBeUndefined();
  });

  it('are checked for edits that are made here: of a stage, of a pipeline, of a new record', () => {
    const id = '0190b1f2-7c00-7000-8000-000000000d01';
    const edit = (fields: ChangeEdit['fields']): ChangeEdit => ({ id, entity: 'crm/deal', fields, seen: 1 });
    const asked = (fields: ChangeEdit['fields'], before: Fields) =>
      stagesOutside([edit(fields)], { catalogue, recordOf: () => ({ fields: before }) }).get(id)?.message;
    expect(asked({ stage: ['prospecting', 'due'] }, { stage: 'prospecting' })).toContain('Due is not a stage of');
    expect(asked({ pipeline: [null, 'renewals'] }, { stage: 'engaging' })).toContain('Engaging is not a stage of');
    expect(asked({ pipeline: [null, 'renewals'], stage: ['engaging', 'due'] }, { stage: 'engaging' })).toBeUndefined();
    expect(asked({ name: ['A', 'B'] }, { stage: 'due' })).toBeUndefined(); // it is there already
    const made = { id, entity: 'crm/deal', create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { stage: 'due' } } }; // prettier-ignore
    expect(stagesOutside([made], { catalogue, recordOf: () => undefined }).size).toBe(1);
  });

  it('have the forecast category that the tenant chose', () => {
    const stages = dealIn(piped([], [{ value: 'engaging', forecast: 'commit' }])).fields['stage'];
    const engaging = stages?.type === 'choice' ? stages.options.find(({ value }) => value === 'engaging') : undefined;
    expect(engaging?.forecast).toBe('commit');
    expect(judged('platform/stage', { value: 'won', forecast: 'commit' })).toBe('Won ends a record, so it has no forecast category.'); // prettier-ignore
  });
});

describe('[PLT-16] [K-3] a definition is refused', () => {
  it('without a name, for a kind without pipelines, with the name of another one', () => {
    expect(judged('platform/pipeline', renewals)).toBeUndefined();
    expect(judged('platform/pipeline', { value: 'renewals' })).toBe('A new pipeline needs a name.');
    expect(judged('platform/pipeline', { ...renewals, forEntity: 'crm/lead' })).toBe('Leads have no pipelines.');
    expect(judged('platform/pipeline', { value: 'more', label: 'renewals' }, [renewalsRecord])).toBe('There is a pipeline called "renewals" already.'); // prettier-ignore
  });

  it('where the first pipeline would be retired', () => {
    expect(judged('platform/pipeline', { value: 'main', retired: true }, [renewalsRecord])).toContain(
      "can't be retired",
    );
  });
});

describe('[PLT-16] a pack that declares pipelines', () => {
  const lane = (options: readonly { readonly value: string; readonly label: string }[], pipelines = ['a']) =>
    entity(idOf('shop/job'), {
      label: { one: 'Job', many: 'Jobs' },
      title: 'name',
      fields: {
        name: text({ required: true }),
        lane: choice(options),
        state: choice([{ value: 'new', label: 'New', outcome: 'open', pipelines }], { required: true }),
      },
      stages: 'state',
      pipelines: 'lane',
    });
  const [a, b] = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ];
  it('has several from the start, or one; a stage that names a missing one is a mistake', () => {
    expect(keysOf(lane([a, b]), { name: 'x', state: 'new' })).toMatchObject({ lane: '0000 a' });
    expect(keysOf(lane([a]), { name: 'x', state: 'new' })).not.toHaveProperty('lane');
    expect(() => lane([a, b], ['c'])).toThrow('a stage names "c"');
    expect(() => lane([])).toThrow('it has no option');
  });
});

describe('[PLT-16] [K-3] a kind of a tenant’s own', () => {
  const option = (value: string, more: Fields = {}) => ({ value, label: value.toUpperCase(), ...more });
  const field = (name: string, options: readonly Fields[]) => ({ forEntity: 'own/visit', name, label: name, type: 'choice', options }); // prettier-ignore
  const visit = (more: Fields) => ({ name: 'visit', label: 'Visit', labelMany: 'Visits', ...more });
  const own = (kind: Fields, pipelines: readonly Written[] = [], stages: readonly Written[] = []) =>
    withDefinitions(installedCatalogue, {
      ...none,
      entities: [visit(kind)],
      fields: [field('state', [option('new'), option('done', { outcome: 'won' })]), field('lane', [option('a'), option('b')])],
      pipelines: written(pipelines),
      stages: written(stages),
    }).catalogue; // prettier-ignore

  it('names choice fields as its stages and its pipelines, and has both like any other', () => {
    const ofKind = { forEntity: 'own/visit' };
    const catalogue = own(
      { stages: 'state', pipelines: 'lane' },
      [{ ...ofKind, value: 'c', label: 'C' }],
      [{ ...ofKind, value: 'survey', label: 'Survey', like: 'new', pipelines: ['c'] }],
    );
    const kind = entityOf(catalogue, 'own/visit');
    expect(stagesIn(kind, 'c').map(({ value }) => value)).toEqual(['new', 'survey', 'done']);
    expect(stagesIn(kind, 'a').map(({ value }) => value)).toEqual(['new', 'done']);
    expect(keysOf(kind, { name: 'x' })).toMatchObject({ lane: '0000 a' });
    expect(ownFields(installedCatalogue, catalogue)['own/visit']).toContain('empty means');
  });

  it('has neither if the names are not names of its choice fields', () => {
    expect(entityOf(own({ stages: 'name', pipelines: 'lane' }), 'own/visit')).not.toHaveProperty('stages');
    expect(entityOf(own({ stages: 'state', pipelines: 'nothing' }), 'own/visit')).not.toHaveProperty('pipelines');
    expect(entityOf(own({ stages: 'state', pipelines: 'state' }), 'own/visit')).not.toHaveProperty('pipelines');
  });
});
