import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpRequest, Transport } from '@outpost/desktop/replica/device/ports';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { openReplica, type Replica } from '@outpost/desktop/replica/replica';
import { replyOf } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { givenServer } from '@outpost/sync-server/testing/given-server';
import { testPassword, type TestTenant } from '@outpost/sync-server/testing/test-server';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// Real devices against the real server: sessions are bound to a key of the device, listed and ended.
const given = givenServer();
const ends: (() => Promise<void>)[] = [];
let tenant: TestTenant;
let email: string;
beforeEach(async () => {
  tenant = await given.test.tenant();
  email = `mia-${given.test.newId()}@fenwright.example`;
  await tenant.person('Mia', 'admin', { email });
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

type Laptop = {
  readonly replica: Replica;
  /** The requests that it sent, with the status of each answer. */
  readonly sent: readonly (HttpRequest & { readonly status: number })[];
  readonly signIn: () => Promise<{ readonly ok: boolean }>;
};

/** Opens a device whose clock is off by this much. */
async function laptop(deviceName: string, offMs = 0): Promise<Laptop> {
  const profile = await mkdtemp(join(tmpdir(), 'outpost-bound-'));
  ends.push(() => rm(profile, { recursive: true }));
  const sent: (HttpRequest & { readonly status: number })[] = [];
  const transport: Transport = {
    request: async (request) => {
      const { method, path, headers, body } = request;
      const init = { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
      const reply = await replyOf(await given.test.server.app.request(path, init));
      sent.push({ ...request, status: reply.status });
      return reply;
    },
    openEvents: () => () => undefined,
  };
  const fault = ({ cause }: { readonly cause: unknown }): never => {
    throw cause;
  };
  const opened = await openReplica(
    {
      ...nodePorts({ keyStore: null, log: { fault } }),
      clock: { nowMs: () => given.test.clock.nowMs() + offMs },
      transportTo: () => transport,
    },
    {
      profile,
      catalogue: installedCatalogue,
      deviceName,
      syncsByItself: false,
      passwordCost: { memoryKib: 64, passes: 1 },
    },
  );
  if (!opened.ok) throw new Error(opened.message);
  const replica = opened.value;
  ends.push(() => replica.close());
  const server = 'https://outpost.example';
  return { replica, sent, signIn: () => replica.handlers['session.signIn']({ server, email, password: testPassword }) };
}
const synced = async ({ replica }: Laptop) => {
  const answer = await replica.handlers['sync.now'](null);
  return answer.ok && answer.value.state;
};

describe('a real device', () => {
  it.each([
    ['with a right clock', 0],
    ['whose clock is a year ahead', 365 * 86_400_000],
    ['whose clock is a year behind', -365 * 86_400_000],
  ])('%s binds its session to its key, syncs, and renews its tokens', async (_of, offMs) => {
    const mine = await laptop('MIA-T14', offMs);
    expect(await mine.signIn()).toMatchObject({ ok: true });
    expect(await synced(mine)).toBe('up-to-date');
    given.test.advance(16 * 60_000); // the access token has expired
    expect(await synced(mine)).toBe('up-to-date');
    const bound = mine.sent.filter(({ headers }) => headers['authorization']?.startsWith('DPoP '));
    expect(bound.length).toBeGreaterThan(3);
    expect(mine.sent.some(({ headers }) => headers['authorization']?.startsWith('Bearer '))).toBe(false);
    expect(mine.sent.map(({ path, status }) => `${path} ${status}`)).toContain('/auth/refresh 200');
    expect(new Set(mine.sent.map(({ headers }) => headers['dpop'])).size).toBe(mine.sent.length); // each proof once
  });

  it('keeps a thief of its tokens out, at every request and refresh, and continues to work itself', async () => {
    const mine = await laptop('MIA-T14');
    await mine.signIn();
    expect(await synced(mine)).toBe('up-to-date');
    given.test.advance(16 * 60_000);
    expect(await synced(mine)).toBe('up-to-date');
    const stolen = mine.sent
      .filter(({ headers, path }) => headers['authorization'] || path === '/auth/refresh')
      .filter(({ path }) => !path.startsWith('/.well-known/')); // public
    for (const { method, path, headers, body } of stolen) {
      const again = { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
      const replayed = await given.test.server.app.request(path, again);
      expect([path, replayed.status]).toEqual([path, 401]);
      const { dpop: _, ...bare } = headers;
      const asBearer = { ...bare, ...(bare['authorization'] ? { authorization: bare['authorization'].replace('DPoP', 'Bearer') } : {}) }; // prettier-ignore
      expect([path, (await given.test.server.app.request(path, { ...again, headers: asBearer })).status]).toEqual([path, 401]); // prettier-ignore
    }
    given.test.advance(16 * 60_000);
    expect(await synced(mine)).toBe('up-to-date'); // the replayed refresh tokens ended nothing
  });

  it('lists its person’s devices and signs out a lost one, which learns it at its next contact and keeps its data', async () => {
    const mine = await laptop('MIA-T14');
    const lost = await laptop('MIA-PHONE');
    for (const each of [mine, lost]) {
      await each.signIn();
      expect(await synced(each)).toBe('up-to-date');
    }
    const listed = await mine.replica.handlers['devices.own'](null);
    const sessions = listed.ok ? listed.value.sessions : [];
    expect(sessions.find(({ name }) => name === 'MIA-T14')).toMatchObject({ isHere: true, kind: 'computer' });
    const id = sessions.find(({ name }) => name === 'MIA-PHONE')?.id ?? '';
    expect(await mine.replica.handlers['devices.end']({ id, whose: 'own' })).toMatchObject({ ok: true });
    expect(await synced(lost)).toBe('session-ended');
    expect(await synced(mine)).toBe('up-to-date');
    expect(await lost.replica.handlers['records.list']({ entity: 'platform/person', life: 'alive', sort: [], limit: 10 })).toMatchObject({ ok: true }); // prettier-ignore
    expect(await lost.signIn()).toMatchObject({ ok: true });
    expect(await synced(lost)).toBe('up-to-date');
  });
});
