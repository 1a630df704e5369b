import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BrowserWindow, app, session } from 'electron';
import { declareAppScheme, serveApp } from './app-protocol.ts';
import { setAppMenu } from './app-menu.ts';
import { denyPermissions, hardenContents } from './harden.ts';
import { mainLog } from './main-log.ts';
import { openMainWindow } from './main-window.ts';
import { replicaEnvironment } from './replica-flags.ts';
import { startReplicaProcess } from './replica-process.ts';

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

if (!app.requestSingleInstanceLock()) {
  app.quit(); // the first instance shows its window instead (see 'second-instance')
} else {
  void app.whenReady().then(run);
}

function run(): void {
  denyPermissions(session.defaultSession);
  serveApp(join(built, 'renderer'));
  setAppMenu();
  const replica = startReplicaProcess(join(built, 'main', 'replica.js'), {
    ...process.env,
    ...replicaEnvironment,
    OUTPOST_PROFILE_DIR: profileDir ?? join(app.getPath('userData'), 'profile'),
  });
  const open = () => replica.connect(openMainWindow(join(built, 'preload', 'start.cjs')).webContents);
  open();

  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  const quitting = { isClean: false };
  app.on('before-quit', (event) => {
    if (quitting.isClean) return;
    event.preventDefault(); // the replica closes its file first
    void replica.stop().then(() => {
      quitting.isClean = true;
      app.quit();
    });
  });
}
