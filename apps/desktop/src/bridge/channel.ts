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
 * How the browser shell lets a page in: it opens the page with `#token=…` (once only), the page posts that token as JSON
 * `{token}` to this address and gets a session cookie (HttpOnly, SameSite=Strict), and then opens a WebSocket at `bridgePath`. Whoever has the
 * cookie already is let in whatever the token.
 */
export const enterPath = '/bridge/enter';
/** Where the browser shell takes WebSockets. */
export const bridgePath = '/bridge';
