import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Whether a process runs. A zombie (dead, but not yet collected by its parent) counts as dead, because it holds no resources. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // the process exists and belongs to another user
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false; // ended in between
  }
}

/**
 * Returns the file name of the program that a process runs, or '' where there is none. With it, a later process with the same
 * id is recognized.
 */
export function programOf(pid: number): string {
  if (process.platform === 'win32') {
    const list = spawnSync('tasklist', ['/fi', `PID eq ${pid}`, '/fo', 'csv', '/nh'], { encoding: 'utf8' });
    return /^"([^"]+)"/.exec(list.stdout)?.[1] ?? '';
  }
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' }).stdout.trim();
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)); // comm is only the name of the main thread
  } catch {
    return '';
  }
}
