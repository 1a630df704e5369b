import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { companionId } from '@outpost/domain/kernel/entities/sealed';
import { Upload } from '@tus/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { withOwner } from '../../db/owner-connection.ts';
import { fileKeyStore } from '../../identity/keys/file-key-store.ts';
import { openKeyRing } from '../../identity/keys/key-ring.ts';
import { openMasterKey } from '../../identity/keys/open-master-key.ts';
import { sealedKeyStore } from '../../identity/keys/sealed-key-store.ts';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { givenServer } from '../../testing/given-server.ts';
import { testMasterKeyText } from '../../testing/test-keys.ts';
import { made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { keepUpload } from '../file-contents.ts';
import { folderObjects } from '../folder-objects.ts';
import { runArchiveCommand } from './run-archive-command.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'outpost-planted-'));
await mkdir(join(dataDir, 'exports'));
const given = givenServer({ files: { objects: await folderObjects(join(dataDir, 'files')), quotaBytes: 1e9 } });
const settings = { dataDir, masterKey: { in: 'environment', keys: testMasterKeyText }, s3: null } as const;
const archive = join(dataDir, 'exports', 'all.sealed');

/** The texts that are planted: 20 in contents, 10 in uploads, 10 in records that an export has, 10 in sealed fields. */
const planted = Array.from({ length: 50 }, (_, n) => `Planted${n}of50x${n * 7919}`);
const [inContents, inUploads, inRecords, inSealed] = [planted.slice(0, 20), planted.slice(20, 30), planted.slice(30, 40), planted.slice(40)]; // prettier-ignore
let tenant: TestTenant;
let ada: TestDevice;
let deal: string;

const newId = () => given.test.newId();
const bytesWith = (text: string) => Buffer.from(`${'Minutes of the meeting. '.repeat(3_000)}${text}`);

async function upload(bytes: Uint8Array): Promise<string> {
  const id = newId();
  const { uploads } = given.test.server.blobs ?? expect.fail('The server takes files');
  await uploads.create(new Upload({ id, size: bytes.length + 1, offset: 0, metadata: { orgId: tenant.orgId } }));
  await uploads.write(Readable.from([bytes]), id, 0);
  return id;
}

async function keepFile(bytes: Buffer): Promise<void> {
  const id = newId();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { id: 'f', name: 'a.txt', mediaType: 'text/plain', sizeBytes: bytes.length, sha256 };
  await ada.do([made(id, 'platform/file', { name: 'a.txt', about: `crm/deal:${deal}`, content: file })]);
  const blobs = given.test.server.blobs ?? expect.fail('The server takes files');
  const place = { entity: 'platform/file', id, field: 'content' };
  const ports = { ...given.test.server.tenancy, blobs };
  const who = { orgId: tenant.orgId, userId: ada.userId };
  expect(await keepUpload(ports, who, { uploadId: await upload(bytes), place, file })).toMatchObject({ ok: true });
}

beforeAll(async () => {
  tenant = await given.test.tenant();
  ada = await tenant.person('Ada', 'owner');
  deal = newId();
  await ada.do([made(deal, 'crm/deal', { name: 'Dunmere', stage: 'prospecting' }, { ownerId: ada.userId })]);
  for (const text of inContents) await keepFile(bytesWith(text));
  for (const text of inUploads) await upload(bytesWith(text));
  for (const name of inRecords) await ada.do([made(newId(), 'crm/contact', { name })]);
  const kind = 'crm/contact-identity';
  for (const taxNumber of inSealed) {
    const record = newId();
    await ada.do([made(record, 'crm/contact', { name: 'Zaphod' })]);
    const { status } = await ada.do([made(companionId(kind, record), kind, { record, taxNumber })]);
    if (status !== 'accepted') throw new Error(`The sealed field was ${status}`);
  }
  const random = pooledRandom();
  const master = await openMasterKey(settings.masterKey, { random, fetch });
  await openKeyRing({ store: sealedKeyStore(fileKeyStore(dataDir), master), clock: given.test.clock, random });
  const command = { organisation: tenant.orgId, to: archive };
  const written = await runArchiveCommand(command, { database: given.database.database, settings });
  if (!written.ok) throw new Error('The archive was not written');
});
afterAll(() => rm(dataDir, { recursive: true }));

/** The forms in which a text may be stored: as it is, in UTF-16, in hex, and in base64 at any place. */
const formsOf = (text: string): readonly Buffer[] => [
  Buffer.from(text),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text).toString('hex')),
  ...[0, 1, 2].map((skipped) => Buffer.from(Buffer.from(text.slice(skipped)).toString('base64').slice(0, -4))),
];
const isIn = (bytes: Buffer, text: string): boolean => formsOf(text).some((form) => bytes.includes(form));

