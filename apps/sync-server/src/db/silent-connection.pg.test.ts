import { createServer, connect, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import type { Database } from './database.ts';
import { pgDatabase } from './pg-database.ts';

const given = givenServer();

/** A proxy to Postgres that can stop passing data: connections stay open, but no data passes. */
class Line {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isSilent = false;

  constructor(to: URL) {
    this.#server = createServer((near) => {
      const far = connect(Number(to.port), to.hostname);
      for (const [from, on] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on('data', (bytes: Buffer) => void (this.#isSilent || on.write(bytes)));
        from.on('error', () => on.destroy());
        from.on('close', () => on.destroy());
      }
    });
  }

  open(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  }

  /** Silences all open connections while `work` runs. New connections work. */
  async whileSilent(work: () => Promise<void>): Promise<void> {
    this.#isSilent = true;
    await work();
    this.#isSilent = false;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

let line: Line;
let database: Database;
beforeAll(async () => {
  const url = new URL(given.database.appUrl);
  line = new Line(new URL(url));
  url.hostname = '127.0.0.1';
  url.port = String(await line.open());
  database = pgDatabase(url.href, { warn: () => undefined }, { statementMs: 500, silenceMs: 4_000 });
});
afterAll(async () => {
  line.close();
  await database.close();
});

const one = (): Promise<unknown> => database.transaction('write', (tx) => tx.query('select 1 as one'));

const together = (): Promise<unknown> =>
  database.read(['select 1 as one', 'select 2 as two'].map((sql) => ({ sql, parameters: [] })));

describe('a connection to Postgres that stops answering', () => {
  it('[P-4] is closed, with a fault for its work, and the next work gets another one', async () => {
    expect(await one()).toEqual([{ one: 1 }]);
    await line.whileSilent(async () => {
      await expect(one()).rejects.toThrow(/timeout|terminated|closed/i);
    });
    expect(await one()).toEqual([{ one: 1 }]);
    expect(await one()).toEqual([{ one: 1 }]);
  });

  it('[P-4] is also closed during several statements in one exchange', async () => {
    expect(await together()).toEqual([[{ one: 1 }], [{ two: 2 }]]);
    await line.whileSilent(async () => {
      await expect(together()).rejects.toThrow(/timeout|terminated|closed/i);
    });
    expect(await together()).toEqual([[{ one: 1 }], [{ two: 2 }]]);
  });

  it('[P-4] is distinguished from a slow statement: Postgres itself stops that one, and the connection stays', async () => {
    const slow = database.transaction('write', (tx) => tx.query('select pg_sleep(4)'));
    await expect(slow).rejects.toMatchObject({ code: '57014' });
    expect(await one()).toEqual([{ one: 1 }]);
  });
});
