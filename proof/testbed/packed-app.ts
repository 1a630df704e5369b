import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Page, chromium } from '@playwright/test';
import { z } from 'zod';
import { root, runCommand } from '../../scripts/run-command.ts';

/** The packed app, started as people start it. */
export type PackedApp = {
  readonly page: Page;
  /** Closes the window, as a person does, and returns the app's exit code. */
  readonly closeWindow: () => Promise<number | null>;
  /** Kills the app if it still runs. */
  readonly kill: () => Promise<void>;
};

/** Packs the app by `npm run -s package`, which uses the present build if it is fresh. Returns the program's path. */
export async function packApp(): Promise<string> {
  const { exitCode, output } = await runCommand(process.execPath, [join(root, 'scripts/bootstrap.mjs'), 'package']);
  if (exitCode !== 0) throw new Error(`npm run package failed:\n${output}`);
  const folder = output.trimEnd().split('\n').at(-1) ?? '';
  const programs: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'Outpost.app/Contents/MacOS/Outpost',
    win32: 'outpost.exe',
  };
  return join(folder, programs[process.platform] ?? 'outpost');
}

/**
 * Chromium's sandbox refuses root, and a machine without a graphics card needs `--disable-gpu`. People's machines need neither.
 */
const machineArgs = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'];
const WINDOW_WITHIN_MS = 30_000;
const CLOSED_WITHIN_MS = 15_000;

/** Starts the packed app on a profile. Its fuses forbid Node's inspector, so tests drive it through Chromium's debugging port. */
export async function startPackedApp(program: string, profile: string): Promise<PackedApp> {
  const child = spawn(program, [...machineArgs, '--remote-debugging-port=0'], {
    env: { ...process.env, OUTPOST_PROFILE_DIR: profile, OUTPOST_SERVER_URL: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const browser = await chromium.connectOverCDP(await addressWithWindow(await debuggingAddress(child)));
    const page = browser.contexts()[0]?.pages()[0];
    if (!page) throw new Error('The packed app shows no window');
    const end = async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    };
    return {
      page,
      closeWindow: async () => {
        const ended = once(child, 'exit', { signal: AbortSignal.timeout(CLOSED_WITHIN_MS) });
        await page.close();
        await ended;
        return child.exitCode;
      },
      kill: end,
    };
  } catch (cause) {
    child.kill('SIGKILL');
    throw cause;
  }
}

/** Waits for a window: Playwright hangs on an Electron that has none yet. */
async function addressWithWindow(address: string): Promise<string> {
  const targets = z.array(z.object({ type: z.string(), url: z.string() }));
  for (const deadline = Date.now() + WINDOW_WITHIN_MS; Date.now() < deadline; await sleep(100)) {
    const open = targets.parse(await (await fetch(`http://${new URL(address).host}/json/list`)).json());
    if (open.some(({ type, url }) => type === 'page' && url.startsWith('outpost://app/'))) return address;
  }
  throw new Error('The packed app opened no window');
}

/** The address of the debugging port, which Chromium prints on stderr. */
function debuggingAddress(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    if (!child.stderr) return reject(new Error('The packed app has no stderr'));
    const impatient = setTimeout(
      () => reject(new Error(`The packed app opened no debugging port:\n${said.join('\n')}`)),
      WINDOW_WITHIN_MS,
    );
    child.once('exit', (code) => {
      clearTimeout(impatient);
      reject(new Error(`The packed app ended with ${code}:\n${said.join('\n')}`));
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(impatient);
      resolve(address);
    });
  });
}
