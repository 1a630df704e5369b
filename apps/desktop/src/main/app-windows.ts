import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import {
  type BrowserWindow,
  Menu,
  MessageChannelMain,
  type MessagePortMain,
  type WebContents,
  clipboard,
  screen,
} from 'electron';
import { shellPortMessage } from '../bridge/channel.ts';
import { readDeepLink } from '../bridge/shell/deep-link.ts';
import { outsideLinkProblem } from '../bridge/shell/outside-link.ts';
import {
  type CaptureKeys,
  capturePath,
  type FileOpened,
  followingPath,
  type ShellState,
  type ToPage,
  type ToShell,
  toShellSchema,
} from '../bridge/shell/shell-port.ts';
import { contextMenuTemplate } from './context-menu.ts';
import type { MainLog } from './main-log.ts';
import { openMainWindow } from './main-window.ts';
import type { OpenedFiles } from './opened-files.ts';
import { besideOf, placeFor, readWindowState, type WindowState } from './window-state.ts';

/** The parts of the main process that windows need. */
export type AppWindowsPorts = {
  readonly preload: string;
  /** The file with the state of the last window. It contains numbers only. */
  readonly stateFile: string;
  /** Connects a window with the replica. */
  readonly connect: (contents: WebContents) => void;
  /** Opens copies of files with the system's programs. */
  readonly files: OpenedFiles;
  /** The state of the shell for pages, and the requests of pages to it. */
  readonly shellState: () => ShellState;
  readonly onCaptureKeys: (change: Partial<Pick<CaptureKeys, 'isOn' | 'accelerator'>>) => void;
  readonly onKeepRunning: (isOn: boolean) => void;
  readonly onSpelling: (change: { readonly isOn?: boolean; readonly languages?: string[] }) => void;
  readonly onRestart: () => void;
  /** Whether the last window is hidden when it is closed, and the call when it was. */
  readonly isHiddenOnClose: () => boolean;
  readonly onHidden: () => void;
  /** The session of the system ends (Windows). */
  readonly onSessionEnd: () => void;
  readonly log: MainLog;
};

/** The windows of the app. All show the same replica, each over a port of its own. */
export type AppWindows = {
  readonly open: () => void;
  /**
   * Sends a message to the window in front, and brings that window into view. Where there is none, it opens one. For a link that
   * window does not draw Home first, whose figures would take longer than the page of the link.
   */
  readonly send: (message: ToPage) => void;
  /** Opens the small window for quick capture, or brings it into view. */
  readonly capture: () => void;
  /** Brings the window in front into view. */
  readonly show: () => void;
  /** Whether a window other than that for quick capture is in view. Minimised windows count. */
  readonly isInView: () => boolean;
  /** Sends the state of the shell to all windows. */
  readonly tellState: () => void;
};

/** Chosen: the form of a record with few fields fits without scrolling. */
const captureSize = { width: 560, height: 700 } as const;

/** The windows' own ports, and the messages for a page that is not loaded yet. */
type Line = { port: MessagePortMain | undefined; waiting: readonly ToPage[] };

