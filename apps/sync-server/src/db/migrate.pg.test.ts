import { randomBytes } from 'node:crypto';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { entityPlanOf, statementsBetween } from './entity-plan.ts';
import { migrate, type OwnerConnection } from './migrate.ts';
import { readMigrations } from './migrations.ts';
import { withOwner } from './owner-connection.ts';

const names: string[] = [];
async function onFresh<T>(work: (owner: OwnerConnection, url: string) => Promise<T>): Promise<T> {
  const name = `migrate_${randomBytes(6).toString('hex')}`;
  names.push(name);
  await withOwner(inject('postgresUrl'), (root) => root.run(`create database ${name}`));
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return withOwner(url.href, (owner) => work(owner, url.href));
}
afterAll(() => withOwner(inject('postgresUrl'), async (root) => {
  for (const name of names) await root.run(`drop database if exists ${name} with (force)`);
})); // prettier-ignore

/** Returns everything in the schema that a person could see: columns, indexes, policies, views, rights. */
async function schemaOf(owner: OwnerConnection): Promise<readonly string[]> {
  const rows = await owner.rows(`
    select format('column %s.%s.%s %s %s %s', table_schema, table_name, column_name, data_type, is_nullable, coalesce(generation_expression, '')) as line from information_schema.columns where table_schema in ('store', 'report')
    union all select format('index %s', indexdef) from pg_indexes where schemaname = 'store'
    union all select format('policy %s.%s %s %s %s', schemaname, tablename, policyname, qual, with_check) from pg_policies where schemaname = 'store'
    union all select format('right %s.%s %s %s', table_schema, table_name, grantee, privilege_type) from information_schema.role_table_grants where table_schema in ('store', 'report') and grantee like 'outpost%'
    union all select format('view %s %s', viewname, definition) from pg_views where schemaname = 'report'
    order by 1`);
  return rows.map((row) => String(row['line']));
}

