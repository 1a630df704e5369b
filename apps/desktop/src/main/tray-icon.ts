import { Menu, Tray, nativeImage } from 'electron';
import { ringBitmap } from './ring-bitmap.ts';

/** The actions of the icon's menu. */
export type TrayActs = { readonly capture: () => void; readonly show: () => void; readonly quit: () => void };

/**
 * Shows the app's icon in the system's tray: a press brings the app into view, the menu opens the quick capture. The
 * caller keeps the icon, which would otherwise vanish at the next garbage collection. Undefined where the system has no
 * tray.
 */
export function showTrayIcon({ capture, show, quit }: TrayActs): Tray | undefined {
  const size = 32;
  const image = nativeImage.createFromBitmap(ringBitmap(size), { width: size, height: size, scaleFactor: 2 });
  image.setTemplateImage(true); // macOS colours it for the menu bar
  try {
    const tray = new Tray(image);
    tray.setToolTip('Outpost');
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Quick capture', click: capture },
        { label: 'Open Outpost', click: show },
        { type: 'separator' },
        { label: 'Quit', click: quit },
      ]),
    );
    tray.on('click', show);
    return tray;
  } catch {
    return undefined;
  }
}
