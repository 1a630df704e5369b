import { createServer } from 'node:http';

/** What a browser brings back to the app. */
export type BroughtBack = { readonly code: string; readonly state: string };

/** A page of this app on this computer, at which a browser comes back (RFC 8252, section 7.3). */
export type BrowserReturn = {
  readonly address: string;
  /** Resolves when a browser has come back with the right state; undefined after `close`. */
  readonly broughtBack: Promise<BroughtBack | undefined>;
  readonly close: () => void;
};

const path = '/signed-in';
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
const html = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title} · Outpost</title><h1>${title}</h1><p>${text}</p></html>`;

/**
 * Serves the page for one sign-in, at a free port that only this computer reaches. A request without the state of this sign-in changes
 * nothing: any web page could send one.
 */
export function listenForReturn(state: string): Promise<BrowserReturn> {
  const { promise: broughtBack, resolve } = Promise.withResolvers<BroughtBack | undefined>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://app');
    const code = searchParams.get('code');
    if (request.method !== 'GET' || pathname !== path || code === null || searchParams.get('state') !== state) {
      response.writeHead(404, headers).end(html('Nothing here', 'This page belongs to a sign-in that is over.'));
      return;
    }
    response.writeHead(200, headers).end(html('Go back to Outpost', 'You can close this page now.'));
    resolve({ code, state });
  });
  const close = () => {
    resolve(undefined);
    server.close();
    server.closeIdleConnections();
  };
  return new Promise((done, fail) => {
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return fail(new Error('A port that listens has a number'));
      server.unref();
      return done({ address: `http://127.0.0.1:${address.port}${path}`, broughtBack, close });
    });
  });
}
