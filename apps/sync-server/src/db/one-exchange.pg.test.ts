import type { Statement } from '@outpost/domain/kernel/query/query-engine';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { type Database, readInTenant } from './database.ts';
import { withOwner } from './owner-connection.ts';
import { pgDatabase } from './pg-database.ts';

const tenants = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'] as const;
const [orgId] = tenants;

const statement = (sql: string, ...parameters: Statement['parameters']): Statement => ({ sql, parameters });
const pid = statement('select pg_backend_pid() as pid');
const setting = (name: string): Statement => statement(`select nullif(current_setting($1, true), '') as setting`, name);
const namesOfTenants = statement('select name from store.tenants');

let test: TestDatabase;
/** The same database over a single connection, so that every read uses the same one. */
let single: Database;
beforeAll(async () => {
  test = await makeTestDatabase(inject('postgresUrl'));
  single = pgDatabase(test.appUrl, { warn: () => undefined }, { connections: 1 });
  const make = (id: string): string =>
    `insert into store.tenants (org_id, name, currency, time_zone, created_at) values ('${id}', 'of ${id}', 'USD', 'UTC', '')`;
  await withOwner(test.ownerUrl, (owner) => owner.run(tenants.map(make).join(';')));
});
afterAll(async () => {
  await single.close();
  await test.drop();
});

const read = (...statements: readonly Statement[]) => single.read(statements);
/** Returns Postgres' process id of the connection. */
const connection = async (): Promise<unknown> => (await read(pid))[0]?.[0]?.['pid'];

describe('several statements in one exchange', () => {
  it('return each its own rows, also when the connection has prepared them', async () => {
    const asked = [
      statement('select n::bigint as n from generate_series(1, $1::integer) as n', 2),
      statement('select 1 as one where false'),
      statement(
        'select $1::jsonb as data, $2::text as nothing, decode($3, $4) as bytes',
        '{"a":[1]}',
        null,
        'ff',
        'hex',
      ),
      statement('select n::bigint as n from generate_series(1, $1::integer) as n', 1),
    ];
    const answers = [
      [{ n: 1 }, { n: 2 }],
      [],
      [{ data: { a: [1] }, nothing: null, bytes: Buffer.from([255]) }],
      [{ n: 1 }],
    ];
    for (let turn = 0; turn < 3; turn += 1) expect(await read(...asked)).toEqual(answers);
  });

  it('[P-2] never show one tenant the rows of another, turn by turn on the same connection', async () => {
    const connections = new Set<unknown>();
    for (let turn = 0; turn < 20; turn += 1)
      for (const tenant of tenants) {
        const answers = await readInTenant(single, { orgId: tenant }, [namesOfTenants, pid]);
        expect(answers[0]).toEqual([{ name: `of ${tenant}` }]);
        connections.add(answers[1]?.[0]?.['pid']);
      }
    expect(connections.size).toBe(1);
  });

  it('[P-2] leave no settings on the connection, whether they succeed or fail', async () => {
    const used = await connection();
    const usual = await read(setting('statement_timeout'), setting('transaction_read_only'), setting('enable_seqscan'));
    for (const last of [namesOfTenants, statement('select 1 / $1::integer', 0)]) {
      await readInTenant(single, { orgId, limitMs: 1_234 }, [last]).catch(() => undefined);
      expect(await read(setting('app.org_id'), namesOfTenants, pid)).toEqual([
        [{ setting: null }],
        [],
        [{ pid: used }],
      ]);
      const now = await read(setting('statement_timeout'), setting('transaction_read_only'), setting('enable_seqscan'));
      expect(now).toEqual(usual);
      const seen = await single.transaction('write', (tx) => tx.query(namesOfTenants.sql));
      expect(seen).toEqual([]);
    }
  });

  it('[P-2] cannot write', async () => {
    const writing = statement('update store.tenants set name = $1 returning name', 'taken over');
    await expect(readInTenant(single, { orgId }, [writing])).rejects.toMatchObject({ code: '25006' });
  });

  it('[E-1] fail as a whole, with the error of the first that failed, and leave the connection usable', async () => {
    const used = await connection();
    const doomed = read(pid, statement('select 1 / $1::integer as n', 0), statement('select $1::uuid as id', 'none'));
    await expect(doomed).rejects.toThrow('division by zero');
    expect(await read(statement('select 1 / $1::integer as n', 1), pid)).toEqual([[{ n: 1 }], [{ pid: used }]]);
  });

  it('run under their time limit, each by itself, and the connection stays open', async () => {
    const used = await connection();
    const sleep = (seconds: number): Statement => statement('select pg_sleep($1)', seconds);
    const asked = (...seconds: readonly number[]) =>
      readInTenant(single, { orgId, limitMs: 1_000 }, [...seconds.map(sleep), pid]);
    await expect(asked(5)).rejects.toMatchObject({ code: '57014' });
    const answers = await asked(0.6, 0.6); // together they take longer than the limit
    expect(answers.at(-1)).toEqual([{ pid: used }]);
  });
});

describe('a statement that a connection keeps', () => {
  it('is parsed again after an error in parsing, in its values, or because its table has changed', async () => {
    const used = await connection();
    const sql = 'select n from store.late where n > $1';
    await expect(read(statement(sql, 0))).rejects.toMatchObject({ code: '42P01' });
    const change = (statements: string) => withOwner(test.ownerUrl, (owner) => owner.run(statements));
    await change(
      'create table store.late (n integer); insert into store.late values (7); grant select on store.late to public',
    );
    await expect(read(statement(sql, 'seven'))).rejects.toMatchObject({ code: '22P02' });
    expect(await read(statement(sql, 1))).toEqual([[{ n: 7 }]]);
    await change('alter table store.late alter n type bigint');
    await expect(read(statement(sql, 1))).rejects.toMatchObject({ code: '0A000' });
    expect(await read(statement(sql, 1), pid)).toEqual([[{ n: 7 }], [{ pid: used }]]);
  });

  it('[P-4] is lost with its connection: current work fails, and the next gets another connection', async () => {
    const used = await connection();
    const isAsleep = statement(
      `select 1 as one from pg_stat_activity where pid = $1::integer and wait_event = 'PgSleep'`,
      Number(used),
    );
    const slow = read(pid, statement('select pg_sleep($1)', 20), pid);
    slow.catch(() => undefined); // checked below
    await expect.poll(async () => (await test.database.read([isAsleep]))[0]?.length, { timeout: 10_000 }).toBe(1);
    await withOwner(test.ownerUrl, (owner) => owner.run(`select pg_terminate_backend(${Number(used)})`));
    await expect(slow).rejects.toThrow(/terminat/);
    const next = await read(namesOfTenants, pid);
    expect(next[1]).not.toEqual([{ pid: used }]);
  });
});
