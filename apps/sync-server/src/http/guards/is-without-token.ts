import { isOpenPath } from '../paths/open-paths.ts';
import { signInPages } from '../paths/sign-in-pages.ts';
import { visitsPath } from '../paths/visits-path.ts';
import { webhookPrefix } from '../paths/webhook-prefix.ts';

/** The paths to which a person without a token sends a body. A test compares them with the documented routes without security. */
const openPaths: ReadonlySet<string> = new Set([
  '/auth/sign-in',
  '/auth/refresh',
  '/auth/forgotten-password',
  '/auth/reset-password',
  '/auth/invite',
  '/auth/accept-invite',
  '/auth/ask-to-register',
  '/auth/register',
  '/auth/browser',
  '/auth/browser/exchange',
  '/auth/sso/providers',
  '/auth/sso/link',
  '/auth/sso/link/code',
  '/auth/wipe/piece',
  '/auth/wipe/done',
  '/auth/challenge',
  '/auth/challenge/code',
  '/auth/challenge/set-up',
  '/auth/challenge/passkey',
  '/auth/challenge/new-passkey',
  '/auth/browser/answer',
  '/auth/stop-recovery',
  visitsPath,
]);

/**
 * Returns whether a body is read without a token: those of people before sign-in, of websites, and of programs that have a key in their address
 * (T-22). On all other paths the token is checked before the body.
 */
export const isWithoutToken = (path: string): boolean =>
  openPaths.has(path) || path.startsWith(webhookPrefix) || path.startsWith(signInPages) || isOpenPath(path);
