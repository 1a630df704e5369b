import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import S3rver from 's3rver';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { Upload } from '@tus/server';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { makeDataKey } from '../catalogue/sealing.ts';
import { inTenant } from '../db/database.ts';
import { NoRoom } from '../db/fair-shares.ts';
import { withOwner } from '../db/owner-connection.ts';
import {
  made,
  makeTestServer,
  type TestDevice,
  testPassword,
  type TestServer,
  type TestTenant,
} from '../testing/test-server.ts';
import { type BlobStore, sealedBlobs, uploadLifeMs } from './blob-store.ts';
import { clearName } from './blob-names.ts';
import { lockContent } from './file-contents.ts';
import { tenantFileKeys } from './file-keys.ts';
import { folderObjects } from './folder-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { removeUnneeded } from './remove-unneeded.ts';
import { renewContents, sealInClear } from './renew-contents.ts';
import { s3Objects } from './s3-objects.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const valueOf = (bytes: Uint8Array, more: { readonly name?: string; readonly mediaType?: string } = {}) => ({
  id: 'f',
  name: 'site.png',
  mediaType: 'image/png',
  sizeBytes: bytes.length,
  sha256: hashOf(bytes),
  ...more,
});

type Given = { readonly objects: ObjectStore; readonly close: () => Promise<void>; readonly folder: string };

async function inFolder(): Promise<Given> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-files-'));
  return { objects: await folderObjects(folder), folder, close: () => rm(folder, { recursive: true }) };
}

