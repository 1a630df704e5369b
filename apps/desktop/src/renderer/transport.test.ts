import { describe, expect, it } from 'vitest';
import { connectBridge } from '../bridge/connect-bridge.ts';
import { type TransportWindow, transportOf } from './transport.ts';

/**
 * Makes a browser window at an address of the browser shell, which answers requests for entry one after another; `undefined`
 * means no answer.
 */
function givenWindow(hash: string, answers: readonly (Response | undefined)[]) {
  const asked: string[] = [];
  const opened: string[] = [];
  const shown: string[] = [];
  const left = [...answers];
  class Socket extends EventTarget {
    constructor(url: string, protocols: readonly string[]) {
      super();
      opened.push([url, ...protocols].join(' '));
    }
  }
  const location = new URL(`http://127.0.0.1:8420/${hash}`);
  const kept = new Map<string, string>();
  const page = {
    location,
    localStorage: {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    },
    history: { replaceState: (_state: unknown, _title: string, url: string) => void shown.push(url) },
    addEventListener: () => undefined,
    fetch: (_url: string, { body }: { readonly body: string }) => {
      asked.push(body);
      const answer = left.shift();
      return answer ? Promise.resolve(answer) : Promise.reject(new TypeError('Failed to fetch'));
    },
    WebSocket: Socket,
  } as unknown as TransportWindow; // the part that the transport uses
  return { page, asked, opened, shown };
}

const rounds = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe('[D-6] the connection to the browser shell', () => {
  it('is not opened if the shell refuses the browser, and shows the reason once', async () => {
    const { page, asked, opened } = givenWindow('#token=used', [new Response('It was used.', { status: 403 })]);
    const told: string[] = [];
    const waits: (() => void)[] = [];
    const bridge = connectBridge({
      open: transportOf(page, (why) => told.push(why)),
      after: (_ms, run) => (waits.push(run), () => undefined),
    });
    await rounds();
    expect([told, asked, opened, waits]).toEqual([['It was used.'], ['{"token":"used","key":""}'], [], []]);
    bridge.close();
  });

  it('is tried again if the shell did not answer', async () => {
    const { page, asked, opened, shown } = givenWindow('#token=fresh', [
      undefined,
      Response.json({ key: 'k1' }),
      new Response(null, { status: 204 }),
    ]);
    const waits: (() => void)[] = [];
    const bridge = connectBridge({
      open: transportOf(page, () => expect.unreachable()),
      after: (_ms, run) => (waits.push(run), () => undefined),
    });
    await rounds();
    expect([opened, shown]).toEqual([[], []]); // the token is still in the address
    for (const run of waits.splice(0)) run();
    await rounds();
    expect(asked).toHaveLength(2);
    expect([opened, shown]).toEqual([['ws://127.0.0.1:8420/bridge outpost-bridge k1'], ['/#/']]);
    bridge.close();
  });
});
