import { BrowserWindow, nativeTheme } from 'electron';
import { appOrigin } from './app-protocol.ts';
import { leastSize, type placeFor } from './window-state.ts';

/** The background before the page is painted: `--surface` of tokens.css in both themes, to avoid a flash. */
const surface = { light: '#FFFFFF', dark: '#1C1B19' } as const;

/** Opens a window of the app that shows a page (an address behind the #). Sandbox and context isolation are on, Node is off; the preload script only passes on ports. */
export function openMainWindow(preload: string, place: ReturnType<typeof placeFor>, page = '/'): BrowserWindow {
  const window = new BrowserWindow({
    ...place,
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    show: false,
    title: 'Outpost',
    backgroundColor: nativeTheme.shouldUseDarkColors ? surface.dark : surface.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: true,
      v8CacheOptions: 'bypassHeatCheckAndEagerCompile', // the whole script is compiled at the first start, and kept for the next ones
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(page === '/' ? `${appOrigin}/` : `${appOrigin}/#${page}`);
  return window;
}
