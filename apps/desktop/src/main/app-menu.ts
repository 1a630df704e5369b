import { Menu } from 'electron';
import { type MenuActs, menuTemplate } from './menu-template.ts';

/** Sets the application's menu. */
export const setAppMenu = (acts: MenuActs): void =>
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, acts)));
