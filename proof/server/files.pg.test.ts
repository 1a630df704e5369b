import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transport } from '@outpost/desktop/replica/device/ports';
import { type FileHandlers, fileHandlers } from '@outpost/desktop/replica/files/files';
import { bytesReplyOf, replyOf } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { meAnswerSchema, signInAnswerSchema } from '@outpost/desktop/replica/session/tenant-session';
import { type GivenTenant, givenTenant } from '@outpost/desktop/replica/testing/given-tenant';
import { installedCatalogue as catalogue } from '@outpost/domain/installed-packs';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { folderObjects } from '@outpost/sync-server/files/folder-objects';
import { makeTestDatabase, type TestDatabase } from '@outpost/sync-server/testing/test-database';
import {
  made,
  makeTestServer,
  type TestDevice,
  testPassword,
  type TestServer,
} from '@outpost/sync-server/testing/test-server';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let test: TestServer;
let database: TestDatabase;
let folder: string;
const line = { isCut: false, patches: 0, cutAfterPatches: Number.POSITIVE_INFINITY };
const devices: GivenTenant[] = [];

const transport: Transport = {
  request: async ({ method, path, headers, body }) => {
    if (line.isCut) throw new Error('No network.');
    return replyOf(await test.server.app.request(path, { method, headers, ...(body === undefined ? {} : { body }) }));
  },
  transfer: async ({ method, path, headers, body }) => {
    if (method === 'PATCH') line.patches += 1;
    if (line.isCut || line.patches > line.cutAfterPatches) throw new Error('No network.');
    const length = { 'content-length': String(body?.length ?? 0) };
    const bytes = body === undefined ? {} : { body: new Uint8Array(body) };
    return bytesReplyOf(await test.server.app.request(path, { method, headers: { ...headers, ...length }, ...bytes }));
  },
  openEvents: () => () => undefined,
};

async function at(person: TestDevice, email: string): Promise<GivenTenant> {
  const ask = async (path: string, init: Parameters<typeof test.fetch>[1]): Promise<unknown> =>
    (await test.fetch(path, init)).json();
  const signIn = async () =>
    signInAnswerSchema.parse(
      await ask('/auth/sign-in', {
        body: { email, password: testPassword, device: { id: person.device, name: 'Proof' } },
      }),
    );
  const { accessToken, person: who, organisation } = await signIn();
  const [membership] = meAnswerSchema.parse(await ask('/me', { token: accessToken })).memberships;
  if (!membership) throw new Error(`${email} has no role`);
  const open = await givenTenant({
    catalogue,
    transport,
    signIn,
    membership,
    person: who,
    organisation,
    seed: devices.length + 7,
  });
  devices.push(open);
  await sync(open);
  return open;
}

async function sync({ tenant: { replicator } }: GivenTenant): Promise<void> {
  for (const step of [() => replicator.push(), () => replicator.pull(1_000), () => replicator.pull(1_000)])
    expect(['offline', 'unfit', 'refused']).not.toContain((await step()).kind);
}

const handlers = new WeakMap<GivenTenant, FileHandlers>();
function filesOf(open: GivenTenant): FileHandlers {
  const known =
    handlers.get(open) ?? fileHandlers({ tenant: () => accept(open.tenant), ports: open.tenant.device.ports });
  handlers.set(open, known);
  return known;
}
const valueOf = <T>(result: Result<T>): T => (result.ok ? result.value : expect.fail(result.message));

async function draftOf(open: GivenTenant, name: string, bytes: Uint8Array, sizeBytes = bytes.length): Promise<string> {
  const files = filesOf(open);
  const { draft } = valueOf(await files['files.begin']({ name, sizeBytes }));
  for (let from = 0; from < bytes.length; from += 500_000) {
    const base64 = Buffer.from(bytes.subarray(from, from + 500_000)).toString('base64');
    valueOf(await files['files.piece']({ draft, at: from, base64 }));
  }
  return draft;
}

