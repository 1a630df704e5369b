import type { AddressInfo } from 'node:net';

/** The values that the browser brought back. */
export type Returned = { readonly code: string; readonly state: string };

/** A page on this computer to which the browser comes back after a sign-in, for as long as the app waits. */
export type ReturnPage = {
  readonly address: string;
  readonly close: () => void;
};

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};
const page = (text: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Outpost</title><link rel="icon" href="data:,"></head><body><h1>Go back to Outpost</h1><p>${text}</p></body></html>`;

const secret = /^[A-Za-z0-9_-]{43}$/;

/**
 * Serves the page on a free port of 127.0.0.1 (RFC 8252, section 7.3). `returned` is called for each answer of the right form;
 * whether it is ours is judged by its state. It answers only requests with this address as host, so that no name of a web page
 * leads here (DNS rebinding).
 * Node's HTTP is loaded here, because it would make each start of the replica some 40 ms longer.
 */
export async function serveReturnPage(returned: (answer: Returned) => boolean): Promise<ReturnPage> {
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const { port } = server.address() as AddressInfo;
    const [code, state] = [url.searchParams.get('code') ?? '', url.searchParams.get('state') ?? ''];
    const isRight = request.method === 'GET' && request.headers.host === `127.0.0.1:${port}` && url.pathname === '/signed-in'; // prettier-ignore
    const isTaken = isRight && secret.test(code) && secret.test(state) && returned({ code, state });
    response.writeHead(isTaken ? 200 : 400, { ...headers, connection: 'close' });
    response.end(page(isTaken ? 'You can close this page.' : 'This sign-in is over. Start it again in Outpost.'));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.unref();
      resolve({ address: `http://127.0.0.1:${port}/signed-in`, close: () => void server.close() });
    });
  });
}
