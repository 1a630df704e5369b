import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The repository's root. */
export const root = join(import.meta.dirname, '..');

/** The time that a stopped command has to clean up (Vitest stops its Postgres in well under a second). */
const STOPPING_MS = 10_000;

/** The end of a command. `output` is stdout and stderr in the order of their arrival, and the signal that ended the command, if one did. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly output: string;
}

const running = new Set<ChildProcess>();

/**
 * Makes a signal that stops a job also stop its commands, so that no compiler or database is left running. For jobs that only
 * run commands.
 */
export function stopCommandsOnSignal(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => {
      for (const child of running) child.kill(signal);
      process.exitCode = 130;
      setTimeout(() => process.exit(130), STOPPING_MS).unref();
    });
}

/** Runs a command in `cwd` (the root by default) to its end and keeps its output. Never throws. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<CommandOutcome> {
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    const end = (exitCode: number, more = ''): void => {
      running.delete(child);
      done({ exitCode, output: Buffer.concat(chunks).toString() + more });
    };
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => end(127, `${command}: ${error.message}`));
    child.once('close', (code, signal) => end(code ?? 1, signal === null ? '' : `${command} was ended by ${signal}.`));
  });
}

/**
 * Finds the JavaScript file of a package's command, which this Node can run. On some systems the file in `.bin` is a shell
 * script. The manifest is found by path, because not every package exports it.
 */
export function toolScript(name: string, { command = name, workspace = '.' } = {}): string {
  const folder = join(root, workspace, 'node_modules', name);
  const manifestPath = join(folder, 'package.json');
  if (!existsSync(manifestPath)) throw new Error(`The package ${name} is not installed. Run: npm run check`);
  const { bin } = createRequire(import.meta.url)(manifestPath) as { bin: string | Record<string, string> };
  const script = typeof bin === 'string' ? bin : bin[command];
  if (!script) throw new Error(`The package ${name} has no command '${command}'.`);
  return join(folder, script);
}
