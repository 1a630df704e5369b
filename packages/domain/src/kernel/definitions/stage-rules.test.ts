import { describe, expect, it } from 'vitest';
import { waysOf } from '../../engine/moves/ways.ts';
import { installedCatalogue } from '../../installed-packs.ts';
import { DecisionWorld, make, record, set } from '../../testing/decision-world.ts';
import { definitionId } from '../../testing/given-definitions.ts';
import { type Catalogue, entityOf } from '../catalogue/catalogue.ts';
import { limitedStates } from '../catalogue/stages/time-in-state.ts';
import { day } from '../entities/field-types.ts';
import type { JsonValue } from '../json.ts';
import { definitionsIn, judgeDefinition, withDefinitions } from './tenant-definitions.ts';

type Fields = Readonly<Record<string, JsonValue>>;

const repair: Fields = { name: 'repair', label: 'Repair', labelMany: 'Repairs', stages: 'state' };
const state: Fields = {
  forEntity: 'own/repair',
  name: 'state',
  label: 'State',
  type: 'choice',
  options: [
    { value: 'reported', label: 'Reported' },
    { value: 'in-work', label: 'In work' },
    { value: 'done', label: 'Done', outcome: 'won' },
    { value: 'given-up', label: 'Given up', outcome: 'lost' },
  ],
};
const fieldOf = (name: string, type: string, more: Fields = {}): Fields => ({
  forEntity: 'own/repair',
  name,
  label: name,
  type,
  ...more,
});
const definitions = [
  { entity: 'platform/custom-object', fields: repair },
  ...[state, fieldOf('price', 'money'), fieldOf('why', 'text'), fieldOf('isPaid', 'flag')].map((fields) => ({
    entity: 'platform/field-definition',
    fields,
  })),
];
const stage = (value: string, more: Fields = {}, forEntity = 'own/repair') => ({
  entity: 'platform/stage',
  fields: { forEntity, value, ...more },
});
type Written = { readonly entity: string; readonly fields: Fields };
const recordsOf = (stages: readonly Written[]) =>
  [...definitions, ...stages].map(({ entity, fields }, place) => ({
    id: definitionId(place),
    entity,
    life: 'alive' as const,
    createdAt: '2026-11-27T08:00:00.000Z',
    fields,
  }));
const withStages = (...stages: readonly Written[]): Catalogue =>
  withDefinitions(installedCatalogue, definitionsIn(installedCatalogue, recordsOf(stages))).catalogue;
/** Returns the refusal of the last of these stages. */
const judged = (...stages: readonly Written[]): string | undefined => {
  const records = recordsOf(stages);
  return judgeDefinition(installedCatalogue, records, { id: records.at(-1)?.id ?? '', wasInUse: false })?.message;
};
const waysFrom = (catalogue: Catalogue, fields: Fields, entity = 'own/repair') =>
  waysOf(entityOf(catalogue, entity), catalogue.workflows.get(entity), {
    record: { life: 'alive', fields },
    today: day('2026-11-27'),
    actor: '',
    denial: () => undefined,
  });
const openWays = (catalogue: Catalogue, fields: Fields) =>
  waysFrom(catalogue, fields).flatMap(({ to, why }) => (why === null ? [to] : []));

