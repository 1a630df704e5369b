import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../bodies/http-env.ts';

/** Paths from before `/api/v1`, with their successors. Devices of the previous build still use them. */
const successors: Readonly<Record<string, string>> = {
  '/acts': '/api/v1/acts',
  '/records/kinds': '/api/v1/kinds',
  '/records/list': '/api/v1/records/{pack}/{kind}/query',
  '/records/report': '/api/v1/records/{pack}/{kind}/report',
  '/records/search': '/api/v1/records/search',
  '/records/summary': '/api/v1/records/{pack}/{kind}/summary',
};
/**
 * The date from which programs should use the successors, and the date until which these paths answer at least (RFC 9745, RFC
 * 8594).
 */
const [since, until] = [Date.UTC(2026, 10, 23), Date.UTC(2027, 10, 30)];

/** Adds headers to answers at a path with a successor: until when the path works, and the successor. */
export const tellDeprecated: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next();
  const successor = Object.hasOwn(successors, c.req.path) ? successors[c.req.path] : undefined;
  if (successor === undefined) return;
  c.res.headers.set('deprecation', `@${since / 1_000}`);
  c.res.headers.set('sunset', new Date(until).toUTCString());
  c.res.headers.append('link', `<${encodeURI(successor)}>; rel="successor-version"`);
};
