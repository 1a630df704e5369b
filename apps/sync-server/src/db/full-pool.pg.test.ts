import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { makeSalesWorld } from '../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { makeTestServer, testPassword } from '../testing/test-server.ts';
import { type Database, inTenant } from './database.ts';
import { pgDatabase } from './pg-database.ts';

const quiet = { warn: () => undefined };
let test: TestDatabase;
let small: Database;
beforeAll(async () => {
  test = await makeTestDatabase(inject('postgresUrl'));
  small = pgDatabase(test.appUrl, quiet, { connections: 6, connectMs: 3_000 });
});
afterAll(async () => {
  await small.close();
  await test.drop();
});

/** Opens transactions that last until the test releases them. */
function holding(database: Database, orgId: string, count: number) {
  const state = { began: 0, letGo: (): void => undefined };
  const gate = new Promise<void>((resolve) => (state.letGo = resolve));
  const all = Array.from({ length: count }, () =>
    inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
      await tx.query('select 1');
      state.began += 1;
      await gate;
    }),
  );
  return { state, all };
}

it('[E-3] a tenant that asks for every connection gets its share, and its neighbour gets one immediately', async () => {
  const [attacker, neighbour] = [randomUUID(), randomUUID()];
  const { state, all } = holding(small, attacker, 20);
  while (state.began < 2) await new Promise((resolve) => setImmediate(resolve));
  const answered = await inTenant(small, { orgId: neighbour, mode: 'write' }, (tx) => tx.query('select 1 as one'));
  expect(answered).toEqual([{ one: 1 }]);
  expect(state.began).toBe(2);
  state.letGo();
  await Promise.all(all);
  expect(state.began).toBe(20);
});

it('[E-3] a full pool is answered by 503 with a time to retry, never by a fault', async () => {
  const server = await makeTestServer(small);
  const world = await makeSalesWorld(server);
  await world.tenant.person('Ada', 'owner', { email: 'ada@full-pool.example' });
  const device = { id: randomUUID(), name: 'A laptop' };
  const signedIn = await server.fetch('/auth/sign-in', {
    body: { email: 'ada@full-pool.example', password: testPassword, device },
  });
  const { accessToken: token } = (await signedIn.json()) as { accessToken: string };
  // Connections outside any tenant's share may be in use too: here the test holds them directly.
  const state = { began: 0, letGo: (): void => undefined };
  const gate = new Promise<void>((resolve) => (state.letGo = resolve));
  const all = Array.from({ length: 6 }, () =>
    small.transaction('snapshot', async (tx) => {
      await tx.query('select 1');
      state.began += 1;
      await gate;
    }),
  );
  while (state.began < 6) await new Promise((resolve) => setImmediate(resolve));
  const pull = { at: null, heads: [], limit: 10, schemas: {} };
  const asked = [
    ['/records/search', { text: 'a' }],
    ['/sync/pull', pull],
    ['/acts', { acts: [{ label: 'x', shape: 'each', edits: [] }] }],
  ] as const;
  const replies = await Promise.all(
    asked.map(async ([path, body]) => [path, await server.fetch(path, { body, token })] as const),
  );
  for (const [path, reply] of replies) {
    expect([path, reply.status]).toEqual([path, 503]);
    expect(reply.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(await reply.json()).toMatchObject({ code: 'server/busy', retry: 'after-wait' });
  }
  state.letGo();
  await Promise.all(all);
  expect((await server.fetch('/records/search', { body: { text: 'a' }, token })).status).toBe(200);
  await server.server.close();
});
