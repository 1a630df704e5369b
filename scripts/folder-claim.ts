import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** An exclusive claim of this process to a folder. */
export interface FolderClaim {
  /** Releases the folder. The end of the process releases it too. */
  release(): Promise<void>;
}

/**
 * Claims a folder for this process. The claim is a listening local socket. A file with a process id would be less safe: it stays
 * after a kill, and a later process may get the same id. The kernel closes the socket however the process ends.
 * @returns the claim, or undefined where a running process has it.
 */
export async function claimFolder(folder: string): Promise<FolderClaim | undefined> {
  const address = claimAddress(folder);
  if (await isFolderClaimed(folder)) return undefined;
  if (process.platform !== 'win32') rmSync(address, { force: true }); // a killed process left it, and no process listens on it
  const server = createServer((socket) => socket.destroy());
  const isHeld = await listen(server, address);
  if (!isHeld) return undefined; // another process has claimed it first
  server.unref(); // the claim does not keep the process running
  return { release: () => new Promise((done) => server.close(() => done())) };
}

/** Whether a running process (this one included) has claimed the folder. */
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

/**
 * Returns the address of the claim. It is in the folder, unless the path would be too long for a socket (104 bytes on macOS).
 */
function claimAddress(folder: string): string {
  const inside = join(resolve(folder), 'claim');
  if (process.platform !== 'win32' && Buffer.byteLength(inside) < 100) return inside;
  const name = `outpost-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.claim`);
}