/** Opens windows and remembers their size, place and zoom. */
export function appWindows(ports: AppWindowsPorts): AppWindows {
  const { preload, stateFile, connect, files, log, shellState } = ports;
  const lines = new Map<BrowserWindow, Line>();
  const capturing = { window: undefined as BrowserWindow | undefined };

  /** The window that had the focus last. */
  const front = (): BrowserWindow | undefined => [...lines.keys()].at(-1);

  /** Opens a window. `page`: its address behind the #, if it is not Home. */
  const open = (page?: string) => {
    const kept = readWindowState(textOf(stateFile));
    const before = front();
    const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
    const place = placeFor(before ? besideOf(before.getNormalBounds()) : kept, screens);
    const window = openMainWindow(preload, place, page);
    const line = join(window);
    lines.set(window, line);
    if (before === undefined && kept) {
      if (kept.isMaximised) window.maximize();
      window.webContents.once('did-finish-load', () => window.webContents.setZoomLevel(kept.zoomLevel));
    }
    window.on('focus', () => {
      lines.delete(window); // the last of the map is the one in front
      lines.set(window, line);
    });
    window.on('close', (event) => {
      keep(stateFile, stateOf(window), log);
      if (lines.size > 1 || !ports.isHiddenOnClose()) return;
      event.preventDefault();
      hide(window);
      ports.onHidden();
    });
    window.on('session-end', ports.onSessionEnd);
    window.on('closed', () => lines.delete(window));
  };

  /** Connects a window with the replica, and gives it its port and the menu of the right button. */
  const join = (window: BrowserWindow): Line => {
    const line: Line = { port: undefined, waiting: [] };
    const { webContents } = window;
    connect(webContents);
    webContents.on('did-finish-load', () =>
      givePort(webContents, line, { answer: (ask) => answer(ask, window, line), state: shellState() }),
    );
    webContents.on('context-menu', (_event, params) => {
      const template = contextMenuTemplate(params, {
        replaceWord: (word) => webContents.replaceMisspelling(word),
        learnWord: (word) => webContents.session.addWordToSpellCheckerDictionary(word),
        copyLink: (link) => void clipboard.writeText(link),
        isOutside: (link) => outsideLinkProblem(link) === undefined,
      });
      if (template.length > 0) Menu.buildFromTemplate(template).popup({ window });
    });
    return line;
  };

  /**
   * Opens the only window for quick capture. It never counts as the window in front: links and menu commands go to the
   * others.
   */
  const capture = () => {
    const present = capturing.window;
    if (present && !present.isDestroyed()) {
      present.show();
      return present.focus();
    }
    const window = openMainWindow(preload, captureSize, capturePath);
    capturing.window = window;
    window.setAlwaysOnTop(true);
    window.setMenuBarVisibility(false); // its commands are meant for the other windows
    window.on('closed', () => {
      capturing.window = undefined;
    });
    join(window);
  };

  const answer = (asked: ToShell, window: BrowserWindow, line: Line) => {
    switch (asked.kind) {
      case 'new-window':
        return open();
      case 'close-window':
        return window.close();
      case 'show-window':
        return bringUp(window);
      case 'capture':
        return capture();
      case 'forget-files':
        return files.forget();
      case 'open-file': {
        const { ask, name, bytes } = asked;
        return void files
          .open(name, bytes)
          .then((problem) => line.port?.postMessage({ kind: 'file-opened', ask, problem } satisfies FileOpened));
      }
      case 'restart':
        return ports.onRestart();
      case 'capture-keys': {
        const { kind: _kind, ...change } = asked;
        return ports.onCaptureKeys(change);
      }
      case 'keep-running':
        return ports.onKeepRunning(asked.isOn);
      case 'spelling': {
        const { kind: _kind, ...change } = asked;
        return ports.onSpelling(change);
      }
    }
  };

  const show = () => {
    const window = front();
    if (!window) return open();
    bringUp(window);
  };

  return {
    open: () => open(),
    show,
    capture,
    isInView: () => [...lines.keys()].some((window) => window.isVisible() || window.isMinimized()),
    tellState: () => {
      for (const line of lines.values()) line.port?.postMessage(shellState());
    },
    send: (message) => {
      const before = front();
      if (before) bringUp(before);
      else open(message.kind === 'open' && readDeepLink(message.link) ? followingPath : undefined);
      const window = front();
      const line = window && lines.get(window);
      if (line?.port) line.port.postMessage(message);
      else if (line) line.waiting = [...line.waiting, message];
    },
  };
}

function bringUp(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Hides a window. On macOS a window of a whole screen first becomes an ordinary one: otherwise an empty screen stays. */
function hide(window: BrowserWindow): void {
  if (!window.isFullScreen()) return window.hide();
  window.once('leave-full-screen', () => window.hide());
  window.setFullScreen(false);
}

/** Gives a page a new port, after each load of the page. Messages of another form than the contract's are ignored. */
function givePort(
  contents: WebContents,
  line: Line,
  { answer, state }: { readonly answer: (ask: ToShell) => void; readonly state: ShellState },
): void {
  const { port1, port2 } = new MessageChannelMain();
  line.port?.close();
  line.port = port1;
  port1.on('message', ({ data }) => {
    const ask = toShellSchema.safeParse(data);
    if (ask.success) answer(ask.data);
  });
  port1.start();
  contents.postMessage(shellPortMessage, null, [port2]);
  port1.postMessage(state);
  for (const message of line.waiting) port1.postMessage(message);
  line.waiting = [];
}

const stateOf = (window: BrowserWindow): WindowState => ({
  ...window.getNormalBounds(),
  isMaximised: window.isMaximized(),
  zoomLevel: window.webContents.getZoomLevel(),
});

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // the first start, or an unreadable file: the window opens as at the first start
  }
}

/** Replaces the file whole, so that a crash leaves the old state or the new one. */
function keep(file: string, state: WindowState, log: MainLog): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    log('window-state-not-kept', {}); // a full disk must not hold up the end of the app
  }
}
