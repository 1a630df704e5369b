import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcessAlive, programOf } from '../process-alive.ts';

const END_WITHIN_MS = 10_000;

/** Records a running program for the next start. Our own programs watch their parent; Electron can't. */
export function noteProgram(pidFile: string, pid: number): void {
  writeFileSync(pidFile, String(pid));
}

/** Ends a program that an earlier, killed start left running. `name` protects another program that now has the same id. */
export async function endLeftoverProgram(pidFile: string, name: RegExp): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const isLeft = (): boolean => isProcessAlive(pid) && name.test(programOf(pid));
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!isLeft()) break;
    process.kill(pid, signal);
    for (const deadline = Date.now() + END_WITHIN_MS; isLeft() && Date.now() < deadline;) await sleep(50);
  }
  rmSync(pidFile, { force: true });
}
