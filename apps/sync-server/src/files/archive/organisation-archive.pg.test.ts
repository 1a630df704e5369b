import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { inTenant } from '../../db/database.ts';
import { clearName } from '../blob-names.ts';
import { folderObjects } from '../folder-objects.ts';
import { verifyExport } from '../../journal/verifier/verify-export.ts';
import { verifyLines } from '../../journal/verifier/verify-lines.ts';
import { givenServer } from '../../testing/given-server.ts';
import { made, testPassword, type TestDevice, type TestTenant } from '../../testing/test-server.ts';

const folder = await mkdtemp(join(tmpdir(), 'outpost-archive-'));
const given = givenServer({
  files: { objects: await folderObjects(folder), quotaBytes: 1_000_000 },
});
let tenant: TestTenant;
let ada: TestDevice;
let contact: string;
let mediaType: string;
let entries: ReadonlyMap<string, string>;
const bytes = Buffer.from('A photo, more or less.');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const emailOf = (name: string) => `${name}-${tenant.orgId}@fenwright.example`;

async function tokenOf(device: TestDevice, name: string): Promise<string> {
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email: emailOf(name), password: testPassword, device: { id: device.device, name: 'Laptop' } },
  });
  return ((await signedIn.json()) as { accessToken: string }).accessToken;
}

beforeAll(async () => {
  tenant = await given.test.tenant();
  ada = await tenant.person('Ada', 'owner', { email: emailOf('ada') });
  contact = given.test.newId();
  await ada.do([made(contact, 'crm/contact', { name: '=Perrin Hallam' })], { label: 'Added Perrin' });
  await ada.do([made(given.test.newId(), 'platform/my-notifications', { hidden: ['due'] }, { ownerId: ada.userId })], {
    label: 'Only hers',
  });
  const content = { id: 'f', name: 'note.txt', mediaType: 'text/plain', sizeBytes: bytes.length, sha256 };
  const file = given.test.newId();
  await ada.do([made(file, 'platform/file', { name: 'note.txt', about: `crm/contact:${contact}`, content })]);
  const path = join(folder, 'contents', clearName(tenant.orgId, sha256));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  await inTenant(given.test.database, { orgId: tenant.orgId, mode: 'write' }, (tx) =>
    tx.query(
      "insert into store.file_content (org_id, file_id, sha256, entity, size_bytes, received_at) values ($1, $2, $3, 'platform/file', $4, '2026-11-20T08:00:00.000Z')",
      [tenant.orgId, file, sha256, bytes.length],
    ),
  );
  const stranger = await (await given.test.tenant()).person('Sue', 'owner');
  await stranger.do([made(given.test.newId(), 'crm/contact', { name: 'Somebody Else' })], { label: 'Added another' });
  const answer = await given.test.fetch('/organisation/export', { token: await tokenOf(ada, 'ada'), body: {} });
  mediaType = `${answer.status} ${answer.headers.get('content-type')}`;
  const zip = await fromBufferPromise(Buffer.from(await answer.arrayBuffer()));
  const found = new Map<string, string>();
  for await (const entry of zip.eachEntry())
    found.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  entries = found;
});
afterAll(() => rm(folder, { recursive: true }));

async function* linesIn(written: string): AsyncGenerator<string> {
  yield* written.split('\n');
}

