import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { captureKey } from './capture-key.ts';

vi.mock('electron', () => ({ globalShortcut: {} }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-capture-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Makes the keys over a system in which another program has `taken`. */
function given(taken: readonly string[] = []) {
  const held = new Set<string>();
  const changed = vi.fn();
  const key = captureKey(join(folder, 'capture-key'), {
    capture: () => undefined,
    log: () => undefined,
    changed,
    shortcuts: {
      register: (keys) => {
        if (taken.includes(String(keys))) return false;
        held.add(String(keys));
        return true;
      },
      unregister: (keys) => void held.delete(String(keys)),
    },
  });
  return { key, held, changed };
}
const usual = 'CommandOrControl+Shift+Space';

describe('the keys of quick capture', () => {
  it('are the usual ones at first, and others when the person chooses them; a restart keeps the choice', () => {
    const { key, held, changed } = given();
    expect([...held]).toEqual([usual]);
    key.set({ accelerator: 'Alt+Shift+N' });
    expect([[...held], key.now(), changed.mock.calls.length]).toEqual([
      ['Alt+Shift+N'],
      { isOn: true, accelerator: 'Alt+Shift+N', isTaken: false },
      1,
    ]);
    expect(given().held).toEqual(new Set(['Alt+Shift+N']));
  });

  it('are released when they are turned off, and stay off after a restart', () => {
    const { key, held } = given();
    key.set({ isOn: false });
    expect(held.size).toBe(0);
    expect(given().key.now()).toEqual({ isOn: false, accelerator: usual, isTaken: false });
  });

  it('are reported as taken where another program has them', () => {
    const { key } = given([usual]);
    expect(key.now()).toEqual({ isOn: true, accelerator: usual, isTaken: true });
    key.set({ accelerator: 'Alt+Shift+N' });
    expect(key.now().isTaken).toBe(false);
  });

  it('are read from the file of an earlier build, which has one word, and from a damaged one', () => {
    writeFileSync(join(folder, 'capture-key'), 'off');
    expect(given().key.now()).toMatchObject({ isOn: false, accelerator: usual });
    writeFileSync(join(folder, 'capture-key'), 'on Ctrl+Alt+Delete');
    expect(given().key.now()).toMatchObject({ isOn: true, accelerator: usual });
    expect(readFileSync(join(folder, 'capture-key'), 'utf8')).toBe('on Ctrl+Alt+Delete');
  });
});
