import { createHash, timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { z } from 'zod';
import type { Channel } from '../../bridge/channel.ts';
import { writeDurably } from '../storage/files/durable-file.ts';
import { lineAddress, type LineFile, lineFileOf, mostFrameChars } from './line-place.ts';
import { socketChannel, socketLines } from './socket-lines.ts';

export type LocalLineOptions = {
  /** The profile's folder, whose lock this process holds. */
  readonly profile: string;
  readonly random: RandomBytes;
  /** Serves one line of the bridge. */
  readonly attach: (channel: Channel) => void;
  readonly onFault: (cause: unknown) => void;
};

const helloSchema = z.strictObject({ token: z.string().max(200) });
const mostHelloChars = 500;
/** Chosen: a client that has the token sends it within milliseconds. */
const helloWithinMs = 5_000;

/**
 * D-6: lets the command line talk to a running replica. Listens on a socket beside the profile, or on Windows on a named pipe.
 * Accepts only clients that send the token from the profile; only its owner can read the token's file. A socket that an earlier
 * process left behind is replaced: this process holds the profile's lock, so that process has ended.
 */
export async function serveLocalLine({
  profile,
  random,
  attach,
  onFault,
}: LocalLineOptions): Promise<{ readonly close: () => Promise<void> }> {
  const address = lineAddress(profile, process.platform);
  const token = Buffer.from(random(32)).toString('base64url');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy()); // the client has closed its end
    letIn(socket, token, attach);
  });
  server.on('error', onFault);
  if (process.platform !== 'win32') rmSync(address, { force: true });
  await listen(server, address);
  if (process.platform !== 'win32') chmodSync(address, 0o600);
  writeDurably(lineFileOf(profile), JSON.stringify({ version: 1, address, token } satisfies LineFile));
  return {
    close: () =>
      new Promise((resolve) => {
        rmSync(lineFileOf(profile), { force: true });
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function letIn(socket: Socket, token: string, attach: (channel: Channel) => void): void {
  const bound = { chars: mostHelloChars };
  const lines = socketLines(socket, () => bound.chars);
  const impatient = setTimeout(() => socket.destroy(), helloWithinMs);
  socket.on('close', () => clearTimeout(impatient));
  const state = { isIn: false };
  lines.onLine((line) => {
    if (state.isIn) return;
    const hello = helloSchema.safeParse(parseJson(line));
    if (!hello.success || !isSame(hello.data.token, token)) return void socket.destroy();
    clearTimeout(impatient);
    state.isIn = true;
    bound.chars = mostFrameChars;
    socket.write(`${JSON.stringify({ welcome: true })}\n`);
    attach(socketChannel(socket, lines));
  });
}

const isSame = (a: string, b: string) =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // the text is not JSON, and the schema refuses undefined
  }
}
