import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { BeginHandBack, HandBackWay, OpenHandBack } from '../../identity/hand-back/hand-back.ts';
import type { OpeningDevice } from '../../identity/hand-back/end-hand-back.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

/**
 * The steps in the browser between the app's start and its code. A further way is a file, and a line in the list of
 * the server's ways. A way ends by `finishHandBack` and `backToApp`.
 */
export type BrowserWay = {
  readonly way: HandBackWay;
  /** Judges the start. Returns the organisation and provider of the sign-in. Left out: each start is valid. */
  readonly judge?: (
    wanted: Pick<BeginHandBack, 'orgId' | 'providerId'>,
  ) => Promise<Result<Pick<BeginHandBack, 'orgId' | 'providerId'>>>;
  /** Answers the browser that opens the sign-in. */
  readonly open: (c: Context<HttpEnv>, handBack: OpenHandBack) => Promise<Response>;
  /** Answers the app's exchange where the person must do something first: an outcome of kind `later`. */
  readonly later?: (details: unknown, device: OpeningDevice) => Promise<Result<never>>;
  /** Adds the further pages of this way, under `/sign-in/`. */
  readonly addRoutes?: (app: OpenAPIHono<HttpEnv>) => void;
};

export type BrowserPorts = {
  readonly identity: IdentityPorts;
  /** The server's address for devices and browsers. Undefined: only browsers of this machine reach it. */
  readonly publicUrl: string | undefined;
};

const local = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/**
 * Returns the origin of this server as browsers see it: the setting, or without one the address of this machine. The
 * `Host` header alone decides nothing, because anybody can write one.
 */
export function originOfServer(c: Context, { publicUrl }: Pick<BrowserPorts, 'publicUrl'>): string | undefined {
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  const { origin } = new URL(c.req.url);
  return local.test(origin) ? origin : undefined;
}

/** Names of hand-backs in cookies and in the state of a provider. */
export const shortIdOf = (id: string): string => id.slice(0, 16);

const isSecure = ({ publicUrl }: Pick<BrowserPorts, 'publicUrl'>): boolean => publicUrl?.startsWith('https:') === true;

/** Returns the cookie that binds a sign-in to its browser. Each sign-in has one of its own. */
export const browserCookie = (
  c: Context,
  shortId: string,
  ports: Pick<BrowserPorts, 'publicUrl'>,
): string | undefined => getCookie(c, `outpost-sign-in-${shortId}`, isSecure(ports) ? 'host' : undefined);

/**
 * Sets the cookie in a browser. The browser sends it when a provider sends the browser back, and no script can read it.
 */
export const giveBrowserCookie = (
  c: Context,
  { shortId, cookie }: { readonly shortId: string; readonly cookie: string },
  ports: Pick<BrowserPorts, 'publicUrl'>,
): void => {
  const secure = isSecure(ports);
  setCookie(c, `outpost-sign-in-${shortId}`, cookie, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: 600,
    ...(secure ? { secure, prefix: 'host' } : {}),
  });
};
