import { mkdirSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { hostname } from 'node:os';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { openHost } from './host.ts';
import { jsonLog } from './json-log.ts';
import { mapPlaces } from './maps/map-places.ts';
import { nodePorts } from './node-ports.ts';
import {
  askBiometrics,
  askKeyStore,
  type MessagePortLike,
  parentMessageSchema,
  type ParentPort,
  portChannel,
} from './parent-port.ts';
import { programPlaces } from './program-places.ts';

// The replica in Electron's utility process: its windows connect by MessagePorts from the main process, and its settings are
// in the environment.
const parent = (process as unknown as { readonly parentPort?: ParentPort }).parentPort; // added by Electron to Node's process
if (!parent)
  throw new Error('replica/start runs as a utility process of Electron; without Electron there is browser-shell/start');
const profile = process.env['OUTPOST_PROFILE_DIR'];
if (!profile) throw new Error('OUTPOST_PROFILE_DIR is not set: the main process names the folder of the profile');

const log = jsonLog('replica', { clock: { nowMs: () => Date.now() }, write: (line) => process.stderr.write(line) });
const keyStore = askKeyStore(parent);
const biometrics = askBiometrics(parent);
/** Ports of windows that arrive before the profile is open. */
const early: MessagePortLike[] = [];
const state = {
  attach: (port: MessagePortLike): void => void early.push(port),
  stop: (): void => process.exit(0),
};

parent.on('message', ({ data, ports }) => {
  const message = parentMessageSchema.safeParse(data);
  if (!message.success) return;
  switch (message.data.kind) {
    case 'key-store':
      return keyStore.onAnswer(message.data);
    case 'biometrics':
      return biometrics.onAnswer(message.data);
    case 'bridge':
      for (const port of ports) state.attach(port);
      return;
    case 'stop':
      return state.stop();
  }
});

mkdirSync(profile, { recursive: true, mode: 0o700 });
const places = programPlaces(import.meta.filename);
const opened = await openHost({
  ports: nodePorts({ log, keyStore: await keyStore.open(), biometrics: await biometrics.open() }),
  catalogue: installedCatalogue,
  profile,
  deviceName: hostname(),
  readers: { workerFile: places.readerWorker },
  maps: mapPlaces(process.env, { out: places.out, profile }),
  server: process.env['OUTPOST_SERVER_URL'] || null,
});
if (!opened.ok) {
  log.info('not opened', { code: opened.code });
  process.exit(1);
}
const host = opened.value;
log.info('ready');
state.attach = (port) => host.attach(portChannel(port));
for (const port of early.splice(0)) state.attach(port);
flushCompileCache(); // Node writes it at its usual end only, and this process is ended by `exit`
state.stop = () => {
  host.close().then(
    () => process.exit(0),
    (cause: unknown) => {
      log.fault({ id: 'stop', doing: 'closing the replica', cause });
      process.exit(1);
    },
  );
};
