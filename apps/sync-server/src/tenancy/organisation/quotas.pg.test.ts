import type { Act } from '@outpost/domain/kernel/acts/act';
import { beforeEach, describe, expect, it } from 'vitest';
import { push } from '../../sync/push.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import type { TestDevice } from '../../testing/test-server.ts';
import { setPlan } from './plan.ts';

const given = givenServer();
let w: SalesWorld;
let before = 0;
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  before = await counted();
});

/** Counts the living records that the quota of all records counts, from the tables. */
async function counted(): Promise<number> {
  const rows = await w.tenant.rows<{ entity: string; alive: number }>(
    "select entity, alive::int as alive from store.record_count where entity like 'crm/%'",
  );
  return rows.reduce((sum, { alive }) => sum + alive, 0);
}
const limit = (quotas: Readonly<Record<string, number>>) =>
  setPlan(given.test.server.tenancy, { orgId: w.tenant.orgId, plan: 'small', quotas });
async function decided({ asker, device }: TestDevice, acts: readonly Act[]) {
  const answer = await push(given.test.pushPorts, asker, { device, heads: [], schemas: {}, acts });
  if (!answer.ok || answer.value.kind !== 'decided') throw new Error(JSON.stringify(answer));
  return answer.value.answers;
}
const total = async () => {
  const rows = await w.tenant.rows<{ used: number }>(
    "select sum(alive)::int as used from store.record_count where entity <> all('{platform/person,platform/role,platform/team,platform/installed-pack,platform/organisation}')",
  );
  return rows[0]?.used ?? 0;
};

describe('[PLT-26] a limit on records', () => {
  it('refuses the act that would pass it, with the limit and whom to ask; deleting makes room', async () => {
    const most = (await total()) + 2;
    await limit({ records: most });
    const [one, two, three] = [w.id(), w.id(), w.id()];
    const answers = await decided(w.mia, [
      w.mia.act([w.deal(one)]),
      w.mia.act([w.deal(two), w.deal(three)]),
      w.mia.act([w.deal(two)]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'refused', 'accepted']);
    const told = Object.values(answers[1]?.refused ?? {}).find(({ code }) => code === 'quota/reached');
    expect(told).toMatchObject({
      message: `Your organisation may have ${most} records. There is no room for 2 more. Ask an administrator of your organisation for more, or delete some. Your entries stay on your device.`,
      details: { quota: 'records', limit: most },
    });
    expect(told?.details).not.toHaveProperty('used'); // Mia does not see all records
    const gone = w.mia.act([w.set(one, { life: ['alive', 'deleted'] })]);
    const [, again, back] = await decided(w.mia, [
      gone,
      w.mia.act([w.deal(three)]),
      w.mia.act([], { undoes: gone.id }),
    ]);
    expect([again?.status, back?.status]).toEqual(['accepted', 'refused']);
  });

  it('tells administrators the number in use as well', async () => {
    const inUse = await total();
    await limit({ records: inUse + 1 });
    const deals = [w.id(), w.id(), w.id()];
    const act = { ...w.ann.act(deals.map((id) => w.deal(id))), shape: 'each' as const };
    const [answer] = await decided(w.ann, [act]);
    const told = Object.values(answer?.refused ?? {});
    expect(told.map(({ details }) => details)).toEqual(
      Array(2).fill({ quota: 'records', limit: inUse + 1, used: inUse }),
    );
    expect(told[0]?.message).toMatch(
      new RegExp(
        `may have ${inUse + 1} records, and has ${inUse}\\. There is no room for 3 more\\. Ask an administrator`,
        'u',
      ),
    );
  });

  it('[S-2] accepts the rows of an import that fit, and refuses the rest by record', async () => {
    await limit({ records: (await total()) + 2 });
    const ids = [w.id(), w.id(), w.id(), w.id()];
    const [answer] = await decided(w.mia, [{ ...w.mia.act(ids.map((id) => w.deal(id))), shape: 'each' }]);
    expect([
      Object.keys(answer?.versions ?? {}).length,
      Object.values(answer?.refused ?? {}).map(({ code }) => code),
    ]).toEqual([2, ['quota/reached', 'quota/reached']]);
  });

  it('is not passed by simultaneous writes of many people', async () => {
    await limit({ records: (await total()) + 5 });
    const people = [w.mia, w.moe, w.ann];
    const answers = await Promise.all(
      people.flatMap((who) => [
        decided(
          who,
          Array.from({ length: 4 }, () => who.act([w.deal(w.id())])),
        ),
      ]),
    );
    expect(answers.flat().filter(({ status }) => status === 'accepted')).toHaveLength(5);
    expect(await counted()).toBe(before + 5);
  });

  it('leaves a change of records alone, at the limit and beyond it', async () => {
    const deal = w.id();
    await w.mia.do([w.deal(deal)]);
    await limit({ records: 0 });
    const [answer] = await decided(w.mia, [w.mia.act([w.set(deal, { name: ['Deal', 'Other'] })])]);
    expect(answer?.status).toBe('accepted');
  });

  it('of one kind counts that kind alone: people', async () => {
    const [row] = await w.tenant.rows<{ alive: number }>(
      "select count(*)::int as alive from store.platform_person where life = 'alive'",
    );
    await limit({ people: row?.alive ?? 0 });
    const person = {
      id: w.id(),
      entity: 'platform/person',
      create: {
        schema: 1,
        ownerId: null,
        teamId: null,
        sharedWith: [],
        fields: { name: 'New', email: 'new@example.com', status: 'not-invited', memberships: [] },
      },
    };
    const [refused, accepted] = await decided(w.ann, [w.ann.act([person]), w.ann.act([w.deal(w.id())])]);
    expect(refused?.refused[person.id]).toMatchObject({
      code: 'quota/reached',
      message: expect.stringMatching(
        /may have \d+ people, and has \d+\. There is no room for 1 more\. Ask an admin/u,
      ) as string,
      details: { quota: 'people', limit: row?.alive, used: row?.alive },
    });
    expect(accepted?.status).toBe('accepted');
  });

  it('counts exactly the rows of the tables', async () => {
    const kinds = await w.tenant.rows<{ entity: string; alive: number }>(
      'select entity, alive::int as alive from store.record_count where alive <> 0 order by entity',
    );
    for (const { entity, alive } of kinds) {
      const table = entity.replace('/', '_').replaceAll('-', '_');
      const [row] = await w.tenant.rows<{ n: number }>(
        `select count(*)::int as n from store.${table} where life = 'alive'`,
      );
      expect([entity, alive]).toEqual([entity, row?.n]);
    }
    expect(kinds.length).toBeGreaterThan(3);
  });
});
