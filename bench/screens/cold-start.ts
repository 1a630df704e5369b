import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

/** A program of Electron: its executable, its arguments, and the environment. */
export type ElectronProgram = {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/**
 * Starts a program, and ends it. Returns the ms from the beginning of its process until the moment that `shown` has: an
 * expression that runs in its page, a promise of ms since 1970.
 */
export async function timeStart({ executablePath, args, env }: ElectronProgram, shown: string): Promise<number> {
  const beganAt = performance.timeOrigin + performance.now();
  const started = spawn(executablePath, ['--remote-debugging-port=0', ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(started, 'exit');
  try {
    const page = await PageDebugger.open(await debuggingPort(started.stderr));
    return (await page.evaluate(shown)) - beganAt;
  } finally {
    started.kill();
    const ended = await Promise.race([exited.then(() => true), wait(10_000, false)]);
    if (!ended) started.kill('SIGKILL');
  }
}

async function debuggingPort(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, port] = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line) ?? [];
    if (port === undefined) continue;
    output.resume();
    return port;
  }
  throw new Error('Electron ended before it listened');
}

type Target = { readonly type: string; readonly webSocketDebuggerUrl: string };
type Answer = { readonly result?: { readonly result?: { readonly value?: unknown } } };

/**
 * A client of Chromium's debugger for a page (chromedevtools.github.io/devtools-protocol). It sends one request at a
 * time.
 */
class PageDebugger {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Waits for the first page of a program. */
  static async open(port: string): Promise<PageDebugger> {
    for (let turn = 0; turn < 2_000; turn += 1) {
      const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as readonly Target[]; // as documented
      const page = targets.find(({ type }) => type === 'page');
      if (page) {
        const socket = new WebSocket(page.webSocketDebuggerUrl);
        await once(socket, 'open');
        return new PageDebugger(socket);
      }
      await wait(5);
    }
    throw new Error('The program opened no window within ten seconds');
  }

  async ask(method: string, params: object): Promise<Answer> {
    const answered = once(this.#socket, 'message', { signal: AbortSignal.timeout(60_000) });
    this.#socket.send(JSON.stringify({ id: 1, method, params }));
    const [{ data }] = (await answered) as [MessageEvent<string>];
    return JSON.parse(data) as Answer; // as documented
  }

  /**
   * Evaluates an expression whose value is a number, or a promise of one. Repeats it after a navigation that ended it.
   */
  async evaluate(expression: string): Promise<number> {
    for (;;) {
      const answer = await this.ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      const value = answer.result?.result?.value;
      if (typeof value === 'number') return value;
      await wait(1);
    }
  }
}

/** The program with which the app is compared: a sandboxed window with a line of text. */
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

/** For `timeStart`: the frame with the first element of a selector. */
export const painted = (selector: string): string => `new Promise((resolve) => {
  const look = () => {
    if (!document.querySelector(${JSON.stringify(selector)})) return requestAnimationFrame(look);
    const channel = new MessageChannel(); // its message is the next task after the frame that is being made
    channel.port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
    channel.port2.postMessage(null);
  };
  look();
})`;
