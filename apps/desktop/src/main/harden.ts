import { type App, type Session, shell } from 'electron';
import { outsideLinkProblem } from '../bridge/shell/outside-link.ts';
import { appOrigin } from './app-protocol.ts';
import type { MainLog } from './main-log.ts';

/**
 * Applies Electron's security checklist (electronjs.org/docs/latest/tutorial/security) to every web contents: no navigation away,
 * no new windows, no webviews, no permissions. Links to the web open in the person's browser.
 */
export function hardenContents(app: App, log: MainLog): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (new URL(url).origin !== appOrigin) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(url, log);
      return { action: 'deny' };
    });
  });
}

/**
 * Denies every permission except two of the page itself. They are writing to the clipboard ("Copy" in grids and
 * errors), and notifications of the operating system, which only the person's preferences allow.
 */
export function denyPermissions(session: Session): void {
  const allowed = new Set(['clipboard-sanitized-write', 'notifications']);
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(allowed.has(permission) && contents.getURL().startsWith(`${appOrigin}/`)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => allowed.has(permission) && origin.startsWith(appOrigin),
  );
  session.setDevicePermissionHandler(() => false);
}

/**
 * Gives a link to the operating system, which opens it in the person's browser, mail program or telephone. A refused link is logged
 * without its text, which may contain data of records.
 */
export function openOutside(link: string, log: MainLog): void {
  const problem = outsideLinkProblem(link);
  if (problem !== undefined) return log('link-refused', { problem });
  shell.openExternal(link).catch(() => log('link-not-opened', {})); // no program of this computer opens such links
}
