import type { Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../../identity/testing/self-signed.ts';
import { serveHttp } from './serve-http.ts';

const certificate = selfSigned();
let http: Server;
let port = 0;

beforeAll(async () => {
  http = await new Promise<Server>((resolve) => {
    const fetch = async (asked: Request): Promise<Response> => new Response(`got ${await asked.text()}`);
    const made = serveHttp({ fetch, port: 0, hostname: '127.0.0.1', certificate }, () => resolve(made));
  });
  ({ port } = http.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => void http.close(resolve)));

/** Returns the version that is agreed on, or the error. */
const versionWith = (options: ConnectionOptions): Promise<string | null> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, ca: certificate.cert, servername: 'localhost', ...options });
    socket.once('secureConnect', () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.once('error', (cause: NodeJS.ErrnoException) => resolve(cause.code ?? cause.message));
  });

describe('a server with a certificate', () => {
  it('uses TLS 1.3, with older clients 1.2, and nothing older', async () => {
    expect(await versionWith({})).toBe('TLSv1.3');
    expect(await versionWith({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect(await versionWith(old)).toMatch(/^ERR_SSL_|^ECONNRESET/);
  });

  it('agrees on no suite without authenticated encryption and forward secrecy', async () => {
    const only = (ciphers: string) => versionWith({ maxVersion: 'TLSv1.2', ciphers });
    expect(await only('ECDHE+AESGCM')).toBe('TLSv1.2');
    for (const weak of [
      'ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA',
      'AES256-GCM-SHA384:AES128-SHA',
    ])
      expect(await only(weak)).toMatch(/^ERR_SSL_|^ECONNRESET/);
  });

  it('answers over it, bodies included', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port, method: 'POST', ca: certificate.cert, servername: 'localhost', headers: { expect: '100-continue' } },
        (answer) => {
          let whole = '';
          answer.on('data', (bytes: Buffer) => (whole += bytes.toString()));
          answer.on('end', () => resolve(whole));
        },
      ); // prettier-ignore
      asked.on('error', reject);
      asked.end('a body');
    });
    expect(text).toBe('got a body');
  });

  it('answers nothing over plain HTTP, and is trusted by nobody without its certificate', async () => {
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    expect(await versionWith({ ca: [] })).toMatch(/SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_VERIFY/);
  });
});
