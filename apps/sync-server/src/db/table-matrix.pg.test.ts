import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';

const given = givenServer();
const mine = randomUUID();
const theirs = randomUUID();
let owner: pg.Client;

beforeAll(async () => {
  owner = new pg.Client({ connectionString: given.database.ownerUrl });
  await owner.connect();
});
afterAll(() => owner.end());

/** The rights of the app to all rows of a table, and the columns that it may change. */
type Rights = { readonly may: readonly ('select' | 'insert' | 'delete')[]; readonly changes: readonly string[] };
const asksAll = ['select', 'insert', 'delete'] as const;

/**
 * The tables without a tenant's column. `identity`: the app reaches them only by functions of the schema `auth`.
 * Rights: the app may do this and no more. Only its statements limit its questions. All other tables belong to tenants.
 */
const withoutTenant: Readonly<Record<string, 'identity' | Rights>> = {
  'auth.attempt': { may: asksAll, changes: ['failures', 'locked_until_ms', 'told_ms', 'touched_ms', 'tried_ms', 'was_admitted'] },
  'auth.code': { may: asksAll, changes: ['code_mac', 'ticket', 'tries'] },
  'auth.erased_files': { may: ['select', 'delete'], changes: [] },
  'auth.factor': 'identity',
  'auth.hand_back': { may: asksAll, changes: ['browser', 'code', 'expires_ms', 'memory', 'outcome'] },
  'auth.identity': 'identity',
  'auth.mail': { may: asksAll, changes: ['begun_ms', 'due_ms', 'tries'] },
  'auth.passkey': 'identity',
  'auth.passkey_answer': { may: asksAll, changes: ['expires_ms'] },
  'auth.passkey_ceremony': { may: asksAll, changes: ['challenge', 'tries'] },
  'auth.rate_limit': { may: asksAll, changes: ['expire', 'points'] },
  'auth.spray': { may: asksAll, changes: ['failures', 'since_ms'] },
  'auth.unplaced_event': 'identity',
  'host.running_time': { may: ['select'], changes: ['beat', 'keeper', 'seen_at_ms', 'stopped', 'total_ms'] },
  'outpost_meta.migration': { may: ['select'], changes: [] },
  'pgboss.bam': { may: [], changes: [] },
  'pgboss.job': { may: ['select', 'insert', 'delete'], changes: ['heartbeat_on', 'retry_count', 'started_on', 'state'] },
  'pgboss.job_dependency': { may: ['select', 'delete'], changes: [] },
  'pgboss.queue': { may: ['select', 'insert'], changes: ['active_count', 'completed_delta', 'created_delta', 'deferred_count', 'delta_on', 'delta_seconds', 'failed_count', 'failed_delta', 'maintain_on', 'monitor_claim_on', 'monitor_on', 'queued_count', 'ready_count', 'ready_history', 'singletons_active', 'total_count'] },
  'pgboss.queue_stats': { may: [], changes: [] },
  'pgboss.schedule': { may: [], changes: [] },
  'pgboss.subscription': { may: [], changes: [] },
  'pgboss.version': { may: ['select'], changes: ['monitor_backoff_on'] },
  'pgboss.warning': { may: ['select', 'delete'], changes: [] },
}; // prettier-ignore

/** The roles under which the server asks. */
const askers = ['outpost_app', 'outpost_eraser'] as const;
/** Refused because a right is missing, or by a policy of row security. */
const insufficientPrivilege = '42501';

type Column = { readonly name: string; readonly type: string; readonly category: string };
type Table = { readonly name: string; readonly tenantColumn: string | null; readonly columns: readonly Column[] };

/** Returns all tables of ours from Postgres' catalogue, so that a new one is tested automatically. */
async function tables(): Promise<readonly Table[]> {
  const { rows } = await owner.query<Table>(
    `select format('%I.%I', n.nspname, c.relname) as name,
       max(a.attname) filter (where a.attname = 'org_id') as "tenantColumn",
       json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null), 'category', t.typcategory) order by a.attnum)
         filter (where a.attgenerated = '' and a.attidentity <> 'a') as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
     where c.relkind in ('r', 'p') and not c.relispartition
       and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg_temp%'
     group by n.nspname, c.relname order by 1`,
  );
  return rows;
}

