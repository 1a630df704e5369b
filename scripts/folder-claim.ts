import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** That this process, and no other, works in a folder. */
export interface FolderClaim {
  /** Gives the folder up. A process that dies gives it up too. */
  release(): Promise<void>;
}

/**
 * Claims a folder for this process. The claim is a listening local socket and not a file with a process id: the
 * kernel closes it whatever way the process ends, and no later process with the same id can be mistaken for it.
 * @returns the claim, or undefined where a living process holds it.
 */
export async function claimFolder(folder: string): Promise<FolderClaim | undefined> {
  const address = claimAddress(folder);
  if (await isFolderClaimed(folder)) return undefined;
  if (process.platform !== 'win32') rmSync(address, { force: true }); // left by a killed process; nobody listens on it
  const server = createServer((socket) => socket.destroy());
  const isHeld = await listen(server, address);
  if (!isHeld) return undefined; // another process was quicker
  server.unref(); // a claim alone keeps no process alive
  return { release: () => new Promise((done) => server.close(() => done())) };
}

/** Whether a living process (this one included) holds the folder. */
export function isFolderClaimed(folder: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(claimAddress(folder));
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

function listen(server: Server, address: string): Promise<boolean> {
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? done(false) : fail(error)));
    server.listen(address, () => done(true));
  });
}

/** In the folder itself, unless the path would be longer than a socket's may be (104 bytes on macOS). */
function claimAddress(folder: string): string {
  const inside = join(resolve(folder), 'claim');
  if (process.platform !== 'win32' && Buffer.byteLength(inside) < 100) return inside;
  const name = `outpost-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.claim`);
}
