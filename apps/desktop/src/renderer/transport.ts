import { z } from 'zod';
import { type Channel, bridgePath, bridgeProtocol, enterPath, portMessage } from '../bridge/channel.ts';

/** The parts of the window that the transport uses, so that a test can provide its own. */
export type TransportWindow = Pick<Window, 'addEventListener' | 'location' | 'history' | 'fetch' | 'localStorage'> & {
  readonly WebSocket: typeof WebSocket;
};

/**
 * Returns the function that opens a connection to the replica. In Electron the page is not served over http. There the
 * preload script passes a MessagePort, and a new one after each restart of the replica. Over http the connection is a
 * WebSocket to the browser shell. Call this once at the start: a port that arrives before it is requested is kept.
 * `onNotLetIn` is called with the reason when the shell refuses this browser; then no connection is opened.
 */
export function transportOf(page: TransportWindow, onNotLetIn: (why: string) => void): () => Promise<Channel> {
  return page.location.protocol.startsWith('http') ? webSocketTransport(page, onNotLetIn) : portTransport(page);
}

function portTransport(page: TransportWindow): () => Promise<Channel> {
  const came: MessagePort[] = [];
  const wanted: ((port: MessagePort) => void)[] = [];
  let lost = () => {};
  page.addEventListener('message', (event) => {
    if (event.data !== portMessage) return;
    const [port] = event.ports;
    if (!port) return;
    lost(); // a new port means that the replica of the old one has ended
    const waiting = wanted.shift();
    if (waiting) waiting(port);
    else came.push(port);
  });
  return async () => {
    const port =
      came.shift() ??
      (await new Promise<MessagePort>((resolve) => {
        wanted.push(resolve);
      }));
    return {
      send: (text) => port.postMessage(text),
      onMessage: (listener) => {
        port.addEventListener('message', (event) => {
          if (typeof event.data === 'string') listener(event.data);
        });
        port.start(); // the port's own queue contains the earlier messages
      },
      onClose: (listener) => {
        lost = listener;
        port.addEventListener('close', listener);
      },
      close: () => port.close(),
    };
  };
}

function webSocketTransport(page: TransportWindow, onNotLetIn: (why: string) => void): () => Promise<Channel> {
  let entered: Promise<Entered> | undefined;
  return async () => {
    entered ??= enter(page).catch((error: unknown) => {
      entered = undefined; // the shell did not answer; the next try requests entry again
      throw error;
    });
    const answer = await entered;
    if (answer.why !== undefined) {
      onNotLetIn(answer.why);
      return new Promise<never>(() => {}); // another try would have the same result
    }
    const address = `${page.location.origin.replace(/^http/, 'ws')}${bridgePath}`;
    const socket = new page.WebSocket(address, [bridgeProtocol, answer.key]);
    const early: string[] = [];
    let listener = (text: string) => {
      early.push(text);
    };
    socket.addEventListener('message', (event) => {
      if (typeof event.data === 'string') listener(event.data);
    });
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener('close', () => reject(new Error('The browser shell does not answer')), { once: true });
    });
    return {
      send: (text) => {
        if (socket.readyState === socket.OPEN) socket.send(text);
      },
      onMessage: (next) => {
        listener = next;
        for (const text of early.splice(0)) next(text);
      },
      onClose: (closed) => socket.addEventListener('close', closed),
      close: () => socket.close(),
    };
  };
}

/** The key that opens the bridge, or the reason why the shell refuses this browser. */
type Entered = { readonly key: string; readonly why?: never } | { readonly why: string };

/** The storage key. Only pages of this same port in this browser can read it. */
const keyName = 'outpost-shell-key';
const keySchema = z.strictObject({ key: z.string() });

/**
 * Exchanges the one-time token of the address for the shell's key, and removes the token from the address and the
 * history. Without a token, such as after a reload, the key must already be stored.
 */
async function enter(page: TransportWindow): Promise<Entered> {
  const token = new URLSearchParams(page.location.hash.replace(/^#\/?/, '')).get('token') ?? '';
  const answer = await page.fetch(enterPath, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, key: page.localStorage.getItem(keyName) ?? '' }),
  });
  if (token !== '') page.history.replaceState(null, '', `${page.location.pathname}${page.location.search}#/`);
  if (!answer.ok) return { why: await answer.text() };
  const key =
    answer.status === 204 ? (page.localStorage.getItem(keyName) ?? '') : keySchema.parse(await answer.json()).key;
  page.localStorage.setItem(keyName, key);
  return { key };
}
