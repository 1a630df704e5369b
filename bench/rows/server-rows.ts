import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { withOwnFields } from '@outpost/domain/kernel/definitions/own-fields';
import { listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { askList, askSearch, askSummary } from '@outpost/sync-server/insights/questions';
import pg from 'pg';
import { benchEntities } from '../bench-records.ts';
import { mustSucceed } from '../must.ts';
import { feedQuery } from '../raw/raw-server.ts';
import { median } from '../results.ts';
import type { BenchTenant } from '../stage/bench-server.ts';
import { withChild } from '../stage/child.ts';
import { personOf, type BenchStage } from '../stage/stage.ts';
import { type BenchRow, perSecond } from './bench-row.ts';

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The number of acts that a device sends at once. */
const actsAPush = 1_000;

/** Returns Postgres' time for the statements of one role during `work`, in ms. */
async function costOfRole(url: string, role: string, work: () => Promise<unknown>): Promise<number> {
  return withClient(url, async (client) => {
    await client.query('select pg_stat_statements_reset()');
    await work();
    const { rows } = await client.query<{ ms: number | null }>(
      'select sum(s.total_exec_time) as ms from pg_stat_statements s join pg_roles r on r.oid = s.userid where r.rolname = $1',
      [role],
    );
    return rows[0]?.ms ?? 0;
  });
}

const roleOf = (url: string): string => new URL(url).username;

/** Acts made offline and sent together. The server checks, merges and journals them under row security. */
const push: BenchRow = {
  name: 'push',
  async run(stage) {
    const profile = await stage.syncedProfile();
    const server = await stage.server();
    const count = Math.min(10_000, stage.size * 2);
    const state = { pgMs: 0 };
    const ours = await withChild(async (child) => {
      await child.ask('replica.open', { profile });
      const made = await child.ask('replica.actsOffline', { count });
      const before = await child.ask('replica.rss', { afterMs: 0 });
      const done = { value: { ms: 0, settledMs: 0 } };
      state.pgMs = await costOfRole(server.ownerUrl, roleOf(server.appUrl), async () => {
        done.value = await child.ask('replica.push', undefined);
      });
      const after = await child.ask('replica.rss', { afterMs: 1_000 });
      await child.ask('replica.close', undefined);
      return { ...done.value, made, grown: after.rss - before.rss };
    }, stage.replicaProcess);
    const rawMs = await rawPush(stage, count);
    return [
      {
        name: `push of ${count} offline acts`,
        ours: perSecond(count, ours.ms),
        raw: perSecond(count, rawMs),
        unit: 'acts/s',
        better: 'higher',
        goal: 0.5,
      },
      {
        name: `push of ${count} offline acts, and all of it back as news`,
        ours: perSecond(count, ours.settledMs),
        raw: perSecond(count, rawMs),
        unit: 'acts/s',
        better: 'higher',
        goal: null,
      },
      {
        name: 'acts made offline, 500 at once',
        ours: perSecond(count, ours.made.ms),
        raw: perSecond(count, rawMs),
        unit: 'acts/s',
        better: 'higher',
        goal: null,
      },
      {
        name: 'Postgres time a pushed act and its news (of the raw push)',
        ours: state.pgMs / count,
        raw: rawMs / count,
        unit: 'ms',
        better: 'lower',
        goal: null,
      },
    ];
  },
};

/**
 * Writes an act's sets by hand: clock, records, journal, feed, as the app's role under row security, in batches like ours.
 * Each act changes another contact, in the order of names like ours (so they are all over the table). It changes the
 * envelope as an edit does, and the feed rows under all its tokens. It does not check, merge or answer, keeps no act,
 * and reads no record.
 */
async function rawPush(stage: BenchStage, count: number): Promise<number> {
  const [server, { orgId, owners }] = [await stage.server(), await stage.secondTenant()];
  return withClient(server.appUrl, async (client) => {
    await client.query(`select set_config('app.org_id', $1, false)`, [orgId]);
    const { rows: contacts } = await client.query<{ id: string; fields: Readonly<Record<string, unknown>> }>(
      'select id, fields from store.crm_contact where org_id = $1 order by k_name, id limit $2',
      [orgId, count],
    );
    const { rows: filed } = await client.query<{ id: string; token: string }>(
      'select id, token from store.feed where org_id = $1 and id = any($2::uuid[]) and not gone',
      [orgId, contacts.map(({ id }) => id)],
    );
    const tokensOf = Map.groupBy(filed, ({ id }) => id);
    const began = performance.now();
    for (let from = 0; from < count; from += actsAPush) {
      await client.query('begin');
      const clock = await client.query<{ head: string; hash: Buffer }>(
        'select head, hash from store.clock where org_id = $1 for update',
        [orgId],
      );
      let hash = clock.rows[0]?.hash ?? Buffer.alloc(32);
      const head = Number(clock.rows[0]?.head ?? 0);
      const at = new Date().toISOString();
      const batch = Array.from({ length: Math.min(actsAPush, count - from) }, (_, place) => {
        const row = contacts[(from + place) % contacts.length] ?? { id: '', fields: {} };
        const fields = { ...row.fields, jobTitle: `raw ${from + place}` };
        const n = head + place + 1;
        const payload = JSON.stringify({
          org: orgId,
          n,
          record: row.id,
          changed: { jobTitle: [row.fields['jobTitle'], fields.jobTitle] },
        });
        const salt = randomBytes(32);
        const digest = createHash('sha256').update(salt).update(payload).digest();
        hash = createHash('sha256').update(hash).update(digest).digest();
        return {
          id: row.id,
          fields,
          n,
          payload,
          salt: salt.toString('hex'),
          digest: digest.toString('hex'),
          hash: hash.toString('hex'),
        };
      });
      await client.query(
        `update store.crm_contact c set fields = r.fields, version = r.n, updated_at = $3, updated_by = $4 from jsonb_to_recordset($2::jsonb) as r(id uuid, fields jsonb, n bigint) where c.org_id = $1 and c.id = r.id`,
        [orgId, JSON.stringify(batch.map(({ id, fields, n }) => ({ id, fields, n }))), at, owners[0]],
      );
      await client.query(
        `insert into store.journal (org_id, n, record, entity, kind, at, salt, payload, digest, hash) select $1, r.n, r.id, 'crm/contact', 'changed', $3, decode(r.salt, 'hex'), r.payload, decode(r.digest, 'hex'), decode(r.hash, 'hex')
         from jsonb_to_recordset($2::jsonb) as r(n bigint, id uuid, salt text, payload text, digest text, hash text)`,
        [orgId, JSON.stringify(batch.map(({ fields: _, ...row }) => row)), at],
      );
      const places = batch.flatMap(({ id, n }) => (tokensOf.get(id) ?? []).map(({ token }) => ({ id, token, n })));
      await client.query(
        `update store.feed f set n = r.n from unnest($2::text[], $3::uuid[], $4::bigint[]) as r(token, id, n) where f.org_id = $1 and f.token = r.token and f.id = r.id`,
        [orgId, places.map(({ token }) => token), places.map(({ id }) => id), places.map(({ n }) => n)],
      );
      await client.query('update store.clock set head = $2, hash = $3 where org_id = $1', [
        orgId,
        head + batch.length,
        hash,
      ]);
      await client.query('commit');
    }
    return performance.now() - began;
  });
}

type TimedWork = () => Promise<unknown>;

/**
 * Returns the medians in ms of `times` runs of two questions, after a tenth as many runs to warm up. The runs alternate, so that other work of the
 * machine slows both alike. (The same two questions, measured one after the other, gave ratios between 0.84 and 2.09.)
 */
async function timedByTurns(times: number, asked: { readonly ours: TimedWork; readonly raw: TimedWork }) {
  const spent = { ours: [] as number[], raw: [] as number[] };
  for (let turn = -times / 10; turn < times; turn += 1)
    for (const side of ['raw', 'ours'] as const) {
      const began = performance.now();
      await asked[side]();
      if (turn >= 0) spent[side].push(performance.now() - began);
    }
  return { ours: median(spent.ours), raw: median(spent.raw) };
}

/** The app's questions before HTTP, and hand-written SQL as a superuser, among two tenants of the same size. */
const questions: BenchRow = {
  name: 'server-questions',
  async run(stage) {
    const [server, tenant] = [await stage.server(), await stage.tenant()];
    stage.say('filling a second tenant …');
    await stage.secondTenant();
    const ports = { database: server.database, clock: { nowMs: () => Date.now() }, installed: installedCatalogue };
    // The same tenant, as if it had a field that counts deals (PLT-8).
    const openDeals = { of: benchEntities.deal, by: 'account', fn: 'count', where: { field: 'stage', op: 'is', value: 'proposal' } }; // prettier-ignore
    const field = { forEntity: benchEntities.account, name: 'openDeals', label: 'Open deals', type: 'number', computed: 'roll-up', rollUp: openDeals }; // prettier-ignore
    const withRollUp = { ...ports, installed: withOwnFields(installedCatalogue, [field]).catalogue };
    const byFigure = listQuerySchema.parse({
      entity: benchEntities.account,
      sort: [{ field: 'openDeals', direction: 'desc' }],
    });
    const asked = { orgId: tenant.orgId, userId: tenant.people[0]?.id ?? '' };
    const ownerId = tenant.owners[3] ?? '';
    const list = listQuerySchema.parse({
      entity: benchEntities.contact,
      where: { field: 'ownerId', op: 'is', value: ownerId },
      sort: [{ field: 'name', direction: 'asc' }],
    });
    const summary = summaryQuerySchema.parse({
      entity: benchEntities.deal,
      where: { field: 'stage', op: 'is', value: 'proposal' },
      sums: ['value'],
    });
    const times = 100;
    return withClient(server.ownerUrl, async (client) => {
      const byHand = (text: string, values: readonly unknown[]) => {
        const name = createHash('sha1').update(text).digest('hex');
        return (): Promise<unknown> => client.query({ name, text, values: [...values] });
      };
      const rawList = byHand(
        `select id, version, schema, life, owner_id, team_id, shared_with, fields, created_at, updated_at from store.crm_contact where org_id = $1 and owner_id = $2 and life = 'alive' order by k_name, id limit 50`,
        [tenant.orgId, ownerId],
      );
      const rawSum = byHand(
        `select count(*), sum(k_value) from store.crm_deal where org_id = $1 and k_stage = $2 and life = 'alive'`,
        [tenant.orgId, '0002 proposal'],
      );
      const rawSearch = byHand(
        `select c.id, c.fields from store.crm_contact c where c.org_id = $1 and c.life = 'alive' and c.id in (select id from store.search_token where org_id = $1 and entity = 'crm/contact' and token >= 'jonasm' and token < 'jonasn') order by c.k_name, c.id limit 30`,
        [tenant.orgId],
      );
      const rawByFigure = byHand(
        `select a.id, a.version, a.fields, coalesce(d.n, 0) as n from store.crm_account a left join (select k_account, count(*) as n from store.crm_deal where org_id = $1 and k_stage = $2 and life = 'alive' group by 1) d on d.k_account = a.id::text where a.org_id = $1 and a.life = 'alive' order by n desc, a.id desc limit 50`,
        [tenant.orgId, '0002 proposal'],
      );
      const search = { text: 'jonasm', entities: [benchEntities.contact], limit: 30 };
      const compared = [
        ['list of 50, filtered and sorted', async () => mustSucceed(await askList(ports, asked, list)), rawList],
        ['count and sum over a filter', async () => mustSucceed(await askSummary(ports, asked, summary)), rawSum],
        ['list in the order of a count over related records', async () => mustSucceed(await askList(withRollUp, asked, byFigure)), rawByFigure], // prettier-ignore
        ['search', async () => mustSucceed(await askSearch(ports, asked, search)), rawSearch],
      ] as const;
      const rows = [];
      for (const [name, ours, raw] of compared)
        rows.push({
          name: `server: ${name}, as the app`,
          ...(await timedByTurns(times, { ours, raw })),
          unit: 'ms',
          better: 'lower' as const,
          goal: 1.5,
        });
      return rows;
    });
  },
};

const rssOf = (pid: number): number => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1_024;
  } catch {
    return Number.NaN; // not available on this system
  }
};