/** Returns an expression of some value of the column's type. */
function someValue({ type, category }: Column): string {
  const values: Readonly<Record<string, string>> = {
    uuid: 'gen_random_uuid()',
    json: `'{}'`,
    jsonb: `'{}'`,
    bytea: `'\\x00'`,
    tsvector: `''`,
  };
  const ofCategory: Readonly<Record<string, string>> = { N: '1', B: 'true', D: 'now()', A: `'{}'`, I: `'127.0.0.1'` };
  return `${values[type] ?? ofCategory[category] ?? `'x'`}::${type}`;
}

const names = ({ columns }: Table): string => columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ');
/** Returns the statement that adds a row of that tenant. */
const insertOf = (table: Table, orgId: string): string =>
  `insert into ${table.name} (${names(table)}) values (${table.columns
    .map((column) => (column.name === table.tenantColumn ? `'${orgId}'` : someValue(column)))
    .join(', ')})`;

/**
 * Returns how many rows the statement touched, or that it was refused. Any other error is thrown. Its effects are rolled back.
 */
async function touched(statement: string): Promise<number | 'refused'> {
  await owner.query('savepoint tried');
  try {
    return (await owner.query(statement)).rowCount ?? 0;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === insufficientPrivilege) return 'refused';
    throw new Error(`${statement}: ${String(error)}`, { cause: error });
  } finally {
    await owner.query('rollback to savepoint tried');
  }
}

/** Works in a transaction in which the table has a row of each of the two tenants. Its constraints and triggers are off meanwhile. */
async function withRows(table: Table, work: () => Promise<void>): Promise<void> {
  await owner.query('begin');
  try {
    await owner.query('set local session_replication_role = replica');
    const { rows: constraints } = await owner.query<{ name: string }>(
      `select conname as name from pg_constraint where conrelid = $1::regclass and contype in ('c', 'p', 'u', 'x')`,
      [table.name],
    );
    for (const { name } of constraints)
      await owner.query(`alter table ${table.name} drop constraint ${pg.escapeIdentifier(name)} cascade`);
    const { rows: indexes } = await owner.query<{ name: string }>(
      `select indexrelid::regclass::text as name from pg_index where indrelid = $1::regclass and indisunique`,
      [table.name],
    );
    for (const { name } of indexes) await owner.query(`drop index ${name}`);
    for (const orgId of [mine, theirs]) await owner.query(insertOf(table, orgId));
    await work();
  } finally {
    await owner.query('rollback');
  }
}

