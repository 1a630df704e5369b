import type { TestServer } from './test-server.ts';

/** A stream of pokes as a device reads it. */
export type Pokes = {
  /** Waits for the next poke and returns its number. Skips heartbeats. */
  readonly next: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/** Opens a stream of pokes (S-3). Resolves when the server has answered. `next` reads the events. */
export async function openPokes(test: TestServer, token: string): Promise<Pokes> {
  const { body } = await test.fetch('/sync/poke', { token });
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = body?.getReader();
  if (!reader) throw new Error('The stream has no body');
  const decoder = new TextDecoder();
  let unread = '';
  return {
    async next() {
      for (;;) {
        const found = /data: \{"n":(\d+)\}\n/.exec(unread);
        if (found) {
          unread = unread.slice(found.index + found[0].length);
          return Number(found[1]);
        }
        const { done, value } = await reader.read();
        if (done) throw new Error('The stream ended');
        unread += decoder.decode(value, { stream: true });
      }
    },
    close: () => reader.cancel(),
  };
}
