import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * Sets the application's menu with the platform's usual items. Outpost's own commands are in the page, where they work in every
 * shell.
 */
export function setAppMenu(): void {
  const isMac = process.platform === 'darwin';
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' } as const] : []),
      { label: 'File', submenu: [isMac ? { role: 'close' } : { role: 'quit' }] },
      // The page has its own undo and redo (of acts). `registerAccelerator: false` leaves the keys to the fields' own undo.
      { label: 'Edit', submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] },
      { label: 'View', submenu: view },
      { role: 'windowMenu' },
    ]),
  );
}
