import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { CallName } from '../src/bridge/contract.ts';
import { type BridgeFeeds, serveBridge } from '../src/bridge/serve-bridge.ts';
import { servePage } from '../src/browser-shell/page-server.ts';
import { mapPlaces } from '../src/replica/maps/map-places.ts';
import { openReplica } from '../src/replica/replica.ts';
import { demoHistory } from './demo-history.ts';
import { demoRecords } from './demo-records.ts';
import { demoServer } from './demo-server.ts';

// Serves a demo for looking at the screens: the built renderer and the real replica, with demo records from a scripted server in this process.
// Start it with `vite build -c renderer.vite.config.ts && node dev/serve-demo.ts [deals] [role] [port] [page's folder]`.
// Sign in as ilse@fenwright.example with the password `demo`. Requests to /offline, /online and /refuse-next at the next port switch the server.
const dealCount = Number(process.argv[2] ?? 600);
const role = process.argv[3] ?? 'admin';
const port = Number(process.argv[4] ?? 4710);
const profile = join(tmpdir(), `outpost-demo-${port}`);
rmSync(profile, { recursive: true, force: true });
mkdirSync(profile, { recursive: true });

const clock = { nowMs: () => Date.now() };
const random = (size: number) => new Uint8Array(randomBytes(size));
const demo = demoRecords({ now: Date.now(), dealCount });
const dana = demo.records.find((record) => record.fields['name'] === 'Dana Rehmark')?.id ?? '';
const history = demoHistory(demo.records, { me: demo.me.id, other: dana, now: Date.now() });
const newest = new Map(history.map((row) => [row.id, row]));
const server = await demoServer({
  // A record has the version and the time of its newest row.
  records: demo.records.map((record) => {
    const row = newest.get(record.id);
    return row ? { ...record, version: row.n, updatedAt: row.at } : record;
  }),
  history,
  me: demo.me,
  role,
  pageRows: 2_000,
});
const opened = await openReplica(
  {
    clock,
    timers: {
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    ids: uuidV7Source(clock, random),
    random,
    transportTo: () => server.transport,
    keyStore: null,
    log: {
      fault: (what) =>
        process.stderr.write(
          `${what.id} ${what.doing} ${what.cause instanceof Error ? (what.cause.stack ?? '') : String(what.cause)}\n`,
        ),
    },
  },
  {
    profile,
    catalogue: installedCatalogue,
    deviceName: 'Demo',
    maps: mapPlaces(process.env, { out: join(import.meta.dirname, '../out'), profile }),
    passwordCost: { memoryKib: 64, passes: 1 },
  },
);
if (!opened.ok) throw new Error(opened.message);
const replica = opened.value;
const subscriptions: readonly (keyof BridgeFeeds)[] = [
  'session',
  'sync',
  'ownDefinitions',
  'changes',
  'imports',
  'duplicates',
];
const feeds = Object.fromEntries(
  subscriptions.map((name) => [name, (emit: Parameters<typeof replica.subscribe>[1]) => replica.subscribe(name, emit)]),
) as unknown as BridgeFeeds;
const bridge = serveBridge({
  handlers: replica.handlers,
  feeds,
  newFaultId: () =>
    `OP-${randomBytes(2).toString('hex').toUpperCase()}-${randomBytes(2).toString('hex').toUpperCase()}`,
  onFault: ({ id, name, error }) =>
    process.stderr.write(`${id} ${name as CallName} ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`),
});
const page = await servePage(
  {
    folder: process.argv[5] ?? join(import.meta.dirname, '../out/renderer'),
    attach: bridge.attach,
    secret: () => randomBytes(24).toString('base64url'),
  },
  port,
);
createServer((request, response) => {
  if (request.url === '/offline') server.isReachable = false;
  if (request.url === '/online') server.isReachable = true;
  if (request.url === '/refuse-next') server.refusesNext = true;
  response.end('ok\n');
}).listen(port + 1, '127.0.0.1');
process.stdout.write(`${page.url}\n`);
