import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDesktop } from '../build-desktop.ts';
import { root, runCommand, stopCommandsOnSignal, toolScript } from '../run-command.ts';

// `npm run -s package`: packs the app as people get it, without an installer, with the settings of electron-builder.yml. It
// prints the app's folder on stdout, and everything else on stderr. With ELECTRON_OVERRIDE_DIST_PATH it uses that Electron
// and needs no network.
stopCommandsOnSignal();
const desktop = join(root, 'apps/desktop');
const built = await buildDesktop(() => console.error('building the app …'));
if (built.exitCode !== 0) end('building the app failed', built.output);

console.error('packing …');
const builder = toolScript('electron-builder', { workspace: 'apps/desktop' });
const args = [
  '--config',
  join(root, 'electron-builder.yml'),
  '--dir',
  '--publish=never',
  ...givenElectron(process.env['ELECTRON_OVERRIDE_DIST_PATH']),
];
// The output is read below, so it must have no colours.
const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
const packed = await runCommand(process.execPath, [builder, ...args], { cwd: desktop, env });
if (packed.exitCode !== 0) end('packing failed', packed.output);
// electron-builder prints the folder as `appOutDir=release/linux-unpacked`.
const folder = /appOutDir=(\S+)/.exec(packed.output)?.[1];
if (!folder) end('packing failed: no folder was named', packed.output);
console.log(join(desktop, folder));

function givenElectron(dist: string | undefined): string[] {
  if (!dist) return [];
  const version = join(dist, 'version');
  if (!existsSync(version))
    end('packing failed', `ELECTRON_OVERRIDE_DIST_PATH (${dist}) holds no Electron: no file 'version'`);
  return [`-c.electronDist=${dist}`, `-c.electronVersion=${readFileSync(version, 'utf8').trim().replace(/^v/, '')}`];
}

function end(what: string, output: string): never {
  console.error(`${output.trimEnd()}\n${what}`);
  process.exit(1);
}
