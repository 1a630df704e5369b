import type { Edit } from '@outpost/domain/kernel/acts/act';
import type { Page, PullRequest } from '@outpost/domain/sync/protocol';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { answeringAlone, type TestDevice } from '../testing/test-server.ts';
import { pullForStreams } from './streams/pull-for-streams.ts';
import { type DevicePull, isUpToDate } from './pull-ask.ts';
import { pullWritten } from './pull.ts';
import type { WrittenAnswer } from './written-answer.ts';

const given = givenServer();
const textOf = ({ json }: WrittenAnswer): string => new TextDecoder().decode(json);

type Fields = Readonly<Record<string, string | null | readonly string[]>>;

/** Makes random acts: deals and tasks are made, renamed, given away, shared, deleted, moved to another parent. */
class RandomActs {
  readonly #world: SalesWorld;
  readonly #random: SeededRandom;
  readonly #deals = new Map<string, Fields>();
  readonly #tasks = new Map<string, string>();

  constructor(world: SalesWorld, random: SeededRandom) {
    this.#world = world;
    this.#random = random;
  }

  async next(): Promise<void> {
    const { ann } = this.#world;
    const { refused } = await ann.do([this.#edit()]);
    if (Object.keys(refused).length > 0) throw new Error(JSON.stringify(refused));
  }

  #edit(): Edit {
    const [random, w] = [this.#random, this.#world];
    const owner = random.pick([w.mia.userId, w.moe.userId, w.max.userId, null]);
    const team = random.pick([w.teams.t1, w.teams.t2, null]);
    const shared = random.chance(0.3) ? [random.pick([w.moe.userId, w.mia.userId, w.vic.userId])] : [];
    const [restored] = [...this.#deals].find(([, { life }]) => life === 'deleted') ?? [];
    if (restored !== undefined && random.chance(0.3)) return this.#change(restored, { life: 'alive' });
    const alive = [...this.#deals].flatMap(([id, { life }]) => (life === 'alive' ? [id] : []));
    const deal = random.chance(0.75) && alive.length > 3 ? random.pick(alive) : undefined;
    if (deal === undefined) {
      const id = w.id();
      this.#deals.set(id, { name: 'Deal', life: 'alive', ownerId: owner, teamId: team, sharedWith: shared });
      return w.deal(id, {}, { ownerId: owner, teamId: team, sharedWith: shared });
    }
    if (random.chance(0.2)) {
      const id = w.id();
      this.#tasks.set(id, deal);
      return w.task(id, deal, { ownerId: random.pick([w.mia.userId, w.moe.userId, null]) });
    }
    const tasks = [...this.#tasks].flatMap(([id, of]) => (alive.includes(of) ? [id] : []));
    const task = random.chance(0.2) && tasks.length > 0 ? random.pick(tasks) : undefined;
    if (task !== undefined) {
      const from = this.#tasks.get(task) ?? '';
      this.#tasks.set(task, deal);
      return w.set(task, { about: [`crm/deal:${from}`, `crm/deal:${deal}`] }, 'crm/task');
    }
    return this.#change(
      deal,
      random.pick([
        { name: `Deal ${random.below(1_000)}` },
        { ownerId: owner, teamId: team },
        { sharedWith: shared },
        { life: 'deleted' },
      ]),
    );
  }

  #change(deal: string, is: Fields): Edit {
    const was = this.#deals.get(deal) ?? {};
    this.#deals.set(deal, { ...was, ...is });
    const changes = Object.entries(is).map(([name, to]) => [name, [was[name] ?? null, to] as const] as const);
    return this.#world.set(deal, Object.fromEntries(changes));
  }
}

/**
 * Compares the pages that devices of a random tenant get together, from earlier places, with the pages that each would
 * get alone.
 */
async function comparedPages(seed: number): Promise<readonly Page[]> {
  const random = seededRandom(seed);
  const w = await makeSalesWorld(given.test);
  const signHead = () => Promise.resolve('signed');
  const ports = { ...given.test.pullPorts, signHead, installed: { ...given.test.pullPorts.installed } }; // a catalogue without cached askers
  const mel = await w.tenant.person('Mel', 'member', { teamId: w.teams.t1 });
  const people = [w.ann, w.max, w.mia, w.moe, w.vic, mel];
  const pulls: DevicePull[] = [];
  const remember = async (person: TestDevice): Promise<void> => {
    await person.pull();
    const request: PullRequest = { at: person.at, heads: person.heads, limit: 1_000, schemas: {} };
    if (isUpToDate(request)) pulls.push({ asker: person.asker, request });
  };
  const acts = new RandomActs(w, random);
  for (let turn = 0; turn < 70; turn += 1) {
    await acts.next();
    if (turn === 30) await w.tenant.setRoles(w.max.userId, [{ role: 'member', teamId: w.teams.t2 }]);
    await remember(random.pick(people));
  }
  await pullForStreams(ports, w.tenant.orgId, pulls.slice(0, 1)); // caches the first one's earlier rights
  await w.tenant.setRoles(w.vic.userId, [{ role: 'viewer', teamId: w.teams.t2 }]);
  const together = await pullForStreams(ports, w.tenant.orgId, pulls);
  const pages: Page[] = [];
  for (const [place, { asker, request }] of pulls.entries()) {
    const answer = together[place] ?? 'alone';
    if (answer === 'alone') continue; // a person with new tokens is answered separately
    const alone = await pullWritten(answeringAlone(ports), asker, request);
    if (!answer.ok || !alone.ok) throw new Error('A pull was refused');
    expect(textOf(answer.value)).toBe(textOf(alone.value));
    pages.push(JSON.parse(textOf(answer.value)) as Page);
  }
  return pages;
}

describe('news that is read once for people with different rights', () => {
  it('[S-1, A-3, A-4, S-9] gives each person the same answer, byte for byte, as alone', async () => {
    const pages: Page[] = [];
    for (const seed of [1, 2, 3]) pages.push(...(await comparedPages(seed)));
    expect(pages.length).toBeGreaterThan(100);
    expect(pages.filter(({ rows }) => rows.some((row) => 'gone' in row)).length).toBeGreaterThan(20);
    expect(
      new Set(pages.map(({ next, rows }) => `${JSON.stringify(next.tokens)} ${rows.length}`)).size,
    ).toBeGreaterThan(50);
    const told = pages.flatMap(({ history }) => history);
    expect(told.some(({ kind, changed }) => kind === 'changed' && changed['teamId']?.[0] === null)).toBe(true); // became visible
    expect(told.some(({ changed }) => typeof changed['name']?.[0] === 'string')).toBe(true);
  });
});
