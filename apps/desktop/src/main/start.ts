import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, powerMonitor, session, shell } from 'electron';
import { deepLinkScheme, isMeantAsDeepLink, readDeepLink } from '../bridge/shell/deep-link.ts';
import { readInviteLink } from '../bridge/shell/invite-link.ts';
import { readSignedInLink } from '../bridge/shell/signed-in-link.ts';
import { setAppMenu } from './app-menu.ts';
import { declareAppScheme, serveApp } from './app-protocol.ts';
import { type AppWindows, appWindows } from './app-windows.ts';
import { appUpdates } from './app-updates.ts';
import { captureKey } from './capture-key.ts';
import { denyPermissions, hardenContents } from './harden.ts';
import { lastWindow } from './last-window.ts';
import { mainLog } from './main-log.ts';
import { openedFiles } from './opened-files.ts';
import { replicaEnvironment } from './replica-flags.ts';
import { startReplicaProcess } from './replica-process.ts';
import { shellChoices } from './shell-choices.ts';
import { spelling } from './spelling/spelling.ts';
import { hasTrayHost } from './tray-host.ts';
import { showTrayIcon } from './tray-icon.ts';

// Electron's main process; only this file of it reads the environment.
const built = join(import.meta.dirname, '..'); // out/main/start.js → out/
/** Chosen: the first window is drawn before other programs run, and before dictionaries are prepared (0.2 s for each language once). */
const afterStartMs = 1_000;
/** The folders of shared data on Linux (XDG Base Directory specification). */
const dataFolders = [
  process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'),
  ...(process.env['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share').split(':'),
];
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
    shellState: () => ({
      kind: 'state',
      isLinkTaker: app.isPackaged,
      captureKeys: key.now(),
      keepRunning: last.now(),
      spelling: words.now(),
      update: updates.now(),
    }),
    onCaptureKeys: (change) => key.set(change),
    onKeepRunning: (keepsRunning) => choices.set({ keepsRunning }),
    onSpelling: (change) => {
      choices.set({ spelling: { ...choices.now().spelling, ...change } });
      words.start();
    },
    onRestart: () => void updates.restart(),
    isHiddenOnClose: () => last.isHiddenOnClose(),
    onHidden: () => void last.hidden(),
    onSessionEnd: () => last.end(),
    log,
  });
  if (!followLinks(windows, early)) windows.open(); // now, because the page loads while the rest of this function runs
  const updates = appUpdates({
    feed: app.isPackaged ? process.env['OUTPOST_UPDATE_FEED'] : undefined, // there is nothing to install over a development build
    updater: async () => (await import('electron-updater')).default.autoUpdater,
    log,
    changed: windows.tellState,
    beforeRestart: async () => {
      last.end();
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
  const tray = showTrayIcon({ capture: windows.capture, show: windows.show, quit: () => app.quit() });
  app.on('will-quit', () => tray?.destroy());
  const choices = shellChoices(join(app.getPath('userData'), 'choices.json'), { log, changed: windows.tellState });
  const last = lastWindow({
    platform: process.platform,
    choices,
    hasIcon: () => tray !== undefined,
    hasTrayHost: () => hasTrayHost(process.platform),
    isInView: windows.isInView,
    tell: tellThatItKeepsRunning,
    quit: () => app.quit(),
    changed: windows.tellState,
  });
  const words = spelling({
    platform: process.platform,
    session: session.defaultSession,
    choices,
    systemLanguages: app.getPreferredSystemLanguages(),
    dataFolders,
    dictionaryFolder: join(app.getPath('userData'), 'Dictionaries'),
    log,
  });
  powerMonitor.on('shutdown', () => app.quit()); // the session of Linux or macOS ends
  showMenu();
  setTimeout(() => {
    last.start();
    words.start();
  }, afterStartMs);

  app.on('activate', () => {
    if (!windows.isInView()) windows.show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    last.end();
    if (quitting.isClean) return;
    event.preventDefault(); // the replica closes its file first
    void replica.stop().then(() => {
      quitting.isClean = true;
      app.quit();
    });
  });
}

/**
 * Opens links into the app: those of this start, those of a second start of the program, and those of macOS. Returns whether this
 * start has a link, which has then opened a window.
 */
function followLinks(windows: AppWindows, first: readonly string[]): boolean {
  const open = (given: readonly string[]): boolean => {
    const [link] = given.filter(isMeantAsDeepLink);
    if (link === undefined) return false;
    if (readDeepLink(link) || readSignedInLink(link) || readInviteLink(link)) {
      windows.send({ kind: 'open', link });
      return true;
    }
    log('deep-link-refused', {});
    return false;
  };
  const isOpened = open([...process.argv.slice(1), ...first]);
  app.removeAllListeners('open-url');
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open([url]);
  });
  app.on('second-instance', (_event, argv) => {
    if (!open(argv.slice(1))) windows.show();
  });
  return isOpened;
}

/** Tells the person, the first time, that closing the last window has not ended the app, and offers to quit. */
async function tellThatItKeepsRunning(): Promise<'keep' | 'quit'> {
  const { response } = await dialog.showMessageBox({
    type: 'info',
    title: 'Outpost keeps running',
    message: 'Outpost keeps running in the tray',
    detail:
      'Reminders and quick capture go on. The icon in the tray opens Outpost again, and quits it. You can turn this off in your settings.',
    buttons: ['Keep running', 'Quit Outpost'],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1 ? 'quit' : 'keep';
}
