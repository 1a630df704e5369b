import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { electronPackage, findElectron } from '../find-electron.ts';
import { root } from '../run-command.ts';

/** The Electron with which to open the app, or the reason why the app opens in the browser. */
export type WindowChoice = { readonly electron: string } | { readonly whyNot: string };

const failedBefore = join(root, 'node_modules', '.cache', 'electron-download-failed');
const ONE_DAY_MS = 86_400_000;
const DOWNLOAD_WITHIN_MS = 180_000;

/** Chooses the window for a start. Electron's download is tried once a day, because without a network it only costs time. */
export function chooseWindow(say: (progress: string) => void): WindowChoice {
  const isUnix = process.platform !== 'win32' && process.platform !== 'darwin';
  if (isUnix && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return { whyNot: 'there is no display here' };
  const here = findElectron();
  if (here) return { electron: here };
  if (process.env['ELECTRON_OVERRIDE_DIST_PATH']) return { whyNot: 'ELECTRON_OVERRIDE_DIST_PATH holds no Electron' };
  if (existsSync(failedBefore) && Date.now() - statSync(failedBefore).mtimeMs < ONE_DAY_MS)
    return { whyNot: "Electron's download failed earlier today" };
  say('downloading Electron (once) …');
  spawnSync(process.execPath, ['install.js'], { cwd: electronPackage(), stdio: 'ignore', timeout: DOWNLOAD_WITHIN_MS });
  const downloaded = findElectron();
  if (downloaded) {
    rmSync(failedBefore, { force: true });
    return { electron: downloaded };
  }
  mkdirSync(join(failedBefore, '..'), { recursive: true });
  writeFileSync(failedBefore, '');
  return { whyNot: "Electron's download failed" };
}

/** Returns the command that starts the built app. Chromium's sandbox refuses root. */
export function electronCommand(electron: string): string[] {
  const isRoot = process.getuid?.() === 0;
  return [electron, ...(isRoot ? ['--no-sandbox', '--disable-gpu'] : []), join(root, 'apps', 'desktop')];
}

/** Shows a page in the person's browser, if there is one. The URL is printed in any case. */
export function openInBrowser(url: string): void {
  const opener = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform as string] ?? ['xdg-open'];
  const [command = '', ...args] = opener;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined); // the program does not exist; the URL is on the screen
  child.unref();
}
