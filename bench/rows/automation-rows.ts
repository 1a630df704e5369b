import { randomBytes } from 'node:crypto';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Act, CreateEdit, Edit } from '@outpost/domain/kernel/acts/act';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { makeAppLogin } from '@outpost/sync-server/db/app-role';
import { type Database, withColumnKeys } from '@outpost/sync-server/db/database';
import { migrate } from '@outpost/sync-server/db/migrate';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { pgDatabase } from '@outpost/sync-server/db/pg-database';
import { planRuns } from '@outpost/sync-server/jobs/automations/plan-runs';
import { localMasterKey } from '@outpost/sync-server/identity/keys/master-key';
import { applyActs } from '@outpost/sync-server/records/apply-acts';
import { applyAsServer, createTenant } from '@outpost/sync-server/tenancy/create-tenant';
import pg from 'pg';
import { median } from '../results.ts';
import type { BenchStage } from '../stage/stage.ts';
import { type BenchRow, perSecond } from './bench-row.ts';

const contacts = 1_000;
/** Chosen: as many as an organisation with many of them has. Half of them ask each change of a contact, and none is started. */
const liveAutomations = 50;
const editsOfAPush = 250;
const pushes = 12;
const decidedChanges = 4_000;
/** Of so many changes one starts a run. */
const startsOneIn = 10;

/** A store without a server process, so that nobody else reads the journal. */
type Store = { readonly appUrl: string; readonly database: Database; readonly ports: ReturnType<typeof portsOf> };
type Tenant = { readonly orgId: string; readonly maker: string; readonly contacts: readonly string[] };

const portsOf = (database: Database) => {
  const clock = { nowMs: () => Date.now() };
  const random = (size: number): Uint8Array => randomBytes(size);
  return { database, clock, random, ids: uuidV7Source(clock, random), installed: installedCatalogue };
};

async function withStore<T>(stage: BenchStage, work: (store: Store) => Promise<T>): Promise<T> {
  const ownerUrl = await stage.newDatabase(`automations_${randomBytes(4).toString('hex')}`);
  const appUrl = await withOwner(ownerUrl, async (owner) => {
    await migrate(owner);
    return makeAppLogin(owner, { ownerUrl, password: randomBytes(12).toString('hex') });
  });
  // As the server opens it: only with keys it keeps what it read of rights.
  const master = localMasterKey([randomBytes(32)], randomBytes);
  const database = withColumnKeys(pgDatabase(appUrl, { warn: () => undefined }), { master, random: randomBytes });
  try {
    return await work({ appUrl, database, ports: portsOf(database) });
  } finally {
    await database.close();
  }
}

const made = (id: string, entity: string, fields: Readonly<Record<string, JsonValue>>): CreateEdit => ({
  id, entity, create: { schema: installedCatalogue.entities.get(entity)?.schema ?? 1, ownerId: null, teamId: null, sharedWith: [], fields },
}); // prettier-ignore

async function act({ ports }: Store, { orgId, maker }: Pick<Tenant, 'orgId' | 'maker'>, edits: readonly Edit[]): Promise<void> {
  const one: Act = { id: ports.ids.newId(), number: 1, label: 'Changed records', shape: 'each', madeAt: new Date().toISOString(), edits: [...edits] };
  const applied = await applyActs(ports, { orgId, author: { userId: maker }, device: maker, heads: [], acts: [one], numbering: 'next' });
  const [answer] = applied.kind === 'decided' ? applied.answers : [];
  if (answer?.status !== 'accepted') throw new Error(`An act was not accepted: ${JSON.stringify(Object.values(answer?.refused ?? {})[0] ?? applied)}`);
} // prettier-ignore

/** Makes a tenant with contacts, whose only person administers it. */
async function addTenant(store: Store): Promise<Tenant> {
  const { ports } = store;
  const [orgId, maker] = [ports.ids.newId(), ports.ids.newId()];
  await createTenant(ports, { orgId, name: 'Automations', currency: 'USD', timeZone: 'UTC' });
  await applyAsServer(ports, orgId, { label: 'Made the person', edits: [made(maker, 'platform/person', { name: 'Ann', email: 'ann@bench.example', status: 'active', memberships: [{ role: 'admin', teamId: null }] })] }); // prettier-ignore
  const ids = Array.from({ length: contacts }, () => ports.ids.newId());
  const edits = ids.map((id, place) => made(id, 'crm/contact', { name: `Contact ${place}`, jobTitle: 'Clerk' }));
  for (let first = 0; first < contacts; first += 500)
    await act(store, { orgId, maker }, edits.slice(first, first + 500));
  return { orgId, maker, contacts: ids };
}

