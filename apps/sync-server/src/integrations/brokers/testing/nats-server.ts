import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import { listenLocally } from '../../../identity/testing/hostile-network.ts';
import { connectTo } from '../nats-broker.ts';

/** Whether this machine has nats-server (a package of Debian). */
export const hasNatsServer = spawnSync('nats-server', ['--version']).status === 0;

/** A real nats-server with JetStream on this machine. Its store outlives a kill. */
export type NatsServer = {
  readonly url: string;
  readonly start: () => Promise<void>;
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Returns the messages of a stream in their order. */
  readonly stored: (stream: string) => Promise<readonly StoredMsg[]>;
  readonly remove: () => Promise<void>;
};

/** Prepares a nats-server with a free port and an empty store. `login`: the user and password that it asks for. */
export async function natsServer({ login }: { readonly login?: { readonly user: string; readonly pass: string } } = {}): Promise<NatsServer> {
  const { port, close } = await listenLocally(createServer()); // a port that is free
  await close();
  const folder = mkdtempSync(join(tmpdir(), 'outpost-nats-'));
  const state: { child: ChildProcess | undefined } = { child: undefined };
  const url = `nats://${login ? `${login.user}:${login.pass}@` : ''}127.0.0.1:${port}`;
  const kill = async (): Promise<void> => {
    const { child } = state;
    state.child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url,
    kill,
    async start() {
      const asked = login ? ['--user', login.user, '--pass', login.pass] : [];
      state.child = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder, ...asked], { stdio: 'ignore' });
      await listens(port);
    },
    async stored(stream) {
      const connection = await connectTo(url);
      const manager = await jetstreamManager(connection);
      const { state: held } = await manager.streams.info(stream);
      const all: StoredMsg[] = [];
      for (let seq = held.first_seq; seq <= held.last_seq; seq += 1) {
        const message = await manager.streams.getMessage(stream, { seq });
        if (message) all.push(message);
      }
      await connection.close();
      return all;
    },
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
} // prettier-ignore

/** Waits until a port of this machine answers. */
async function listens(port: number): Promise<void> {
  for (;;) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = dial(port, '127.0.0.1');
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => socket.destroy());
    }).catch(() => false);
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
