import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { made, testPassword } from '../testing/test-server.ts';

const given = givenServer();
let own: SalesWorld;
let other: SalesWorld;
let app: pg.Client;
let owner: pg.Client;

beforeAll(async () => {
  [own, other] = [await makeSalesWorld(given.test), await makeSalesWorld(given.test)];
  for (const world of [own, other]) {
    const deal = world.id();
    await world.ann.do([world.deal(deal, { externalKey: 'K' }), world.task(world.id(), deal)]);
    await world.ann.do([world.set(deal, { life: ['alive', 'deleted'] })], { group: world.id() });
    const boats = { name: 'boat', label: 'Boat', labelMany: 'Boats' };
    await world.ann.do([made(world.id(), 'platform/custom-object', boats)]);
    await world.ann.do([made(world.id(), 'own/boat', { name: 'Swift' })]);
    const person = await world.tenant.person('Pat', 'member', { email: `pat-${world.tenant.orgId}@example.com` });
    await given.test.fetch('/auth/sign-in', {
      body: {
        email: `pat-${world.tenant.orgId}@example.com`,
        password: testPassword,
        device: { id: person.device, name: 'x' },
      },
    });
  }
  app = new pg.Client({ connectionString: given.database.appUrl });
  owner = new pg.Client({ connectionString: given.database.ownerUrl });
  await Promise.all([app.connect(), owner.connect()]);
});
afterAll(async () => {
  await Promise.all([app.end(), owner.end()]);
});

type Relation = {
  readonly name: string;
  readonly kind: string;
  readonly hasOrg: boolean;
  readonly readable: boolean;
  readonly forced: boolean;
};
/** Returns all our tables and views from Postgres' catalogue, so that a new one is tested automatically. */
async function relations(): Promise<readonly Relation[]> {
  const { rows } = await owner.query<Relation>(
    `select format('%I.%I', n.nspname, c.relname) as name, c.relkind::text as kind, c.relrowsecurity and c.relforcerowsecurity as forced,
       exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped) as "hasOrg",
       has_table_privilege('outpost_app', c.oid, 'select') as readable
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg_temp%' order by 1`,
  );
  return rows;
}
const asTenant = async <T>(orgId: string | null, work: () => Promise<T>): Promise<T> => {
  await app.query('begin');
  try {
    if (orgId !== null) await app.query(`select set_config('app.org_id', $1, true)`, [orgId]);
    return await work();
  } finally {
    await app.query('rollback');
  }
};

describe('row security', () => {
  it('[P-2] is forced on every table with a tenant; the app owns and bypasses nothing', async () => {
    const all = await relations();
    expect(all.filter(({ kind, hasOrg, forced }) => kind !== 'v' && hasOrg && !forced)).toEqual([]);
    const { rows } = await owner.query(
      `select rolname from pg_roles r where rolname in ('outpost_app', 'outpost_identity') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`,
    );
    expect(rows).toEqual([]);
    const { rows: owned } = await owner.query(
      `select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('outpost_app', 'outpost_identity')`,
    );
    expect(owned).toEqual([]);
  });

  it("[P-2] every table and view shows the app's role its own tenant's rows, none of another's, and nothing without a tenant", async () => {
    let asked = 0;
    for (const { name, kind, hasOrg, readable } of await relations()) {
      if (!readable) continue;
      const count = async (): Promise<number> =>
        Number((await app.query<{ count: string }>(`select count(*) from ${name}`)).rows[0]?.count);
      if (hasOrg) {
        const seen = await asTenant(own.tenant.orgId, async () =>
          (await app.query<{ org_id: string }>(`select distinct org_id from ${name}`)).rows.map((row) => row.org_id),
        );
        expect({ name, strangers: seen.filter((orgId) => orgId !== own.tenant.orgId) }).toEqual({
          name,
          strangers: [],
        });
      }
      if (hasOrg || kind === 'v') {
        expect({ name, unset: await asTenant(null, count) }).toEqual({ name, unset: 0 });
        asked += 1;
      }
      if (kind === 'v') {
        const truth = await owner.query<{ count: string }>(
          `select count(*) from ${name.replace('report.', 'store.')} where org_id = $1`,
          [own.tenant.orgId],
        );
        expect({ name, rows: await asTenant(own.tenant.orgId, count) }).toEqual({
          name,
          rows: Number(truth.rows[0]?.count),
        });
      }
    }
    expect(asked).toBeGreaterThan(35);
  });

  it('[P-2] a view uses the rights of the asker', async () => {
    const { rows } = await owner.query(
      `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and n.nspname in ('store', 'report', 'auth')
       and not coalesce(c.reloptions @> array['security_invoker=true'] or c.reloptions @> array['security_invoker=on'], false)`,
    );
    expect(rows).toEqual([]);
  });

  it("[P-2] writing another tenant's row, or moving one there, fails", async () => {
    const insert = asTenant(own.tenant.orgId, () =>
      app.query('insert into store.undone_group (org_id, id) values ($1, gen_random_uuid())', [other.tenant.orgId]),
    );
    await expect(insert).rejects.toThrow(/row-level security/);
    const move = asTenant(own.tenant.orgId, () =>
      app.query('update store.device set org_id = $1', [other.tenant.orgId]),
    );
    await expect(move).rejects.toThrow(/row-level security/);
  });

  it('[P-5] the app may add to the journal, and neither change nor delete a row; it runs no DDL and reads no identity', async () => {
    for (const statement of [
      `update store.journal set payload = null`,
      'delete from store.journal',
      'truncate store.journal',
      'create table store.mine ()',
      'alter table store.journal disable row level security',
      'select id from auth.identity',
      'delete from outpost_meta.migration',
      'update outpost_meta.migration set number = 0',
      "insert into outpost_meta.migration (number, name, checksum) values (999, 'x', 'x')",
      'create table outpost_meta.mine ()',
      'set role outpost_identity',
      "call store.protect('store.journal')",
    ]) {
      const outcome = await asTenant(own.tenant.orgId, () => app.query(statement)).then(
        () => 'done',
        (error: unknown) => (error instanceof Error ? error.message : 'failed'),
      );
      expect({ statement, outcome }).toEqual({
        statement,
        outcome: expect.stringMatching(/permission denied|must be owner/) as string,
      });
    }
  });

  it('[P-2] the way across tenants before sign-in goes by one address or identity at a time, or stays in the present tenant', async () => {
    const { rows } = await owner.query<{ proname: string }>(
      `select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('auth', 'store', 'report') and prosecdef and has_function_privilege('outpost_app', p.oid, 'execute') order by 1`,
    );
    expect(rows.map(({ proname }) => proname)).toEqual([
      'account_erasures_by', // by the secret code of a mail, as `recovery_by`
      'account_of',
      'add_factor',
      'add_passkey',
      'addresses_of',
      'begin_ending',
      'change_address',
      'change_password',
      'erase_tenant',
      'factors_of',
      'find_former_invite',
      'find_identity',
      'find_invite',
      'find_passkey',
      'give_password',
      'is_visited_host', // says of one website whether any tenant notes its visits, which its pages tell themselves
      'make_identity',
      'memberships_of',
      'move_account',
      'note_of_account',
      'passkeys_of',
      'people_at',
      'providers_of_domain',
      'recovery_by',
      'remove_factors',
      'rename_factor',
      'slug_is_kept',
      'stop_ending',
      'take_backup_code',
      'take_step',
      'tenant_ids',
      'tenant_of_provider',
      'tenants_with_events',
      'use_factor',
      'use_passkey',
    ]);
  });
});
