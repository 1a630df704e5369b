import { describe, expect, it } from 'vitest';
import type { Database, Row } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { openPokes } from '../../testing/open-pokes.ts';
import { makeSalesWorld } from '../../testing/sales-world.ts';
import { makeTestServer, testPassword } from '../../testing/test-server.ts';

const given = givenServer();

type SlowHead = {
  readonly database: Database;
  /** From now on the first answer to the read of the journal's end is held back. Resolves once it was read. */
  readonly hold: () => Promise<void>;
  readonly letGo: () => void;
};

/** Returns the database. One answer is delayed: the read of the journal's end runs in time and is returned late. */
function slowHead(database: Database): SlowHead {
  const isRead = Promise.withResolvers<void>();
  const mayGo = Promise.withResolvers<void>();
  let isHolding = false;
  return {
    database: {
      ...database,
      transaction: (mode, work) =>
        database.transaction(mode, (tx) =>
          work({
            async query<R extends Row>(statement: string, parameters?: readonly unknown[]) {
              const rows = await tx.query<R>(statement, parameters);
              if (isHolding && statement.startsWith('select head, hash')) {
                isHolding = false;
                isRead.resolve();
                await mayGo.promise;
              }
              return rows;
            },
          }),
        ),
    },
    hold() {
      isHolding = true;
      return isRead.promise;
    },
    letGo: () => mayGo.resolve(),
  };
}

describe('a stream of pokes', () => {
  it('[S-3] that is being opened during news sends the newer number, not the older one of its opening', async () => {
    const slow = slowHead(given.test.database);
    const test = await makeTestServer(slow.database);
    const w = await makeSalesWorld(test);
    const person = await w.tenant.person('Mo', 'manager', { email: 'mo@example.com', teamId: w.teams.t1 });
    const signedIn = await test.fetch('/auth/sign-in', {
      body: { email: 'mo@example.com', password: testPassword, device: { id: person.device, name: 'A laptop' } },
    });
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    const other = await openPokes(test, accessToken);
    const before = await other.next();

    const isRead = slow.hold();
    const opening = openPokes(test, accessToken);
    await isRead;
    await w.mia.do([w.deal(w.id())]);
    const news = await other.next(); // the server has notified all waiting streams by now
    slow.letGo();
    const opened = await opening;

    expect(news).toBe(before + 1);
    expect(await opened.next()).toBe(news);
    await opened.close();
    await other.close();
    await test.server.close();
  });
});
