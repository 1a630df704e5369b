import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peersFolder } from '../peers/peer-modules.ts';

const manifests = ['package.json', 'package-lock.json'] as const;

/**
 * Installs the packages of `--peers` by their lockfile, in a folder outside the workspace (about two minutes and 450 MB the first
 * time). Throws npm's last output.
 */
export function installPeers(say: (line: string) => void): void {
  const source = join(import.meta.dirname, '../peers');
  const wanted = manifests.map((name) => readFileSync(join(source, name), 'utf8')).join('');
  const stamp = join(peersFolder, '.install-stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing the peers (two minutes, the first time) …');
  mkdirSync(peersFolder, { recursive: true });
  for (const name of manifests) copyFileSync(join(source, name), join(peersFolder, name));
  // Their native parts are in their tarballs, so no install script has to run.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const npm = spawnSync('npm', args, { cwd: peersFolder, encoding: 'utf8', shell: process.platform === 'win32' });
  if (npm.status !== 0)
    throw new Error(`npm could not install the peers: ${(npm.error?.message ?? npm.stderr).trim()}`);
  writeFileSync(stamp, wanted);
}
