import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BrowserWindow, app, session, shell } from 'electron';
import { deepLinkScheme, isMeantAsDeepLink, readDeepLink } from '../bridge/shell/deep-link.ts';
import { readSignedInLink } from '../bridge/shell/signed-in-link.ts';
import { setAppMenu } from './app-menu.ts';
import { declareAppScheme, serveApp } from './app-protocol.ts';
import { appWindows } from './app-windows.ts';
import { appUpdates } from './app-updates.ts';
import { captureKey } from './capture-key.ts';
import { denyPermissions, hardenContents } from './harden.ts';
import { mainLog } from './main-log.ts';
import { openedFiles } from './opened-files.ts';
import { replicaEnvironment } from './replica-flags.ts';
import { startReplicaProcess } from './replica-process.ts';
import { showTrayIcon } from './tray-icon.ts';

// Electron's main process; only this file of it reads the environment.
const built = join(import.meta.dirname, '..'); // out/main/start.js → out/
const profileDir = process.env['OUTPOST_PROFILE_DIR'];
if (profileDir !== undefined) {
  mkdirSync(profileDir, { recursive: true, mode: 0o700 });
  app.setPath('userData', join(profileDir, 'shell'));
}

declareAppScheme();
const log = mainLog({ now: () => new Date(), write: (line) => process.stderr.write(line) });
hardenContents(app, log);

// Systems that start a program for a link name the link in its arguments; macOS sends an event, which may come before `ready`.
const early: string[] = [];
app.on('open-url', (event, url) => {
  event.preventDefault();
  early.push(url);
});
if (app.isPackaged) app.setAsDefaultProtocolClient(deepLinkScheme);

if (!app.requestSingleInstanceLock()) {
  app.quit(); // the first instance shows its window, and opens the link (see 'second-instance')
} else {
  void app.whenReady().then(run);
}

function run(): void {
  denyPermissions(session.defaultSession);
  serveApp(join(built, 'renderer'));
  const replica = startReplicaProcess(join(built, 'main', 'replica.js'), {
    ...process.env,
    ...replicaEnvironment,
    NODE_COMPILE_CACHE: join(app.getPath('userData'), 'Code Cache', 'replica'), // its program is compiled once
    OUTPOST_PROFILE_DIR: profileDir ?? join(app.getPath('userData'), 'profile'),
  });
  const files = openedFiles(join(app.getPath('userData'), 'opened'), { openPath: (path) => shell.openPath(path), log });
  app.on('will-quit', files.forget);
  const quitting = { isClean: false };
  const windows = appWindows({
    preload: join(built, 'preload', 'start.cjs'),
    stateFile: join(app.getPath('userData'), 'window.json'),
    connect: replica.connect,
    files,
    shellState: () => ({ kind: 'state', isLinkTaker: app.isPackaged, captureKeys: key.now(), update: updates.now() }),
    onCaptureKeys: (change) => key.set(change),
    onRestart: () => void updates.restart(),
    log,
  });
  const updates = appUpdates({
    feed: app.isPackaged ? process.env['OUTPOST_UPDATE_FEED'] : undefined, // there is nothing to install over a development build
    updater: async () => (await import('electron-updater')).default.autoUpdater,
    log,
    changed: windows.tellState,
    beforeRestart: async () => {
      await replica.stop();
      quitting.isClean = true;
    },
  });
  app.on('will-quit', updates.stop);
  const key = captureKey(join(app.getPath('userData'), 'capture-key'), {
    capture: windows.capture,
    log,
    changed: () => {
      showMenu();
      windows.tellState();
    },
  });
  const showMenu = () =>
    setAppMenu({
      command: (command) => windows.send({ kind: 'command', command }),
      openWindow: windows.open,
      capture: windows.capture,
      captureKey: { ...key.now(), set: (isOn) => key.set({ isOn }) },
    });
  showMenu();
  windows.open();
  const tray = showTrayIcon({ capture: windows.capture, show: windows.show, quit: () => app.quit() });
  app.on('will-quit', () => tray?.destroy());

  const openLinks = (given: readonly string[]) => {
    const [link] = given.filter(isMeantAsDeepLink);
    if (link === undefined) return;
    if (readDeepLink(link) || readSignedInLink(link)) windows.send({ kind: 'open', link });
    else log('deep-link-refused', {});
  };
  openLinks([...process.argv.slice(1), ...early]);
  app.removeAllListeners('open-url');
  app.on('open-url', (event, url) => {
    event.preventDefault();
    openLinks([url]);
  });
  app.on('second-instance', (_event, argv) => {
    windows.show();
    openLinks(argv.slice(1));
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) windows.open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  app.on('before-quit', (event) => {
    if (quitting.isClean) return;
    event.preventDefault(); // the replica closes its file first
    void replica.stop().then(() => {
      quitting.isClean = true;
      app.quit();
    });
  });
}
