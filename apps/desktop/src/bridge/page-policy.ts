/**
 * The policy of the page in every shell: one content security policy, and a nonce per load for Mantine's style tags. No inline
 * script, no eval, no content from other origins.
 */

/** The placeholder in `index.html` for the nonce of this load. */
export const noncePlaceholder = '__NONCE__';

/** Returns the page with its nonce. The nonce is base64url, so it needs no escaping in an attribute. */
export const withNonce = (html: string, nonce: string): string => html.replaceAll(noncePlaceholder, nonce);

/**
 * Returns the policy of a load. `connect` lists further addresses that the page may connect to: the browser shell's own
 * WebSocket, none in Electron.
 */
export function contentSecurityPolicy(nonce: string, connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "worker-src 'self'", // the files of the map (maplibre-gl) and of PDF documents (pdfjs-dist)
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The headers of every answer of a shell, in addition to the page's own policy. */
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
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  json: 'application/json',
  map: 'application/json',
};

/** Returns the media type of a built file by its extension; `undefined` for extensions that the builds do not produce. */
export const assetMediaTypeOf = (path: string): string | undefined => mediaTypes[path.slice(path.lastIndexOf('.') + 1)];