/** Puts an automation live that answers the changes of a field of a kind to one value. */
async function putLive(store: Store, tenant: Tenant, { entity, field, value }: { readonly entity: string; readonly field: string; readonly value: string }): Promise<void> {
  const [id, version] = [store.ports.ids.newId(), store.ports.ids.newId()];
  const trigger = { kind: 'change', on: ['changed'], fields: [field], after: { field, op: 'is', value } };
  const steps = [{ id: 'tell', kind: 'tell', to: { role: 'admin' }, words: 'Look at it' }];
  await act(store, tenant, [
    made(id, 'platform/automation', { name: `${entity} ${value}` }),
    made(version, 'platform/automation-version', { name: 'Version 1', automation: id, number: 1, forEntity: entity, trigger, steps }),
  ]);
  await act(store, tenant, [{ id, entity: 'platform/automation', seen: 0, fields: { live: [null, version] } }]);
} // prettier-ignore

/** Changes the titles of contacts, each once in a round. `titleOf`: by the number of the change. */
const changes = ({ contacts: ids }: Tenant, { from, count, was, titleOf }: { readonly from: number; readonly count: number; readonly was: Map<string, string>; readonly titleOf: (at: number) => string }): readonly Edit[] =>
  Array.from({ length: count }, (_, place) => {
    const id = ids[(from + place) % ids.length] ?? '';
    const [before, title] = [was.get(id) ?? 'Clerk', titleOf(from + place)];
    was.set(id, title);
    return { id, entity: 'crm/contact', seen: 0, fields: { jobTitle: [before, title] } };
  }); // prettier-ignore

/** AUT-10: pushes to an organisation with live automations, whose worker reads the journal behind them in the same process, and to one without. */
const pushBeside: BenchRow = {
  name: 'automation-push',
  run: (stage) =>
    withStore(stage, async (store) => {
      const [ours, raw] = [await addTenant(store), await addTenant(store)];
      for (let at = 0; at < liveAutomations; at += 1)
        await putLive(store, ours, at % 2 === 0 ? { entity: 'crm/contact', field: 'jobTitle', value: `Chief ${at}` } : { entity: 'crm/deal', field: 'source', value: `Fair ${at}` }); // prettier-ignore
      while (await planRuns(store.ports, ours.orgId));
      const spent = { ours: [] as number[], raw: [] as number[] };
      const was = { ours: new Map<string, string>(), raw: new Map<string, string>() };
      const state = { isOver: false };
      // As the server's process does: the worker reads on while acts are pushed.
      const worker = (async () => {
        while (!state.isOver)
          if (!(await planRuns(store.ports, ours.orgId))) await new Promise((resume) => setTimeout(resume, 20));
      })();
      const next = { ours: 0, raw: 0 };
      const newEdits = (side: 'ours' | 'raw'): readonly Edit[] => {
        const edits = changes(side === 'ours' ? ours : raw, { from: next[side], count: editsOfAPush, was: was[side], titleOf: (at) => `Clerk ${at}` });
        next[side] += editsOfAPush;
        return edits;
      }; // prettier-ignore
      for (let turn = -2; turn < pushes; turn += 1)
        for (const [side, tenant] of [
          ['raw', raw],
          ['ours', ours],
        ] as const) {
          // Each measured push comes behind another one of its side. The worker reads that one beside a push of ours, and has nothing to
          // do beside a push of the raw side.
          await act(store, tenant, newEdits(side));
          if (side === 'raw') while (await planRuns(store.ports, ours.orgId));
          const edits = newEdits(side);
          const began = performance.now();
          await act(store, tenant, edits);
          if (turn >= 0) spent[side].push(performance.now() - began);
        }
      state.isOver = true;
      await worker;
      return [
        {
          name: `push of ${editsOfAPush} changes with ${liveAutomations} live automations (raw: without any)`,
          ours: perSecond(editsOfAPush, median(spent.ours)),
          raw: perSecond(editsOfAPush, median(spent.raw)),
          unit: 'changes/s',
          better: 'higher',
          goal: 0.9,
        },
      ];
    }),
};

