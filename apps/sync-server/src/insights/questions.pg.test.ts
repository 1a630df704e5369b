import { expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';
import type { TestDevice } from '../testing/test-server.ts';
import { askSearch } from './questions.ts';

const given = givenServer();

/** The store, whose transactions note before they end how Postgres was to plan their statements. */
function watching(inner: Database) {
  const plannings: string[] = [];
  const watched: Database = {
    ...inner,
    transaction: (mode, work) =>
      inner.transaction(mode, async (tx) => {
        const answer = await work(tx);
        const [row] = await tx.query<{ planning: string }>(`select current_setting('plan_cache_mode') as planning`);
        plannings.push(row?.planning ?? '');
        return answer;
      }),
  };
  return { plannings, watched };
}

it('[Q-4] plans a search once for all texts where all records are in sight, and else for each', async () => {
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
  for (const person of [w.ann, w.max]) await titlesFor(person, 'harbour'); // who asks is known from now on
  plannings.length = 0;
  expect(await titlesFor(w.ann, 'harb')).toEqual(['Harbour crane', 'Harbour wall']);
  expect(await titlesFor(w.ann, 'cran')).toEqual(['Harbour crane']);
  expect(await titlesFor(w.max, 'harb')).toEqual(['Harbour crane']);
  expect(plannings).toEqual(['force_generic_plan', 'force_generic_plan', 'auto']);
});
