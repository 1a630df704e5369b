import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isProcessAlive } from '../process-alive.ts';
import { endLeftoverProgram, noteProgram } from './leftover-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'outpost-leftover-'));
const pidFile = join(folder, 'program.pid');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a program that runs for a long time. Resolves when it has started. */
async function startProgram(): Promise<{ pid: number; kill: () => void }> {
  const child = spawn(process.execPath, ['-e', "console.log('up'); setInterval(() => undefined, 1_000)"]);
  await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, kill: () => child.kill('SIGKILL') };
}

describe('a program left by a killed start', () => {
  it('is ended by the next start', async () => {
    const { pid } = await startProgram();
    noteProgram(pidFile, pid);
    await endLeftoverProgram(pidFile, new RegExp(basename(process.execPath).slice(0, 4), 'i'));
    expect(isProcessAlive(pid)).toBe(false);
    expect(existsSync(pidFile)).toBe(false);
  });

  it('is not ended where its id now belongs to another program', async () => {
    const { pid, kill } = await startProgram();
    noteProgram(pidFile, pid);
    await endLeftoverProgram(pidFile, /electron/i);
    expect(isProcessAlive(pid)).toBe(true);
    kill();
  });

  it('may be absent', async () => {
    await expect(endLeftoverProgram(join(folder, 'none.pid'), /./)).resolves.toBeUndefined();
  });
});
