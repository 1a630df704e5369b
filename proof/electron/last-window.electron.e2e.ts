import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, expect, test } from '@playwright/test';
import { type AppWindow, electronAppCommand, openInElectron } from '../testbed/app-windows.ts';

// The end of the last window on Linux, with and without a tray. The desktop's answer comes from a `busctl` of the test.

type ElectronWindow = AppWindow & { readonly electron: ElectronApplication };
const server = 'http://127.0.0.1:9'; // nothing of this needs a server

/** Opens the app on a desktop whose session bus says whether a tray is shown. */
async function openOn(desktop: 'with tray' | 'without tray'): Promise<ElectronWindow> {
  const programs = await mkdtemp(join(tmpdir(), 'outpost-programs-'));
  const busctl = join(programs, 'busctl');
  await writeFile(busctl, `#!/bin/sh\necho b ${desktop === 'with tray'}\n`);
  await chmod(busctl, 0o755);
  const profile = await mkdtemp(join(tmpdir(), 'outpost-last-window-'));
  return openInElectron(server, profile, { env: { PATH: `${programs}:${process.env['PATH'] ?? ''}` } });
}

/** Answers the notice that the app keeps running, and counts how often it was shown. */
const answerNotice = ({ electron }: ElectronWindow, response: number) =>
  electron.evaluate(({ dialog }, button) => {
    const shown: unknown[] = [];
    Object.assign(globalThis, { shown });
    dialog.showMessageBox = (options: unknown) => {
      shown.push(options);
      return Promise.resolve({ response: button, checkboxChecked: false });
    };
  }, response);
const noticesOf = ({ electron }: ElectronWindow) =>
  electron.evaluate(() => (globalThis as unknown as { shown: unknown[] }).shown.length); // set by answerNotice
const closeWindow = ({ electron }: ElectronWindow) =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
const isInView = ({ electron }: ElectronWindow) =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));
const ended = ({ electron }: ElectronWindow) =>
  once(electron.process(), 'exit', { signal: AbortSignal.timeout(20_000) });

test('closing the last window keeps the app in the tray, a second start shows it again, and Quit ends it', async () => {
  const app = await openOn('with tray');
  await answerNotice(app, 0);
  await closeWindow(app);
  await expect.poll(() => isInView(app)).toEqual([false]);
  await expect.poll(() => noticesOf(app)).toBe(1);
  expect(await app.page.title()).toContain('Outpost'); // the page of the hidden window goes on

  const keys = await app.electron.evaluate(({ globalShortcut }) =>
    globalShortcut.isRegistered('CommandOrControl+Shift+Space'),
  );
  expect(keys).toBe(true);

  const { executablePath, args, env } = electronAppCommand(server, app.profile);
  await once(spawn(executablePath, args, { env, stdio: 'ignore' }), 'exit', { signal: AbortSignal.timeout(20_000) });
  await expect.poll(() => isInView(app)).toEqual([true]);

  await closeWindow(app);
  await expect.poll(() => isInView(app)).toEqual([false]);
  expect(await noticesOf(app)).toBe(1); // the person was told once

  const end = ended(app);
  await app.electron.evaluate(({ app: main }) => main.quit()).catch(() => undefined); // the answer is lost with the process
  await end;
});

test('the notice offers to quit', async () => {
  const app = await openOn('with tray');
  await answerNotice(app, 1);
  const end = ended(app);
  await closeWindow(app);
  await end;
});

test('the end of the session ends a hidden app', async () => {
  const app = await openOn('with tray');
  await answerNotice(app, 0);
  await closeWindow(app);
  await expect.poll(() => isInView(app)).toEqual([false]);
  const end = ended(app);
  app.electron.process().kill('SIGTERM');
  await end;
});

test('a desktop without a tray ends the app with its last window', async () => {
  const app = await openOn('without tray');
  const end = ended(app);
  await closeWindow(app).catch(() => undefined); // the process may end before it answers
  await end;
});
