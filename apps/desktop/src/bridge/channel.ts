/**
 * A two-way connection for text frames. Its transport is a MessagePort, a WebSocket, the profile's local socket, or a test. Each
 * frame arrives once, in the order of sending. No frame arrives after `onClose`. Sending on a closed channel does nothing.
 */
export type Channel = {
  readonly send: (text: string) => void;
  /** Sets the only listener. The transport keeps frames that arrive before it is set. */
  readonly onMessage: (listener: (text: string) => void) => void;
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
};

/**
 * The message that the preload script posts to the window. Its only port is the bridge's MessagePort. `index.html` contains no
 * other frame, so the page need not check the sender.
 */
export const portMessage = 'outpost/bridge-port';

/**
 * The message with the port between the window and Electron's main process (`shell-port.ts`), posted in the same way. In a browser
 * there is no such port.
 */
export const shellPortMessage = 'outpost/shell-port';

/**
 * The address at which a page asks the browser shell for access. The shell opens the page with `#token=…`, a token for a single
 * use. The page posts `{token, key: ""}` as JSON to this address and receives `{key}`. It stores the key where only pages of the
 * same port can read it. Then it opens a WebSocket at `bridgePath` with the subprotocols `bridgeProtocol` and the key. A page that
 * posts a valid key gets the status 204, and its token is not checked.
 */
export const enterPath = '/bridge/enter';
/** The subprotocol of the bridge's WebSocket. */
export const bridgeProtocol = 'outpost-bridge';
/** The path at which the browser shell accepts WebSockets. */
export const bridgePath = '/bridge';
