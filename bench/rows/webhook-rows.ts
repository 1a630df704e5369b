import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inTenant } from '@outpost/sync-server/db/database';
import { addWebhookSecret } from '@outpost/sync-server/gateway/webhooks/webhook-secrets';
import { moveReader } from '@outpost/sync-server/gateway/webhooks/webhook-endpoint';
import { createLog } from '@outpost/sync-server/http/log';
import type { IdentityPorts } from '@outpost/sync-server/identity/identity-ports';
import { guardedFetch } from '@outpost/sync-server/identity/outgoing/guarded-fetch';
import { webhookWork } from '@outpost/sync-server/jobs/webhooks/webhook-worker';
import { startWorkers } from '@outpost/sync-server/jobs/workers/workers';
import { newsChannel, readNotice } from '@outpost/sync-server/journal/news';
import { openPokeHub } from '@outpost/sync-server/sync/streams/poke-hub';
import pg from 'pg';
import { median } from '../results.ts';
import type { BenchRow } from './bench-row.ts';
import { addOwnTenant, type OwnStore, type OwnTenant, pushAct, withOwnStore } from './own-store.ts';

const turns = 200;
const warmUpTurns = 20;
/** Chosen: within it a side has noted the answer, and is idle again. */
const restMs = 30;

/** Receives the requests of both sides. `next`: the time at which the next request for a path arrives. */
async function startTarget() {
  const waiting = new Map<string, (atMs: number) => void>();
  const server = createServer((asked, answer) => {
    waiting.get(asked.url ?? '')?.(performance.now());
    asked.resume();
    asked.on('end', () => answer.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    port,
    next: (path: string) => new Promise<number>((arrived) => waiting.set(path, arrived)),
    close: () => server.close().closeAllConnections(),
  };
}

/** Begins to send the changes of contacts as the server does: its listener, its queue of workers and its guard. */
async function startOurs({ database, ports }: OwnStore, { orgId, maker }: OwnTenant, port: number) {
  const endpointId = ports.ids.newId();
  await inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `insert into store.webhook_endpoint (org_id, id, person_id, name, url, content, grants, sends, events, made_at)
       values ($1, $2, $3, 'Bench', $4, 'thin', '["*:*@org"]', '[{"entity":"crm/contact"}]', '[]', $5)`,
      [orgId, endpointId, maker, `http://127.0.0.1:${port}/ours`, new Date().toISOString()],
    );
    await addWebhookSecret(tx, { orgId, endpointId, kind: 'hmac' }, ports);
    const [clock] = await tx.query<{ head: number }>('select head from store.clock where org_id = $1', [orgId]);
    await moveReader(tx, orgId, { id: endpointId, n: clock?.head ?? 0 });
  });
  const log = createLog({ level: 'warn', to: { write: (line) => void process.stderr.write(line) } });
  const nobody = () => Promise.reject(new Error('No device has a stream'));
  const pokes = await openPokeHub({ database, installed: ports.installed, readHead: nobody, readPages: nobody });
  const work = webhookWork({
    ...ports,
    log,
    monotonic: { elapsedMs: () => performance.now() },
    keys: { unseal: () => Promise.resolve(undefined) },
    identity: {} as IdentityPorts, // only an endpoint that is turned off needs it
    webhookFetch: guardedFetch({ trusted: new Set([`127.0.0.1:${port}`]) }),
    durability: 'commit',
    workers: 'by-news',
  });
  const stop = startWorkers({ database, log, pokes }, [work.worker]);
  return async () => {
    await stop();
    await work.stop();
    await pokes.close();
  };
}

/** The loop by hand: it listens, reads the new rows, signs each and sends it over a kept connection. */
async function startByHand({ appUrl }: OwnStore, { orgId }: OwnTenant, port: number) {
  const client = new pg.Client({ connectionString: appUrl });
  await client.connect();
  await client.query(`select set_config('app.org_id', $1, false)`, [orgId]);
  const { rows: heads } = await client.query<{ head: string }>('select head from store.clock where org_id = $1', [orgId]);
  const [agent, secret] = [new Agent({ keepAlive: true }), randomBytes(32)];
  let cursor = Number(heads[0]?.head ?? 0);
  const send = (id: string, body: string): Promise<unknown> => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}`, 'content-type': 'application/json' };
    const asked = request({ agent, host: '127.0.0.1', port, path: '/raw', method: 'POST', headers });
    asked.end(body);
    return once(asked, 'response').then(([answer]) => once((answer as NodeJS.ReadableStream).resume(), 'end'));
  };
  const work = async (): Promise<void> => {
    const { rows } = await client.query<{ n: string; payload: string }>(
      `select n, payload from store.journal where org_id = $1 and n > $2 and entity = 'crm/contact' and kind in ('created', 'changed') order by n limit 200`,
      [orgId, cursor],
    );
    for (const { n, payload } of rows) {
      const { record, changed, at } = JSON.parse(payload) as { record: string; changed: object; at: string };
      cursor = Number(n);
      await send(`${orgId}-${n}`, JSON.stringify({ type: 'crm.contact.updated', timestamp: at, data: { record, changed: Object.keys(changed) } }));
    }
  };
  let last = Promise.resolve();
  client.on('notification', ({ payload }) => {
    if (readNotice(payload ?? '')?.orgId === orgId) last = last.then(work);
  });
  await client.query(`listen ${newsChannel}`);
  return async () => {
    await last;
    agent.destroy();
    await client.end();
  };
} // prettier-ignore

/** EVT-5: from the commit of a change until its signed request arrives, one at a time, in turns with the loop by hand. */
const firstByte: BenchRow = {
  name: 'webhooks',
  run: (stage) =>
    withOwnStore(stage, async (store) => {
      const target = await startTarget();
      const tenants = { ours: await addOwnTenant(store), raw: await addOwnTenant(store) };
      const stopOurs = await startOurs(store, tenants.ours, target.port);
      const stopRaw = await startByHand(store, tenants.raw, target.port);
      const spent = { ours: [] as number[], raw: [] as number[] };
      for (let turn = -warmUpTurns; turn < turns; turn += 1)
        for (const side of ['ours', 'raw'] as const) {
          const tenant = tenants[side];
          const arrived = target.next(`/${side}`);
          const id = tenant.contacts[(turn + warmUpTurns) % tenant.contacts.length] ?? '';
          await pushAct(store, tenant, [{ id, entity: 'crm/contact', seen: 0, fields: { jobTitle: ['Clerk', 'Chief'] } }]);
          const committed = performance.now();
          const ms = (await arrived) - committed;
          if (turn >= 0) spent[side].push(ms);
          await new Promise((resume) => setTimeout(resume, restMs));
        }
      await stopRaw();
      await stopOurs();
      target.close();
      return [
        {
          name: 'change to the first byte of its webhook (raw: a loop by hand)',
          ours: median(spent.ours),
          raw: median(spent.raw),
          unit: 'ms',
          better: 'lower',
          goal: 3,
        },
      ];
    }),
}; // prettier-ignore

export const webhookRows: readonly BenchRow[] = [firstByte];
