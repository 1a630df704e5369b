import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lastWindow, type LastWindowPorts } from './last-window.ts';
import { shellChoices } from './shell-choices.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-last-window-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const choicesIn = () => shellChoices(join(folder, 'choices.json'), { log: () => undefined, changed: () => undefined });

/** A desktop with a tray on which the person has chosen nothing, except for `change`. */
function given(change: Partial<LastWindowPorts> = {}) {
  const calls = { quit: vi.fn(), tell: vi.fn(() => Promise.resolve<'keep' | 'quit'>('keep')) };
  const choices = choicesIn();
  const last = lastWindow({
    platform: 'win32',
    choices,
    hasIcon: () => true,
    hasTrayHost: () => Promise.resolve(true),
    isInView: () => false,
    changed: () => undefined,
    ...calls,
    ...change,
  });
  return { last, choices, ...calls };
}

describe('closing the last window', () => {
  it('hides it where the desktop has a tray, and tells the person once', async () => {
    const { last, tell, quit } = given();
    expect(last.isHiddenOnClose()).toBe(true);
    await last.hidden();
    await last.hidden();
    expect([tell.mock.calls.length, quit.mock.calls.length]).toEqual([1, 0]);
    const next = given();
    await next.last.hidden();
    expect(next.tell).not.toHaveBeenCalled();
  });

  it('quits if the person answers so', async () => {
    const { last, quit } = given({ tell: () => Promise.resolve('quit') });
    await last.hidden();
    expect(quit).toHaveBeenCalledOnce();
  });

  it('closes it when the person has turned that off, or when there is no icon', () => {
    const off = given();
    off.choices.set({ keepsRunning: false });
    expect([off.last.isHiddenOnClose(), given().last.isHiddenOnClose()]).toEqual([false, false]);
    off.choices.set({ keepsRunning: true });
    expect(given({ hasIcon: () => false }).last.isHiddenOnClose()).toBe(false);
  });

  it('quits on a desktop that shows no tray, without a word', async () => {
    const { last, tell, quit } = given({ platform: 'linux', hasTrayHost: () => Promise.resolve(false) });
    await last.hidden();
    expect([tell.mock.calls.length, quit.mock.calls.length]).toEqual([0, 1]);
    expect(last.now()).toEqual({ isOn: true, hasTray: false });
  });

  it('does not quit where a window came back meanwhile', async () => {
    const { last, quit } = given({
      platform: 'linux',
      hasTrayHost: () => Promise.resolve(false),
      isInView: () => true,
    });
    await last.hidden();
    expect(quit).not.toHaveBeenCalled();
  });

  it('closes it when the app ends: a command to quit, the end of the session, an update', async () => {
    const { last, tell, quit } = given();
    last.end();
    expect(last.isHiddenOnClose()).toBe(false);
    await last.hidden();
    expect([tell.mock.calls.length, quit.mock.calls.length]).toEqual([0, 0]);
  });

  it('hides it on macOS in any case, without a word: the dock shows the app', async () => {
    const { last, choices, tell, quit } = given({ platform: 'darwin' });
    choices.set({ keepsRunning: false });
    expect([last.isHiddenOnClose(), last.now()]).toEqual([true, null]);
    await last.hidden();
    expect([tell.mock.calls.length, quit.mock.calls.length]).toEqual([0, 0]);
  });
});

describe('the choices of a computer', () => {
  it('are kept, and a damaged file or an unreadable choice counts as the default', () => {
    choicesIn().set({ keepsRunning: false });
    expect(choicesIn().now()).toMatchObject({ keepsRunning: false, wasTold: false });
    for (const damaged of ['{"keepsRunning":fal', '[]', 'null', '{"keepsRunning":"no","wasTold":1}']) {
      writeFileSync(join(folder, 'choices.json'), damaged);
      expect(choicesIn().now()).toMatchObject({ keepsRunning: true, wasTold: false });
    }
  });
});
