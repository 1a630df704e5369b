import type { MenuItemConstructorOptions } from 'electron';
import type { CaptureKeys, ShellCommand } from '../bridge/shell/shell-port.ts';

/** The actions of the menu. */
export type MenuActs = {
  /** Sends a command to the page of the window in front. */
  readonly command: (command: ShellCommand) => void;
  readonly openWindow: () => void;
  readonly capture: () => void;
  /** The key that opens the quick capture from every program, as the person has chosen. */
  readonly captureKey: CaptureKeys & { readonly set: (isOn: boolean) => void };
};

type Item = MenuItemConstructorOptions;
const line: Item = { type: 'separator' };

/**
 * Returns the application's menu for a platform. A key with `registerAccelerator: false` is only shown: the page handles it, and
 * does something else with it in a field. macOS always registers it, but gives the key to the page first.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  { command, openWindow, capture, captureKey }: MenuActs,
): Item[] {
  const isMac = platform === 'darwin';
  const item = (label: string, name: ShellCommand, accelerator?: string): Item => ({
    id: name,
    label,
    click: () => command(name),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const ofPage = (label: string, name: ShellCommand, accelerator: string): Item => ({
    ...item(label, name, accelerator),
    registerAccelerator: false,
  });
  const settings = item('Settings…', 'settings', 'CmdOrCtrl+,');
  const mac: Item = {
    label: 'Outpost',
    submenu: [
      { role: 'about' },
      line,
      settings,
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
  const file: Item = {
    label: '&File',
    submenu: [
      { id: 'new-window', label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: openWindow },
      { id: 'capture', label: 'Quick capture', click: capture },
      {
        id: 'capture-key',
        type: 'checkbox',
        label: `Quick capture from everywhere (${captureKey.accelerator.replace('CommandOrControl', isMac ? 'Cmd' : 'Ctrl')})${captureKey.isTaken ? ', taken by another program' : ''}`,
        checked: captureKey.isOn && !captureKey.isTaken,
        click: ({ checked }) => captureKey.set(checked),
      },
      line,
      item('Import…', 'import'),
      line,
      item('Print…', 'print', 'CmdOrCtrl+P'),
      line,
      ofPage('Lock', 'lock', 'CmdOrCtrl+Shift+L'),
      line,
      ...(isMac ? [] : [settings, line]),
      { role: 'close' },
      ...(isMac
        ? []
        : [{ role: 'quit' as const, accelerator: 'CmdOrCtrl+Q' }]) /* Electron gives it no key on Windows */,
    ],
  };
  const edit: Item = {
    label: '&Edit',
    submenu: [
      ofPage('Undo', 'undo', 'CmdOrCtrl+Z'),
      ofPage('Redo', 'redo', 'CmdOrCtrl+Shift+Z'),
      line,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'pasteAndMatchStyle' },
      { role: 'delete' },
      { role: 'selectAll' },
      line,
      item('Copy link', 'copy-link'),
    ],
  };
  const view: Item = {
    label: '&View',
    submenu: [
      ofPage('Search and commands', 'palette', 'CmdOrCtrl+K'),
      line,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      // The plus of most keyboards is typed with Shift; this item makes the key work without it.
      { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
      { role: 'zoomOut' },
      line,
      { role: 'reload' },
      { role: 'togglefullscreen' },
    ],
  };
  const go: Item = {
    label: '&Go',
    submenu: [
      item('Back', 'back', isMac ? 'Cmd+[' : 'Alt+Left'),
      item('Forward', 'forward', isMac ? 'Cmd+]' : 'Alt+Right'),
      line,
      item('Home', 'home'),
      item('Sync', 'sync'),
    ],
  };
  const help: Item = {
    role: 'help',
    label: '&Help',
    submenu: [
      item('Outpost help', 'help', 'F1'),
      item('Keyboard shortcuts', 'keys'),
      item('First steps', 'first-steps'),
      ...(isMac ? [] : [line, { role: 'about' as const }]),
    ],
  };
  return [...(isMac ? [mac] : []), file, edit, view, go, { role: 'windowMenu' }, help];
}