describe('migrating', () => {
  it('[P-1] runs each migration once, however often it is started, also several times in parallel', async () => {
    await onFresh(async (owner, url) => {
      const all = readMigrations().map(({ number }) => number);
      const runs = await Promise.all([migrate(owner), withOwner(url, (second) => migrate(second))]);
      expect(runs.map((ran) => ran.length).sort((a, b) => a - b)).toEqual([0, all.length]);
      expect(await migrate(owner)).toEqual([]);
    });
  });

  it('[P-1] the migrated schema equals the schema made from the declarations alone', async () => {
    const migrated = await onFresh(async (owner) => {
      await migrate(owner);
      return schemaOf(owner);
    });
    const fresh = await onFresh(async (owner) => {
      const isGenerated = (statements: string) => statements.startsWith('-- Written by `npm run migration`');
      const byHand = readMigrations().filter(({ statements }) => !isGenerated(statements));
      await migrate(owner, byHand);
      for (const statement of statementsBetween({ tables: [] }, entityPlanOf(installedCatalogue.entities.values())))
        await owner.run(statement);
      return schemaOf(owner);
    });
    expect(migrated.length).toBeGreaterThan(400);
    expect(migrated).toEqual(fresh);
  });

  it('[CMP-11] members of campaigns of several steps walk on, and those that answered have ended', async () => {
    await onFresh(async (owner) => {
      const all = readMigrations();
      await migrate(
        owner,
        all.slice(
          0,
          all.findIndex(({ name }) => name === 'walks-of-campaigns'),
        ),
      );
      const [org, steps, plain, waiting, sent, answered] = ['1', '2', '3', '4', '5', '6'].map((last) => `0190b1f2-7c00-7000-8000-00000000000${last}`); // prettier-ignore
      const tables = ['crm_campaign', 'campaign_member', 'campaign_walk'];
      for (const table of tables) await owner.run(`alter table store.${table} no force row level security`);
      for (const [id, plan] of [
        [steps, '{"plan": {"steps": [{}, {}]}}'],
        [plain, '{"plan": {}}'],
      ] as const)
        await owner.run(`insert into store.crm_campaign (org_id, id, schema, version, life, shared_with, fields, created_at, created_by, updated_at, updated_by, keys)
          values ('${org}', '${id}', 1, 1, 'alive', '{}', '${plan}', '2026-11-01', '${org}', '2026-11-01', '${org}', '{}')`);
      const member = (campaign: string | undefined, record: string | undefined, more: string) =>
        owner.run(`insert into store.campaign_member (org_id, campaign_id, record_id, step, entity, part, round, state, wrote_at, sent_at, replied_at)
          values ('${org}', '${campaign}', '${record}', ${more})`); // prettier-ignore
      await member(steps, waiting, "'first', 'crm/contact', 'rest', 1, 'written', '2026-11-02', null, null");
      await member(steps, sent, "'first', 'crm/contact', 'rest', 1, 'sent', '2026-11-02', '2026-11-03', null");
      await member(plain, sent, "'first', 'crm/contact', 'rest', 1, 'sent', '2026-11-02', '2026-11-03', null");
      await member(
        steps,
        answered,
        "'first', 'crm/contact', 'rest', 1, 'sent', '2026-11-02', '2026-11-03', '2026-11-04'",
      );
      await member(steps, answered, "'again', 'crm/contact', 'test', 0, 'waits', null, null, null");
      await owner.run(
        `insert into store.campaign_walk (org_id, campaign_id, record_id, place, since, awaits) values ('${org}', '${steps}', '${answered}', 2, '2026-11-03', 'again')`,
      );
      for (const table of tables) await owner.run(`alter table store.${table} force row level security`);
      await migrate(owner);
      for (const table of tables) await owner.run(`alter table store.${table} no force row level security`);
      expect(await owner.rows('select campaign_id, record_id, place, next_at, awaits, ended from store.campaign_walk order by record_id')).toEqual([
        { campaign_id: steps, record_id: waiting, place: 0, next_at: null, awaits: 'first', ended: null },
        { campaign_id: steps, record_id: sent, place: 0, next_at: '2026-11-03', awaits: null, ended: null },
        { campaign_id: steps, record_id: answered, place: 1, next_at: null, awaits: null, ended: 'replied' },
      ]); // prettier-ignore
      expect(await owner.rows("select state, reason from store.campaign_member where step = 'again'")).toEqual([{ state: 'left-out', reason: 'answered' }]); // prettier-ignore
    });
  });

  it('[K-1] ids of erased records stay used, and cancelled intents are distinguished from those carried out', async () => {
    await onFresh(async (owner) => {
      const all = readMigrations();
      const place = all.findIndex(({ name }) => name === 'used-ids');
      await migrate(owner, all.slice(0, place));
      const [org, erased, kept, act] = ['1', '2', '3', '4'].map((last) => `0190b1f2-7c00-7000-8000-00000000000${last}`);
      for (const table of ['journal', 'record_home', 'intent'])
        await owner.run(`alter table store.${table} no force row level security`);
      await owner.run(`insert into store.journal (org_id, n, kind, at, record, act, digest, hash) values
        ('${org}', 1, 'created', '2026-01-01', '${erased}', '${act}', '\\x01', '\\x01'),
        ('${org}', 2, 'erased', '2026-07-01', '${erased}', null, '\\x01', '\\x01')`);
      await owner.run(`insert into store.record_home (org_id, id, entity) values ('${org}', '${kept}', 'crm/deal')`);
      await owner.run(`insert into store.intent (org_id, intent, id, status, n, outcome) values
        ('${org}', 'email:crm/activity', '${erased}', 'done', 1, null),
        ('${org}', 'email:crm/activity', '${kept}', 'done', 1, '{"status":"sent"}')`);
      for (const table of ['journal', 'record_home', 'intent'])
        await owner.run(`alter table store.${table} force row level security`);
      await migrate(owner);
      for (const table of ['record_home', 'intent']) {
        const [row] = await owner.rows(
          `select relforcerowsecurity as forced from pg_class where oid = 'store.${table}'::regclass`,
        );
        expect(row).toEqual({ forced: true });
        await owner.run(`alter table store.${table} no force row level security`);
      }
      expect(await owner.rows('select id, entity from store.record_home order by id')).toEqual([
        { id: erased, entity: 'erased' },
        { id: kept, entity: 'crm/deal' },
      ]);
      expect(await owner.rows('select id, status from store.intent order by id')).toEqual([
        { id: erased, status: 'dropped' },
        { id: kept, status: 'done' },
      ]);
    });
  });

  it('[P-1] a failed migration leaves no changes, and the error names it', async () => {
    await onFresh(async (owner) => {
      const broken = {
        number: 1,
        name: 'broken',
        statements: 'create table public.half (id int); select 1 / 0;',
        checksum: 'x',
      };
      await expect(migrate(owner, [broken])).rejects.toThrow('Migration 1 (broken) failed: division by zero');
      expect(await owner.rows(`select to_regclass('public.half') as half`)).toEqual([{ half: null }]);
    });
  });

  it('[P-1] refuses a released migration that was edited, and a database of a newer build', async () => {
    await onFresh(async (owner) => {
      const [one] = readMigrations();
      if (!one) throw new Error('no migrations');
      await migrate(owner, [one]);
      await expect(migrate(owner, [{ ...one, checksum: 'edited' }])).rejects.toThrow(
        'Released migrations are not edited',
      );
      await expect(migrate(owner, [])).rejects.toThrow('newer Outpost');
    });
  });
});
