import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { inTenant, type Planning, unawaited } from './database.ts';
import { withOwner } from './owner-connection.ts';
import { pgliteDatabase } from './pglite-database.ts';
import { statementNames } from './prepared-statements.ts';

const orgId = '00000000-0000-7000-8000-00000000000a';

describe('a transaction on Postgres', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await makeTestDatabase(inject('postgresUrl'));
  });
  afterAll(() => test.drop());

  it('returns each of several simultaneous statements its own rows, in order', async () => {
    const numbers = Array.from({ length: 50 }, (_, place) => place);
    const answers = await test.database.transaction('snapshot', (tx) =>
      Promise.all(numbers.map((n) => tx.query<{ n: number }>('select $1::bigint as n', [n]))),
    );
    expect(answers).toEqual(numbers.map((n) => [{ n }]));
  });

  it('[P-2] shows nothing of a tenant to the transaction after it on the same connection', async () => {
    const setting = `select nullif(current_setting('app.org_id', true), '') as org`;
    const seen = await inTenant(test.database, { orgId, mode: 'snapshot' }, (tx) => tx.query(setting));
    expect(seen).toEqual([{ org: orgId }]);
    for (let turn = 0; turn < 5; turn += 1)
      expect(await test.database.transaction('write', (tx) => tx.query(setting))).toEqual([{ org: null }]);
  });

  it('[E-1] reports the first failure, not that of later statements, and undoes all', async () => {
    const make = `insert into store.tenants (org_id, name, currency, time_zone, created_at) values ($1, 'A', 'USD', 'UTC', '')`;
    const writing = inTenant(test.database, { orgId, mode: 'write' }, async (tx) => {
      const doomed = [tx.query(make, [orgId]), tx.query('select 1 / $1::integer', [0]), tx.query(make, [orgId])];
      const ended = await Promise.allSettled(doomed);
      const last = ended.at(-1);
      if (last?.status === 'rejected') throw last.reason;
    });
    await expect(writing).rejects.toThrow('division by zero');
    const left = await inTenant(test.database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query('select org_id from store.tenants'),
    );
    expect(left).toEqual([]);
  });

  it('[E-1] fails, and undoes all, where a statement failed for whose answer nobody waited', async () => {
    const lite = await PGlite.create();
    const made = 'create table store.made (n integer); grant all on store.made to outpost_app';
    await lite.exec(
      `create role outpost_app; create schema store; grant usage on schema store to outpost_app; ${made}`,
    );
    await withOwner(test.ownerUrl, (owner) => owner.run(made));
    for (const database of [test.database, pgliteDatabase(lite)]) {
      const failing = database.transaction('write', async (tx) => {
        await tx.query('insert into store.made (n) values (1)');
        unawaited(tx.query('select 1 / $1::integer', [0]));
      });
      await expect(failing).rejects.toThrow(/rolled back|division by zero/);
      await database.transaction('write', async (tx) => {
        unawaited(tx.query('insert into store.made (n) values (2)'));
        await Promise.resolve();
      });
      const left = await database.transaction('snapshot', (tx) => tx.query('select n from store.made'));
      expect(left).toEqual([{ n: 2 }]);
    }
    await lite.close();
  });

  it('[P-2] refuses statements of one part of the work after another has failed: somebody else may use the connection by then', async () => {
    const late = { asked: Promise.resolve<unknown>(undefined) };
    const failing = test.database.transaction('write', async (tx) => {
      const slow = async (): Promise<unknown> => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return tx.query('select 1');
      };
      late.asked = slow();
      late.asked.catch(() => undefined);
      await Promise.all([tx.query('select 1 / $1::integer', [0]), late.asked]);
    });
    await expect(failing).rejects.toThrow('division by zero');
    await expect(late.asked).rejects.toThrow('The transaction is over');
  });

  it('[P-2] reads by key with a plan made when the table was small and kept as it grows', async () => {
    await withOwner(test.ownerUrl, (owner) =>
      owner.run(
        `insert into store.record_home (org_id, id, entity) select '${orgId}', gen_random_uuid(), 'crm/deal' from generate_series(1, 5); analyze store.record_home`,
      ),
    );
    const text = 'select entity from store.record_home where org_id = $1 and id = any($2::uuid[])';
    const planUnder = (planning: Planning) =>
      inTenant(test.database, { orgId, mode: 'write', planning }, async (tx) => {
        const asked = `${text} -- ${planning}`;
        for (let turn = 0; turn < 8; turn += 1) await tx.query(asked, [orgId, [orgId]]);
        const [kept] = await tx.query<{ name: string; plans: number }>(
          'select name, generic_plans as plans from pg_prepared_statements where statement = $1',
          [asked],
        );
        const plan = await tx.query(`explain execute ${kept?.name ?? ''}('${orgId}', '{}')`);
        return { isKept: (kept?.plans ?? 0) > 0, readsAll: JSON.stringify(plan).includes('Seq Scan') };
      });
    expect(await planUnder('by-key')).toEqual({ isKept: true, readsAll: false });
    expect(await planUnder('by-question')).toMatchObject({ readsAll: true }); // the plan that `by-key` prevents
  });

  it('[P-4] does not take a transaction with an unnoticed failed statement for committed', async () => {
    const careless = test.database.transaction('write', async (tx) => {
      await tx.query('select 1 / $1::integer', [0]).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow('rolled back');
  });
});

describe('names of statements', () => {
  it('stay the same for a text, and are limited in number', () => {
    const nameOf = statementNames({ most: 2 });
    const [first, second] = [nameOf('select 1'), nameOf('select 2')];
    expect(first).not.toBe(second);
    expect([nameOf('select 1'), nameOf('select 3')]).toEqual([first, undefined]);
  });
});
