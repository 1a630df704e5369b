/**
 * A two-way connection for text frames over any transport: a MessagePort, a WebSocket, the profile's local socket, a test. Frames
 * arrive in the order of sending, each once; none arrives after `onClose`. Sending on a closed channel does nothing.
 */
export type Channel = {
  readonly send: (text: string) => void;
  /** Sets the only listener. The transport keeps frames that arrive before it is set. */
  readonly onMessage: (listener: (text: string) => void) => void;
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
};

/**
 * The message that preload posts to the window, with the bridge's MessagePort as its only port. `index.html` contains no other
 * frame, so the page need not check the sender.
 */
export const portMessage = 'outpost/bridge-port';

/**
 * How the browser shell admits a page. The shell opens the page with `#token=…` (for a single use). The page posts that token as
 * JSON `{token, key: ""}` to this address and receives `{key}`. It stores the key where only pages of this same port can read it,
 * and opens a WebSocket at `bridgePath` with the subprotocols `bridgeProtocol` and the key. A page that already has the key is
 * admitted whatever the token (204).
 */
export const enterPath = '/bridge/enter';
/** The subprotocol of the bridge's WebSocket. */
export const bridgeProtocol = 'outpost-bridge';
/** The path at which the browser shell accepts WebSockets. */
export const bridgePath = '/bridge';
