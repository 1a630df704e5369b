import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program and returns its output. Rejects where the program is missing, fails or takes too long. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

const watcher = 'org.kde.StatusNotifierWatcher';
const path = '/StatusNotifierWatcher';
const property = 'IsStatusNotifierHostRegistered';

/** Two programs that ask the session bus. Each Linux desktop has one of them: systemd's, and GLib's. */
const questions = [
  ['busctl', ['--user', 'get-property', watcher, path, watcher, property]],
  [
    'gdbus',
    ['call', '--session', '--dest', watcher, '--object-path', path, '--method', 'org.freedesktop.DBus.Properties.Get', watcher, property], // prettier-ignore
  ],
] as const;

/** Chosen: the session bus answers within milliseconds, and a person does not wait for it. */
const waitMs = 2_000;
const run: RunProgram = async (program, args) =>
  (await promisify(execFile)(program, [...args], { timeout: waitMs, windowsHide: true })).stdout;

/**
 * Returns whether the desktop shows tray icons. Windows and macOS always do. On Linux Electron makes an icon also where
 * no desktop shows it, so this asks the session bus for a registered host (StatusNotifierItem specification,
 * `IsStatusNotifierHostRegistered`). Without an answer it returns false: a hidden app without an icon could not be found
 * again.
 */
export async function hasTrayHost(platform: NodeJS.Platform, ask: RunProgram = run): Promise<boolean> {
  if (platform !== 'linux') return platform === 'win32' || platform === 'darwin';
  for (const [program, args] of questions) {
    const answer = await ask(program, args).catch(() => undefined);
    if (answer !== undefined) return /\btrue\b/.test(answer);
  }
  return false;
}
