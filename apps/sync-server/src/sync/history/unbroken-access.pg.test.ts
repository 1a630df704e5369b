import { usd } from '@outpost/domain/testing/usd';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { passHorizon } from '../../records/erase/horizon.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import type { TestDevice } from '../../testing/test-server.ts';
import { pullForStreams } from '../streams/pull-for-streams.ts';
import { isUpToDate } from '../pull-ask.ts';
import { askHistory } from './record-history.ts';
import { readWrittenAnswer } from '../written-answer.ts';

const given = givenServer();

/**
 * A way in which access passes from one token to another. Each begins with a deal of Mia's in team one that the person
 * sees.
 */
type Passing = {
  readonly name: string;
  readonly person: 'max' | 'moe';
  /** Changes before the person's device pulls for the first time. */
  readonly begin?: (w: SalesWorld, deal: string) => Promise<unknown>;
  /** Changes after the person's value was superseded, each an act. */
  readonly steps: readonly ((w: SalesWorld, deal: string) => Promise<unknown>)[];
};

const toTeam = (w: SalesWorld, deal: string, from: 't1' | 't2', to: 't1' | 't2') =>
  w.set(deal, { teamId: [w.teams[from], w.teams[to]] });
const share = (w: SalesWorld, deal: string, who: 'max' | 'moe') => w.set(deal, { sharedWith: [[], [w[who].userId]] });
const unshare = (w: SalesWorld, deal: string, who: 'max' | 'moe') => w.set(deal, { sharedWith: [[w[who].userId], []] });
/** Returns one edit of both, for one row of the journal. */
const both = (...edits: readonly ReturnType<SalesWorld['set']>[]) => {
  const [first] = edits;
  if (!first || 'create' in first) throw new Error('No change');
  const fields = Object.assign(
    {},
    ...edits.map((edit) => ('create' in edit ? {} : edit.fields)),
  ) as typeof first.fields; // both edits are changes
  return { ...first, fields };
};
const manager = (teamId: string) => [{ role: 'manager', teamId }];

const passings: readonly Passing[] = [
  {
    name: 'from a team to a share, in one act',
    person: 'max',
    steps: [(w, deal) => w.ann.do([both(toTeam(w, deal, 't1', 't2'), share(w, deal, 'max'))], { label: 'Passed on' })],
  },
  {
    name: 'from a share to a team, in one act',
    person: 'moe',
    begin: async (w, deal) => {
      await w.tenant.setRoles(w.moe.userId, manager(w.teams.t2));
      await w.ann.do([share(w, deal, 'moe')]);
    },
    steps: [
      (w, deal) => w.ann.do([both(toTeam(w, deal, 't1', 't2'), unshare(w, deal, 'moe'))], { label: 'Passed on' }),
    ],
  },
  {
    name: 'from a team to a share that existed before the team was lost',
    person: 'max',
    steps: [(w, deal) => w.ann.do([share(w, deal, 'max')]), (w, deal) => w.ann.do([toTeam(w, deal, 't1', 't2')])],
  },
  {
    name: 'from a role for everything to a role in the team, by a change of roles',
    person: 'max',
    begin: (w) => w.tenant.setRoles(w.max.userId, [{ role: 'admin', teamId: null }]),
    steps: [(w) => w.tenant.setRoles(w.max.userId, manager(w.teams.t1))],
  },
  {
    name: 'from a role in the team to a share, by a change of roles after the share',
    person: 'max',
    steps: [
      (w, deal) => w.ann.do([share(w, deal, 'max')]),
      (w) => w.tenant.setRoles(w.max.userId, [{ role: 'member', teamId: w.teams.t2 }]),
    ],
  },
  {
    name: 'from a team by a share and another team back to the first',
    person: 'max',
    begin: (w) => w.tenant.setRoles(w.max.userId, [...manager(w.teams.t1), ...manager(w.teams.t2)]),
    steps: [
      (w, deal) => w.ann.do([share(w, deal, 'max')]),
      (w, deal) => w.ann.do([w.set(deal, { teamId: [w.teams.t1, null] })]),
      (w, deal) => w.ann.do([both(w.set(deal, { teamId: [null, w.teams.t2] }), unshare(w, deal, 'max'))]),
      (w, deal) => w.ann.do([toTeam(w, deal, 't2', 't1')]),
    ],
  },
];

const rowsOf = (rows: readonly HistoryRow[], id: string) =>
  rows.filter((row) => row.id === id).sort((a, b) => a.n - b.n);
const gaveWay = (rows: readonly HistoryRow[]) =>
  rows.flatMap(({ superseded }) => Object.entries(superseded).map(([field, { value }]) => [field, value]));

async function later(w: SalesWorld, who: TestDevice, id: string): Promise<readonly HistoryRow[]> {
  const ask = { orgId: w.tenant.orgId, userId: who.userId, entity: 'crm/deal', id, limit: 100 };
  const answer = await askHistory(given.test.server.tenancy, ask);
  if (!answer.ok) throw new Error(answer.message);
  return rowsOf(answer.value.rows, id);
}

/** Returns the history rows of a record that the person's stream would bring at the device's present place. */
async function onStream(device: TestDevice, id: string): Promise<readonly HistoryRow[] | 'alone'> {
  const request = { at: device.at, heads: [], limit: 1_000, schemas: {} };
  if (!isUpToDate(request)) return 'alone';
  const { orgId } = device.tenant;
  const [answer] = await pullForStreams(given.test.pullPorts, orgId, [{ asker: device.asker, request }]);
  if (!answer || answer === 'alone') return 'alone';
  if (!answer.ok) throw new Error(answer.message);
  const page = readWrittenAnswer(answer.value);
  return page.kind === 'page' ? rowsOf(page.history, id) : 'alone';
}

