import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';
import { changeEdit } from '../testing/test-server.ts';
import { endTimedRoles } from './ended-roles.ts';

const given = givenServer();
const hourMs = 3_600_000;

async function worldWithTimedRole() {
  const w = await makeSalesWorld(given.test);
  const { tenant, moe, teams } = w;
  const until = new Date(given.test.clock.nowMs() + hourMs).toISOString();
  const own = { role: 'member', teamId: teams.t2 };
  await tenant.setRoles(moe.userId, [own, { role: 'viewer', teamId: teams.t1, until }]);
  const rolesNow = async () => {
    const [row] = await tenant.rows<{ memberships: JsonValue }>(
      "select fields->'memberships' as memberships from store.platform_person where id = $1",
      [moe.userId],
    );
    return namedRoles({ fields: { memberships: row?.memberships ?? null } });
  };
  const ports = { ...given.test.server.tenancy, log: { warn: () => expect.unreachable('a change was refused') } };
  return { w, own, until, rolesNow, ports, run: () => endTimedRoles(ports, tenant.orgId) };
}

it('[PLT-22] a role given for a time shows records until then; afterwards they are removed from the devices', async () => {
  const { w, own, until, rolesNow, run } = await worldWithTimedRole();
  const deal = w.id();
  await w.mia.do([w.deal(deal)]);
  await w.moe.pull();
  expect(w.moe.held.has(deal)).toBe(true);
  given.test.advance(hourMs - 1);
  await run();
  expect(await rolesNow()).toEqual([own, { role: 'viewer', teamId: w.teams.t1, until }]);
  given.test.advance(1);
  await run();
  await run();
  expect(await rolesNow()).toEqual([own]);
  await w.moe.pull();
  expect(w.moe.held.has(deal)).toBe(false);
  const labels = (await w.tenant.journal()).map(({ label }) => label);
  expect(labels.filter((label) => label === 'Took away roles whose time had ended')).toHaveLength(1);
});

it('[PLT-22] a change of the roles that is made meanwhile is kept', async () => {
  const { w, own, until, rolesNow, ports } = await worldWithTimedRole();
  given.test.advance(hourMs);
  const { database } = given.test;
  const added = [own, { role: 'viewer', teamId: w.teams.t1, until }, { role: 'viewer', teamId: null }];
  const meanwhile = [() => w.tenant.setRoles(w.moe.userId, added)];
  const slow: Database = {
    ...database,
    async transaction(mode, work) {
      const answer = await database.transaction(mode, work);
      await meanwhile.pop()?.();
      return answer;
    },
  };
  await endTimedRoles({ ...ports, database: slow }, w.tenant.orgId);
  expect(meanwhile).toEqual([]);
  expect(await rolesNow()).toEqual(added);
  await endTimedRoles(ports, w.tenant.orgId);
  expect(await rolesNow()).toEqual([own, { role: 'viewer', teamId: null }]);
});

it('[PLT-22] nobody gives a role for longer than they hold it themselves', async () => {
  const { w, own, until } = await worldWithTimedRole();
  await w.tenant.setRoles(w.max.userId, [{ role: 'admin', teamId: null, until }]);
  const before = [own, { role: 'viewer', teamId: w.teams.t1, until }];
  const give = (role: Readonly<Record<string, JsonValue>>) =>
    w.max.do([changeEdit(w.moe.userId, 'platform/person', { memberships: [before, [own, role]] })]);
  const later = new Date(Date.parse(until) + 1).toISOString();
  for (const role of [
    { role: 'admin', teamId: null },
    { role: 'admin', teamId: null, until: later },
  ])
    expect(await give(role)).toMatchObject({ refused: { [w.moe.userId]: { code: 'access/denied' } } });
  expect(await give({ role: 'viewer', teamId: w.teams.t1, until: 'soon' })).toMatchObject({
    refused: { [w.moe.userId]: { code: 'records/invalid' } },
  });
  expect(await give({ role: 'viewer', teamId: w.teams.t1, until })).toMatchObject({ refused: {} });
});
