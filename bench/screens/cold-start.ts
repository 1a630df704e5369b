import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

/** A program of Electron: what is given to its executable, and the environment. */
export type ElectronProgram = {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
};

const stampName = 'started-at';

/**
 * Writes a script that starts Electron in a session with a key store of the system (GNOME's), as a person's computer has one, and returns
 * its path. Its keys lie in `folder`. The script writes the moment when Electron itself begins.
 */
export async function withSystemKeyStore(folder: string, executable: string): Promise<string> {
  const script = join(folder, 'electron');
  const inSession = `printf bench | gnome-keyring-daemon --unlock --components=secrets > /dev/null; date +%s%N > "${join(folder, stampName)}"; exec "${executable}" --password-store=gnome-libsecret "$@"`;
  await writeFile(
    script,
    `#!/bin/sh\nexport XDG_DATA_HOME="${folder}" XDG_RUNTIME_DIR="${folder}"\nexec dbus-run-session -- sh -c '${inSession}' sh "$@"\n`,
  );
  await chmod(script, 0o700);
  return script;
}

/** When the last start of the script of `withSystemKeyStore` reached Electron: ms since 1970. */
const startedAt = async (folder: string): Promise<number> =>
  Number(await readFile(join(folder, stampName), 'utf8')) / 1e6;

/**
 * Starts a program and returns the ms from the beginning of its process until its page shows what `seen` waits for, and is painted.
 * `seen`: an expression in the page, a promise of the moment in ms since 1970. Ends the program.
 */
export async function timeStart(
  { executablePath, args, env }: ElectronProgram,
  folder: string,
  seen: string,
): Promise<number> {
  const started = spawn(executablePath, ['--remote-debugging-port=0', ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(started, 'exit');
  try {
    const port = await debuggingPort(started.stderr);
    const page = await pageTarget(port);
    const moment = await evaluate(page, seen);
    return moment - (await startedAt(folder));
  } finally {
    started.kill();
    const ended = await Promise.race([exited.then(() => true), wait(10_000, false)]);
    if (!ended) started.kill('SIGKILL');
  }
}

async function debuggingPort(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, port] = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line) ?? [];
    if (port !== undefined) {
      output.resume();
      return port;
    }
  }
  throw new Error('Electron ended before it listened');
}

/** The address of the page's debugger, as soon as there is a page. */
async function pageTarget(port: string): Promise<string> {
  for (let turn = 0; turn < 2_000; turn += 1) {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as readonly {
      readonly type: string;
      readonly webSocketDebuggerUrl: string;
    }[]; // as Chromium documents it
    const page = targets.find(({ type }) => type === 'page');
    if (page) return page.webSocketDebuggerUrl;
    await wait(5);
  }
  throw new Error('No window after ten seconds');
}

/** Evaluates an expression whose promise gives a number. */
async function evaluate(address: string, expression: string): Promise<number> {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const answered = once(socket, 'message');
  socket.send(
    JSON.stringify({
      id: 1,
      method: 'Runtime.evaluate',
      params: { expression, awaitPromise: true, returnByValue: true },
    }),
  );
  const [{ data }] = (await answered) as [MessageEvent<string>];
  socket.close();
  const { value } = (JSON.parse(data) as { result: { result: { value: unknown } } }).result.result;
  if (typeof value !== 'number') throw new Error(`The page answered ${data}`);
  return value;
}

/** The program beside which the app is measured: a sandboxed window with a line of text. */
export const emptyWindow = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false, webPreferences: { sandbox: true, contextIsolation: true } });
  window.once('ready-to-show', () => window.show());
  window.loadURL('data:text/html,<title>Empty</title><p>Empty</p>');
});
app.on('window-all-closed', () => app.quit());
`;

/** For `timeStart`: the first paint of the page. */
export const firstPaint = `new Promise((resolve) => {
  const look = () => {
    const [paint] = performance.getEntriesByType('paint');
    if (paint) resolve(performance.timeOrigin + paint.startTime);
    else setTimeout(look, 5);
  };
  look();
})`;

/** For `timeStart`: the frame with the first row of a table. */
export const firstRowPainted = `new Promise((resolve) => {
  const look = () => {
    if (!document.querySelector('[role=grid] [role=row][data-line="0"]:not([aria-busy])')) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
  };
  look();
})`;
