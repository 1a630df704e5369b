import { serve } from '@hono/node-server';
import type { Server } from 'node:http';
import { mailsApp } from './mails-app.ts';
import type { KeptMail } from './kept-mails.ts';

const loopback = ['127.0.0.1', '::1', 'localhost'];

type Reach = { readonly host: string; readonly publicUrl: string | null; readonly proxies: number };

/** Returns whether only this machine reaches a server. A public address of another name, or a proxy in front, means that others do. */
export const isLocalOnly = ({ host, publicUrl, proxies }: Reach): boolean =>
  loopback.includes(host) && (publicUrl === null || loopback.includes(new URL(publicUrl).hostname)) && proxies === 0;

/** Serves the page of kept mails on a free port of 127.0.0.1, apart from the server's own, so that no proxy leads to it. */
export function serveMails(
  all: () => readonly KeptMail[],
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const http = serve({ fetch: mailsApp(all).fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((done) => {
            http.close(() => done());
            http.closeAllConnections();
          }),
      }),
    ) as Server; // plain HTTP: the options name no other kind
    http.on('error', reject);
  });
}
