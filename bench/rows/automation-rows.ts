import type { Edit } from '@outpost/domain/kernel/acts/act';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { planRuns } from '@outpost/sync-server/jobs/automations/plan-runs';
import pg from 'pg';
import { median } from '../results.ts';
import { type BenchRow, perSecond } from './bench-row.ts';
import {
  addOwnTenant,
  madeRecord,
  type OwnStore,
  type OwnTenant,
  ownContacts,
  pushAct,
  withOwnStore,
} from './own-store.ts';

/** Chosen: as many as an organisation with many of them has. Half of them ask each change of a contact, and none is started. */
const liveAutomations = 50;
const editsOfAPush = 250;
const pushes = 12;
const decidedChanges = 4_000;
/** Of so many changes one starts a run. */
const startsOneIn = 10;

/** Puts an automation live that answers the changes of a field of a kind to one value. */
async function putLive(store: OwnStore, tenant: OwnTenant, { entity, field, value }: { readonly entity: string; readonly field: string; readonly value: string }): Promise<void> {
  const [id, version] = [store.ports.ids.newId(), store.ports.ids.newId()];
  const trigger = { kind: 'change', on: ['changed'], fields: [field], after: { field, op: 'is', value } };
  const steps = [{ id: 'tell', kind: 'tell', to: { role: 'admin' }, words: 'Look at it' }];
  await pushAct(store, tenant, [
    madeRecord(id, 'platform/automation', { name: `${entity} ${value}` }),
    madeRecord(version, 'platform/automation-version', { name: 'Version 1', automation: id, number: 1, forEntity: entity, trigger, steps }),
  ]);
  await pushAct(store, tenant, [{ id, entity: 'platform/automation', seen: 0, fields: { live: [null, version] } }]);
} // prettier-ignore

/** Changes the titles of contacts, each once in a round. `titleOf`: by the number of the change. */
const changes = ({ contacts: ids }: OwnTenant, { from, count, was, titleOf }: { readonly from: number; readonly count: number; readonly was: Map<string, string>; readonly titleOf: (at: number) => string }): readonly Edit[] =>
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
    withOwnStore(stage, async (store) => {
      const [ours, raw] = [await addOwnTenant(store), await addOwnTenant(store)];
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
          await pushAct(store, tenant, newEdits(side));
          if (side === 'raw') while (await planRuns(store.ports, ours.orgId));
          const edits = newEdits(side);
          const began = performance.now();
          await pushAct(store, tenant, edits);
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

/** Each round starts runs of other contacts: a contact that has the title already starts none. */
const isStart = (at: number): boolean => (at + Math.floor(at / ownContacts)) % startsOneIn === 0;

/** Decisions about changes, beside the same rule by hand over the same journal: its place kept with its runs, batches of 500, one statement for the runs. */
const decisions: BenchRow = {
  name: 'automation-decisions',
  run: (stage) =>
    withOwnStore(stage, async (store) => {
      const tenant = await addOwnTenant(store);
      await putLive(store, tenant, { entity: 'crm/contact', field: 'jobTitle', value: 'Chief' });
      while (await planRuns(store.ports, tenant.orgId));
      const spent = { ours: 0, raw: 0 };
      const was = new Map<string, string>();
      const runsOf = async (): Promise<number> => (await rowsOf(store, tenant, 'select id from store.automation_run')).length;
      const client = new pg.Client({ connectionString: store.appUrl });
      await client.connect();
      await client.query(`select set_config('app.org_id', $1, false)`, [tenant.orgId]);
      await withOwner(store.ownerUrl, (owner) => owner.run(byHandSql));
      await client.query('insert into store.by_hand_cursor (org_id, n) select org_id, head from store.clock where org_id = $1', [tenant.orgId]); // prettier-ignore
      for (let first = 0; first < decidedChanges; first += ownContacts) {
        const edits = changes(tenant, { from: first, count: ownContacts, was, titleOf: (at) => (isStart(at) ? 'Chief' : `Clerk ${at}`) });
        for (let from = 0; from < ownContacts; from += editsOfAPush) await pushAct(store, tenant, edits.slice(from, from + editsOfAPush));
        let began = performance.now();
        while (await planRuns({ ...store.ports, runsPerHour: Infinity }, tenant.orgId));
        spent.ours += performance.now() - began;
        began = performance.now();
        await decideByHand(client, tenant);
        spent.raw += performance.now() - began;
      }
      const { rows } = await client.query<{ count: number }>('select count(*)::int as count from store.by_hand_run');
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

const rowsOf = (store: OwnStore, { orgId }: OwnTenant, statement: string) =>
  store.database.transaction('snapshot', async (tx) => {
    await tx.query(`select set_config('app.org_id', $1, true)`, [orgId]);
    return tx.query(statement);
  });

/** The loop by hand keeps its place and its runs over a crash, too: each change starts one run. */
const byHandSql = `
  create table store.by_hand_cursor (org_id uuid primary key, n bigint not null);
  create table store.by_hand_run (org_id uuid not null, n bigint not null, record uuid not null, primary key (org_id, n));
  grant select, insert, update on store.by_hand_cursor, store.by_hand_run to outpost_app;`;

/** The rule by hand: the title of a contact becomes "Chief". The record is read too, as a condition over its other values needs it. */
async function decideByHand(client: pg.Client, { orgId }: OwnTenant): Promise<void> {
  for (;;) {
    await client.query('begin');
    const { rows } = await client.query<{ n: string; record: string | null; entity: string | null; kind: string; payload: string | null }>(
      'select n, record, entity, kind, payload from store.journal where org_id = $1 and n > (select n from store.by_hand_cursor where org_id = $1) order by n limit 500', [orgId]); // prettier-ignore
    const changed = rows.flatMap(({ n, record, entity, kind, payload }) => {
      if (entity !== 'crm/contact' || kind !== 'changed' || record === null || payload === null) return [];
      const read = JSON.parse(payload) as { readonly changed: Readonly<Record<string, readonly [unknown, unknown]>> };
      return read.changed['jobTitle']?.[1] === 'Chief' ? [{ n: Number(n), record }] : [];
    });
    const held = await client.query<{ id: string }>(`select id, fields from store.crm_contact where org_id = $1 and id = any($2::uuid[]) and life = 'alive'`, [orgId, changed.map(({ record }) => record)]); // prettier-ignore
    const alive = new Set(held.rows.map(({ id }) => id));
    const starts = changed.filter(({ record }) => alive.has(record));
    await client.query('insert into store.by_hand_run (org_id, n, record) select $1, n, record from unnest($2::bigint[], $3::uuid[]) as s(n, record)', [orgId, starts.map(({ n }) => n), starts.map(({ record }) => record)]); // prettier-ignore
    const last = rows.at(-1)?.n;
    if (last !== undefined)
      await client.query('update store.by_hand_cursor set n = $2 where org_id = $1', [orgId, last]);
    await client.query('commit');
    if (rows.length < 500) return;
  }
}

export const automationRows: readonly BenchRow[] = [pushBeside, decisions];
