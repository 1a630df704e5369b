import { Menu, type MenuItemConstructorOptions } from 'electron';

/** The application's menu: what the platform expects. Outpost's own commands live in the page, where they work in every shell. */
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
      // Undo and redo are the page's own (acts); the fields' own undo keeps its keys through `registerAccelerator: false`.
      { label: 'Edit', submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] },
      { label: 'View', submenu: view },
      { role: 'windowMenu' },
    ]),
  );
}
