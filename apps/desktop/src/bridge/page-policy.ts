/**
 * What every shell says of the page that it serves: one content security policy, and a nonce per load for the style tags that
 * Mantine makes. No inline script, no eval, nothing from elsewhere.
 */

/** Stands in `index.html` where the nonce of this load goes. */
export const noncePlaceholder = '__NONCE__';

/** The page with its nonce. The nonce is base64url, so it needs no escaping in an attribute. */
export const withNonce = (html: string, nonce: string): string => html.replaceAll(noncePlaceholder, nonce);

/** The policy of a load. `connect` names what else the page may connect to: the browser shell's own WebSocket, nothing in Electron. */
export function contentSecurityPolicy(nonce: string, connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "worker-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every answer of a shell, beside the policy of the page itself. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

const mediaTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  json: 'application/json',
  map: 'application/json',
};

/** The media type of a built file by its ending; nothing for endings that a build of ours doesn't make. */
export const mediaTypeOf = (path: string): string | undefined => mediaTypes[path.slice(path.lastIndexOf('.') + 1)];
