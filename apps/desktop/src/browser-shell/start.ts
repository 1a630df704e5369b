import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { openHost } from '../replica/host.ts';
import { jsonLog } from '../replica/json-log.ts';
import { mapPlaces } from '../replica/maps/map-places.ts';
import { nodePorts } from '../replica/node-ports.ts';
import { programPlaces } from '../replica/program-places.ts';
import { profileFolder } from '../replica/session/profile/profile-folder.ts';
import { servePage } from './page-server.ts';
import { readShellSettings } from './shell-settings.ts';

// The app without Electron: the built renderer on 127.0.0.1, and the same replica behind a WebSocket and a one-time token.
const settings = readShellSettings(process.env);
if (!settings.ok) {
  process.stderr.write(`${settings.message}\n`);
  process.exit(2);
}
const log = jsonLog('browser-shell', {
  clock: { nowMs: () => Date.now() },
  write: (line) => process.stderr.write(line),
});
const profile = settings.value.profile ?? profileFolder(process.env, process.platform);
mkdirSync(profile, { recursive: true, mode: 0o700 });

const ports = nodePorts({ log, keyStore: null }); // a page in a browser has no key store, so the sign-in password wraps the key
const places = programPlaces(import.meta.filename);
const opened = await openHost({
  ports,
  catalogue: installedCatalogue,
  profile,
  deviceName: `${hostname()} (browser)`,
  deviceKind: 'browser',
  readers: { workerFile: places.readerWorker },
  maps: mapPlaces(process.env, { out: places.out, profile }),
  server: settings.value.server,
});
if (!opened.ok) {
  process.stderr.write(`${opened.message} (${profile})\n`);
  process.exit(1);
}
const host = opened.value;
const page = await servePage(
  {
    folder: join(places.out, 'renderer'),
    attach: host.attach,
    secret: () => randomBytes(32).toString('base64url'),
  },
  settings.value.port,
);
process.stdout.write(`${JSON.stringify({ ready: true, url: page.url })}\n`);
log.info('ready', { port: page.port });

const stopping = { isOn: false };
const stop = async (signal: string) => {
  if (stopping.isOn) return;
  stopping.isOn = true;
  log.info('stopping', { signal });
  await page.close();
  await host.close();
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
