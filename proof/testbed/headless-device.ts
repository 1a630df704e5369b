import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/run-command.ts';

/** The result of a command of the headless replica: its exit code and the JSON that it printed. */
export type HeadlessOutcome = { readonly code: number; readonly json: unknown; readonly said: string };

/** A person's device without a screen: the command line on its own profile, as in scripts. */
export type HeadlessDevice = {
  readonly run: (args: readonly string[], input?: string) => Promise<HeadlessOutcome>;
  /** Runs a command that must succeed, and returns its JSON. */
  readonly ask: (args: readonly string[], input?: string) => Promise<unknown>;
  readonly remove: () => Promise<void>;
};

/** Makes a device and signs the person in. */
export async function signInHeadless({
  server,
  email,
  password,
}: {
  readonly server: string;
  readonly email: string;
  readonly password: string;
}): Promise<HeadlessDevice> {
  const profile = await mkdtemp(join(tmpdir(), 'outpost-headless-'));
  const device = commandLineOn(profile, password);
  await device.ask(['sign-in', '--server', server, '--email', email]);
  await device.ask(['sync']);
  return { ...device, remove: () => rm(profile, { recursive: true, force: true }) };
}

/** The command line on an existing profile. While the app runs on that profile, the command asks the app's replica (D-6). */
export function commandLineOn(profile: string, password: string): Pick<HeadlessDevice, 'run' | 'ask'> {
  const run = (args: readonly string[], input = '') =>
    runCli([...args, '--profile', profile, '--json'], { password, input });
  return {
    run,
    ask: async (args, input) => {
      const outcome = await run(args, input);
      if (outcome.code !== 0) throw new Error(`outpost ${args.join(' ')} ended with ${outcome.code}: ${outcome.said}`);
      return outcome.json;
    },
  };
}

function runCli(
  args: readonly string[],
  { password, input }: { readonly password: string; readonly input: string },
): Promise<HeadlessOutcome> {
  const child = spawn(process.execPath, [join(root, 'apps/desktop/out/main/cli.js'), ...args], {
    env: { ...process.env, OUTPOST_PASSWORD: password },
    stdio: 'pipe',
  });
  const out: Buffer[] = [];
  const said: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      const text = Buffer.concat(out).toString('utf8').trim();
      resolve({
        code: code ?? 1,
        json: text === '' ? undefined : JSON.parse(text),
        said: Buffer.concat(said).toString('utf8'),
      });
    });
  });
}
