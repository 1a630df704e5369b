import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { jsonLog } from '../replica/json-log.ts';
import { nodePorts } from '../replica/node-ports.ts';
import { programPlaces } from '../replica/program-places.ts';
import { dataFolder, profileFolder } from '../replica/session/profile/profile-folder.ts';
import { exitCode } from './exit-code.ts';
import { createFile } from './create-file.ts';
import { openFile } from './open-file.ts';
import { runCommandLine } from './run-command.ts';
import { passwordAsker, readAll } from './terminal.ts';

// `npm run -s outpost -- <command>`: only the answer is written to stdout, everything else to stderr.
const say = (text: string) => void process.stderr.write(text);
const log = jsonLog('cli', { clock: { nowMs: () => Date.now() }, write: say });
/** The replica's timers do not keep the process alive, but a command that waits for one must. */
const awake = setInterval(() => undefined, 60_000);

function readFile(path: string): Uint8Array | undefined {
  try {
    return readFileSync(resolve(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR'))
      return undefined;
    throw error;
  }
}

/** Adds a listener; with one, these signals no longer end the process immediately. */
function onStop(listener: () => void): () => void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener);
  };
}

/** Returns the address that `npm start` stores while it runs (scripts/start/server-address.ts). */
function serverHere(): string | undefined {
  const noted = readFile(join(dataFolder(process.env, process.platform), 'server-address'));
  return noted === undefined ? undefined : new TextDecoder().decode(noted).trim();
}

try {
  const { exit, out, error } = await runCommandLine(process.argv.slice(2), {
    replica: nodePorts({ log, keyStore: null }), // plain Node has no key store, so the sign-in password wraps the key
    readers: { workerFile: programPlaces(import.meta.filename).readerWorker },
    catalogue: installedCatalogue,
    deviceName: `${hostname()} (command line)`,
    usualProfile: profileFolder(process.env, process.platform),
    serverHere: process.env['OUTPOST_SERVER_URL'] || serverHere(),
    givenPassword: process.env['OUTPOST_PASSWORD'] || undefined,
    givenNewPassword: process.env['OUTPOST_NEW_PASSWORD'] || undefined,
    askPassword: passwordAsker(process.stdin, say),
    readFile,
    openFile: (path) => openFile(resolve(path)),
    writeFile: (path, text) => writeFileSync(resolve(path), text),
    appendFile: (path, text) => appendFileSync(resolve(path), text),
    createFile: (path, mayReplace) => createFile(resolve(path), mayReplace),
    readStdin: () => readAll(process.stdin),
    onStop,
    note: (text) => say(`${text}\n`),
  });
  say(error);
  process.exitCode = exit;
  await new Promise<void>((done) => process.stdout.write(out, () => done())); // a pipe accepts a long answer in pieces
} catch (cause) {
  log.fault({ id: 'cli', doing: 'running a command', cause });
  process.exitCode = exitCode.fault;
}
clearInterval(awake);
process.exit();