describe('every table × command × role', () => {
  it('[P-2] a table has a column of its tenant, or a line that says why not', async () => {
    const without = (await tables()).filter(({ tenantColumn }) => tenantColumn === null).map(({ name }) => name);
    expect(without).toEqual(Object.keys(withoutTenant).toSorted());
  });

  it('[P-2] the app has no rights on a table of identities', async () => {
    const identities = Object.keys(withoutTenant).filter((name) => withoutTenant[name] === 'identity');
    const { rows } = await owner.query(
      `select name, role from unnest($1::text[]) as name, unnest($2::text[]) as role
       where has_table_privilege(role, name, 'select, insert, update, delete, truncate') or has_any_column_privilege(role, name, 'select, insert, update')`,
      [identities, askers],
    );
    expect(rows).toEqual([]);
  });

  it('[P-2] the app has the least rights on a table without a tenant, and the eraser no more than the app', async () => {
    const publicOnes = Object.entries(withoutTenant).filter(([, rights]) => rights !== 'identity');
    for (const role of askers) {
      const found: Record<string, unknown> = {};
      for (const [name] of publicOnes) {
        const { rows } = await owner.query<{ command: string }>(
          `select command from unnest(array['select', 'insert', 'delete']) as command where has_table_privilege($2, $1, command)`,
          [name, role],
        );
        const { rows: changes } = await owner.query<{ column: string }>(
          `select attname as column from pg_attribute
           where attrelid = $1::regclass and attnum > 0 and not attisdropped and has_column_privilege($2, $1, attname, 'update') order by attname`,
          [name, role],
        );
        found[name] = { may: rows.map(({ command }) => command), changes: changes.map(({ column }) => column) };
      }
      expect([role, found]).toEqual([role, Object.fromEntries(publicOnes)]);
    }
  });

  it('[P-2] a code, a waiting mail and a sign-in that has begun are not moved to another account, address or device', async () => {
    const moves = [
      `update auth.code set identity_id = gen_random_uuid()`,
      `update auth.code set email_mac = '\\x00'`,
      `update auth.code set purpose = 'x'`,
      `update auth.mail set sealed = 'x'`,
      `update auth.hand_back set device_id = gen_random_uuid()`,
      `update auth.hand_back set challenge = 'x'`,
      `update auth.hand_back set return_to = 'x'`,
      `update auth.passkey_ceremony set identity_id = gen_random_uuid()`,
      `update auth.passkey_answer set identity_id = gen_random_uuid()`,
      `update auth.attempt set key = '\\x00'`,
    ];
    await owner.query('begin');
    await owner.query('set local role outpost_app');
    const outcomes: unknown[] = [];
    for (const move of moves) outcomes.push([move, await touched(move)]);
    await owner.query('rollback');
    expect(outcomes).toEqual(moves.map((move) => [move, 'refused']));
  });

  it('[P-2] no table is emptied, locked by a reference, given a trigger or maintained by a role of the server', async () => {
    const all = await tables();
    const { rows } = await owner.query(
      `select name, role, command from unnest($1::text[]) as name, unnest($2::text[]) as role,
         unnest(array['truncate', 'references', 'trigger', 'maintain']) as command
       where has_table_privilege(role, name, command)`,
      [all.map(({ name }) => name), askers],
    );
    expect(rows).toEqual([]);
    const emptied: unknown[] = [];
    await owner.query('begin');
    for (const role of askers) {
      await owner.query(`set local role ${role}`);
      for (const { name } of all) {
        const outcome = await touched(`truncate ${name}`);
        if (outcome !== 'refused') emptied.push({ role, name, outcome });
      }
      await owner.query('reset role');
    }
    await owner.query('rollback');
    expect(emptied).toEqual([]);
  });

  it("[P-2] another tenant's rows are neither seen, added, changed, moved nor deleted, with a tenant and with none", async () => {
    let asked = 0;
    const wrong: unknown[] = [];
    for (const table of await tables()) {
      const tenant = table.tenantColumn;
      if (tenant === null) continue;
      await withRows(table, async () => {
        for (const role of askers)
          for (const orgId of [mine, '']) {
            const foreign = `where ${tenant} = '${theirs}'`;
            const statements = {
              see: `select 1 from ${table.name} ${foreign}`,
              add: insertOf(table, theirs),
              ...Object.fromEntries(
                table.columns.map(({ name }) => {
                  const column = pg.escapeIdentifier(name);
                  return [`change ${name}`, `update ${table.name} set ${column} = ${column} ${foreign}`];
                }),
              ),
              move: `update ${table.name} set ${tenant} = '${theirs}' where ${tenant} = '${mine}'`,
              delete: `delete from ${table.name} ${foreign}`,
            };
            await owner.query(`set local role ${role}`);
            await owner.query(`select set_config('app.org_id', $1, true)`, [orgId]);
            for (const [command, statement] of Object.entries(statements)) {
              const outcome = await touched(statement);
              asked += 1;
              if (outcome !== 'refused' && outcome !== 0)
                wrong.push({ table: table.name, role, tenant: orgId === mine, command, outcome });
            }
            await owner.query('reset role');
          }
      });
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(4_000);
  }, 120_000);
});
