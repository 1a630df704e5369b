import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The repository's root. */
export const root = join(import.meta.dirname, '..');

/** How long a stopped command has to clean up after itself (Vitest ends its Postgres in well under a second). */
const STOPPING_MS = 10_000;

/** How a command ended. `output` is stdout and stderr as they came. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly output: string;
}

const running = new Set<ChildProcess>();

/** For jobs that only run commands: what stops the job stops what it runs, and leaves no compiler or database behind. */
export function stopCommandsOnSignal(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => {
      for (const child of running) child.kill(signal);
      process.exitCode = 130;
      setTimeout(() => process.exit(130), STOPPING_MS).unref();
    });
}

/** Runs a command in `cwd` (the root unless told otherwise) to its end, and keeps what it prints. Never throws. */
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
    child.once('close', (code) => end(code ?? 1));
  });
}

/**
 * The JavaScript behind a package's command, to be run by this very Node: what lies in `.bin` is a shell script on some
 * systems. The manifest is found by path, since not every package lets it be resolved.
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
