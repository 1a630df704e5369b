import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { withOwner } from '../../db/owner-connection.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { testPassword } from '../../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Opens a stream of pokes and reads its first event. */
async function openStream(token: string): Promise<Reader> {
  const reader = (await given.test.fetch('/sync/poke', { token })).body?.getReader();
  if (!reader) throw new Error('The stream has no body');
  await reader.read();
  return reader;
}

/** Reads on until the stream sends this number or a later one. */
async function hearOf(reader: Reader, n: number): Promise<void> {
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error('The stream ended');
    const said = /"n":(\d+)/.exec(new TextDecoder().decode(value))?.[1];
    if (said !== undefined && Number(said) >= n) return;
  }
}

describe('devices that wait for news', () => {
  it('[S-3, E-3] hold no connection to Postgres, however many they are, and all are notified of the last act', async () => {
    const tokens = await Promise.all(
      ['una', 'udo', 'uri'].map(async (name) => {
        const email = `${name}@example.com`;
        await w.tenant.person(name, 'manager', { teamId: w.teams.t1, email });
        const body = { email, password: testPassword, device: { id: randomUUID(), name } };
        const answer = await given.test.fetch('/auth/sign-in', { body });
        return ((await answer.json()) as { accessToken: string }).accessToken;
      }),
    );
    const streams = await Promise.all(Array.from({ length: 30 }, (_, place) => openStream(tokens[place % 3] ?? '')));
    const busy = () =>
      withOwner(given.database.ownerUrl, (owner) =>
        owner.rows(
          `select state from pg_stat_activity where datname = current_database() and application_name = 'outpost' and state <> 'idle'`,
        ),
      );
    await expect.poll(busy, { timeout: 10_000 }).toEqual([]); // the last reading may be ending
    const acts = await Promise.all(Array.from({ length: 5 }, () => w.mia.twin().do([w.deal(w.id())])));
    const last = Math.max(...acts.map(({ n }) => n));
    await Promise.all(streams.map((stream) => hearOf(stream, last)));
    await Promise.all(streams.map((stream) => stream.cancel()));
  });
});