async function bytesAt(open: GivenTenant, record: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let piece: number | null = 0; piece !== null;) {
    const answer: { base64: string; next: number | null } = valueOf(
      await filesOf(open)['files.read']({ record, piece }),
    );
    pieces.push(Buffer.from(answer.base64, 'base64'));
    piece = answer.next;
  }
  return Buffer.concat(pieces);
}

describe('a file of a record, from one device to another', () => {
  let ann: GivenTenant;
  let bob: GivenTenant;
  let eve: GivenTenant;
  let deal: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outpost-proof-files-'));
    database = await makeTestDatabase(inject('postgresUrl'));
    const objects = await folderObjects(folder);
    test = await makeTestServer(database.database, { files: { objects, quotaBytes: 10_000_000 } });
    const tenant = await test.tenant();
    const teamId = await tenant.team('North');
    const people = {
      ann: await tenant.person('Ann', 'member', { teamId, email: 'ann@files.example' }),
      bob: await tenant.person('Bob', 'manager', { teamId, email: 'bob@files.example' }),
      eve: await tenant.person('Eve', 'member', { email: 'eve@files.example' }),
    };
    deal = test.newId();
    await people.ann.do([
      made(deal, 'crm/deal', { name: 'Dunmere', stage: 'prospecting' }, { ownerId: people.ann.userId, teamId }),
    ]);
    ann = await at(people.ann.twin(), 'ann@files.example');
    bob = await at(people.bob, 'bob@files.example');
    eve = await at(people.eve, 'eve@files.example');
  });
  afterAll(async () => {
    for (const { end } of devices) await end();
    await test.server.close();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const add = async (open: GivenTenant, drafts: readonly string[]) =>
    filesOf(open)['files.add']({ entity: 'crm/deal', id: deal, label: 'Added files', drafts: [...drafts] });
  const stateOf = async (open: GivenTenant, record: string) =>
    valueOf(await filesOf(open)['files.states']({ records: [record] })).states[0];

  it('is added offline, sent when there is a network, and read by a colleague; a stranger learns nothing', async () => {
    line.isCut = true;
    const [record = ''] = valueOf(await add(ann, [await draftOf(ann, 'C:\\photos\\site.png', png)])).ids;
    expect(await stateOf(ann, record)).toMatchObject({ place: 'waiting' });
    await ann.tenant.transfer.sendNow();
    line.isCut = false;
    await sync(ann);
    await sync(bob);
    expect(await stateOf(bob, record)).toMatchObject({ place: 'server' });
    expect(await filesOf(bob)['files.fetch']({ record })).toMatchObject({ ok: false, code: 'files/not-uploaded' });
    await ann.tenant.transfer.sendNow();
    expect(await stateOf(ann, record)).toEqual({ record, place: 'device', movedBytes: 0, problem: null });
    valueOf(await filesOf(bob)['files.fetch']({ record }));
    expect((await bytesAt(bob, record)).equals(png)).toBe(true);
    expect(bob.tenant.device.lookups.shown('platform/file', record)?.fields['name']).toBe('site.png');
    await sync(eve);
    expect(await filesOf(eve)['files.fetch']({ record })).toMatchObject({ ok: false, code: 'records/not-found' });
  });

  it('continues where the connection was cut, also after a restart, and is never evicted before it has arrived', async () => {
    const large = Buffer.alloc(2_500_000, 'plan ');
    const [record = ''] = valueOf(await add(ann, [await draftOf(ann, 'plan.txt', large)])).ids;
    await sync(ann);
    Object.assign(line, { patches: 0, cutAfterPatches: 2 });
    await ann.tenant.transfer.sendNow();
    expect(await stateOf(ann, record)).toEqual({
      record,
      place: 'waiting',
      movedBytes: 1_000_000,
      problem: 'No network.',
    });
    ann.tenant.contents.evict(0);
    expect((await bytesAt(ann, record)).equals(large)).toBe(true);
    ann = await ann.reopen();
    Object.assign(line, { patches: 0, cutAfterPatches: Number.POSITIVE_INFINITY });
    await ann.tenant.transfer.sendNow();
    expect(line.patches).toBe(3);
    expect(await stateOf(ann, record)).toMatchObject({ place: 'device' });
    ann.tenant.contents.evict(0);
    expect(await stateOf(ann, record)).toMatchObject({ place: 'server' });
    valueOf(await filesOf(ann)['files.fetch']({ record }));
    expect((await bytesAt(ann, record)).equals(large)).toBe(true);
  });

  it('[A-4] is removed from the device of a colleague who may not see its record any more, and stays with a deleted record', async () => {
    const [record = ''] = valueOf(await add(ann, [await draftOf(ann, 'gate.png', Buffer.concat([png, png]))])).ids;
    await sync(ann);
    await ann.tenant.transfer.sendNow();
    await sync(bob);
    valueOf(await filesOf(bob)['files.fetch']({ record }));
    const file = bob.tenant.device.lookups.shown('platform/file', record)?.fields['content'] as { sha256: string };
    valueOf(await ann.tenant.acts.perform({ label: 'Deleted', shape: 'together', edits: [{ entity: 'platform/file', id: record, fields: { life: 'deleted' } }] })); // prettier-ignore
    await sync(ann);
    await sync(bob);
    await bob.tenant.transfer.sendNow();
    expect(bob.tenant.contents.has(file.sha256)).toBe(true);
    valueOf(await ann.tenant.acts.perform({ label: 'Mine alone', shape: 'together', edits: [{ entity: 'crm/deal', id: deal, fields: { teamId: null } }] })); // prettier-ignore
    await sync(ann);
    await sync(bob);
    await bob.tenant.transfer.sendNow();
    expect(bob.tenant.device.lookups.shown('platform/file', record)).toBeUndefined();
    expect(bob.tenant.contents.has(file.sha256)).toBe(false);
    expect(ann.tenant.contents.has(file.sha256)).toBe(true);
  });

  it('[PLT-5] is refused with the reason where it is empty, too large, cut off, or a photo that is not one', async () => {
    const refused = async (answer: Promise<Result<unknown>>) => {
      const result = await answer;
      return result.ok ? 'accepted' : result.message;
    };
    const begin = filesOf(ann)['files.begin'];
    expect(await refused(begin({ name: 'a.png', sizeBytes: 0 }))).toBe(
      '“a.png” is empty. Check the original file, and add it again.',
    );
    expect(await refused(begin({ name: 'a.mp4', sizeBytes: 100_000_001 }))).toBe(
      '“a.mp4” is larger than 100 MB. Make it smaller, or add a link to it instead.',
    );
    expect(await refused(add(ann, [await draftOf(ann, 'b.png', png, png.length + 9)]))).toBe(
      '“b.png” was cut off: 70 of its 79 bytes came. Add it again.',
    );
    expect(await refused(add(ann, [await draftOf(ann, 'c.jpg', Buffer.from('<html>Sign in</html>'))]))).toBe(
      '“c.jpg” is named as a picture, but its content is not one. It may be damaged or cut off. Check that it opens elsewhere.',
    );
    const [record = ''] = valueOf(
      await add(ann, [
        await draftOf(ann, 'd.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')),
      ]),
    ).ids;
    expect(ann.tenant.device.lookups.shown('platform/file', record)?.fields['content']).toMatchObject({
      mediaType: 'application/octet-stream',
    });
  });

  it('waits with the reason where the organisation has no room, and loses nothing', async () => {
    const large = Buffer.alloc(9_000_000, 'room ');
    const [record = ''] = valueOf(await add(ann, [await draftOf(ann, 'room.txt', large)])).ids;
    await sync(ann);
    await ann.tenant.transfer.sendNow();
    expect(await stateOf(ann, record)).toMatchObject({
      place: 'waiting',
      problem: expect.stringMatching(
        /^Your organisation may have [\d.]+ MB of files.*There is no room for 8\.6 MB more\. Ask an administrator/u,
      ) as string,
    });
    expect((await bytesAt(ann, record)).equals(large)).toBe(true);
  });
});