/** A real counterpart with S3's protocol, in this process. */
async function inBucket(): Promise<Given> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-s3-'));
  const service = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: folder });
  const { port } = await service.run();
  const place = {
    bucket: 'outpost',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    keyId: 'S3RVER',
    secret: 'S3RVER',
  };
  const client = new S3({
    region: place.region,
    endpoint: place.endpoint,
    forcePathStyle: true,
    credentials: { accessKeyId: place.keyId, secretAccessKey: place.secret },
  });
  await client.createBucket({ Bucket: place.bucket });
  return {
    objects: s3Objects(place),
    folder,
    close: async () => {
      await service.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe.each([
  ['a folder', inFolder],
  ['a bucket of S3', inBucket],
])('files in %s', (where, giveStore) => {
  let database: TestDatabase;
  let given: Given;
  let test: TestServer;
  let tenant: TestTenant;
  let deal: string;
  let fault: Error | undefined;
  /** The next question whether an object is there removes it first. */
  let removesBefore = false;
  const people: Record<string, { readonly device: TestDevice; readonly token: string }> = {};

  async function signIn(of: TestTenant, name: string, role: string): Promise<{ device: TestDevice; token: string }> {
    const email = `${name}-${of.orgId}@example.com`;
    const device = await of.person(name, role, { email });
    const answer = await test.fetch('/auth/sign-in', {
      body: { email, password: testPassword, device: { id: device.device, name } },
    });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    return { device, token: accessToken };
  }
  const blobs = (): BlobStore => test.server.blobs ?? expect.fail('The server takes files');
  const ann = () => people['ann'] ?? expect.fail('Ann is there from the first hook on');
  const bob = () => people['bob'] ?? expect.fail('Bob is there from the first hook on');

  beforeAll(async () => {
    given = await giveStore();
    const objects: ObjectStore = {
      ...given.objects,
      read: (name, range) =>
        fault && name.includes('description') ? Promise.reject(fault) : given.objects.read(name, range),
      async has(name) {
        const remove = removesBefore;
        removesBefore = false;
        if (remove) await given.objects.remove(name);
        return given.objects.has(name);
      },
    };
    database = await makeTestDatabase(inject('postgresUrl'));
    test = await makeTestServer(database.database, { files: { objects, quotaBytes: 40_000_000 } });
    tenant = await test.tenant();
    people['ann'] = await signIn(tenant, 'ann', 'member');
    people['bob'] = await signIn(tenant, 'bob', 'member');
    deal = test.newId();
    await ann().device.do([
      made(deal, 'crm/deal', { name: 'Dunmere', stage: 'prospecting' }, { ownerId: ann().device.userId }),
    ]);
  });
  afterAll(async () => {
    await test.server.close();
    await database.drop();
    await given.close();
  });

  async function addRecord(bytes: Uint8Array, more: Parameters<typeof valueOf>[1] = {}): Promise<string> {
    const id = test.newId();
    const decision = await ann().device.do([
      made(id, 'platform/file', { name: 'Site', about: `crm/deal:${deal}`, content: valueOf(bytes, more) }),
    ]);
    expect(decision).toMatchObject({ status: 'accepted' });
    return id;
  }
  const encoded = (pairs: Readonly<Record<string, string>>): string =>
    Object.entries(pairs)
      .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
      .join(',');
  const begin = (
    id: string,
    sizeBytes: number,
    { token = ann().token, path = '/files/uploads' }: { readonly token?: string; readonly path?: string } = {},
  ): Promise<Response> =>
    test.fetch(path, {
      method: 'POST',
      token,
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': String(sizeBytes),
        'upload-metadata': encoded({ entity: 'platform/file', id, field: 'content' }),
      },
    });
  const send = (location: string, at: number, bytes: Uint8Array, token = ann().token): Promise<Response> =>
    Promise.resolve(
      test.server.app.request(location, {
        method: 'PATCH',
        headers: {
          [protocolHeader]: String(protocolVersion),
          authorization: `Bearer ${token}`,
          'tus-resumable': '1.0.0',
          'upload-offset': String(at),
          'content-type': 'application/offset+octet-stream',
          'content-length': String(bytes.length),
        },
        body: new Uint8Array(bytes),
      }),
    );
  const read = (id: string, token = ann().token, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    test.fetch(`/files/content/platform/file/${id}/content`, { token, headers });
  const locationOf = (response: Response): string => response.headers.get('location') ?? expect.fail('no location');

  it('receives a photo in pieces, continues where it was cut off, and returns it whole and in a range', async () => {
    const id = await addRecord(png);
    const missing = await read(id);
    expect([missing.status, ((await missing.json()) as { code: string }).code]).toEqual([404, 'files/not-uploaded']);
    const begun = await begin(id, png.length);
    expect(begun.status).toBe(201);
    const at = locationOf(begun);
    expect((await send(at, 0, png.subarray(0, 20))).status).toBe(204);
    const head = await test.fetch(at, { method: 'HEAD', token: ann().token, headers: { 'tus-resumable': '1.0.0' } });
    expect(head.headers.get('upload-offset')).toBe('20');
    expect((await send(at, 0, png)).status).toBe(409);
    expect((await send(at, 20, png.subarray(20))).status).toBe(204);
    const back = await read(id);
    expect(back.headers.get('content-type')).toBe('image/png');
    expect(back.headers.get('content-security-policy')).toContain('sandbox');
    expect(Buffer.from(await back.arrayBuffer()).equals(png)).toBe(true);
    const range = await read(id, ann().token, { range: 'bytes=1-3' });
    expect([range.status, await range.text()]).toEqual([206, 'PNG']);
  });

  it('takes and gives files in the API, from a person and from a program with the right', async () => {
    const { token } = await signIn(tenant, 'ada', 'admin');
    const grants = ['crm/deal:read@org', 'platform/file:read@org'];
    const key = await test.fetch('/api/v1/keys', { token, body: { name: 'Scanner', grants } });
    const { key: program } = (await key.json()) as { key: string };
    for (const sender of [ann().token, program]) {
      const id = await addRecord(png);
      const at = locationOf(await begin(id, png.length, { token: sender, path: '/api/v1/files/uploads' }));
      expect(at).toMatch(/^\/api\/v1\/files\/uploads\//u);
      expect((await send(at, 0, png, sender)).status).toBe(204);
      const back = await test.fetch(`/api/v1/files/content/platform/file/${id}/content`, { token: sender });
      expect(Buffer.from(await back.arrayBuffer()).equals(png)).toBe(true);
    }
    const blind = await test.fetch('/api/v1/keys', { token, body: { name: 'Blind', grants: ['crm/deal:read@org'] } });
    const { key: without } = (await blind.json()) as { key: string };
    const refused = await begin(await addRecord(png), png.length, { token: without, path: '/api/v1/files/uploads' });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([404, 'records/not-found']);
  });

  it('asks to wait while the server has no connection for an upload, and continues with it afterwards', async () => {
    const id = await addRecord(png);
    const at = locationOf(await begin(id, png.length));
    fault = new NoRoom('Waited for 5000 ms', 5);
    const busy = await send(at, 0, png);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '5']);
    fault = new Error('The disk does not answer');
    expect((await send(at, 0, png)).status).toBe(500);
    fault = undefined;
    expect((await send(at, 0, png)).status).toBe(204);
    expect((await read(id)).status).toBe(200);
  });

  it('takes a file of several parts', async () => {
    const large = randomBytes(11_000_000);
    const id = await addRecord(large, { name: 'site.bin', mediaType: 'application/octet-stream' });
    const at = locationOf(await begin(id, large.length));
    for (let from = 0; from < large.length; from += 4_000_000)
      expect((await send(at, from, large.subarray(from, from + 4_000_000))).status).toBe(204);
    const back = await read(id);
    expect(hashOf(new Uint8Array(await back.arrayBuffer()))).toBe(hashOf(large));
    expect(back.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('[A-5] shows a file to those who see its record, and reveals nothing to others: no record, no upload, no hash', async () => {
    const id = await addRecord(png);
    const at = locationOf(await begin(id, png.length));
    const codes = [
      await read(id, bob().token),
      await read(test.newId(), bob().token),
      await begin(id, png.length, { token: bob().token }),
    ];
    expect(await Promise.all(codes.map(async (one) => ((await one.json()) as { code: string }).code))).toEqual([
      'records/not-found',
      'records/not-found',
      'records/not-found',
    ]);
    expect((await send(at, 0, png, bob().token)).status).toBe(404);
    expect((await send(at, 0, png)).status).toBe(204);
    // Bob knows the hash, and makes a record of his own with it. He has not sent the bytes, so the server gives him none.
    const claimed = test.newId();
    const own = test.newId();
    await bob().device.do([
      made(own, 'crm/deal', { name: 'His', stage: 'prospecting' }, { ownerId: bob().device.userId }),
      made(claimed, 'platform/file', { name: 'Claimed', about: `crm/deal:${own}`, content: valueOf(png) }),
    ]);
    expect(((await (await read(claimed, bob().token)).json()) as { code: string }).code).toBe('files/not-uploaded');
    const other = await test.tenant();
    const eve = await signIn(other, 'eve', 'owner');
    expect((await read(id, eve.token)).status).toBe(404);
    expect((await test.fetch(`/files/content/platform/file/${id}/content`)).status).toBe(401);
  });

  it('[PLT-5] refuses bytes that are not those of the record, a photo that is not one, and a wrong length', async () => {
    const id = await addRecord(png);
    expect((await begin(id, png.length + 1)).status).toBe(400);
    const changed = Buffer.from(png);
    changed[40] = (changed[40] ?? 0) ^ 1;
    const at = locationOf(await begin(id, png.length));
    const refused = await send(at, 0, changed);
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
      422,
      '“site.png” did not arrive as it was sent. It will be sent again.',
    ]);
    expect((await send(at, 0, png)).status).toBe(404);
    const page = Buffer.from('<!doctype html><script>alert(1)</script>');
    const false_ = await addRecord(page);
    const answer = await send(locationOf(await begin(false_, page.length)), 0, page);
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      422,
      '“site.png” is named as a picture, but its content is not one. It may be damaged or cut off. Check that it opens elsewhere.',
    ]);
  });

  it('[PLT-5] stores equal bytes of several records once', async () => {
    const large = randomBytes(9_000_000);
    const more = { name: 'copy.bin', mediaType: 'application/octet-stream' };
    for (let copy = 0; copy < 3; copy += 1) {
      const at = locationOf(await begin(await addRecord(large, more), large.length));
      expect((await send(at, 0, large)).status).toBe(204);
    }
    const last = randomBytes(9_000_000); // exceeds the limit if each of the three copies counts
    expect((await begin(await addRecord(last, more), last.length)).status).toBe(201);
  });

  it('refuses more than the tenant has room for', async () => {
    const large = randomBytes(40_000_001);
    const id = await addRecord(large, { name: 'x.bin', mediaType: 'application/octet-stream' });
    const answer = await begin(id, large.length);
    const told = (await answer.json()) as { readonly detail: string };
    const limits = { quota: 'storage', limit: 40_000_000, limitBytes: 40_000_000 };
    expect([answer.status, told]).toMatchObject([507, { code: 'files/no-room', details: limits }]);
    expect(told).not.toHaveProperty('details.used'); // Ann does not see all files
    expect(told.detail).toMatch(
      /may have 38\.1 MB of files\. There is no room for 38\.2 MB more\. Ask an administrator.*stays on this device/u,
    );
    const { token } = await signIn(tenant, 'olga', 'admin');
    const seen = (await (await begin(id, large.length, { token })).json()) as typeof told;
    const [row] = await tenant.rows<{ used: number }>(
      'select coalesce(sum(size_bytes), 0)::int as used from (select distinct sha256, size_bytes from store.file_content) each_once',
    );
    expect(seen).toMatchObject({ details: { ...limits, used: row?.used } });
    expect(seen.detail).toMatch(/may have 38\.1 MB of files, and has [\d.]+ MB\. There is no room/u);
  });

  it('removes the content of a record that was erased, and keeps one that another record has', async () => {
    const bytes = Buffer.from('one plan, twice');
    const more = { name: 'plan.txt', mediaType: 'text/plain' };
    const [first, second] = [await addRecord(bytes, more), await addRecord(bytes, more)];
    for (const id of [first, second]) await send(locationOf(await begin(id, bytes.length)), 0, bytes);
    const content = { sha256: hashOf(bytes), sizeBytes: bytes.length };
    const contents = await blobs().of(tenant.orgId);
    const erase = (id: string) =>
      withOwner(database.ownerUrl, (owner) => owner.run(`delete from store.platform_file where id = '${id}'`));
    await erase(first);
    await removeUnneeded({ ...test.server.tenancy, monotonic: test.monotonic, blobs: blobs() }, tenant.orgId);
    expect(await text(await contents.read(content, { from: 0, to: 2 }))).toBe('one');
    await erase(second);
    await removeUnneeded({ ...test.server.tenancy, monotonic: test.monotonic, blobs: blobs() }, tenant.orgId);
    await expect(contents.read(content, { from: 0, to: 1 })).rejects.toThrow();
  });

  /** Returns the texts that are in the store, in the name or the bytes of an object. */
  async function lyingThere(texts: readonly string[]): Promise<readonly string[]> {
    const found = new Set<string>();
    for (const entry of await readdir(given.folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const bytes = entry.isFile() ? await readFile(path) : Buffer.alloc(0);
      for (const one of texts) if (path.includes(one) || bytes.includes(one)) found.add(one);
    }
    return [...found];
  }
  const plain = (n: number) => ({
    bytes: Buffer.from(`The plan ${n} says: ${'the rack moves to the cellar; '.repeat(4_000)}`),
    more: { name: `plan-${n}.txt`, mediaType: 'text/plain' },
  });

  it('[PLT-48] keeps contents, unfinished uploads and their names sealed', async () => {
    const [whole, half] = [plain(1), plain(2)];
    const id = await addRecord(whole.bytes, whole.more);
    await send(locationOf(await begin(id, whole.bytes.length)), 0, whole.bytes);
    const unfinished = await addRecord(half.bytes, half.more);
    await send(locationOf(await begin(unfinished, half.bytes.length)), 0, half.bytes.subarray(0, 90_000));
    const ids = [id, unfinished, hashOf(whole.bytes), hashOf(half.bytes)];
    expect(await lyingThere(['The plan', 'the cellar', 'platform/file', ...ids])).toEqual([]);
    expect(await lyingThere([tenant.orgId])).toEqual([tenant.orgId]); // the search finds a text that is there
    expect(await (await read(id)).text()).toBe(whole.bytes.toString());
    const range = await read(id, ann().token, { range: 'bytes=65530-65545' });
    expect(await range.text()).toBe(whole.bytes.subarray(65_530, 65_546).toString());
  });

  it('[PLT-48] reads contents that an earlier build left in clear, and seals them', async () => {
    const { bytes, more } = plain(3);
    const id = await addRecord(bytes, more);
    await send(locationOf(await begin(id, bytes.length)), 0, bytes);
    const content = { sha256: hashOf(bytes), sizeBytes: bytes.length };
    await (await blobs().of(tenant.orgId)).remove(content.sha256);
    const name = `${given.objects.clearPrefix}${clearName(tenant.orgId, content.sha256)}`;
    async function* once() {
      yield bytes;
    }
    await given.objects.put(name, once(), bytes.length);
    await given.objects.put('uploads/earlier', once(), bytes.length);
    expect(await lyingThere(['The plan 3'])).toEqual(['The plan 3']);
    expect(await (await read(id, ann().token, { range: 'bytes=4-9' })).text()).toBe('plan 3');
    const ports = { database: database.database, blobs: blobs() };
    expect(await sealInClear(ports, tenant.orgId)).toBe(1);
    expect(await sealInClear(ports, tenant.orgId)).toBe(0);
    await blobs().removeExpired();
    expect(await lyingThere(['The plan 3', content.sha256])).toEqual([]);
    expect(await (await read(id)).text()).toBe(bytes.toString());
  });

  it('[PLT-48] seals contents again under the newest data key, also after it was stopped', async () => {
    const { bytes, more } = plain(4);
    const id = await addRecord(bytes, more);
    await send(locationOf(await begin(id, bytes.length)), 0, bytes);
    const ports = { database: database.database, blobs: blobs() };
    await inTenant(database.database, { orgId: tenant.orgId, mode: 'write' }, (tx) =>
      makeDataKey(tx, tenant.orgId, Date.now()),
    );
    expect(await (await read(id)).text()).toBe(bytes.toString());
    const dying = { ...given.objects, remove: () => Promise.reject(new Error('killed')) };
    const server = { keys: tenantFileKeys({ database: database.database, clock: test.clock }), random: randomBytes };
    const stopped = sealedBlobs({ ...server, objects: dying, clock: test.clock });
    await expect(renewContents({ ...ports, blobs: stopped }, tenant.orgId)).rejects.toThrow('killed');
    expect(await renewContents(ports, tenant.orgId)).toBeGreaterThan(0);
    expect(await renewContents(ports, tenant.orgId)).toBe(0);
    expect(await (await read(id)).text()).toBe(bytes.toString());
    const [newest] = await server.keys(tenant.orgId);
    for await (const { name } of given.objects.under(`sealed/${tenant.orgId}/`)) expect(name).toContain(newest.id);
  });

  it('[PLT-48] receives bytes again that were changed on the disk during their upload', async () => {
    const { bytes, more } = plain(5);
    const id = await addRecord(bytes, more);
    const at = locationOf(await begin(id, bytes.length));
    await send(at, 0, bytes.subarray(0, 90_000));
    const upload = at.split('/').at(-1) ?? '';
    for await (const { name } of given.objects.under(`under-way/${upload}/piece/`)) {
      const stored = await buffer((await given.objects.read(name)) ?? expect.fail('it is there'));
      stored[200] = (stored[200] ?? 0) ^ 1;
      await given.objects.put(name, Readable.from([stored]), stored.length);
    }
    const answer = await send(at, 90_000, bytes.subarray(90_000));
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      422,
      '“plan-5.txt” did not arrive as it was sent. It will be sent again.',
    ]);
    const again = locationOf(await begin(id, bytes.length));
    expect((await send(again, 0, bytes)).status).toBe(204);
  });

  it('keeps an upload that two requests finish at the same time', async () => {
    const { bytes, more } = plain(6);
    const sha256 = hashOf(bytes);
    const id = await addRecord(bytes, more);
    const at = locationOf(await begin(id, bytes.length));
    await blobs().uploads.write(Readable.from([bytes]), at.split('/').at(-1) ?? '', 0);
    const { orgId } = tenant;
    // Both requests have checked the bytes when they wait for the lock.
    const finishing = await inTenant(database.database, { orgId, mode: 'write' }, async (tx) => {
      await lockContent(tx, { orgId, sha256 });
      const sent = [0, 1].map(() => send(at, bytes.length, Buffer.alloc(0)));
      const waiting =
        "select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())";
      await expect.poll(async () => (await tx.query<{ n: number }>(waiting))[0]?.n, { timeout: 20_000 }).toBe(2);
      return sent;
    });
    expect((await Promise.all(finishing)).map(({ status }) => status)).toEqual([204, 204]);
    expect(await (await read(id)).text()).toBe(bytes.toString());
  });

  it('stores a content again that was removed after it was sealed and before its record had it', async () => {
    const { bytes, more } = plain(8);
    const id = await addRecord(bytes, more);
    const at = locationOf(await begin(id, bytes.length));
    removesBefore = true;
    expect((await send(at, 0, bytes)).status).toBe(204);
    expect(removesBefore).toBe(false);
    expect(await (await read(id)).text()).toBe(bytes.toString());
  });

  it('leaves a good content in place where an upload of it was removed meanwhile, as a whole or in part', async () => {
    const { bytes } = plain(7);
    const content = { sha256: hashOf(bytes), sizeBytes: bytes.length };
    const { orgId } = tenant;
    const contents = await blobs().of(orgId);
    const uploaded = async (): Promise<string> => {
      const upload = new Upload({ id: test.newId(), size: bytes.length, offset: 0, metadata: { orgId } });
      await blobs().uploads.create(upload);
      await blobs().uploads.write(Readable.from([bytes.subarray(0, 90_000)]), upload.id, 0);
      await blobs().uploads.write(Readable.from([bytes.subarray(90_000)]), upload.id, 90_000);
      return upload.id;
    };
    await contents.seal(await uploaded(), content);
    const removed = await uploaded();
    await blobs().uploads.remove(removed);
    await expect(contents.seal(removed, content)).rejects.toThrow('do not open');
    const lacking: ObjectStore = {
      ...given.objects,
      read: (name, range) =>
        name.includes('/piece/000000000090000') ? Promise.resolve(undefined) : given.objects.read(name, range),
    };
    const keys = tenantFileKeys({ database: database.database, clock: test.clock });
    const halved = await sealedBlobs({ keys, objects: lacking, random: randomBytes, clock: test.clock }).of(orgId);
    await expect(halved.seal(await uploaded(), content)).rejects.toThrow('do not open');
    const whole = { from: 0, to: bytes.length - 1 };
    // The counterpart of S3 writes an object in place. S3 itself keeps nothing of an aborted request.
    const kept = where === 'a folder' ? await text(await contents.read(content, whole)) : bytes.toString();
    expect(kept).toBe(bytes.toString());
  });

  it('[PLT-48] gives equal bytes of two tenants names and bytes that have nothing in common', async () => {
    const bytes = Buffer.from('The same photo in two organisations');
    const other = await test.tenant();
    const content = { sha256: hashOf(bytes), sizeBytes: bytes.length };
    const stored: string[] = [];
    for (const { orgId } of [tenant, other]) {
      const upload = new Upload({ id: test.newId(), size: bytes.length, offset: 0, metadata: { orgId } });
      await blobs().uploads.create(upload);
      await blobs().uploads.write(Readable.from([bytes]), upload.id, 0);
      await (await blobs().of(orgId)).seal(upload.id, content);
      for await (const { name, sizeBytes } of given.objects.under(`sealed/${orgId}/`))
        if (sizeBytes === bytes.length + 80) stored.push(name);
    }
    const hashes = stored.map((name) => name.slice(name.lastIndexOf('/') + 1));
    expect(hashes).toHaveLength(2);
    expect(new Set(hashes).size).toBe(2);
    expect(hashes).not.toContain(content.sha256);
    // The object of one tenant does not open in the place of the other tenant's object.
    const [mine = '', theirs = ''] = stored;
    const foreign = await buffer((await given.objects.read(mine)) ?? expect.fail('it is there'));
    await given.objects.put(theirs, Readable.from([foreign]), foreign.length);
    const whole = { from: 0, to: bytes.length - 1 };
    await expect((await blobs().of(other.orgId)).read(content, whole).then(text)).rejects.toThrow('do not open');
  });
});

