import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withOwner } from '../../db/owner-connection.ts';
import { folderObjects } from '../../files/folder-objects.ts';
import { type Dovecot, hasDovecot } from '../../testing/mail/dovecot.ts';
import { givenMailboxes } from '../../testing/mail/mailbox-world.ts';
import type { SalesWorld } from '../../testing/sales-world.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { webhookAdministrator, type WebhookAdministrator } from '../../testing/webhook-world.ts';

let folder: string;
const quotaBytes = 1_000_000;
const given = givenMailboxes('attachments of mailboxes', async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-attachments-'));
  return { files: { objects: await folderObjects(folder), quotaBytes } };
});
const { run, send, servers, settingsOf } = given;
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

let database: TestDatabase;
let imap: Dovecot;
let test: TestServer;
let w: SalesWorld;
let meg: WebhookAdministrator;
let user: string;
let ids = 0;

beforeAll(async () => {
  if (!hasDovecot) return;
  ({ database, imap, test, w } = given.opened());
  meg = await webhookAdministrator(test, w.tenant, { name: 'Meg', role: 'member' });
  user = 'megfiles';
  const { status } = await meg.ask('PUT /me/mailbox', settingsOf(user));
  if (status !== 200) throw new Error(`The mailbox was not connected: ${status}`);
  await run();
});
afterAll(async () => {
  if (!hasDovecot) return;
  await rm(folder, { recursive: true });
});

type Attached = { readonly filename?: string; readonly content: Buffer | string; readonly contentType?: string; readonly cid?: string; readonly contentDisposition?: 'inline' | 'attachment' }; // prettier-ignore
const composer = createTransport({ streamTransport: true, newline: 'windows' });
/** Returns an answer as a mail program writes it. */
async function answerTo(mail: string, attachments: readonly Attached[], more: { readonly html?: string; readonly headers?: Readonly<Record<string, string>> } = {}): Promise<string> {
  const composed = await composer.sendMail({
    from: 'Cleo Marsh <cleo@example.com>',
    to: 'crm@fenwright.example',
    subject: 'Re: Your offer',
    messageId: `<files-${(ids += 1)}@example.com>`,
    references: `<${mail}@fenwright.example>`,
    text: 'See the files.',
    attachments: [...attachments],
    ...more,
  });
  return (await buffer(composed.message as NodeJS.ReadableStream)).toString('latin1');
} // prettier-ignore

const filesOf = (deal: string) =>
  w.tenant.rows<{ id: string; name: string; caption: string | null; type: string; size: string; sha256: string; by: string }>(
    `select id, fields ->> 'name' as name, fields ->> 'caption' as caption, fields #>> '{content,mediaType}' as type, fields #>> '{content,sizeBytes}' as size, fields #>> '{content,sha256}' as sha256, created_by as by
     from store.platform_file where fields ->> 'about' = $1 order by fields ->> 'name'`, [`crm/deal:${deal}`]); // prettier-ignore
const cameTo = (deal: string) =>
  w.tenant.rows<{ id: string; body: string; attached: readonly string[] | null }>(
    `select id, fields ->> 'body' as body, fields -> 'attached' as attached from store.crm_activity where fields ->> 'about' = $1 and fields ->> 'delivery' is null order by created_at, id`, [`crm/deal:${deal}`]); // prettier-ignore
const heldBytes = async (id: string, sha256: string, sizeBytes: number): Promise<Buffer> => {
  const rows = await w.tenant.rows(`select 1 from store.file_content where file_id = $1 and sha256 = $2`, [id, sha256]);
  expect(rows).toHaveLength(1);
  const contents = await (test.server.blobs ?? expect.fail('no files')).of(w.tenant.orgId);
  return buffer(await contents.read({ sha256, sizeBytes }, { from: 0, to: sizeBytes - 1 }));
};

