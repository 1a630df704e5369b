import type { Server, ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type HttpBindings, serve } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { smallBody } from '../bodies/body-rules.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

/** Chosen: long enough for an answer to reach its reader over a slow line. */
const lingerMs = 2_000;
/**
 * Chosen (E-3): this many refused senders keep their connection for that long, each with some megabytes in the kernel. Further ones
 * may lose their answer.
 */
const mostLingering = 16;

/** Returns the objects that Node passes with a request; undefined where there is no network (tests, simulation). */
const bindingsOf = (env: unknown): HttpBindings | undefined =>
  typeof env === 'object' && env !== null && 'incoming' in env ? (env as HttpBindings) : undefined; // only @hono/node-server sets it

/** Asks a client that sent `Expect: 100-continue` for its body. */
export function wantBody(env: unknown): void {
  const { incoming, outgoing } = bindingsOf(env) ?? {};
  if (incoming?.headers.expect !== undefined && outgoing && 'writeContinue' in outgoing) outgoing.writeContinue();
}

/**
 * E-3: leaves the body of a refused request unread. Node and its adapter would read some tens of megabytes more to keep
 * the connection. Instead the connection is closed after the answer. The remaining bytes wait in the kernel until they
 * fill its window, and the sender stops. A small remainder is read.
 */
export function leaveUnread(): MiddlewareHandler<HttpEnv> {
  const lingering = { count: 0 };
  return async (c, next) => {
    await next();
    const { incoming } = bindingsOf(c.env) ?? {};
    if (!incoming || incoming.complete || !('socket' in incoming)) return;
    const { 'content-length': announced = 0, 'transfer-encoding': coding } = incoming.headers;
    if (coding === undefined && Number(announced) <= smallBody) return;
    c.res.headers.set('connection', 'close');
    const { socket } = incoming;
    socket.pause();
    socket.on('resume', () => socket.pause()); // Node resumes an unread stream to discard it
    if (lingering.count >= mostLingering) return;
    lingering.count += 1;
    socket.once('close', () => (lingering.count -= 1));
    // Node calls this after the answer. Closing a connection with unread bytes resets it, and the answer is lost.
    socket.destroySoon = () => {
      socket.end();
      setTimeout(() => socket.destroy(), lingerMs).unref();
    };
  };
}

/** A certificate with its chain, and its key, as PEM. */
export type Certificate = { readonly cert: string; readonly key: string };

type Serving = {
  readonly fetch: Parameters<typeof serve>[0]['fetch'];
  readonly port: number;
  readonly hostname: string;
  readonly serverOptions?: ServerOptions;
  /** Left out: plain HTTP. */
  readonly certificate?: Certificate | undefined;
};

/** ASVS 5.0, 12.1.2: suites with forward secrecy that encrypt and authenticate in one. The first three are those of TLS 1.3. */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE+AESGCM',
  'ECDHE+CHACHA20',
].join(':');

/** Starts an HTTP server, with TLS 1.3 or 1.2 where there is a certificate. It asks for no body before the app does. */
export function serveHttp(
  { certificate, serverOptions = {}, ...serving }: Serving,
  listening?: (info: { readonly port: number }) => void,
): Server {
  const options = certificate
    ? {
        createServer: createSecureServer,
        serverOptions: { ...serverOptions, ...certificate, minVersion: 'TLSv1.2' as const, ciphers },
      }
    : { serverOptions };
  const http = serve({ ...serving, ...options }, listening) as Server; // HTTP 1.1, with or without TLS: the servers have the same interface
  http.on('checkContinue', (incoming, outgoing) => void http.emit('request', incoming, outgoing));
  return http;
}
