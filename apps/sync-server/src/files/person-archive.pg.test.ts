import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { isSignedText } from '../journal/exports/detached-jws.ts';
import { givenServer } from '../testing/given-server.ts';
import { changeEdit, made, testPassword, type TestDevice, type TestTenant } from '../testing/test-server.ts';
import { clearName } from './blob-names.ts';
import { folderObjects } from './folder-objects.ts';

const folder = await mkdtemp(join(tmpdir(), 'outpost-person-'));
const given = givenServer({
  files: { objects: await folderObjects(folder), quotaBytes: 1_000_000 },
});
let tenant: TestTenant;
let ada: TestDevice;
let contact: string;
let task: string;
const bytes = Buffer.from('A photo, more or less.');
const sha256 = createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  tenant = await given.test.tenant();
  ada = await tenant.person('Ada', 'admin', { email: emailOf('ada') });
  [contact, task] = [given.test.newId(), given.test.newId()];
  const other = given.test.newId();
  await ada.do([made(contact, 'crm/contact', { name: 'Perrin Hallam', email: 'perrin@client.example' })], {
    label: 'Added Perrin',
  });
  await ada.do([made(other, 'crm/contact', { name: 'Somebody Else' })], { label: 'Added another' });
  await ada.do([made(task, 'crm/task', { subject: 'Call back', about: `crm/contact:${contact}` })], {
    label: 'Added a task',
  });
  await ada.do([changeEdit(contact, 'crm/contact', { name: ['Perrin Hallam', 'Perrin H.'] })], { label: 'Renamed' });
  const value = { id: 'f', name: 'note.txt', mediaType: 'text/plain', sizeBytes: bytes.length, sha256 };
  await ada.do([
    made(given.test.newId(), 'platform/file', { name: 'note.txt', about: `crm/contact:${contact}`, content: value }),
  ]);
  const path = join(folder, 'contents', clearName(tenant.orgId, sha256));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true }));

const emailOf = (name: string) => `${name}-${tenant.orgId}@fenwright.example`;
async function tokenOf(device: TestDevice, name: string): Promise<string> {
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email: emailOf(name), password: testPassword, device: { id: device.device, name: 'Laptop' } },
  });
  return ((await signedIn.json()) as { accessToken: string }).accessToken;
}
const ask = (token: string, id = contact) =>
  given.test.fetch(`/api/v1/audit/persons/${id}/export`, { token, body: {} });

async function entriesOf(archive: Buffer): Promise<ReadonlyMap<string, string>> {
  const zip = await fromBufferPromise(archive);
  const found = new Map<string, string>();
  for await (const entry of zip.eachEntry())
    found.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  return found;
}

describe('the data of one person', () => {
  it('[PLT-21] has their record, records that refer to them, their rows of the journal and their files, with a signed list', async () => {
    const answer = await ask(await tokenOf(ada, 'ada'));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
    const entries = await entriesOf(Buffer.from(await answer.arrayBuffer()));
    const records = entries.get('records.json') ?? '';
    expect(records).toContain('Perrin H.');
    expect(records).toContain('Call back');
    expect(records).not.toContain('Somebody Else');
    const journal = entries.get('journal.json') ?? '';
    expect(journal).toContain('Perrin Hallam');
    expect(journal).toContain('Added a task');
    expect(journal).not.toContain('Added another');
    expect([...entries].find(([name]) => name.startsWith('files/'))?.[1]).toBe(bytes.toString());
    const manifest = entries.get('manifest.json') ?? '';
    expect(JSON.parse(manifest)).toMatchObject({
      subject: { id: contact },
      counts: { records: 3, files: 1 },
      leftOut: 0,
    });
    expect(JSON.parse(manifest)).toMatchObject({
      digests: { 'records.json': createHash('sha256').update(records).digest('hex') },
    });
    const keyOf = (kid: string) => given.test.keys.verifying(kid);
    expect(await isSignedText(Buffer.from(manifest), entries.get('manifest.json.jws') ?? '', keyOf)).toBe(true);
    await given.test.server.runWorkers(tenant.orgId);
    const [noted] = await tenant.rows(`select record, person from store.audit_entry where action = 'person/exported'`);
    expect(noted).toEqual({ record: contact, person: ada.userId });
  });

  it('[A-2] is for administrators alone, and says nothing of records that are not there', async () => {
    const mo = await tenant.person('Mo', 'member', { email: emailOf('mo') });
    expect((await ask(await tokenOf(mo, 'mo'))).status).toBe(403);
    expect((await ask(await tokenOf(ada, 'ada'), given.test.newId())).status).toBe(404);
  });
});