describe.each(servers)('attachments of a mailbox on %s', () => {
  it('[MBX-11] become files of the record, once, also where the server stops in between, and the e-mail names them', async () => {
    const { deal, mail } = await send();
    const raw = await answerTo(mail, [
      { filename: 'Grundriß – 見積.pdf', content: pdf, contentType: 'application/pdf' },
      { filename: 'photo.png', content: png },
    ]);
    await imap.deliver(user, raw);
    await run();
    const files = await filesOf(deal);
    expect(files).toMatchObject([
      { name: 'Grundriß – 見積.pdf', type: 'application/pdf', caption: null },
      { name: 'photo.png', type: 'image/png', caption: null },
    ]);
    const [came] = await cameTo(deal);
    expect(came?.body).toBe('See the files.');
    expect(new Set(came?.attached)).toEqual(new Set(files.map(({ id }) => id)));
    for (const { id, sha256, size } of files) expect(createHash('sha256').update(await heldBytes(id, sha256, Number(size))).digest('hex')).toBe(sha256); // prettier-ignore
    // The server forgets its place: it reads the same e-mail again, and a second copy of it came.
    await withOwner(database.ownerUrl, (owner) => owner.run(`update store.mailbox set last_uid = 0`));
    await imap.deliver(user, raw);
    await run();
    expect(await filesOf(deal)).toHaveLength(2);
    expect(await cameTo(deal)).toHaveLength(1);
  });

  it('[MBX-12] are kept under their true type; programs are not kept, and the e-mail says so', async () => {
    const { deal, mail } = await send();
    await imap.deliver(user, await answerTo(mail, [
      { filename: 'invoice.pdf', content: png, contentType: 'application/pdf' },
      { filename: 'setup.exe', content: 'hello' },
      { filename: 'letter.docx', content: Buffer.from('MZ\u0090\u0000 a program', 'latin1') },
    ])); // prettier-ignore
    await run();
    expect(await filesOf(deal)).toMatchObject([
      { name: 'invoice.pdf.png', type: 'image/png', caption: 'Its name says .pdf, and its content is a picture (png).' },
    ]); // prettier-ignore
    const body = (await cameTo(deal))[0]?.body;
    expect(body).toContain('invoice.pdf.png: Its name says .pdf, and its content is a picture (png).');
    expect(body).toContain('Not kept: setup.exe, because files with the ending .exe are programs.');
    expect(body).toContain('Not kept: letter.docx, because it is a program, whatever its name says.');
  });

  it('[MBX-12] of an e-mail with a forged sender are not kept', async () => {
    const { deal, mail } = await send();
    const headers = { 'Authentication-Results': 'mail.fenwright.example; dmarc=fail header.from=example.com' };
    await imap.deliver(user, await answerTo(mail, [{ filename: 'photo.png', content: png }], { headers }));
    await run();
    expect(await filesOf(deal)).toEqual([]);
    expect((await cameTo(deal))[0]?.body).toContain(
      'Its attachments were not kept, because its sender is perhaps forged.',
    );
  });

  it('[MBX-13] leave out the pictures of a signature', async () => {
    const { deal, mail } = await send();
    const html = '<p>See the files.</p><img src="cid:logo">';
    const logo = { filename: 'image001.png', content: png, cid: 'logo', contentDisposition: 'inline' as const };
    await imap.deliver(user, await answerTo(mail, [logo], { html }));
    await run();
    expect(await filesOf(deal)).toEqual([]);
    expect((await cameTo(deal))[0]).toMatchObject({ attached: null });
  });

  it('[MBX-13] are bounded in number', async () => {
    const many = await send();
    const notes = Array.from({ length: 25 }, (_, place) => ({
      filename: `note-${place}.txt`,
      content: `note ${place}`,
    }));
    await imap.deliver(user, await answerTo(many.mail, notes));
    await run();
    expect(await filesOf(many.deal)).toHaveLength(20);
    expect((await cameTo(many.deal))[0]?.body).toContain('It has 25 attachments. The first 20 were kept, and the others are in the mailbox.'); // prettier-ignore
  });

  it('[MBX-13] stay in the mailbox where the organisation has no room, and the e-mail says so', async () => {
    const full = await send();
    await imap.deliver(user, await answerTo(full.mail, [{ filename: 'large.bin', content: Buffer.alloc(quotaBytes + 1, 1) }])); // prettier-ignore
    await run();
    expect(await filesOf(full.deal)).toEqual([]);
    expect((await cameTo(full.deal))[0]?.body).toContain('Not kept: large.bin, because your organisation has no room for more files. It is in the mailbox.'); // prettier-ignore
  });

  it('[MBX-13] of an e-mail with 10,000 parts are not read, and the server goes on', async () => {
    const { deal, mail } = await send();
    const part = '--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\na\r\n';
    const head = `From: cleo@example.com\r\nTo: crm@fenwright.example\r\nSubject: Many\r\nMessage-ID: <many@example.com>\r\nReferences: <${mail}@fenwright.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n`; // prettier-ignore
    await imap.deliver(user, `${head}${part.repeat(10_000)}--x--\r\n`);
    await imap.deliver(user, await answerTo(mail, [{ filename: 'after.txt', content: 'after' }]));
    await run();
    expect(await filesOf(deal)).toMatchObject([{ name: 'after.txt', type: 'text/plain' }]);
    expect((await cameTo(deal)).map(({ body }) => body)).toContainEqual(
      expect.stringContaining('It has too many parts.'),
    );
  });
});
