import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';
import { root } from '../run-command.ts';
import { StartFailure } from './start-failure.ts';

/** A program that a start runs as a child process. */
export interface ChildProgram {
  /** 0 where the program could not be started; then `ended` has resolved. */
  readonly pid: number;
  /** Resolves with the exit code when the program ends for any reason. */
  readonly ended: Promise<number>;
  /** Asks the program to end, kills it after a while, and waits for its end. */
  stop(): Promise<void>;
}

/** The line of JSON that a program prints on stdout once it is ready. */
export interface ReadyLine {
  readonly url: string;
  /** The accounts of the demo data, if there are any. */
  readonly demo: readonly PrintedAccount[];
  /** The local page of all mails, where the server has no mail server. */
  readonly mails?: string;
}

/** A person of the demo tenant, with whom the README's first steps sign in. */
export interface PrintedAccount {
  readonly email: string;
  readonly password: string;
  readonly role: string;
}

/** First migrations and demo data take seconds, and longer on a slow disk. */
const READY_WITHIN_MS = 120_000;
/** The time to finish requests and close files. A program that has not ended by then hangs. */
const STOP_WITHIN_MS = 10_000;

/** The options with which one of our own programs is started. */
export interface NodeProgramOptions {
  /** A path, from the root. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Node's own flags, and V8's. */
  readonly flags?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The file for its messages, which is emptied first. */
  readonly logFile: string;
}

/**
 * Runs one of our TypeScript programs on this Node. `ready` rejects with a `StartFailure` when the program ends, or prints
 * nothing in time, before it is ready. The failure has the program's last messages.
 */
export function startNodeProgram(
  name: string,
  { script, args = [], flags = [], env, logFile }: NodeProgramOptions,
): ChildProgram & { readonly ready: Promise<ReadyLine> } {
  const watcher = pathToFileURL(join(root, 'scripts/end-with-parent.ts')).href;
  const command = [process.execPath, ...flags, '--import', watcher, resolve(root, script), ...args];
  const { child, program } = spawnProgram(command, env, logFile);
  const ready = firstReadyLine(child, program.ended).then((line) => {
    if (line) return line;
    throw programFailure(`Starting the ${name}`, logFile);
  });
  ready.catch(() => undefined); // the owner may be stopping and no longer waiting
  return { ...program, ready };
}

/** Returns the failure for a program that ended unexpectedly, with its last messages. */
export function programFailure(step: string, logFile: string): StartFailure {
  const lastWords = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  return new StartFailure(step, {
    why: lastWords || 'it printed no message before it ended or its time was over',
    remedy: `fix what it names and start again (all its messages: ${logFile})`,
  });
}

/** Runs any program and writes its messages to `logFile`. */
export function startProgram(command: readonly string[], env: NodeJS.ProcessEnv, logFile: string): ChildProgram {
  const { child, program } = spawnProgram(command, env, logFile);
  child.stdout?.resume();
  return program;
}

function spawnProgram(
  [command = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  logFile: string,
): { child: ChildProcess; program: ChildProgram } {
  const log = openSync(logFile, 'w', 0o600);
  // In a separate process group, so that Ctrl-C reaches only the start, which then stops all programs in the right order.
  const detached = process.platform !== 'win32';
  const child = spawn(command, args, { cwd: root, env, detached, stdio: ['ignore', 'pipe', log] });
  closeSync(log);
  const ended = new Promise<number>((done) => {
    child.once('exit', (code) => done(code ?? 1));
    child.once('error', () => done(127));
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(insist);
  };
  return { child, program: { pid: child.pid ?? 0, ended, stop } };
}

/** Reads stdout up to the ready line. Undefined when the program ends first or the time is over. */
function firstReadyLine(child: ChildProcess, ended: Promise<number>): Promise<ReadyLine | undefined> {
  return new Promise((done) => {
    if (!child.stdout) return done(undefined);
    const impatient = setTimeout(() => done(undefined), READY_WITHIN_MS);
    void ended.then(() => {
      clearTimeout(impatient);
      done(undefined);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = parseReadyLine(line);
      if (!ready) return;
      clearTimeout(impatient);
      done(ready);
    });
  });
}

/** Parses the ready line; returns undefined for any other. */
export function parseReadyLine(line: string): ReadyLine | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // a log line that begins like a ready line
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('ready' in value) || value.ready !== true || !('url' in value) || typeof value.url !== 'string')
    return undefined;
  const demo = 'demo' in value && Array.isArray(value.demo) ? value.demo.filter(isDemoAccount) : [];
  const mails = 'mails' in value && typeof value.mails === 'string' ? { mails: value.mails } : {};
  return { url: value.url, demo, ...mails };
}

function isDemoAccount(value: unknown): value is PrintedAccount {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['email', 'password', 'role'].map((key): unknown => Reflect.get(value, key));
  return texts.every((text) => typeof text === 'string');
}
