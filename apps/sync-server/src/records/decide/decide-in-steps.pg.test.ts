import { usd } from '@outpost/domain/testing/usd';
import type { Act, Edit } from '@outpost/domain/kernel/acts/act';
import type { Decision } from '@outpost/domain/sync/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import type { TestDevice } from '../../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

/**
 * The number of acts of each kind. Some steps end between acts that depend on each other, others amid acts of one kind.
 */
const each = 40;

type Played = { readonly ids: readonly string[]; readonly decisions: readonly Decision[]; readonly base: number };

/**
 * Makes deals with a task each, changes, undoes, moves, merges and deletes them. `push` sends the acts in one or more
 * requests.
 */
async function play(
  push: (device: TestDevice, kinds: readonly (readonly Act[])[]) => Promise<Decision[]>,
): Promise<Played> {
  const device = w.max.twin();
  const deals = Array.from({ length: each }, () => w.id());
  const tasks = deals.map(() => w.id());
  const late = deals.map(() => w.id());
  const [quiet, ofQuiet] = [w.id(), w.id()]; // it only gets a task
  const acts = (
    edit: (deal: string, place: number) => Edit,
    more: (place: number) => Partial<Act> = () => ({}),
  ): Act[] => deals.map((deal, place) => device.act([edit(deal, place)], more(place)));
  const quietMade = device.act([w.deal(quiet)]);
  const made = acts((deal) => w.deal(deal));
  const children = acts((deal, place) => w.task(tasks[place] ?? '', deal));
  const quietTask = [device.act([w.task(ofQuiet, quiet)])];
  const valued = acts((deal) => w.set(deal, { value: [usd(5), usd(8)] }));
  const unvalued = acts(
    (deal) => w.set(deal, { value: [usd(8), usd(5)] }),
    (place) => ({ undoes: valued[place]?.id ?? '' }),
  );
  const moved = acts((deal) => w.set(deal, { ownerId: [w.mia.userId, w.max.userId] }));
  const stale = acts((deal) => w.set(deal, { value: [usd(7), usd(9)], name: ['Deal', 'Renamed'] }));
  const children2 = acts((deal, place) => w.task(late[place] ?? '', deal));
  const unmade = acts(
    (deal) => w.set(deal, { life: ['alive', 'deleted'] }),
    (place) => ({ undoes: made[place]?.id ?? '' }),
  );
  const quietUnmade = [device.act([w.set(quiet, { life: ['alive', 'deleted'] })], { undoes: quietMade.id })];
  const gone = acts((deal) => w.set(deal, { life: ['alive', 'deleted'] }));
  const tooLate = acts((deal) => w.set(deal, { name: ['Renamed', 'Too late'] }));
  await decided(device, [quietMade, ...made.slice(0, each / 2)]); // half of the undone acts were decided before
  const [clock] = await w.tenant.rows<{ head: number }>('select head from store.clock where org_id = $1', [
    w.tenant.orgId,
  ]);
  const first = [made.slice(each / 2), children, quietTask, valued, unvalued, moved];
  const kinds = [...first, stale, children2, unmade, quietUnmade, gone, tooLate];
  return {
    ids: [...deals, ...tasks, ...late, quiet, ofQuiet],
    decisions: await push(device, kinds),
    base: clock?.head ?? 0,
  };
}

/** Returns the store after a played history: records by their places in it, numbers counted from its beginning. */
async function leftOf({ ids, decisions, base }: Played): Promise<unknown> {
  const place = (id: string): number => ids.indexOf(id);
  const [org] = [w.tenant.orgId];
  const feed = await w.tenant.rows<{ id: string; token: string; gone: boolean; n: number; since: number }>(
    'select id, token, gone, n, since from store.feed where org_id = $1 and id = any($2::uuid[])',
    [org, ids],
  );
  const records = await w.tenant.rows<{ id: string; version: number }>(
    `select id, version, life, owner_id, inherited, fields - 'about' as fields from store.crm_deal where org_id = $1 and id = any($2::uuid[])
     union all select id, version, life, owner_id, inherited, fields - 'about' from store.crm_task where org_id = $1 and id = any($2::uuid[])`,
    [org, ids],
  );
  return {
    feed: feed
      .map(({ id, n, since, ...row }) => ({ ...row, place: place(id), n: n - base, since: since - base }))
      .toSorted((a, b) => a.place - b.place || a.token.localeCompare(b.token)),
    records: records
      .map(({ id, version, ...row }) => ({ ...row, place: place(id), version: version - base }))
      .toSorted((a, b) => a.place - b.place),
    decisions: decisions.map(({ status, refused, superseded, versions, n }) => ({
      status,
      n: n - base,
      refused: Object.entries(refused).map(([id, { code }]) => [place(id), code]),
      superseded: Object.entries(superseded).map(([id, fields]) => [place(id), fields]),
      versions: Object.entries(versions).map(([id, version]) => [place(id), version - base]),
    })),
  };
}

async function decided(device: TestDevice, acts: readonly Act[]): Promise<Decision[]> {
  const answer = await device.push(acts);
  if (answer.kind !== 'decided' || answer.stopped) throw new Error(`Not decided: ${JSON.stringify(answer)}`);
  return answer.answers;
}

describe('a push of many acts', { timeout: 60_000 }, () => {
  it('[P-4, S-2] gives the same answers, records, feed and numbers in steps as in separate transactions', async () => {
    const together = await play((device, kinds) => decided(device, kinds.flat()));
    const apart = await play(async (device, kinds) => {
      const decisions: Decision[] = [];
      for (const acts of kinds) decisions.push(...(await decided(device, acts)));
      return decisions;
    });
    expect(together.decisions).toHaveLength(each * 9.5 + 2);
    expect(new Set(together.decisions.map(({ status }) => status))).toEqual(new Set(['accepted', 'merged', 'refused']));
    expect(await leftOf(together)).toEqual(await leftOf(apart));
  });
});
