import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpRequest, Transport } from '@outpost/desktop/replica/device/ports';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { openReplica, type Replica } from '@outpost/desktop/replica/replica';
import { heldWords } from '@outpost/desktop/renderer/devices/device-words';
import { replyOf } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { givenServer } from '@outpost/sync-server/testing/given-server';
import { testPassword, type TestTenant } from '@outpost/sync-server/testing/test-server';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// Real devices against the real server: sessions are bound to a key of the device, listed and ended. Devices report about themselves.
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
  readonly signIn: (as?: string) => Promise<{ readonly ok: boolean }>;
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
  const signIn = (as = email) => replica.handlers['session.signIn']({ server, email: as, password: testPassword });
  return { replica, sent, signIn };
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

/** The number of living records on a device, counted by the questions of its screens. */
async function recordsOn({ replica }: Laptop): Promise<number> {
  let count = 0;
  for (const entity of installedCatalogue.entities.keys()) {
    const list = await replica.handlers['records.list']({ entity, life: 'alive', sort: [], limit: 500 });
    if (list.ok) count += list.value.rows.length;
  }
  return count;
}
/** Performs an act on a device. Returns the ids of its records. */
async function perform({ replica }: Laptop, label: string, edits: readonly object[]): Promise<readonly string[]> {
  const made = await replica.handlers['acts.perform']({ label, shape: 'together', edits } as never); // as a screen sends it
  return made.ok ? made.value.ids : expect.fail(made.message);
}
/** Adds accounts on a device. Returns the id of the first. */
async function addAccounts(device: Laptop, names: readonly string[]): Promise<string> {
  const edits = names.map((name) => ({ entity: 'crm/account', create: { fields: { name } } }));
  const [first = ''] = await perform(device, 'Added accounts', edits);
  return first;
}
/** Adds a file of some bytes to a record. Its bytes are on the device at once. */
async function addFile({ replica: { handlers } }: Laptop, id: string): Promise<void> {
  const bytes = Buffer.from('The minutes of the meeting');
  const begun = await handlers['files.begin']({ name: 'minutes.txt', sizeBytes: bytes.length });
  const draft = begun.ok ? begun.value.draft : expect.fail(begun.message);
  expect(await handlers['files.piece']({ draft, at: 0, base64: bytes.toString('base64') })).toMatchObject({ ok: true });
  const added = await handlers['files.add']({ entity: 'crm/account', id, label: 'Added a file', drafts: [draft] });
  expect(added).toMatchObject({ ok: true });
}
/** Has a device refresh its session: the access token has expired. */
async function refreshed(device: Laptop): Promise<void> {
  given.test.advance(16 * 60_000);
  expect(await synced(device)).toBe('up-to-date');
}

describe('[D-5] the numbers that a real device reports about itself', () => {
  it('arrive in the row of its session, and an administrator’s list of devices shows them', async () => {
    const maxs = `max-${given.test.newId()}@fenwright.example`;
    await tenant.person('Max', 'member', { email: maxs });
    const [his, mine] = [await laptop('MAX-T14'), await laptop('MIA-T14')];
    for (const [device, as] of [[his, maxs], [mine, email]] as const) {
      expect(await device.signIn(as)).toMatchObject({ ok: true });
      expect(await synced(device)).toBe('up-to-date');
    } // prettier-ignore
    const row = async () =>
      (
        await tenant.rows(
          `select held_records, held_files, head_n, head_hash from auth.session where org_id = $1 and device_name = 'MAX-T14'`,
          [tenant.orgId],
        )
      )[0];
    const listed = async () => {
      const list = await mine.replica.handlers['devices.ofPeople'](null);
      const found = list.ok ? list.value.sessions.find(({ name }) => name === 'MAX-T14') : expect.fail(list.message);
      return found ?? expect.fail('The list lacks the device');
    };
    const formats = { plural: (count: number, one: string, other: string) => `${count} ${count === 1 ? one : other}` };
    expect(await row()).toEqual({ held_records: null, held_files: null, head_n: null, head_hash: null });
    expect(heldWords(await listed(), formats)).toBe('The device has not reported it.');

    await addFile(his, await addAccounts(his, ['Hallam & Pike', 'Nordwind', 'Fenwright']));
    expect(await synced(his)).toBe('up-to-date');
    const [head] = await tenant.rows('select n as head_n, encode(hash, $2) as head_hash from store.journal where org_id = $1 order by n desc limit 1', [tenant.orgId, 'hex']); // prettier-ignore
    await refreshed(his); // reports the head, and counts
    expect(await row()).toEqual({ held_records: null, held_files: null, ...head });
    const records = await recordsOn(his);
    await refreshed(his);
    expect(await row()).toEqual({ held_records: records, held_files: 1, ...head });
    expect(await listed()).toMatchObject({ held: { records, files: 1 }, personName: 'Max' });
    expect(heldWords(await listed(), formats)).toBe(`${records} records and 1 file, encrypted`);

    const torvane = await addAccounts(his, ['Torvane']);
    await refreshed(his);
    expect(await recordsOn(his)).toBe(records + 1);
    await refreshed(his);
    expect((await listed()).held).toEqual({ records: records + 1, files: 1 });
    await perform(his, 'Deleted Torvane', [{ entity: 'crm/account', id: torvane, fields: { life: 'deleted' } }]);
    await refreshed(his);
    expect(await recordsOn(his)).toBe(records); // asked after the count in the same thread
    await refreshed(his);
    expect((await listed()).held).toEqual({ records, files: 1 });
  });

  it('[P-5] a check of the journal on an administrator’s device compares the reported heads with the server', async () => {
    const [one, other] = [await laptop('MIA-T14'), await laptop('MIA-PHONE')];
    for (const each of [one, other]) {
      await each.signIn();
      expect(await synced(each)).toBe('up-to-date');
    }
    const devices = async () => {
      const verified = await one.replica.handlers['journal.verify'](null);
      return verified.ok ? verified.value.devices : expect.fail(verified.message);
    };
    expect(await devices()).toEqual({ holding: 0, agreeing: 0 });
    await refreshed(one);
    await refreshed(other);
    expect(await devices()).toEqual({ holding: 2, agreeing: 2 });
    await tenant.rows(`update auth.session set head_hash = repeat('cd', 32) where org_id = $1 and device_name = 'MIA-PHONE' returning id`, [tenant.orgId]); // prettier-ignore
    expect(await devices()).toEqual({ holding: 2, agreeing: 1 });
    await refreshed(other); // the device reports the head that it really holds
    expect(await devices()).toEqual({ holding: 2, agreeing: 2 });
  });
});
