import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { replicaEnvironment, replicaFlags } from '@outpost/desktop/main/replica-flags';
import { buildDesktop } from '../build-desktop.ts';
import { startKeptPostgres } from '../embedded-postgres.ts';
import { claimFolder } from '../folder-claim.ts';
import { findFreePort } from '../free-port.ts';
import {
  type NodeProgramOptions,
  programFailure,
  type ReadyLine,
  startNodeProgram,
  startProgram,
} from '../start/child-program.ts';
import { preparedDataFolder } from '../start/data-folder.ts';
import { chooseWindow, electronCommand, openInBrowser } from '../start/desktop-window.ts';
import { endLeftoverProgram, noteProgram } from '../start/leftover-program.ts';
import { noteServerAddress } from '../start/server-address.ts';
import { StartFailure } from '../start/start-failure.ts';

// `npm start`: database, sync server and desktop app on this machine, until Ctrl-C (or until the app's window closes).
const usage =
  'npm start -- [--headless] [--demo]\n  --headless  opens no window, prints the URL of the browser shell\n  --demo      adds the demo data also to a database of DATABASE_URL, if it is empty';
const FIRST_SERVER_PORT = 8_420;

/** The programs that run. They are stopped in reverse order, the last one first. */
const started: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
let stopping: Promise<void> | undefined;

function say(progress: string): void {
  if (!stopping) console.log(`  ${progress}`);
}

/** Stops all programs that still run, in the right order, and then ends the process. */
function stopAll(exitCode: number): Promise<void> {
  const stopEach = async (): Promise<void> => {
    for (const { name, stop } of started.splice(0).reverse())
      await stop().catch((error: unknown) => console.error(`  stopping the ${name} failed: ${String(error)}`));
    process.exit(exitCode);
  };
  return (stopping ??= stopEach());
}

function fail(error: unknown): Promise<void> {
  if (!stopping) {
    const failure = error instanceof StartFailure ? error : undefined;
    const remedy = failure?.remedy ?? 'this is a fault of Outpost: please report it with the lines above';
    console.error(`\n${failure ? `${failure.step} failed` : 'The start failed'}.`);
    console.error(`  why:  ${error instanceof Error ? (failure ? error.message : error.stack) : String(error)}`);
    console.error(`  do:   ${remedy}`);
  }
  return stopAll(1);
}

/** Starts one of our programs and waits until it is ready. The start fails if the program ends before the start does. */
async function keepProgram(name: string, options: NodeProgramOptions): Promise<ReadyLine> {
  await stopping; // a signal arrived during the start: no more programs are started, and the process ends here
  const program = startNodeProgram(name, options);
  started.push({ name, stop: () => program.stop() });
  const ready = await program.ready;
  void program.ended.then(() => fail(programFailure(`The ${name}`, options.logFile)));
  return ready;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (!stopping) console.log('\nStopping …');
    void stopAll(0);
  });
// The bootstrap can pass no signal on if it is killed first.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && void stopAll(1), 500).unref();

