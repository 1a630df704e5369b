/** The paths of the API to which a person without a token sends a body. */
const openPaths: ReadonlySet<string> = new Set(
  ['login', 'refresh', 'register', 'verify-email', 'mfa/verify', 'forgot-password', 'reset-password'].map(
    (name) => `/api/v1/auth/${name}`,
  ),
);

/** Whether anyone may send a body to this path of the API, without a token. */
export const isOpenPath = (path: string): boolean => openPaths.has(path);

/** Whether a request to this path is charged as signing in: each may cost a slow hash. */
export const isSigningIn = (path: string): boolean =>
  path.startsWith('/auth/') ||
  path.startsWith('/sign-in/') ||
  path.startsWith('/api/v1/auth/') ||
  path === '/oauth/token';

/** The path at which a program exchanges its key for a token. Its body is a form (RFC 6749), which the route reads itself. */
export const tokenPath = '/oauth/token';
