import { shellPortMessage } from '../../bridge/channel.ts';
import {
  fileOpenedSchema,
  type PageMessage,
  type ShellState,
  type ToShell,
  toPageSchema,
} from '../../bridge/shell/shell-port.ts';

/** The line between this window and Electron's main process. */
export type ShellLine = {
  /**
   * Sets the only listener; returns the function that removes it. A link that came while there was none (locked, or not
   * signed in) is delivered immediately, commands of that time are not.
   */
  readonly follow: (listener: (message: PageMessage) => void) => () => void;
  /** Keeps a link for the next listener, which gets it immediately. */
  readonly pass: (link: string) => void;
  readonly ask: (ask: Exclude<ToShell, { readonly kind: 'open-file' }>) => void;
  /** The state of the shell; undefined before it has arrived. The same object until it changes. */
  readonly state: () => ShellState | undefined;
  /** Calls back after each change of the state. Returns the function that stops it. */
  readonly watch: (listener: () => void) => () => void;
  /** Opens a copy of a file with the system's program. Returns why it did not, for a person; null if it opened. */
  readonly openFile: (name: string, bytes: Uint8Array<ArrayBuffer>) => Promise<string | null>;
};

/** Returns the line of this window. Call it once at the start: a port that arrives before would be lost. */
export function shellLineOf(page: Pick<Window, 'addEventListener'>): ShellLine {
  const state = {
    port: undefined as MessagePort | undefined,
    listener: undefined as ((message: PageMessage) => void) | undefined,
    link: undefined as PageMessage | undefined,
    shell: undefined as ShellState | undefined,
    watchers: new Set<() => void>(),
    asked: 0,
  };
  const opening = new Map<number, (problem: string | null) => void>();
  const receive = (data: unknown) => {
    const opened = fileOpenedSchema.safeParse(data);
    if (opened.success) {
      opening.get(opened.data.ask)?.(opened.data.problem);
      return void opening.delete(opened.data.ask);
    }
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
    pass: (link) => (state.link = { kind: 'open', link }),
    ask: (ask) => state.port?.postMessage(ask),
    openFile: (name, bytes) =>
      new Promise((resolve) => {
        if (!state.port) return resolve('The app is still starting. Try again.');
        state.asked += 1;
        opening.set(state.asked, resolve);
        state.port.postMessage({ kind: 'open-file', ask: state.asked, name, bytes } satisfies ToShell);
      }),
    state: () => state.shell,
    watch: (listener) => {
      state.watchers.add(listener);
      return () => void state.watchers.delete(listener);
    },
  };
}
