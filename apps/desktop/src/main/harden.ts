import { type App, type Session, shell } from 'electron';
import { appOrigin } from './app-protocol.ts';

/**
 * Applies Electron's security checklist (electronjs.org/docs/latest/tutorial/security) to every web contents: no navigation away,
 * no new windows, no webviews, no permissions. Links to the web open in the person's browser.
 */
export function hardenContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (new URL(url).origin !== appOrigin) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isSafeLink(url)) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

/**
 * Denies every permission except two of the page itself: writing to the clipboard ("Copy" in grids and errors), and notifications
 * of the operating system, which it shows by the person's preferences alone.
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

/** Whether a link may be opened: web pages, mail, telephone. Never a file or another program's scheme. */
export function isSafeLink(url: string): boolean {
  return ['https:', 'mailto:', 'tel:'].includes(URL.parse(url)?.protocol ?? '');
}