/**
 * Returns a process' memory after garbage collection: it is asked to collect until three collections in a row freed almost
 * nothing.
 */
async function heldBy(pid: number): Promise<number> {
  const worthAWord = 500_000;
  let least = rssOf(pid);
  for (let calm = 0, turn = 0; calm < 3 && turn < 30; turn += 1) {
    process.kill(pid, 'SIGUSR2');
    await sleep(1_000);
    const now = rssOf(pid);
    calm = now < least - worthAWord ? 0 : calm + 1;
    least = Math.min(least, now);
  }
  return least;
}

/**
 * Measures the server memory of devices that wait for news, in an otherwise idle process, with enough devices to exceed the
 * noise.
 */
const streams: BenchRow = {
  name: 'streams',
  async run(stage) {
    const [server, tenant] = [await stage.idleServer(), await stage.crowdedTenant()];
    const [few, many] = [tenant.people.length, 1_000];
    if (Number.isNaN(rssOf(server.pid))) return [];
    const perDevice = await withChild(async (child) => {
      const people = tenant.people.map((_, place) => personOf(tenant, place));
      await child.ask('crowd.listen', { url: server.url, people, devices: few }); // the one-time cost of each person's first device
      const before = await heldBy(server.pid);
      await child.ask('crowd.listen', { url: server.url, people, devices: many - few });
      const after = await heldBy(server.pid);
      const { open } = await child.ask('crowd.listening', undefined);
      if (open !== many) throw new Error(`Of ${many} streams ${open} are open`);
      return (after - before) / (many - few);
    });
    return [
      {
        name: 'server memory a connected device (of 100 kB)',
        ours: perDevice / 1_000,
        raw: 100,
        unit: 'kB',
        better: 'lower',
        goal: 1,
      },
    ];
  },
};

