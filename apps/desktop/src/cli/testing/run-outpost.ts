import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { z } from 'zod';
import { nodePorts } from '../../replica/node-ports.ts';
import { createFile } from '../create-file.ts';
import { openFile } from '../open-file.ts';
import { runCommandLine } from '../run-command.ts';

/** The result of a command. `out` is all of stdout. */
export type Ended = { readonly exit: number | null; readonly out: string; readonly error: string };
/** The environment of a command: folder, profile, password and standard input. */
export type Calling = {
  readonly folder: string;
  readonly profile: string;
  readonly password: string | null;
  readonly stdin?: string;
};
/** Runs the words after `outpost`. */
export type RunOutpost = (words: readonly string[], calling: Calling) => Promise<Ended>;

/** Runs a command as people do, in a separate process. */
export const spawnOutpost: RunOutpost = (words, { folder, profile, password, stdin = '' }) => {
  const env = { ...process.env, OUTPOST_PROFILE_DIR: profile, OUTPOST_PASSWORD: password ?? '' };
  const child = spawn(process.execPath, [join(import.meta.dirname, '../start.ts'), ...words], { cwd: folder, env });
  const said = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.error += text));
  child.stdin.end(stdin);
  return new Promise((done) => child.on('close', (exit) => done({ ...said, exit })));
};

/**
 * Runs a command in this process, which is several times as fast. Each command still opens, unlocks and closes the profile.
 * Throws faults.
 */
export const typeOutpost: RunOutpost = (words, { folder, profile, password, stdin = '' }) =>
  runCommandLine(words, {
    replica: nodePorts({
      keyStore: null,
      log: {
        fault: ({ cause }) => {
          throw cause;
        },
      },
    }),
    catalogue: installedCatalogue,
    deviceName: 'test',
    usualProfile: profile,
    serverHere: undefined,
    givenPassword: password ?? undefined,
    askPassword: (asked) => Promise.resolve(stdin.split('\n')[asked === 'password' ? 0 : 1] ?? ''),
    readFile: (path) => (existsSync(resolve(folder, path)) ? readFileSync(resolve(folder, path)) : undefined),
    openFile: (path) => openFile(resolve(folder, path)),
    writeFile: (path, text) => writeFileSync(resolve(folder, path), text),
    appendFile: (path, text) => appendFileSync(resolve(folder, path), text),
    createFile: (path, mayReplace) => createFile(resolve(folder, path), mayReplace),
    readStdin: () => Promise.resolve(stdin),
    onStop: () => () => undefined,
    note: () => undefined,
  });

/** Runs a command that must succeed, and parses its JSON. */
export async function jsonAnswerOf<T>(schema: z.ZodType<T>, words: readonly string[], calling: Calling): Promise<T> {
  const { exit, out, error } = await typeOutpost([...words, '--json'], calling);
  if (exit !== 0) throw new Error(`${words.join(' ')} ended with ${exit}: ${error}`);
  return schema.parse(JSON.parse(out));
}
