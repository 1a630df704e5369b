import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { root } from '../../scripts/run-command.ts';
import type { Filled, Full } from './filling-replica.ts';
import { mayMount } from './small-disk.ts';

/** A disk with limited space, and a function that frees space on it. */
type SmallDisk = {
  readonly name: string;
  readonly told: RegExp;
  readonly prepare: (folder: string) => string;
  readonly makeRoom: (folder: string, child: ChildProcess) => void;
  readonly remove: (folder: string) => void;
};

const succeeds = (command: string, args: readonly string[]) => spawnSync(command, [...args]).status === 0;
const program = join(root, 'proof/faults/filling-replica.ts');
const startHere = `exec "${process.execPath}" "${program}"`;
const ballast = 'ballast';

/**
 * The system refuses writes beyond a file size (EFBIG), and SQLite sees an ordinary I/O error. This needs no special
 * rights.
 */
const limited: SmallDisk = {
  name: 'fails to take a write',
  told: /fault/,
  prepare: () => `ulimit -S -f 20000; ${startHere}`,
  makeRoom: (_folder, child) =>
    expect(succeeds('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])).toBe(true),
  remove: () => undefined,
};
/** A full file system (ENOSPC). Only root may mount one. */
const mounted: SmallDisk = {
  name: 'is full',
  told: /disk of this device is full/,
  prepare: (folder) => {
    expect(succeeds('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder])).toBe(true);
    writeFileSync(join(folder, ballast), Buffer.alloc(6_000_000));
    return startHere;
  },
  makeRoom: (folder) => rmSync(join(folder, ballast)),
  remove: (folder) => void succeeds('umount', ['-l', folder]),
};

if (inject('effort') === 'long' && !mayMount)
  console.warn('a full disk was not tried: only root on Linux may mount a small one');
const disks = [
  ...(succeeds('prlimit', ['--version']) ? [limited] : []),
  ...(inject('effort') === 'long' && mayMount ? [mounted] : []),
];

describe('a replica on a small disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-disk-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each(disks)(
    '[S-5] that $name reports it, leaves nothing half done, and continues when there is room',
    { timeout: 120_000 },
    async ({ told, prepare, makeRoom, remove }) => {
      try {
        const child = spawn('sh', ['-c', prepare(folder)], {
          env: { ...process.env, TMPDIR: folder },
          stdio: ['pipe', 'pipe', 'inherit'],
        });
        const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
        const said = async (): Promise<unknown> => JSON.parse((await lines.next()).value ?? 'null');
        const { full } = (await said()) as Full; // our own program printed it
        expect(full.told).toMatch(told);
        expect(full.acts).toBeGreaterThan(10);
        makeRoom(folder, child);
        child.stdin.write('\n');
        const { filled } = (await said()) as Filled; // our own program printed it
        expect(filled.wrong).toEqual([]);
        expect(filled.after).toBe(filled.before + 10);
        if (child.exitCode === null) await once(child, 'exit');
      } finally {
        remove(folder);
      }
    },
  );

  it('[S-5] is tried on every system that can limit a process', () => {
    expect(disks.length > 0 || process.platform !== 'linux').toBe(true);
  });
});