/** Measures that many devices in their first sync at once. */
export const pullRow = ({ devices }: { readonly devices: number }): BenchRow => ({
  name: 'pulls',
  async run(stage) {
    const [server, tenant] = [await stage.server(), await stage.tenant()];
    const of = { devices, pages: 2, limit: Math.min(1_000, Math.floor(stage.size / 4)) };
    const state = { rows: 0, ms: 0 };
    const pgMs = await costOfRole(server.ownerUrl, roleOf(server.appUrl), async () => {
      Object.assign(
        state,
        await withChild((child) => child.ask('crowd.pull', { url: server.url, ...personOf(tenant), ...of })),
      );
    });
    const raw = await rawFeed(server.ownerUrl, tenant, of);
    const overHttp = await rawPulls(stage, server.ownerUrl, { tenant: tenant.orgId, ...of });
    return [
      {
        name: `pull rate of ${devices} ${devices === 1 ? 'device' : 'devices at once'}, over HTTP`,
        ours: perSecond(state.rows, state.ms),
        raw: perSecond(raw.rows, raw.ms),
        unit: 'records/s',
        better: 'higher',
        goal: 0.5,
      },
      {
        name: 'the same of a bare HTTP server that hands on the JSON of the raw feed query',
        ours: perSecond(overHttp.rows, overHttp.ms),
        raw: perSecond(raw.rows, raw.ms),
        unit: 'records/s',
        better: 'higher',
        goal: null,
      },
      {
        name: "Postgres time a pulled record (of the raw feed query's)",
        ours: pgMs / state.rows,
        raw: raw.pgMs / raw.rows,
        unit: 'ms',
        better: 'lower',
        goal: null,
      },
    ];
  },
});

