import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { join, normalize, sep } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { type Channel, bridgePath, bridgeProtocol, enterPath } from '../bridge/channel.ts';
import { contentSecurityPolicy, assetMediaTypeOf, pageHeaders, withNonce } from '../bridge/page-policy.ts';
import { type EntryPass, makeEntryPass } from './entry-pass.ts';

/** The ports of the browser shell. */
export type PageServerPorts = {
  /** The built renderer. */
  readonly folder: string;
  /** Serves one connection of the bridge. */
  readonly attach: (channel: Channel) => void;
  readonly secret: () => string;
};

export type PageServer = { readonly port: number; readonly url: string; readonly close: () => Promise<void> };

const enterBody = z.strictObject({ token: z.string().max(200), key: z.string().max(200) });
/** E-3: the greatest frame. An import's files are sent as base64 in one frame; the contract limits each to 90 MB of text. */
const maxFrameBytes = 128 * 1024 * 1024;

/**
 * Serves the renderer and the bridge on 127.0.0.1. It answers only requests with this address as host (against DNS
 * rebinding). Only its own page may open the bridge, and only with the key from the one-time token. It sets no cookie,
 * because cookies of 127.0.0.1 go to every port of it, and so to any other local server.
 */
export async function servePage(ports: PageServerPorts, wantedPort: number): Promise<PageServer> {
  const server = createServer();
  const port = await listen(server, wantedPort);
  const pass = makeEntryPass(ports.secret);
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins = new Set([...hosts].map((host) => `http://${host}`));

  server.on('request', (request, response) => {
    answer(request, response, { folder: ports.folder, pass, hosts, origins }).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, pageHeaders);
      response.end('The page could not be served.');
      process.emitWarning(error instanceof Error ? error : new Error(String(error)));
    });
  });

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    handleProtocols: () => bridgeProtocol, // the key in the other subprotocol is not sent back
  });
  server.on('upgrade', (request, socket, head) => {
    const isOurs =
      hosts.has(request.headers.host ?? '') &&
      origins.has(request.headers.origin ?? '') &&
      request.url === bridgePath &&
      pass.admits(keyOf(request));
    if (!isOurs) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => ports.attach(socketChannel(webSocket)));
  });

  return {
    port,
    url: `http://127.0.0.1:${port}/#token=${pass.token}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Context = {
  readonly folder: string;
  readonly pass: EntryPass;
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
};

async function answer(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const refuse = (status: number, why: string) =>
    void response.writeHead(status, { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8' }).end(why);
  if (!context.hosts.has(request.headers.host ?? '')) return refuse(421, 'This address is not served here.');
  const path = new URL(request.url ?? '/', 'http://shell').pathname;
  if (request.method === 'POST' && path === enterPath) {
    if (!context.origins.has(request.headers.origin ?? ''))
      return refuse(403, 'Only the page itself may request access.');
    const body = enterBody.safeParse(parseJson(await readBody(request, 1_000)));
    if (body.success && context.pass.admits(body.data.key)) return void response.writeHead(204, pageHeaders).end();
    const key = body.success ? context.pass.enter(body.data.token) : undefined;
    if (key === undefined)
      return refuse(
        403,
        'The link that Outpost prints opens one browser, once. Continue in that browser, or start Outpost again for a new link.',
      );
    const headers = { ...pageHeaders, 'content-type': 'application/json', 'cache-control': 'no-store' };
    return void response.writeHead(200, headers).end(JSON.stringify({ key }));
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, 'This address accepts only GET and HEAD requests.');
  const decoded = decodedPath(path);
  if (decoded === undefined) return refuse(400, 'This address has an invalid percent encoding.');
  const wanted = normalize(decoded).replace(/^[/\\]+/, '');
  const mediaType = assetMediaTypeOf(wanted);
  if (wanted.split(sep).includes('..')) return refuse(404, 'Not found');
  if (!mediaType || mediaType.startsWith('text/html')) return page(response, context);
  try {
    const bytes = await readFile(join(context.folder, wanted));
    response.writeHead(200, { ...pageHeaders, 'content-type': mediaType, 'cache-control': 'no-cache' }).end(bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return refuse(404, 'Not found');
    throw error;
  }
}

async function page(response: ServerResponse, context: Context): Promise<void> {
  const nonce = randomBytes(16).toString('base64url');
  const html = withNonce(await readFile(join(context.folder, 'index.html'), 'utf8'), nonce);
  const policy = contentSecurityPolicy(
    nonce,
    [...context.hosts].map((host) => `ws://${host}`),
  );
  response
    .writeHead(200, {
      ...pageHeaders,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy,
    })
    .end(html);
}

/**
 * Returns the key that a page sends next to the bridge's subprotocol. It is the only data that a page can send when it
 * opens a WebSocket.
 */
function keyOf({ headers }: IncomingMessage): string {
  const [protocol, key = ''] = (headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
  return protocol === bridgeProtocol ? key : '';
}

/** Returns a decoded path; `undefined` where the percent encoding is invalid. */
function decodedPath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part as Uint8Array); // an IncomingMessage without an encoding yields bytes
    size += bytes.length;
    if (size > maxBytes) return '';
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      // If the port is in use, any free port is used; 0 requests one from the system.
      if (error.code === 'EADDRINUSE' && port !== 0) server.listen(0, '127.0.0.1');
      else reject(error);
    };
    server.on('error', onError);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.off('error', onError);
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Wraps a WebSocket as a channel of text frames. Frames that arrive before a listener is set are kept for it. */
function socketChannel(socket: WebSocket): Channel {
  const early: string[] = [];
  const state = { listener: undefined as ((text: string) => void) | undefined };
  socket.on('message', (data, isBinary) => {
    if (isBinary) return socket.close(1003);
    const text = Buffer.from(data as Buffer).toString('utf8'); // ws yields one Buffer for text, by its default binaryType
    if (state.listener) state.listener(text);
    else early.push(text);
  });
  socket.on('error', () => socket.terminate());
  return {
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    onMessage: (listener) => {
      state.listener = listener;
      for (const text of early.splice(0)) listener(text);
    },
    onClose: (listener) => void socket.on('close', listener),
    close: () => socket.close(),
  };
}
