import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../bodies/http-env.ts';

/**
 * Paths from before `/api/v1`, with their successors. Programs use the successors. The app itself still uses the older ones,
 * and does not read these headers.
 */
const successors: Readonly<Record<string, string>> = {
  '/auth/sign-in': '/api/v1/auth/login',
  '/auth/challenge': '/api/v1/auth/mfa/verify',
  '/auth/refresh': '/api/v1/auth/refresh',
  '/auth/sign-out': '/api/v1/auth/logout',
  '/auth/forgotten-password': '/api/v1/auth/forgot-password',
  '/auth/reset-password': '/api/v1/auth/reset-password',
  '/auth/factors/totp': '/api/v1/auth/mfa/enable',
  '/me': '/api/v1/users/me',
  '/admin/members': '/api/v1/organizations/{org_id}/members',
  '/admin/roles': '/api/v1/roles',
  '/admin/journal': '/api/v1/audit/logs',
  '/admin/plan': '/api/v1/organizations/{org_id}/usage',
  '/acts': '/api/v1/acts',
  '/records/kinds': '/api/v1/kinds',
  '/records/list': '/api/v1/records/{pack}/{kind}/query',
  '/records/report': '/api/v1/records/{pack}/{kind}/report',
  '/records/search': '/api/v1/records/search',
  '/records/summary': '/api/v1/records/{pack}/{kind}/summary',
};
/** Whether a path of the app has a successor in the API. */
export const hasSuccessor = (path: string): boolean => Object.hasOwn(successors, path);

/**
 * The date from which programs should use the successors, and the date before which these paths are not removed (RFC
 * 9745, RFC 8594).
 */
const [since, until] = [Date.UTC(2026, 10, 23), Date.UTC(2027, 10, 30)];

/** Adds headers to answers at a path with a successor: until when the path works, and the successor. */
export const tellDeprecated: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next();
  const successor = hasSuccessor(c.req.path) ? successors[c.req.path] : undefined;
  if (successor === undefined) return;
  c.res.headers.set('deprecation', `@${since / 1_000}`);
  c.res.headers.set('sunset', new Date(until).toUTCString());
  c.res.headers.append('link', `<${encodeURI(successor)}>; rel="successor-version"`);
};