/** Runs the raw feed query as a superuser: the same records by token, with as many clients as the server has connections. */
async function rawFeed(
  url: string,
  tenant: BenchTenant,
  of: { readonly devices: number; readonly pages: number; readonly limit: number },
): Promise<{ readonly rows: number; readonly ms: number; readonly pgMs: number }> {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  const state = { rows: 0, ms: 0 };
  const pgMs = await costOfRole(url, roleOf(url), async () => {
    const began = performance.now();
    await Promise.all(
      Array.from({ length: of.devices }, async () => {
        let after = '00000000-0000-0000-0000-000000000000';
        for (let page = 0; page < of.pages; page += 1) {
          const { rows } = await pool.query<{ id: string }>(feedQuery, [tenant.orgId, after, of.limit]);
          state.rows += rows.length;
          after = rows.at(-1)?.id ?? after;
        }
      }),
    );
    state.ms = performance.now() - began;
  });
  await pool.end();
  return { ...state, pgMs };
}

/**
 * Serves the raw feed query with a bare HTTP server in a separate process, to the same number of devices. Any server
 * needs at least this.
 */
async function rawPulls(
  stage: BenchStage,
  databaseUrl: string,
  of: { readonly tenant: string; readonly devices: number; readonly pages: number; readonly limit: number },
): Promise<{ readonly rows: number; readonly ms: number }> {
  const folder = await stage.newFolder('raw-feed');
  return withChild(async (server) => {
    const { url } = await server.ask('raw.serve', { databaseUrl, folder });
    return withChild((child) => child.ask('raw.pull', { url, ...of }));
  });
}

export const serverRows: readonly BenchRow[] = [push, questions, pullRow({ devices: 50 }), streams];
