import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importKind, importRecordId, refusedRowsDays } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { folderObjects } from '../../files/folder-objects.ts';
import { removeUnneeded } from '../../files/remove-unneeded.ts';
import { serviceAccountOf } from '../../jobs/service/service.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';

const folder = await mkdtemp(join(tmpdir(), 'outpost-refused-'));
const given = givenServer({ files: { objects: await folderObjects(folder), quotaBytes: 1_000_000 } });
const [hourMs, dayMs] = [3_600_000, 86_400_000];
const fileKind = 'platform/file';
const label = 'Deleted the refused rows of an import after 90 days';
let tenant: TestTenant;
let mia: TestDevice;

beforeEach(async () => {
  tenant = await given.test.tenant();
  mia = await tenant.person('Mia', 'member');
});

afterAll(() => rm(folder, { recursive: true }));

/** Makes a file of a record whose bytes the server has. */
async function addFile(about: string, digit: string): Promise<string> {
  const id = given.test.newId();
  const sha256 = digit.repeat(64);
  const content = { id, name: 'a.csv', sizeBytes: 1, mediaType: 'text/csv', sha256 };
  expect(await mia.do([made(id, fileKind, { name: 'a.csv', about, content })])).toMatchObject({ status: 'accepted' });
  await tenant.rows(
    'insert into store.file_content (org_id, file_id, sha256, entity, size_bytes, received_at) values ($1, $2, $3, $4, 1, $5)',
    [tenant.orgId, id, sha256, fileKind, new Date(given.test.clock.nowMs()).toISOString()],
  );
  return id;
}
/** Makes an import with two files of refused rows. */
async function addImport() {
  const id = importRecordId(given.test.newId());
  await mia.do([made(id, importKind, { name: 'Import of deals' }, { ownerId: mia.userId })]);
  return { id, files: [await addFile(`${importKind}:${id}`, 'a'), await addFile(`${importKind}:${id}`, 'b')] };
}
async function addDealWithFile(): Promise<string> {
  const id = given.test.newId();
  await mia.do([made(id, 'crm/deal', { name: 'Dunmere', stage: 'prospecting' }, { ownerId: mia.userId })]);
  return addFile(`crm/deal:${id}`, 'c');
}

/** Runs the background work of the server, and returns the living records of both kinds and the files whose bytes are there. */
async function afterWork() {
  await given.test.server.runWorkers(tenant.orgId);
  const { blobs, tenancy } = given.test.server;
  if (!blobs) throw new Error('The server takes files');
  await removeUnneeded({ ...tenancy, monotonic: given.test.monotonic, blobs }, tenant.orgId);
  const alive = await tenant.rows<{ id: string }>(
    "select id from store.platform_import where life = 'alive' union all select id from store.platform_file where life = 'alive'",
  );
  const bytes = await tenant.rows<{ id: string }>('select file_id as id from store.file_content');
  return { alive: new Set(alive.map(({ id }) => id)), bytes: new Set(bytes.map(({ id }) => id)) };
}

it('refused rows end after 90 days, with their bytes, by an act of the service that devices get; other files stay', async () => {
  const { id, files } = await addImport();
  const other = await addDealWithFile();
  given.test.advance(refusedRowsDays * dayMs);
  expect(await afterWork()).toEqual({ alive: new Set([id, ...files, other]), bytes: new Set([...files, other]) });
  given.test.advance(hourMs);
  expect(await afterWork()).toEqual({ alive: new Set([other]), bytes: new Set([other]) });
  const acts = (await tenant.journal()).filter((row) => row.label === label);
  const { userId } = serviceAccountOf({ pack: 'platform', grants: [] });
  expect(acts.map(({ by }) => by)).toEqual([userId, userId, userId]);
  await mia.pull();
  const told = mia.history.filter((row) => row.label === label);
  expect(told.map((row) => [row.id, row.changed['life']])).toEqual([id, ...files].map((one) => [one, ['alive', 'deleted']])); // prettier-ignore
  given.test.advance(hourMs);
  await afterWork();
  expect((await tenant.journal()).filter((row) => row.label === label)).toHaveLength(3); // once
});

it('refused rows that a person restores after their time end again; their bytes do not come back', async () => {
  const { id, files } = await addImport();
  given.test.advance(refusedRowsDays * dayMs + hourMs);
  await afterWork();
  const restored = [id, ...files].map((one) => changeEdit(one, one === id ? importKind : fileKind, { life: ['deleted', 'alive'] })); // prettier-ignore
  expect(await mia.do(restored)).toMatchObject({ status: 'accepted', refused: {} });
  given.test.advance(hourMs);
  expect(await afterWork()).toEqual({ alive: new Set(), bytes: new Set() });
});

it('refused rows that a person deletes keep their bytes until their time, for an undo', async () => {
  const { id, files } = await addImport();
  await mia.do([id, ...files].map((one) => changeEdit(one, one === id ? importKind : fileKind, { life: ['alive', 'deleted'] }))); // prettier-ignore
  given.test.advance(refusedRowsDays * dayMs);
  expect(await afterWork()).toEqual({ alive: new Set(), bytes: new Set(files) });
  given.test.advance(hourMs);
  expect(await afterWork()).toEqual({ alive: new Set(), bytes: new Set() });
});
