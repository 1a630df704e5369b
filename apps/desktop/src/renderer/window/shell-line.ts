import { shellPortMessage } from '../../bridge/channel.ts';
import { type ToPage, type ToShell, toPageSchema } from '../../bridge/shell/shell-port.ts';

/** The line between this window and Electron's main process. */
export type ShellLine = {
  /**
   * Sets the only listener; returns the function that removes it. A link that came while there was none (locked, or not signed in)
   * is delivered at once, commands of that time are not.
   */
  readonly follow: (listener: (message: ToPage) => void) => () => void;
  readonly ask: (ask: ToShell) => void;
};

/** Returns the line of this window. Call it once at the start: a port that arrives before would be lost. */
export function shellLineOf(page: Pick<Window, 'addEventListener'>): ShellLine {
  const state = {
    port: undefined as MessagePort | undefined,
    listener: undefined as ((message: ToPage) => void) | undefined,
    link: undefined as ToPage | undefined,
  };
  const receive = (data: unknown) => {
    const message = toPageSchema.safeParse(data);
    if (!message.success) return;
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
  };
}