/** Returns the bytes of a file, and of the entries of a ZIP file, whose compression would hide a text. */
async function readWhole(path: string): Promise<readonly Buffer[]> {
  const bytes = await readFile(path);
  if (!bytes.subarray(0, 2).equals(Buffer.from('PK'))) return [bytes];
  const found = [bytes];
  const zip = await fromBufferPromise(bytes);
  for await (const entry of zip.eachEntry()) found.push(await buffer(await zip.openReadStreamPromise(entry)));
  return found;
}

/** Returns the planted texts that are on the server's disk: in the names and bytes of all files of its folder. */
async function lyingOnDisk(): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const parts = [Buffer.from(path), ...(entry.isFile() ? await readWhole(path) : [])];
    for (const text of planted) if (parts.some((part) => isIn(part, text))) found.add(text);
  }
  return [...found];
}

describe('[PLT-48] 50 plaintexts that people gave the server', () => {
  it('are nowhere on its disk: not in contents, in uploads stopped halfway, in exports or next to the keys', async () => {
    expect(await lyingOnDisk()).toEqual([]);
    expect((await readdir(dataDir)).sort()).toEqual(['exports', 'files', 'keys.json']);
  });

  it('are found by the search where they are on the disk, in any form and in a ZIP file', async () => {
    const [one = '', two = '', three = '', four = ''] = planted;
    await writeFile(join(dataDir, 'one'), `x${Buffer.from(`ab${one}cd`).toString('base64')}`);
    await writeFile(join(dataDir, `${two}.txt`), '');
    await writeFile(join(dataDir, 'three'), Buffer.from(three, 'utf16le'));
    const zip = join(dataDir, 'exports', 'all.zip');
    expect(await runArchiveCommand({ open: archive, to: zip }, { database: given.database.database, settings })).toMatchObject({ ok: true }); // prettier-ignore
    const found = await lyingOnDisk();
    expect(found).toEqual(expect.arrayContaining([one, two, three, four, ...inContents, ...inRecords]));
    expect(found).not.toEqual(expect.arrayContaining([inSealed[0]]));
    for (const name of ['one', `${two}.txt`, 'three', 'exports/all.zip']) await rm(join(dataDir, name));
  });

  it('[K-4] are in no column of the database, if their field is sealed', async () => {
    const found = await withOwner(given.database.ownerUrl, async (owner) => {
      const tables = await owner.rows(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('store', 'auth', 'report', 'public')`,
      );
      const there: string[] = [];
      for (const { name } of tables)
        for (const text of [...inSealed, 'Zaphod'])
          if ((await owner.rows(`select 1 as one from ${String(name)} r where position('${text}' in r::text) > 0 limit 1`)).length > 0) there.push(text); // prettier-ignore
      return new Set(there);
    });
    expect([...found]).toEqual(['Zaphod']); // the search finds a field that is not sealed
  });

  it('can be read from an unchanged archive, with the keys of the server only', async () => {
    const database = given.database.database;
    const other = { in: 'environment', keys: randomBytes(32).toString('base64url') } as const;
    const stranger = runArchiveCommand({ open: archive, to: join(dataDir, 'stolen.zip') }, { database, settings: { ...settings, masterKey: other } }); // prettier-ignore
    await expect(stranger).rejects.toThrow('master key');
    const sealed = await readFile(archive);
    const cut = join(dataDir, 'cut');
    await writeFile(cut, sealed.subarray(0, -100));
    await expect(runArchiveCommand({ open: cut, to: join(dataDir, 'cut.zip') }, { database, settings })).rejects.toThrow('do not open'); // prettier-ignore
    await writeFile(cut, 'no archive');
    expect(await runArchiveCommand({ open: cut, to: join(dataDir, 'cut.zip') }, { database, settings })).toMatchObject({ ok: false }); // prettier-ignore
    await rm(cut);
    expect((await readdir(dataDir)).sort()).toEqual(['exports', 'files', 'keys.json']);
  });
});
