import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { shellCommands } from '../bridge/shell/shell-port.ts';
import { menuTemplate } from './menu-template.ts';

/** Items that the main process answers itself. */
const ofMain = new Set(['new-window', 'capture', 'capture-key']);

const itemsOf = (menu: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] =>
  menu.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
const acts = () => ({
  command: vi.fn(),
  openWindow: vi.fn(),
  capture: vi.fn(),
  captureKey: { accelerator: 'CommandOrControl+Shift+Space' as const, isOn: true, isTaken: false, set: vi.fn() },
});

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  const menu = menuTemplate(platform, acts());
  const items = itemsOf(menu);

  it('has all menus, with Help at the end', () => {
    const labels = menu.map(({ label, role }) => label?.replace('&', '') ?? role);
    expect(labels).toEqual([
      ...(platform === 'darwin' ? ['Outpost'] : []),
      'File',
      'Edit',
      'View',
      'Go',
      'windowMenu',
      'Help',
    ]);
  });

  it('offers every command of the page once', () => {
    const commands = items.flatMap(({ id }) => (id === undefined || ofMain.has(id) ? [] : [id]));
    expect(commands.toSorted()).toEqual([...shellCommands].toSorted());
  });

  it('prints by the usual key, in the menu File', () => {
    const file = menu.find(({ label }) => label === '&File');
    const print = itemsOf(Array.isArray(file?.submenu) ? file.submenu : []).find(({ id }) => id === 'print');
    expect(print).toMatchObject({ label: 'Print…', accelerator: 'CmdOrCtrl+P' });
    expect(print?.registerAccelerator).toBeUndefined(); // only lists have such a key: the menu answers it on other pages
  });

  it('has the roles that text fields and windows need', () => {
    const roles = items.flatMap(({ role }) => role ?? []);
    expect(roles).toEqual(
      expect.arrayContaining(['cut', 'copy', 'paste', 'selectAll', 'zoomIn', 'zoomOut', 'resetZoom', 'togglefullscreen', 'close', 'quit', 'about']), // prettier-ignore
    );
    expect(roles).not.toContain('toggleDevTools');
  });

  it('gives no key to two items, and leaves undo and the palette to the page', () => {
    const keys = items.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    const shownOnly = items.filter(({ registerAccelerator }) => registerAccelerator === false).map(({ id }) => id);
    expect(shownOnly).toEqual(['lock', 'undo', 'redo', 'palette']);
  });
});

it('the menu sends commands to the page, and opens windows itself', () => {
  const given = acts();
  const items = itemsOf(menuTemplate('linux', given));
  const press = (id: string) => {
    const click = items.find((item) => item.id === id)?.click as (() => void) | undefined; // these items take no arguments
    click?.();
  };
  press('help');
  press('new-window');
  press('print');
  expect(given.command.mock.calls).toEqual([['help'], ['print']]);
  expect(given.openWindow).toHaveBeenCalledOnce();
});