describe('[PLT-53] a tenant’s rules for the stages of its own kind', () => {
  it('make a workflow; without rules every stage follows every other', () => {
    expect(withStages(stage('done', { label: 'Ready' })).workflows.has('own/repair')).toBe(false);
    const catalogue = withStages(
      stage('done', { needs: ['price'], comesFrom: ['in-work'] }),
      stage('given-up', { reason: 'why' }),
    );
    expect(openWays(catalogue, { state: 'reported' })).toEqual(['in-work', 'given-up']);
    expect(openWays(catalogue, { state: 'in-work' })).toEqual(['reported', 'done', 'given-up']);
    const asked = Object.fromEntries(waysFrom(catalogue, { state: 'in-work' }).map(({ to, asks }) => [to, asks]));
    expect(asked).toEqual({ reported: [], done: ['price'], 'given-up': ['why'] });
  });

  it('hold at the server: an act without a needed field, from another stage, or in a wrong first stage is refused', () => {
    const catalogue = withStages(
      stage('done', { needs: ['price'], comesFrom: ['in-work'], noStart: true }),
      stage('given-up', { reason: 'why' }),
    );
    const world = new DecisionWorld();
    world.installed = catalogue;
    const id = '0190b1f2-7c00-7000-8000-00000000f001';
    const inState = (now: JsonValue, more: Fields = {}) =>
      world.records.set(id, record(id, 'own/repair', { name: 'Boiler', ...(now === null ? {} : { state: now }), ...more })); // prettier-ignore
    const moved = (
      from: JsonValue,
      to: JsonValue,
      more: Readonly<Record<string, readonly [JsonValue, JsonValue]>> = {},
    ) => {
      inState(from);
      const { status, refused } = world.decide([set(id, { state: [from, to], ...more }, 'own/repair')]);
      return refused.get(id)?.message ?? status;
    };
    expect(moved('in-work', 'done')).toBe('price is needed to move this repair to Done.');
    expect(moved('in-work', 'done', { price: [null, { amount: 90, currency: 'USD' }] })).toBe('accepted');
    expect(moved('reported', 'done', { price: [null, { amount: 90, currency: 'USD' }] })).toBe(
      'This repair is at Reported now, and this step to Done does not start there. From there it can go to In work, Given up.',
    );
    expect(moved('in-work', 'given-up')).toBe('why is needed to move this repair to Given up.');
    expect(moved(null, 'reported')).toBe('accepted'); // older than its field
    expect(moved(null, 'done')).toBe(
      'This repair has no state yet, and does not start at Done. It can begin at Reported, In work, Given up.',
    );
    expect(moved('in-work', null)).toBe(
      'This repair keeps a state: it is at In work now. From there it can go to Reported, Done, Given up.',
    );
    const started = (to: string) =>
      world.decide([make('0190b1f2-7c00-7000-8000-00000000f002', 'own/repair', { name: 'Tap', state: to })]).status;
    expect(started('done')).toBe('refused');
    expect(started('reported')).toBe('accepted');
  });

  it('limit the days in a stage', () => {
    const workflow = withStages(stage('in-work', { days: 14 })).workflows.get('own/repair');
    expect(workflow && limitedStates(workflow)).toEqual(['in-work']);
    expect(judged(stage('in-work', { days: 14 }))).toBeUndefined();
  });

  it('hold for added stages, which have rules of their own', () => {
    const catalogue = withStages(
      stage('in-work', { needs: ['why'] }),
      stage('ordered', { label: 'Ordered', like: 'in-work', comesFrom: ['reported'], needs: ['price'] }),
    );
    const asked = Object.fromEntries(waysFrom(catalogue, { state: 'reported' }).map(({ to, asks }) => [to, asks]));
    expect(asked).toMatchObject({ 'in-work': ['why'], ordered: ['price'] });
    expect(openWays(catalogue, { state: 'done' })).not.toContain('ordered');
    expect(openWays(catalogue, { state: 'ordered' })).toEqual(['reported', 'in-work', 'done', 'given-up']);
  });

  it('leave out what no longer exists, so that no record is stuck', () => {
    const catalogue = withStages(stage('done', { needs: ['gone'], comesFrom: ['gone'], reason: 'gone' }));
    expect(waysFrom(catalogue, { state: 'reported' }).find(({ to }) => to === 'done')).toMatchObject({
      asks: [],
      why: null,
    });
  });

  it.each([
    [{ needs: ['gone'] }, 'Repairs have no field "gone" that a person could fill in for a move.'],
    [{ needs: ['state'] }, 'Repairs have no field "state" that a person could fill in for a move.'],
    [{ needs: ['isPaid'] }, 'Repairs have no field "isPaid" that a person could fill in for a move.'],
    [{ reason: 'price' }, 'A reason is given in a text or a list of choices of repairs; "price" is neither.'],
    [{ reason: 'name' }, 'A reason is given in a text or a list of choices of repairs; "name" is neither.'],
    [{ comesFrom: ['done'] }, '"done" is not another stage of repairs.'],
    [{ comesFrom: ['gone'] }, '"gone" is not another stage of repairs.'],
    [{ needs: Array.from({ length: 9 }, () => 'price') }, 'needs Too big: expected array to have <=8 items.'],
  ])('are refused where they say %j', (rules, why) => {
    expect(judged(stage('done', rules))).toBe(why);
  });

  it('let new records begin somewhere', () => {
    const others = ['reported', 'in-work', 'given-up'].map((value) => stage(value, { noStart: true }));
    expect(judged(...others)).toBeUndefined();
    expect(judged(...others, stage('done', { noStart: true }))).toBe(
      'New repairs must be able to begin in one stage at least.',
    );
  });
});

describe('[PLT-53] a tenant’s rules for the stages of a pack', () => {
  const deals = (...stages: readonly Written[]) => withStages(...stages);
  it('ask for further fields and a reason, in addition to what the pack asks for', () => {
    const catalogue = deals(
      stage('won', { needs: ['source', 'value'] }, 'crm/deal'),
      stage('proposal', { reason: 'forecast' }, 'crm/deal'),
    );
    const asked = Object.fromEntries(
      waysFrom(catalogue, { name: 'A', stage: 'engaging' }, 'crm/deal').map(({ to, asks }) => [to, asks]),
    );
    expect(asked).toMatchObject({ won: ['value', 'source'], proposal: ['forecast'], lost: ['lossReason'] });
  });

  it('do not change how its records move, or where they start', () => {
    const why =
      'The pack decides how deals move between stages and where they start. Fields and a reason can be asked for.';
    expect(judged(stage('won', { comesFrom: ['proposal'] }, 'crm/deal'))).toBe(why);
    expect(judged(stage('won', { noStart: true }, 'crm/deal'))).toBe(why);
    const forced = deals(stage('won', { comesFrom: ['proposal'], noStart: true }, 'crm/deal')).workflows.get('crm/deal'); // prettier-ignore
    expect(forced?.starts).toContain('won');
    expect(forced?.moves.find(({ to }) => to === 'won')?.from).toContain('engaging');
  });
});
