import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ResolveName } from '../outgoing/guarded-fetch.ts';

export type LocalService = { readonly port: number; readonly close: () => Promise<void> };

/** Lets a server listen on a free port of this machine. */
export async function listenLocally(server: Server): Promise<LocalService> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a port, as it listens on one
  return { port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

/**
 * Notes each attempt of this process to connect to an address, until the returned function is called. An attempt is aborted
 * immediately, except at a port that `lets` names. `note` gets those, too.
 */
export function noteAttempts(note: (address: string, port: number) => void, lets: (port: number) => boolean): () => void {
  const noteSocket = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    socket.on('connectionAttempt', (address: string, port: number) => {
      note(address, port);
      if (!lets(port)) setImmediate(() => socket.destroy());
    });
  };
  subscribe('net.client.socket', noteSocket);
  return () => void unsubscribe('net.client.socket', noteSocket);
} // prettier-ignore

/**
 * Answers as a name server of an attacker would: each question gets the next list of addresses, and all further ones get the
 * last list. `asked`: the names, in the order of the questions.
 */
export function hostileResolver(
  ...lists: readonly (readonly string[])[]
): ResolveName & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const resolve: ResolveName = (name, answer) => {
    const list = lists[Math.min(asked.length, lists.length - 1)] ?? [];
    asked.push(name);
    answer(null, list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))); // prettier-ignore
  };
  return Object.assign(resolve, { asked });
}
