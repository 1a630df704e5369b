import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const executableOf: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/**
 * Finds the Electron with which the desktop app can be started on this machine: the one in ELECTRON_OVERRIDE_DIST_PATH (the
 * `electron` package's own variable), or the one that the package downloaded. `require('electron')` instead would start that
 * download and throw where there is no network.
 * @returns undefined where there is none.
 */
export function findElectron(): string | undefined {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = override ?? join(electronPackage(), 'dist');
  const executable = join(folder, executableOf[process.platform] ?? 'electron');
  return existsSync(executable) ? executable : undefined;
}

/** Returns the folder of the `electron` package, which belongs to the desktop app. */
export function electronPackage(): string {
  const fromDesktop = createRequire(join(import.meta.dirname, '..', 'apps', 'desktop', 'package.json'));
  return dirname(fromDesktop.resolve('electron/package.json'));
}
