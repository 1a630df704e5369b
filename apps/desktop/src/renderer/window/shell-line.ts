import { shellPortMessage } from '../../bridge/channel.ts';
import { type PageMessage, type ShellState, type ToShell, toPageSchema } from '../../bridge/shell/shell-port.ts';

/** The line between this window and Electron's main process. */
export type ShellLine = {
  /**
   * Sets the only listener; returns the function that removes it. A link that came while there was none (locked, or not signed in)
   * is delivered at once, commands of that time are not.
   */
  readonly follow: (listener: (message: PageMessage) => void) => () => void;
  readonly ask: (ask: ToShell) => void;
  /** The state of the shell; undefined before it has arrived. The same object until it changes. */
  readonly state: () => ShellState | undefined;
  /** Calls back after each change of the state. Returns the function that stops it. */
  readonly watch: (listener: () => void) => () => void;
};

/** Returns the line of this window. Call it once at the start: a port that arrives before would be lost. */
export function shellLineOf(page: Pick<Window, 'addEventListener'>): ShellLine {
  const state = {
    port: undefined as MessagePort | undefined,
    listener: undefined as ((message: PageMessage) => void) | undefined,
    link: undefined as PageMessage | undefined,
    shell: undefined as ShellState | undefined,
    watchers: new Set<() => void>(),
  };
  const receive = (data: unknown) => {
    const message = toPageSchema.safeParse(data);
    if (!message.success) return;
    if (message.data.kind === 'state') {
      state.shell = message.data;
      for (const watcher of state.watchers) watcher();
      return;
    }
    if (state.listener) state.listener(message.data);
    else if (message.data.kind === 'open') state.link = message.data;
  };
  page.addEventListener('message', (event) => {
    const [port] = event.data === shellPortMessage ? event.ports : [];
    if (!port) return;
    state.port?.close();
    state.port = port;
    port.addEventListener('message', ({ data }) => receive(data));
    port.start();
  });
  return {
    follow: (listener) => {
      state.listener = listener;
      const { link } = state;
      state.link = undefined;
      if (link) listener(link);
      return () => {
        if (state.listener === listener) state.listener = undefined;
      };
    },
    ask: (ask) => state.port?.postMessage(ask),
    state: () => state.shell,
    watch: (listener) => {
      state.watchers.add(listener);
      return () => void state.watchers.delete(listener);
    },
  };
}
