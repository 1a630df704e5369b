import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A separate file system in a folder, which can be filled to its last byte. */
export type SmallDisk = {
  readonly fill: () => void;
  readonly makeRoom: () => void;
  readonly remove: () => void;
};

/** Only root on Linux may mount one. Elsewhere the test reports that a full disk was not tried. */
export const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

/** Mounts a small disk over an empty folder. */
export function mountSmallDisk(folder: string, sizeMib: number): SmallDisk {
  run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m,mode=0711`, 'tmpfs', folder]);
  const ballast = join(folder, 'ballast');
  return {
    fill: () => writeUntilFull(ballast),
    makeRoom: () => rmSync(ballast),
    remove: () => run('umount', ['-l', folder]),
  };
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, [...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

function writeUntilFull(file: string): void {
  const open = openSync(file, 'w');
  try {
    for (let size = 1_048_576; size >= 512;) {
      try {
        writeSync(open, Buffer.alloc(size));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
        size = Math.floor(size / 2); // fills the rest in smaller pieces
      }
    }
  } finally {
    closeSync(open);
  }
}
