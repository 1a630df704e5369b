import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../../installed-packs.ts';
import { deal } from '../../../packs/crm/entities/deal.entity.ts';
import { crm } from '../../../packs/crm/pack.ts';
import { platform } from '../../../packs/platform/pack.ts';
import { DecisionWorld, holding, record, set } from '../../../testing/decision-world.ts';
import { oracleList } from '../../../testing/oracles/oracle-query.ts';
import { day } from '../../entities/field-types.ts';
import { listQuerySchema } from '../../questions/list-query.ts';
import { catalogueOf, entityOf } from '../catalogue.ts';
import { timeInState, tooLongFilter } from './time-in-state.ts';
import { viewsOf } from '../views-of.ts';
import { type Stay, workflow, type Workflow } from '../workflow.ts';

const stages = workflow(deal, 'stage', {
  starts: ['prospecting'],
  moves: [
    { name: 'offer', label: 'Offer', from: ['prospecting'], to: 'proposal', sets: { engagedOn: ({ today }) => today } },
    { name: 'win', label: 'Win', from: ['proposal'], to: 'won', sets: { closedOn: ({ today }) => today } },
  ],
  stays: { proposal: { since: 'engagedOn', atMostDays: 7 }, won: { since: 'closedOn' } },
});
const today = day('2026-11-20');
const at = (fields: Readonly<Record<string, string>>, on = today) => timeInState(stages, { fields }, { today: on });
const inProposal = (engagedOn: string) => at({ stage: 'proposal', engagedOn });

describe('[T-14] the time of a record in its state', () => {
  it('is counted in calendar days from the date that the move set to the given day', () => {
    expect(inProposal('2026-11-08')).toEqual({
      state: 'proposal',
      days: 12,
      since: '2026-11-08',
      field: 'engagedOn',
      isAtLeast: false,
      atMostDays: 7,
      isTooLong: true,
    });
    expect(inProposal('2026-11-20')?.days).toBe(0);
    expect(at({ stage: 'proposal', engagedOn: '2024-02-28' }, day('2024-03-01'))?.days).toBe(2); // a leap year
    expect(at({ stage: 'won', engagedOn: '2026-01-01', closedOn: '2026-11-19' })).toMatchObject({ days: 1, field: 'closedOn' }); // prettier-ignore
  });

  it('is counted from the move in the journal where the state has no date of its own, or the date is empty', () => {
    const moved = { day: day('2026-11-10'), isAtLeast: true };
    const of = (fields: Readonly<Record<string, string>>) => timeInState(stages, { fields }, { today, moved });
    expect(of({ stage: 'prospecting' })).toMatchObject({
      days: 10,
      field: undefined,
      isAtLeast: true,
      isTooLong: false,
    });
    expect(of({ stage: 'proposal' })).toMatchObject({ days: 10, isTooLong: true });
    expect(of({ stage: 'proposal', engagedOn: '2026-11-19' })).toMatchObject({ days: 1, isAtLeast: false });
  });

  it('is unknown without the move if the state has no date of its own, or if that date is empty', () => {
    expect(at({ stage: 'prospecting', engagedOn: '2026-11-01' })).toBeUndefined();
    expect(at({ stage: 'proposal' })).toBeUndefined();
    expect(inProposal('soon')).toBeUndefined();
    expect(at({})).toBeUndefined();
  });

  it('is 0 for a date in the future: the move was made in a time zone to the east, or the date was chosen', () => {
    expect(inProposal('2026-11-21')).toMatchObject({ days: 0, isTooLong: false });
  });

  it('is too long beyond the limit, and never in a state without one', () => {
    expect([inProposal('2026-11-13')?.isTooLong, inProposal('2026-11-12')?.isTooLong]).toEqual([false, true]);
    expect(at({ stage: 'won', closedOn: '2016-11-19' })).toMatchObject({ atMostDays: undefined, isTooLong: false });
  });

  it('restarts with a move: the engine sets its date', () => {
    const world = new DecisionWorld();
    world.installed = catalogueOf([platform, { ...crm, workflows: [stages] }]);
    const id = '0193a4d0-1000-7000-8000-0000000000d1';
    world.records.set(id, record(id, 'crm/deal', { name: 'Hall', stage: 'prospecting', engagedOn: '2026-01-01' }));
    const edit = { ...set(id, { stage: ['prospecting', 'proposal'] }, 'crm/deal'), day: '2026-11-18' };
    const [moved] = world.decide([edit], { by: holding('**:*@org') }).records;
    expect(moved && timeInState(stages, moved.record, { today })).toMatchObject({ state: 'proposal', days: 2 });
  });
});