describe('access without a gap is access', () => {
  it.each(passings)(
    '[S-9] [A-4] a superseded value is reported though access passed $name before the next pull: in pages, on a stream, on demand, and to another device',
    async ({ person, begin, steps }) => {
      const w = await makeSalesWorld(given.test);
      const device = w[person];
      const deal = w.id();
      await w.mia.do([w.deal(deal)], { label: 'Made it' });
      await begin?.(w, deal);
      await device.pull();
      await device.do([w.set(deal, { value: [usd(5), usd(6)] })], { label: 'Mine' });
      const early = device.twin();
      await early.pull();
      await w.ann.do([w.set(deal, { value: [usd(5), usd(7)] })], { label: 'Theirs' });
      for (const step of steps) await step(w, deal);
      await w.ann.do([w.set(deal, { name: ['Deal', 'Renamed'] })], { label: 'Since' });

      const onStreamOfDevice = await onStream(early, deal);
      await early.pull(1);
      const fresh = device.twin();
      await fresh.pull();
      const all = await later(w, device, deal);
      const [mine, theirs] = [rowsOf(early.history, deal), rowsOf(fresh.history, deal)];
      expect(gaveWay(mine)).toEqual([['value', usd(6)]]);
      expect(mine).toEqual(theirs);
      expect(mine).toEqual(all);
      if (onStreamOfDevice !== 'alone') expect(onStreamOfDevice).toEqual(mine.slice(-onStreamOfDevice.length));
      expect(mine.at(-1)).toMatchObject({ label: 'Since', changed: { name: ['Deal', 'Renamed'] } });
    },
  );

  it('[S-9] a page on the stream reports it where the person held all of their tokens before', async () => {
    const w = await makeSalesWorld(given.test);
    const deal = w.id();
    await w.mia.do([w.deal(deal)]);
    await w.max.pull();
    await w.max.do([w.set(deal, { value: [usd(5), usd(6)] })]);
    await w.max.pull();
    await w.ann.do([w.set(deal, { value: [usd(5), usd(7)] })]);
    await w.ann.do([both(toTeam(w, deal, 't1', 't2'), share(w, deal, 'max'))]);
    const told = await onStream(w.max, deal);
    if (told === 'alone') throw new Error('The stream tells nothing');
    expect(told.map(({ changed }) => Object.keys(changed).sort())).toEqual([['value'], ['sharedWith', 'teamId']]);
    expect(gaveWay(told)).toEqual([['value', usd(6)]]);
  });

  it('[S-9] [A-3a] children keep their history where their parent passes from a team to a share', async () => {
    const w = await makeSalesWorld(given.test);
    const [deal, task] = [w.id(), w.id()];
    await w.mia.do([w.deal(deal), w.task(task, deal)]);
    await w.max.pull();
    await w.max.do([w.set(task, { subject: ['Task', 'Mine'] }, 'crm/task')]);
    await w.ann.do([w.set(task, { subject: ['Task', 'Theirs'] }, 'crm/task')]);
    await w.ann.do([both(toTeam(w, deal, 't1', 't2'), share(w, deal, 'max'))]);
    await w.max.pull();
    expect(gaveWay(rowsOf(w.max.history, task))).toEqual([['subject', 'Mine']]);
  });

  it('[S-9] [A-4] a gap of one act is a gap: it hides rows from before and within it, and the values before access returned', async () => {
    const w = await makeSalesWorld(given.test);
    const deal = w.id();
    await w.mia.do([w.deal(deal)], { label: 'Made it' });
    await w.max.pull();
    await w.max.do([w.set(deal, { value: [usd(5), usd(6)] })], { label: 'Mine' });
    await w.ann.do([w.set(deal, { value: [usd(5), usd(7)] })], { label: 'Theirs' });
    await w.ann.push([
      w.ann.act([toTeam(w, deal, 't1', 't2')], { label: 'Lost' }),
      w.ann.act([both(share(w, deal, 'max'), w.set(deal, { name: ['Deal', 'Renamed'] }))], { label: 'Back' }),
    ]);
    const fresh = w.max.twin();
    await fresh.pull();
    expect(rowsOf(fresh.history, deal)).toMatchObject([{ label: 'Back', changed: { name: [null, 'Renamed'] } }]);
    expect(await later(w, w.max, deal)).toEqual(rowsOf(fresh.history, deal));
  });

  it('[S-9] [K-6] earlier access stays known when departures are deleted, also that of an erased record (A-5)', async () => {
    const w = await makeSalesWorld(given.test);
    const [deal, other] = [w.id(), w.id()];
    await w.mia.do([w.deal(deal), w.deal(other)], { label: 'Made it' });
    await w.ann.do([both(toTeam(w, deal, 't1', 't2'), share(w, deal, 'max'))], { label: 'Passed on' });
    await w.ann.do([both(toTeam(w, other, 't1', 't2'), w.set(other, { life: ['alive', 'deleted'] }))]);
    const before = await later(w, w.max, deal);
    expect(before.map(({ label }) => label)).toEqual(['Made it', 'Passed on']);
    const [clock] = await w.tenant.rows<{ head: number }>('select head from store.clock');
    await passHorizon(given.test.server.tenancy, w.tenant.orgId, clock?.head ?? 0);
    expect(await later(w, w.max, deal)).toEqual(before);
    const kept = await w.tenant.rows<{ id: string }>('select distinct id from store.past_filing');
    expect(kept.map(({ id }) => id).sort()).toEqual([deal, other].sort());
  });
});
