import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { type ListQueryInput, listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { expect, it } from 'vitest';
import { type Asker, readAsker } from '../access/asker.ts';
import { inTenant } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';
import type { TestDevice } from '../testing/test-server.ts';
import { AskersQuestions } from './askers-questions.ts';
import { askList } from './questions.ts';

const given = givenServer();
const listOf = (query: Omit<ListQueryInput, 'entity'>) => listQuerySchema.parse({ entity: 'crm/deal', ...query });

const askerOf = ({ asker: { orgId, userId } }: TestDevice): Promise<Asker> => {
  const { database, installed } = given.test.pullPorts;
  return inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readAsker(tx, { orgId, userId, installed }));
};

it('[Q-5] a question is compiled once for the same asker, and again for another one and after a change of rights', async () => {
  const w = await makeSalesWorld(given.test);
  const compiled: string[] = [];
  const questions = new AskersQuestions((ground, query: ReturnType<typeof listOf>) => {
    compiled.push(ground.asking.userId);
    return compileList(ground, query);
  });
  const { clock } = given.test.pullPorts;
  const question = listOf({ sort: [{ field: 'name', direction: 'asc' }] });
  const [mia, max] = [await askerOf(w.mia), await askerOf(w.max)];
  const first = questions.for(clock, mia, question);
  expect(questions.for(clock, mia, listOf({ sort: [{ field: 'name', direction: 'asc' }] }))).toBe(first);
  questions.for(clock, mia, listOf({ sort: [{ field: 'name', direction: 'desc' }] }));
  expect(compiled).toEqual([w.mia.userId, w.mia.userId]);
  questions.for(clock, max, question);
  expect(compiled.at(-1)).toBe(w.max.userId);
  const roles = {
    memberships: [[{ role: 'member', teamId: w.teams.t1 }], [{ role: 'manager', teamId: w.teams.t1 }]],
  } as const;
  expect((await w.ann.do([w.set(w.mia.userId, roles, 'platform/person')])).status).toBe('accepted');
  const again = await askerOf(w.mia);
  expect(questions.for(clock, again, question)).not.toBe(first);
  expect(again.tokens).not.toEqual(mia.tokens);
});

it('[Q-3] a question about this month is compiled again next month', async () => {
  const w = await makeSalesWorld(given.test);
  const deal = w.id();
  await w.ann.do([w.deal(deal, { closesOn: '2026-11-20' })]);
  const question = listOf({ where: { field: 'closesOn', op: 'within', value: 'this-month' } });
  const foundAt = async (now: string): Promise<readonly string[]> => {
    const ports = { ...given.test.pullPorts, clock: { nowMs: () => Date.parse(now) } };
    const found = await askList(ports, w.ann.asker, question);
    if (!found.ok) throw new Error(found.message);
    return found.value.rows.map(({ id }) => id);
  };
  expect(await foundAt('2026-11-02T12:00:00Z')).toEqual([deal]);
  expect(await foundAt('2026-11-28T12:00:00Z')).toEqual([deal]);
  expect(await foundAt('2026-12-02T12:00:00Z')).toEqual([]);
});
