import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { folderObjects } from '../../files/folder-objects.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { changeEdit, made, makeTestServer, type TestDevice, testPassword, type TestServer } from '../../testing/test-server.ts'; // prettier-ignore
import { uploadContent } from '../../testing/messages/upload-content.ts';
import { smtpTransport } from './mail-transport.ts';

const mails: string[] = [];
let database: TestDatabase;
let smtp: SMTPServer;
let test: TestServer;
let w: SalesWorld;
let folder: string;
let sam: TestDevice;
let token: string;
let deal: string;

beforeAll(async () => {
  database = await makeTestDatabase(inject('postgresUrl'));
  folder = await mkdtemp(join(tmpdir(), 'outpost-mail-files-'));
  smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _session, done) => void text(stream).then((raw) => (mails.push(raw), done())),
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`;
  test = await makeTestServer(database.database, {
    files: { objects: await folderObjects(folder), quotaBytes: 200_000_000 },
    mail: { transport: smtpTransport(url), from: 'Outpost <crm@fenwright.example>' },
  });
  w = await makeSalesWorld(test);
  const email = 'sam@fenwright.example';
  sam = await w.tenant.person('Sam', 'member', { email, teamId: w.teams.t1 });
  const answer = await test.fetch('/auth/sign-in', { body: { email, password: testPassword, device: { id: sam.device, name: 'Sam' } } }); // prettier-ignore
  token = ((await answer.json()) as { accessToken: string }).accessToken;
  deal = w.id();
  await w.ann.do([w.deal(deal, {}, { ownerId: sam.userId })]);
});
afterEach(() => {
  mails.length = 0;
});
afterAll(async () => {
  await test.server.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await database.drop();
  await rm(folder, { recursive: true });
});

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
type Named = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mediaType?: string;
  readonly about?: string;
};

async function addFile({ name, bytes, mediaType = 'application/octet-stream', about = `crm/deal:${deal}` }: Named, by = sam) {
  const id = w.id();
  const content = { id: 'f', name, mediaType, sizeBytes: bytes.length, sha256: hashOf(bytes) };
  const done = await by.do([made(id, 'platform/file', { name, about, content })]);
  expect(done).toMatchObject({ status: 'accepted' });
  return id;
} // prettier-ignore

const upload = (id: string, bytes: Uint8Array): Promise<void> => uploadContent({ test, token, id, bytes });

async function givenFile(named: Named): Promise<string> {
  const id = await addFile(named);
  await upload(id, named.bytes);
  return id;
}

const mailWith = (attached: readonly string[]) => ({
  about: `crm/deal:${deal}`,
  kind: 'email',
  delivery: 'send',
  toAddress: 'client@example.com',
  subject: 'Your offer',
  body: 'Dear client',
  attached: [...attached],
});
async function writeMail(attached: readonly string[], by = sam): Promise<string> {
  const mail = w.id();
  expect(await by.do([made(mail, 'crm/activity', mailWith(attached))])).toMatchObject({ status: 'accepted' });
  return mail;
}
const run = (): Promise<void> => test.server.runWorkers(w.tenant.orgId);
const endOf = async (mail: string) => {
  const { deliveryStatus: status, deliveryError: why } = (await w.tenant.fields('crm/activity', mail)) ?? {};
  return { status, why };
};
const refusedWith = (why: string) => ({ status: 'failed', why: expect.stringContaining(why) as unknown });

describe('e-mails with files', () => {
  it('[MSG-42] waits until the server has the bytes, then goes out once, with names and types as the receiver reads them', async () => {
    const [plan, odd] = [randomBytes(300_000), Buffer.from('Grüße aus Čelákovice\n')];
    const first = await addFile({ name: 'plan.bin', bytes: plan });
    const second = await givenFile({
      name: 'Angebot für Čelákovice – 見積書.txt',
      bytes: odd,
      mediaType: 'text/plain',
    });
    const mail = await writeMail([first, second]);
    await run();
    expect(mails).toEqual([]);
    expect(await endOf(mail)).toEqual({ status: undefined, why: undefined });
    await upload(first, plan);
    await run();
    expect(mails).toEqual([]); // it looks again after some seconds
    test.advance(20_000);
    await run();
    await run();
    expect(await endOf(mail)).toMatchObject({ status: 'sent' });
    expect(mails).toHaveLength(1);
    const read = await simpleParser(mails[0] ?? '');
    expect(read.text?.trim()).toBe('Dear client');
    expect(read.attachments.map(({ filename, contentType, contentDisposition, content }) => ({ filename, contentType, contentDisposition, sha256: hashOf(content) }))).toEqual([
      { filename: 'plan.bin', contentType: 'application/octet-stream', contentDisposition: 'attachment', sha256: hashOf(plan) },
      { filename: 'Angebot für Čelákovice – 見積書.txt', contentType: 'text/plain', contentDisposition: 'attachment', sha256: hashOf(odd) },
    ]); // prettier-ignore
    expect(mails[0]).toMatch(/filename\*0\*=utf-8''/iu); // RFC 2231
  });

  it('[MSG-43] refuses programs by name and by content, and files that are too large together', async () => {
    const byName = await writeMail([await givenFile({ name: 'setup.EXE.', bytes: Buffer.from('hello') })]);
    const byContent = await writeMail([await givenFile({ name: 'letter.docx', bytes: Buffer.from('MZ\u0090\u0000program') })]); // prettier-ignore
    const half = randomBytes(9_500_000);
    const twice = [await givenFile({ name: 'a.bin', bytes: half }), await givenFile({ name: 'b.bin', bytes: half })];
    const large = await writeMail(twice);
    const many = await sam.do([made(w.id(), 'crm/activity', mailWith(Array.from({ length: 11 }, () => w.id())))]);
    expect(Object.values(many.refused)[0]).toMatchObject({ code: 'records/invalid', details: { field: 'attached' } });
    await run();
    expect(mails).toEqual([]);
    expect(await endOf(byName)).toMatchObject(refusedWith('“setup.EXE.” has the ending .exe'));
    expect(await endOf(byContent)).toMatchObject(refusedWith('“letter.docx” is a program'));
    expect(await endOf(large)).toMatchObject(refusedWith('The files have 19.0 MB together, and an e-mail takes 18 MB'));
  });

  it('[MSG-44] refuses a file that was deleted, is of another record, or that the sender may not see, and says which', async () => {
    const bytes = Buffer.from('%PDF-1.7 plan');
    const gone = await givenFile({ name: 'gone.pdf', bytes, mediaType: 'application/pdf' });
    const deleted = await writeMail([gone]);
    await sam.do([changeEdit(gone, 'platform/file', { life: ['alive', 'deleted'] })]);
    const [other, hidden] = [w.id(), w.id()];
    await w.ann.do([
      w.deal(other, {}, { ownerId: sam.userId }),
      w.deal(hidden, {}, { ownerId: w.moe.userId, teamId: w.teams.t2 }),
    ]);
    const elsewhere = await writeMail([await givenFile({ name: 'elsewhere.pdf', bytes, mediaType: 'application/pdf', about: `crm/deal:${other}` })]); // prettier-ignore
    const secret = await addFile(
      { name: 'secret.pdf', bytes, mediaType: 'application/pdf', about: `crm/deal:${hidden}` },
      w.ann,
    );
    const unseen = await writeMail([secret]);
    const nothing = await writeMail([w.id()]);
    await run();
    expect(mails).toEqual([]);
    expect(await endOf(deleted)).toMatchObject(refusedWith('“gone.pdf” was deleted'));
    expect(await endOf(elsewhere)).toMatchObject(refusedWith('“elsewhere.pdf” does not belong to the record'));
    const [a, b] = [await endOf(unseen), await endOf(nothing)];
    expect(a).toMatchObject(refusedWith('Its file 1 of 1 is not there, or its sender may not see it'));
    expect(b).toEqual(a); // the name of a hidden file is not told
  });

  it('[MSG-45] logs the files of a message with name, size and hash, and the journal has the hash without the name', async () => {
    const bytes = Buffer.from('%PDF-1.7 logged');
    const mail = await writeMail([await givenFile({ name: 'logged.pdf', bytes, mediaType: 'application/pdf' })]);
    await run();
    expect(await endOf(mail)).toMatchObject({ status: 'sent' });
    const [row] = await w.tenant.rows<{ files: unknown }>(`select files from store.message_log where record_id = '${mail}'`); // prettier-ignore
    expect(row?.files).toEqual([{ name: 'logged.pdf', sizeBytes: bytes.length, sha256: hashOf(bytes) }]);
    await run(); // events reach the journal with the next round
    const [event] = await w.tenant.rows<{ payload: string }>(`select payload from store.journal where payload like '%"message/sent"%${mail}%'`); // prettier-ignore
    const noted = event?.payload ?? '';
    expect(noted).toContain(`${hashOf(bytes)}:${bytes.length}`);
    expect(noted).not.toContain('logged.pdf');
  });

  it('[MSG-42] a mail without files does not wait for those with files', async () => {
    await writeMail([await addFile({ name: 'late.txt', bytes: Buffer.from('late') })]);
    await writeMail([]);
    await run();
    expect(mails).toHaveLength(1);
  });

  it('[MSG-42] gives up after a fortnight without the bytes, and names the file', async () => {
    const mail = await writeMail([
      await addFile({ name: 'never.pdf', bytes: Buffer.from('%PDF-1.7 x'), mediaType: 'application/pdf' }),
    ]);
    await run();
    expect(await endOf(mail)).toEqual({ status: undefined, why: undefined });
    test.advance(15 * 86_400_000);
    await run();
    expect(mails).toEqual([]);
    expect(await endOf(mail)).toMatchObject(refusedWith('“never.pdf” has not reached the server within 14 days'));
  });
});