describe('unfinished uploads in a folder', () => {
  it('are deleted after their time, and complete contents stay', async () => {
    const { folder, objects, close } = await inFolder();
    const key = { id: 'a-key-of-twelve'.slice(0, 12), contents: randomBytes(32), names: randomBytes(32) };
    const clock = { nowMs: () => Date.now() };
    const blobs = sealedBlobs({ objects, clock, random: randomBytes, keys: () => Promise.resolve([key]) });
    const underWay = join(folder, 'under-way');
    const metadata = { orgId: '0190b1f2-7c00-7000-8000-0000000000f1' };
    for (const id of ['old', 'new']) await blobs.uploads.create(new Upload({ id, offset: 0, size: 5, metadata }));
    const before = new Date(Date.now() - uploadLifeMs - 1_000);
    await utimes(join(underWay, 'old', 'description'), before, before);
    await writeFile(join(folder, 'drafts', 'left'), 'by a killed server');
    await utimes(join(folder, 'drafts', 'left'), before, before);
    await mkdir(dirname(join(folder, 'uploads', 'earlier')), { recursive: true });
    await writeFile(join(folder, 'uploads', 'earlier'), 'an upload of an earlier build');
    await blobs.removeExpired();
    expect(await readdir(underWay)).toEqual(['new']);
    expect(await readdir(join(folder, 'drafts'))).toEqual([]);
    expect(await readdir(folder)).not.toContain('uploads');
    expect((await blobs.uploads.getUpload('new')).size).toBe(5);
    await expect(blobs.uploads.getUpload('old')).rejects.toThrow('no such upload');
    await close();
  });
});