async function start(): Promise<void> {
  const options = readOptions();
  const folder = preparedDataFolder(process.env);
  const claim = await claimFolder(folder.path);
  if (!claim)
    throw new StartFailure('Starting Outpost', {
      why: 'another start is running on the same data',
      remedy: `use that one, or stop it first; for separate data, name another folder in OUTPOST_DATA_DIR (this one: ${folder.path})`,
    });
  started.push({ name: 'claim', stop: () => claim.release() });

  const building = build(); // runs in the meantime; its outcome is awaited below
  building.catch(() => undefined);
  const givenDatabase = process.env['DATABASE_URL']?.trim(); // an empty setting counts as none
  const databaseUrl = givenDatabase || (await startDatabase(folder.postgres));
  const hasDemo = options.demo || !givenDatabase;
  say('starting the sync server …');
  const server = await keepProgram('sync server', {
    script: 'apps/sync-server/src/start.ts',
    args: [...(hasDemo ? ['--demo'] : []), ...(givenDatabase ? [] : ['--local-mails'])],
    env: {
      ...(givenDatabase ? {} : { OUTPOST_REGISTRATION: 'open' }), // so that a person can try out registering
      ...process.env,
      DATABASE_URL: databaseUrl,
      OUTPOST_PORT: await serverPort(process.env['OUTPOST_PORT']),
      OUTPOST_DATA_DIR: folder.server,
    },
    logFile: join(folder.logs, 'server.log'),
  });
  const forget = noteServerAddress(folder.path, server.url);
  started.push({ name: 'note of the address', stop: () => Promise.resolve(forget()) });
  await building;
  const window = options.headless ? undefined : chooseWindow(say);
  const env = { ...process.env, OUTPOST_SERVER_URL: server.url, OUTPOST_PROFILE_DIR: folder.profile };
  if (window && 'electron' in window) {
    await stopping;
    say('opening the app …');
    const pidFile = join(folder.path, 'desktop.pid');
    await endLeftoverProgram(pidFile, /electron|outpost/i); // an app left running would only show its own window instead of a new one
    const app = startProgram(electronCommand(window.electron), env, join(folder.logs, 'desktop.log'));
    started.push({ name: 'app', stop: () => app.stop() });
    noteProgram(pidFile, app.pid);
    void app.ended.then((code) => {
      if (!stopping) console.log('\nThe app was closed. Stopping …');
      return stopAll(code === 0 ? 0 : 1);
    });
    return announce('desktop', server);
  }
  if (window) say(`opening in the browser, since ${window.whyNot}`);
  const shell = await keepProgram('browser shell', {
    script: 'apps/desktop/out/main/browser-shell.js',
    flags: replicaFlags,
    env: { ...env, ...replicaEnvironment },
    logFile: join(folder.logs, 'browser-shell.log'),
  });
  announce(shell.url, server);
  if (window) openInBrowser(shell.url);
}

/** Returns the requested port, or the next free one. The server refuses an invalid number and names the setting. */
async function serverPort(asked = String(FIRST_SERVER_PORT)): Promise<string> {
  return /^\d{1,5}$/.test(asked) && Number(asked) < 65_000 ? String(await findFreePort(Number(asked))) : asked;
}

function readOptions(): { headless: boolean; demo: boolean } {
  try {
    const { values } = parseArgs({ options: { headless: { type: 'boolean' }, demo: { type: 'boolean' } } });
    return { headless: values.headless ?? false, demo: values.demo ?? false };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

async function build(): Promise<void> {
  const { exitCode, output } = await buildDesktop(() => say('building the app …'));
  if (exitCode === 0) return;
  throw new StartFailure('Building the app', {
    why: output.trim(),
    remedy: 'fix what it names; `npm run build` repeats only this step',
  });
}

async function startDatabase(folder: string): Promise<string> {
  say('starting the database …');
  const starting = startKeptPostgres(folder);
  const stop = (): Promise<void> => starting.then((postgres) => postgres.stop()).catch(() => undefined);
  started.push({ name: 'database', stop });
  try {
    const postgres = await starting;
    void postgres.lost.then((words) => fail(databaseLost(words)));
    return postgres.url;
  } catch (cause) {
    throw new StartFailure('Starting the database', {
      why: cause instanceof Error ? cause.message : String(cause),
      remedy: `fix what it names, name a Postgres of your own in DATABASE_URL, or move ${folder} away and begin with empty data`,
      cause,
    });
  }
}

const databaseLost = (words: string): StartFailure =>
  new StartFailure('The database', {
    why: `it ended by itself:\n${words}`,
    remedy: 'start again: it recovers what was written',
  });

function announce(where: string, { url, demo, mails }: ReadyLine): void {
  if (stopping) return;
  console.log(`\nThe sync server is at: ${url}`);
  if (mails !== undefined) console.log(`Mails that it would send, with their codes: ${mails}`);
  console.log(`Outpost is ready: ${where}`);
  const width = Math.max(0, ...demo.map(({ email }) => email.length));
  for (const { email, password, role } of demo) console.log(`  ${email.padEnd(width)}  ${password}  ${role}`);
}

await start().catch(fail);
