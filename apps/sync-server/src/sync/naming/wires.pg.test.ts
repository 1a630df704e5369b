import type { Page } from '@outpost/domain/sync/protocol';
import { type PreviousCheckpoint, previousPageSchema, previousWire } from '@outpost/domain/sync/previous-wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import type { TestDevice } from '../../testing/test-server.ts';
import { pull } from '../pull.ts';
import { sha256Base64Url } from './named-set.ts';

const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

/** A device of the previous wire, and the records that it holds, by the tokens that pages name. */
class PreviousDevice {
  readonly #person: TestDevice;
  at: PreviousCheckpoint | null = null;
  readonly held = new Map<string, readonly string[]>();

  constructor(person: TestDevice) {
    this.#person = person;
  }

  /** Takes pages until it is up to date; each must be of its wire. */
  async pull(limit: number): Promise<void> {
    for (let isMore = true; isMore;) {
      const request = { at: this.at, heads: [], limit, schemas: { 'crm/deal': 1 }, wire: previousWire } as const;
      const answer = await pull(given.test.pullPorts, this.#person.asker, { ...request, heads: [] });
      if (!answer.ok) throw new Error(answer.message);
      const { rows, tokens, next, done, head } = previousPageSchema.parse(answer.value);
      for (const [id, through] of this.held) if (!through.some((token) => tokens.includes(token))) this.held.delete(id);
      for (const row of rows) {
        if ('gone' in row) this.held.delete(row.id);
        else this.held.set(row.id, row.through);
      }
      this.at = next;
      isMore = !done || next.history < head.head[0];
    }
  }
}

const pageOf = async (device: TestDevice, limit: number): Promise<Page> => {
  const page = await device.page(limit);
  if (page.kind !== 'page') throw new Error(page.kind);
  return page;
};
const idsOf = (held: ReadonlyMap<string, unknown>): readonly string[] => [...held.keys()].sort();
const inTeams = (...teams: readonly string[]) => teams.map((teamId) => ({ role: 'manager', teamId }));

describe('the two wires that are served', () => {
  it('[S-7] [K-5] [T-28] bring the same records by the same tokens, through gains and losses, by pages of three rows', async () => {
    const person = await w.tenant.person('Wim', 'manager', { teamId: w.teams.t1 });
    const before = new PreviousDevice(person);
    const same = async (): Promise<void> => {
      await before.pull(3);
      await person.pull(3);
      expect(idsOf(person.held)).toEqual(idsOf(before.held));
      for (const [id, { through }] of person.held)
        expect([...through].sort()).toEqual([...(before.held.get(id) ?? [])].sort());
    };
    const deals = Array.from({ length: 6 }, () => w.id());
    await w.ann.do(deals.map((id, place) => w.deal(id, {}, { teamId: place % 2 === 0 ? w.teams.t1 : w.teams.t2 })));
    await same();
    expect(deals.filter((id) => person.held.has(id))).toHaveLength(3);
    await w.tenant.setRoles(person.userId, inTeams(w.teams.t1, w.teams.t2));
    await w.ann.do([w.set(deals[0] ?? '', { teamId: [w.teams.t1, null] }), w.deal(w.id(), {}, { teamId: w.teams.t2 })]);
    await same();
    await w.tenant.setRoles(person.userId, inTeams(w.teams.t2));
    await same();
    expect(deals.filter((id) => person.held.has(id))).toHaveLength(3);
    await w.tenant.setRoles(person.userId, []);
    await same();
    expect(person.held.size).toBe(0);
  });
});

describe('a gain', () => {
  it('[T-28] has one place for each kind, and tokens that are gained meanwhile wait until it ends', async () => {
    const { t1, t2 } = w.teams;
    const [early, ...later] = Array.from({ length: 4 }, () => w.id()); // ids are made in order
    await w.ann.do([w.deal(early ?? '', {}, { teamId: t2 }), ...later.map((id) => w.deal(id, {}, { teamId: t1 }))]);
    const person = await w.tenant.person('Gil', 'member');
    await person.pull();
    await w.tenant.setRoles(person.userId, inTeams(t1));
    const first = await pageOf(person, 4);
    expect(Object.keys(first.next.gain?.whole ?? {}).length).toBeGreaterThan(0);
    expect(first.next.gain?.had).not.toBe(first.next.tokens);
    await w.tenant.setRoles(person.userId, inTeams(t1, t2));
    const pages: Page[] = [first];
    while (pages.at(-1)?.next.gain) pages.push(await pageOf(person, 4));
    const last = pages.at(-1);
    expect([last?.done, person.held.has(early ?? '')]).toEqual([false, false]); // it has ended, and another gain follows
    expect(last?.next.tokens).toBe(first.next.tokens);
    await person.pull(4);
    expect([early ?? '', ...later].filter((id) => person.held.has(id))).toHaveLength(4);
  });

  it('[T-28] [A-4] tokens that are lost during it are lost with the next page', async () => {
    const { t1 } = w.teams;
    await w.ann.do(Array.from({ length: 5 }, () => w.deal(w.id(), {}, { teamId: t1 })));
    const person = await w.tenant.person('Los', 'member');
    await person.pull();
    await w.tenant.setRoles(person.userId, inTeams(t1));
    await pageOf(person, 4);
    expect(person.holds('crm/deal').length).toBeGreaterThan(0);
    await w.tenant.setRoles(person.userId, [{ role: 'member', teamId: null }]);
    const page = await pageOf(person, 1);
    expect([person.holds('crm/deal'), page.tokens === undefined]).toEqual([[], false]);
  });
});

describe('a digest', () => {
  it("[T-28] [A-5] of a colleague's tokens finds nothing, and so does not reveal the colleague's roles", async () => {
    await w.max.pull();
    await w.mia.pull();
    const ask = (at: Page['next'] | null, person: TestDevice) =>
      pull(given.test.pullPorts, person.asker, { at, heads: [], limit: 10, schemas: {} });
    expect(await ask(w.max.at, w.mia)).toEqual({ ok: true, value: { kind: 'unknown' } });
    expect(await ask(w.max.at, w.max)).toMatchObject({ value: { kind: 'page' } });
    const full = w.max.at && {
      ...w.max.at,
      tokens: [[['crm/deal'], [`team:${w.teams.t1}`]]] as [string[], string[]][],
    };
    const told = await ask(full, w.mia); // a false claim, which gives no access
    expect(told.ok && told.value.kind === 'page' && told.value.tokens).not.toContain(w.teams.t1);
  });

  it('[T-28] [K-5] of schema numbers that the server does not know is asked for in full, by pull and push, and then known', async () => {
    const schemas = { 'crm/deal': 1, 'crm/strange': 7 };
    const digest = 'x'.repeat(43);
    const ask = async (named: string | Record<string, number>) => {
      const answer = await pull(given.test.pullPorts, w.mia.asker, { at: null, heads: [], limit: 10, schemas: named });
      return answer.ok ? answer.value.kind : answer.code;
    };
    expect(await ask(digest)).toBe('unknown');
    expect(await ask(schemas)).toBe('page');
    expect(await ask(sha256Base64Url('[["crm/deal",1],["crm/strange",7]]'))).toBe('page');
    expect(await ask({ 'crm/deal': 99 })).toBe('sync/client-too-new');
    expect(await ask(sha256Base64Url('[["crm/deal",99]]'))).toBe('unknown'); // a build that is not served is not remembered
  });
});