const part = (name: string): string => entries.get(name) ?? expect.fail(`${name} is not in the archive`);
const linesOf = <T>(name: string): readonly T[] =>
  part(name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

describe('[PLT-45b] the archive of an organisation', () => {
  it('has the records of each kind twice, people and settings too, and no cell that runs', () => {
    expect(linesOf('records/crm-contact.jsonl')).toMatchObject([{ id: contact, fields: { name: '=Perrin Hallam' } }]);
    expect(mediaType).toBe('200 application/zip');
    const [header, row] = part('records/crm-contact.csv').split('\r\n');
    expect(header).toMatch(/^id,version,life,.*name/);
    expect(row).toContain("'=Perrin Hallam");
    expect(part('records/platform-person.jsonl')).toContain('Ada');
    expect(linesOf('records/platform-role.jsonl').length).toBeGreaterThan(4);
    expect(JSON.parse(part('organisation.json'))).toMatchObject({ id: tenant.orgId, currency: 'USD' });
  });

  it('has files by their content, with an index', () => {
    const [line] = linesOf<{ readonly path: string; readonly entity: string }>('files/index.jsonl');
    expect(line).toMatchObject({ entity: 'platform/file', path: `files/${sha256.slice(0, 2)}/${sha256}` });
    expect(part(line?.path ?? '')).toBe(bytes.toString());
  });

  it('has the journal, which can be verified with the public keys alone, and not after a change', async () => {
    const jwks = await (await given.test.fetch('/.well-known/journal-jwks.json')).text();
    const head = part('journal-head.json');
    const verdictOf = (journal: string) => verifyLines({ lines: linesIn(journal), head, jwks });
    const journal = part('journal.jsonl');
    const verdict = await verdictOf(journal);
    expect(verdict).toMatchObject({ kind: 'journal', problems: [] });
    expect(verdict.entries).toBeGreaterThan(10);
    expect(journal).toContain('Added Perrin');
    expect((await verdictOf(journal.replace('Added Perrin', 'Added Nobody'))).problems).toEqual([
      expect.stringMatching(/^Row \d+ is not the one at its place/),
    ]);
    const [first = '', ...rest] = journal.split('\n');
    expect((await verdictOf(rest.join('\n'))).problems).toContain('Row 1 is missing.');
    expect((await verdictOf(`${first}\n`)).problems).toContain('The chain does not lead to the signed head.');
    const foreign = JSON.stringify({ ...(JSON.parse(head) as object), organisation: given.test.newId() });
    expect((await verifyLines({ lines: linesIn(journal), head: foreign, jwks })).problems).toContain(
      'The signed head is not the one that the file names.',
    );
  });

  it('[A-3c] has nothing that belongs to one person alone, no sealed field, and says so', () => {
    expect([...entries.keys()].filter((name) => name.includes('my-notifications'))).toEqual([]);
    expect(part('README.txt')).toContain('platform/my-notifications: belongs to one person alone');
    const rows = linesOf<{ readonly payload?: string }>('journal.jsonl').flatMap(({ payload }) => payload ?? []);
    expect(rows.filter((payload) => payload.includes('"entity":"platform/my-notifications"'))).toEqual([]);
  });

  it('has nothing of another organisation', () => {
    for (const content of entries.values()) expect(content).not.toContain('Somebody Else');
  });

  it('lists its parts with their digests, signed', async () => {
    const manifest = part('manifest.json');
    const { parts } = JSON.parse(manifest) as { parts: readonly { path: string; sha256: string }[] };
    expect(parts.map(({ path }) => path).toSorted()).toEqual(
      [...entries.keys()].filter((name) => !name.startsWith('manifest')).toSorted(),
    );
    for (const { path, sha256: digest } of parts)
      expect([path, createHash('sha256').update(part(path)).digest('hex')]).toEqual([path, digest]);
    const jwks = await (await given.test.fetch('/.well-known/journal-jwks.json')).text();
    const file = Buffer.from(manifest);
    const verdict = await verifyExport({ file, signature: part('manifest.json.jws'), jwks });
    expect(verdict).toMatchObject({ kind: 'organisation-export', problems: [] });
  });

  it('is made for owners alone, after a fresh proof, and is an entry of the journal', async () => {
    const bob = await tenant.person('Bob', 'admin', { email: emailOf('bob') });
    const refused = await given.test.fetch('/organisation/export', { token: await tokenOf(bob, 'bob'), body: {} });
    expect(refused.status).toBe(403);
    await given.test.server.runWorkers(tenant.orgId);
    const noted = await inTenant(given.test.database, { orgId: tenant.orgId, mode: 'snapshot' }, (tx) =>
      tx.query<{ person: string }>(
        "select person from store.audit_entry where org_id = $1 and action = 'organisation/exported'",
        [tenant.orgId],
      ),
    );
    expect(noted).toEqual([{ person: ada.userId }]);
    const token = await tokenOf(ada, 'ada');
    given.test.advance(11 * 60_000);
    const later = await given.test.fetch('/organisation/export', { token, body: {} });
    expect([later.status, ((await later.json()) as { code: string }).code]).toEqual([403, 'access/step-up-needed']);
  });
});
