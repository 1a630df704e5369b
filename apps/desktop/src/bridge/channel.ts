/**
 * A two-way line of text frames, whatever carries it: a MessagePort, a WebSocket, the profile's local socket, a test. Frames
 * come in the order in which they were sent, each once; after `onClose` none comes any more. Sending on a closed line does nothing.
 */
export type Channel = {
  readonly send: (text: string) => void;
  /** One listener; frames that came before it was set are kept for it by the transport. */
  readonly onMessage: (listener: (text: string) => void) => void;
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
};

/**
 * What preload posts to the window, with the bridge's MessagePort as its only port. `index.html` is its own and only frame, so
 * that the page need not ask who posted it.
 */
export const portMessage = 'outpost/bridge-port';

/**
 * How the browser shell lets a page in: it opens the page with `#token=…` (once only), the page posts that token as JSON `{token, key: ""}` to
 * this address and gets `{key}`. The page keeps the key where only pages of this very port read it, and opens a WebSocket at `bridgePath` with the
 * subprotocols `bridgeProtocol` and the key. A page that has the key already is let in whatever the token (204).
 */
export const enterPath = '/bridge/enter';
/** The subprotocol of the bridge's WebSocket. */
export const bridgeProtocol = 'outpost-bridge';
/** Where the browser shell takes WebSockets. */
export const bridgePath = '/bridge';
