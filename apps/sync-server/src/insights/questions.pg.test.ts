import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { expect, it } from 'vitest';
import type { Database, Row } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';
import { made, type TestDevice } from '../testing/test-server.ts';
import { askList, askSearch } from './questions.ts';

const given = givenServer();

/** Wraps the store and notes how Postgres was to plan each exchange. */
function watching(inner: Database) {
  const plannings: string[] = [];
  const watched: Database = {
    ...inner,
    async read(statements) {
      const planning = { sql: `select current_setting('plan_cache_mode') as planning`, parameters: [] };
      const answers = await inner.read([...statements, planning]);
      plannings.push(String(answers.at(-1)?.[0]?.['planning']));
      return answers.slice(0, -1);
    },
  };
  return { plannings, watched };
}

it('[Q-4] the server plans a search once for all texts where all records are visible, otherwise for each', async () => {
  const w = await makeSalesWorld(given.test);
  const [crane, wall] = [w.id(), w.id()];
  await w.ann.do([w.deal(crane, { name: 'Harbour crane' }), w.deal(wall, { name: 'Harbour wall' }, { teamId: null })]);
  const { plannings, watched } = watching(given.test.database);
  const ports = { ...given.test.pullPorts, database: watched };
  const titlesFor = async ({ asker }: TestDevice, text: string): Promise<readonly string[]> => {
    const found = await askSearch(ports, asker, { text, entities: ['crm/deal'], limit: 10 });
    if (!found.ok) throw new Error(found.message);
    return found.value.map(({ title }) => title);
  };
  for (const person of [w.ann, w.max]) await titlesFor(person, 'harbour'); // the askers are cached from now on
  plannings.length = 0;
  expect(await titlesFor(w.ann, 'har')).toEqual(['Harbour crane', 'Harbour wall']);
  expect(await titlesFor(w.ann, 'cra')).toEqual(['Harbour crane']);
  expect(await titlesFor(w.max, 'har')).toEqual(['Harbour crane']);
  expect(plannings).toEqual(['force_generic_plan', 'force_generic_plan', 'auto']);
});

it('[Q-4] a search finds an account before the activities that name it, and phones by any run of four digits', async () => {
  const w = await makeSalesWorld(given.test);
  const [account, call] = [w.id(), w.id()];
  await w.ann.do([
    made(account, 'crm/account', { name: 'Zephyr', phone: '+15550142987' }),
    made(call, 'crm/activity', { about: `crm/account:${account}`, kind: 'call', subject: 'A call to Zephyr' }),
  ]);
  const find = async (text: string): Promise<readonly string[]> => {
    const found = await askSearch(given.test.pullPorts, w.ann.asker, { text, limit: 10 });
    if (!found.ok) throw new Error(found.message);
    return found.value.map(({ id }) => id);
  };
  expect(await find('zephyr')).toEqual([account, call]);
  expect(await find('01 42-98')).toEqual([account]);
  expect(await find('0143')).toEqual([]);
});

it('[A-2] the server answers by the present rights where they change during the question', async () => {
  const w = await makeSalesWorld(given.test);
  await w.ann.do([w.deal(w.id(), { name: 'Crane' }), w.deal(w.id(), { name: 'Wall' }, { ownerId: w.moe.userId, teamId: w.teams.t2 })]); // prettier-ignore
  const { database } = given.test;
  const between: (() => Promise<unknown>)[] = [];
  /** Each statement sees another snapshot, and a change happens after the first. */
  const slow: Database = {
    ...database,
    async read([setting, ...statements]) {
      const answers: (readonly Row[])[] = [[]];
      for (const statement of statements) {
        answers.push(...(await database.read([...(setting ? [setting] : []), statement])).slice(1));
        await between.pop()?.();
      }
      return answers;
    },
  };
  const question = listQuerySchema.parse({ entity: 'crm/deal' });
  const titles = async (): Promise<readonly unknown[]> => {
    const found = await askList({ ...given.test.pullPorts, database: slow }, w.max.asker, question);
    if (!found.ok) throw new Error(found.message);
    return found.value.rows.map(({ fields }) => fields['name']);
  };
  expect([await titles(), await titles()]).toEqual([['Crane'], ['Crane']]);
  const inTeam = (teamId: string) => [{ role: 'manager', teamId }];
  const moved = { memberships: [inTeam(w.teams.t1), inTeam(w.teams.t2)] } as const;
  between.push(() => w.ann.do([w.set(w.max.userId, moved, 'platform/person')]));
  expect(await titles()).toEqual(['Wall']);
  expect(between).toEqual([]);
});