/** Decisions about changes, beside the same rule by hand over the same journal: one cursor, batches of 500, one statement for the runs. */
const decisions: BenchRow = {
  name: 'automation-decisions',
  run: (stage) =>
    withStore(stage, async (store) => {
      const tenant = await addTenant(store);
      await putLive(store, tenant, { entity: 'crm/contact', field: 'jobTitle', value: 'Chief' });
      while (await planRuns(store.ports, tenant.orgId));
      const spent = { ours: 0, raw: 0 };
      const was = new Map<string, string>();
      const runsOf = async (): Promise<number> => (await rowsOf(store, tenant, 'select id from store.automation_run')).length;
      const client = new pg.Client({ connectionString: store.appUrl });
      await client.connect();
      await client.query(`select set_config('app.org_id', $1, false)`, [tenant.orgId]);
      await client.query('create temporary table by_hand (n bigint primary key, record uuid not null)');
      const state = { cursor: await headOf(client, tenant) };
      for (let first = 0; first < decidedChanges; first += contacts) {
        const edits = changes(tenant, { from: first, count: contacts, was, titleOf: (at) => (at % startsOneIn === 0 ? 'Chief' : `Clerk ${at}`) });
        for (let from = 0; from < contacts; from += editsOfAPush) await act(store, tenant, edits.slice(from, from + editsOfAPush));
        let began = performance.now();
        while (await planRuns({ ...store.ports, runsPerHour: Infinity }, tenant.orgId));
        spent.ours += performance.now() - began;
        began = performance.now();
        state.cursor = await decideByHand(client, tenant, state.cursor);
        spent.raw += performance.now() - began;
      }
      const { rows } = await client.query<{ count: number }>('select count(*)::int as count from by_hand');
      await client.end();
      const [started, byHand] = [await runsOf(), rows[0]?.count ?? 0];
      if (started !== byHand || started === 0) throw new Error(`${started} runs were started, and ${byHand} by hand`);
      return [
        {
          name: `automation decisions about ${decidedChanges} changes (raw: the same rule by hand)`,
          ours: perSecond(decidedChanges, spent.ours),
          raw: perSecond(decidedChanges, spent.raw),
          unit: 'changes/s',
          better: 'higher',
          goal: 0.5,
        },
      ];
    }),
}; // prettier-ignore

const rowsOf = (store: Store, { orgId }: Tenant, statement: string) =>
  store.database.transaction('snapshot', async (tx) => {
    await tx.query(`select set_config('app.org_id', $1, true)`, [orgId]);
    return tx.query(statement);
  });

async function headOf(client: pg.Client, { orgId }: Tenant): Promise<number> {
  const { rows } = await client.query<{ head: string }>('select head from store.clock where org_id = $1', [orgId]);
  return Number(rows[0]?.head ?? 0);
}

/** The rule by hand: the title of a contact becomes "Chief". The record is read too, as a condition over its other values needs it. */
async function decideByHand(client: pg.Client, { orgId }: Tenant, since: number): Promise<number> {
  let cursor = since;
  for (;;) {
    await client.query('begin');
    const { rows } = await client.query<{ n: string; record: string | null; entity: string | null; kind: string; payload: string | null }>(
      'select n, record, entity, kind, payload from store.journal where org_id = $1 and n > $2 order by n limit 500', [orgId, cursor]); // prettier-ignore
    const changed = rows.flatMap(({ n, record, entity, kind, payload }) => {
      if (entity !== 'crm/contact' || kind !== 'changed' || record === null || payload === null) return [];
      const read = JSON.parse(payload) as { readonly changed: Readonly<Record<string, readonly [unknown, unknown]>> };
      return read.changed['jobTitle']?.[1] === 'Chief' ? [{ n: Number(n), record }] : [];
    });
    const held = await client.query<{ id: string }>(`select id, fields from store.crm_contact where org_id = $1 and id = any($2::uuid[]) and life = 'alive'`, [orgId, changed.map(({ record }) => record)]); // prettier-ignore
    const alive = new Set(held.rows.map(({ id }) => id));
    const starts = changed.filter(({ record }) => alive.has(record));
    await client.query('insert into by_hand (n, record) select n, record from unnest($1::bigint[], $2::uuid[]) as s(n, record)', [starts.map(({ n }) => n), starts.map(({ record }) => record)]); // prettier-ignore
    await client.query('commit');
    cursor = Number(rows.at(-1)?.n ?? cursor);
    if (rows.length < 500) return cursor;
  }
}

export const automationRows: readonly BenchRow[] = [pushBeside, decisions];