describe('[T-20] the list of records that are too long in a state', () => {
  const filter = tooLongFilter(stages);

  it('filters by the state, and by a date before the limit', () => {
    expect(filter).toEqual({
      and: [
        { field: 'stage', op: 'is', value: 'proposal' },
        { field: 'engagedOn', op: 'within', value: 'past' },
        { not: { field: 'engagedOn', op: 'within', value: { direction: 'last', count: 8, unit: 'day' } } },
      ],
    });
    const second: Stay = { since: 'closedOn', atMostDays: 3 };
    expect(tooLongFilter({ ...stages, stays: { ...stages.stays, won: second } })).toMatchObject({ or: [filter, { and: [{ value: 'won' }, {}, {}] }] }); // prettier-ignore
    expect(tooLongFilter({ ...stages, stays: { won: { since: 'closedOn' } } })).toBeUndefined();
    expect(tooLongFilter({ ...stages, stays: { won: { atMostDays: 3 } } })).toBeUndefined();
  });

  it('contains exactly the records that are shown as too long', () => {
    const catalogue = catalogueOf([platform, { ...crm, workflows: [stages] }]);
    const asking = { userId: '0193a4d0-1000-7000-8000-0000000000aa', now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' };
    const fields = ['proposal', 'won'].flatMap(
      (stage) =>
      [null, '2025-01-01', '2026-11-11', '2026-11-12', '2026-11-13', '2026-11-20', '2026-11-23'].map((engagedOn) => ({ name: 'Deal', stage, engagedOn, closedOn: engagedOn })), // prettier-ignore
    );
    const deals = fields.map((one, place) =>
      record(`0193a4d0-1000-7000-8000-0000000001${place + 10}`, 'crm/deal', one),
    );
    const query = listQuerySchema.parse({ entity: 'crm/deal', where: filter });
    const found = oracleList({ ground: { catalogue, asking, currency: 'USD' }, records: new Map([['crm/deal', deals]]) }, query); // prettier-ignore
    const shown = deals.filter((one) => timeInState(stages, one, { today })?.isTooLong);
    expect(found.toSorted()).toEqual(shown.map(({ id }) => id));
    expect(shown).toHaveLength(3);
  });

  it('is one of the kind’s lists where its workflow limits a state', () => {
    const listsOf = (one: Workflow) => {
      const catalogue = catalogueOf([platform, { ...crm, workflows: [one] }]);
      return viewsOf(catalogue, entityOf(catalogue, 'crm/deal')).lists.map(({ id }) => id);
    };
    const declared = viewsOf(installedCatalogue, deal).lists.map(({ id }) => id);
    expect(listsOf(stages)).toEqual([...declared, 'too-long']);
    expect(listsOf({ ...stages, stays: {} })).toEqual(declared);
  });
});

describe('[CRM-5] a deal in Engaging', () => {
  it('is counted from its engagement; no other stage has a date of its own', () => {
    const declared = installedCatalogue.workflows.get('crm/deal');
    const in_ = (stage: string) =>
      declared &&
      timeInState(declared, { fields: { stage, engagedOn: '2026-11-08', closedOn: '2026-11-19' } }, { today });
    expect(in_('engaging')).toMatchObject({ days: 12, atMostDays: undefined });
    expect(['prospecting', 'proposal', 'negotiation', 'won', 'lost'].map(in_)).toEqual(Array(5).fill(undefined));
  });
});
