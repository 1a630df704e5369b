import { createHash, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';
import type { ReadContent } from './organisation-look.ts';
import { type DressedMail, sendMails } from './outbox.ts';

const given = givenServer({ keepAccountMail: () => Promise.resolve('sent') });
const bytes = Buffer.from('89504e470d0a1a0a', 'hex');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const read: { asked: string[]; answer: ReadContent } = { asked: [], answer: () => Promise.resolve(bytes) };
let tenant: TestTenant;
let ada: TestDevice;
let record: string;
let token: string;

beforeEach(async () => {
  tenant = await given.test.tenant('Nord & Wind');
  const email = `ada-${randomUUID()}@example.com`;
  ada = await tenant.person('Ada', 'admin', { email });
  const reply = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device: { id: randomUUID(), name: 'Laptop' } } }); // prettier-ignore
  token = String(((await reply.json()) as { readonly accessToken: unknown }).accessToken);
  const [row] = await tenant.rows<{ id: string }>('select id from store.platform_organisation');
  record = row?.id ?? '';
  Object.assign(read, { asked: [], answer: () => Promise.resolve(bytes) });
  await mails();
});

async function mails(): Promise<readonly DressedMail[]> {
  const sent: DressedMail[] = [];
  const send = (mail: DressedMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  const readContent: ReadContent = (orgId, content) => {
    read.asked.push(`${orgId} ${content.sha256}`);
    return read.answer(orgId, content);
  };
  await sendMails({ ...given.test.server.tenancy.identity, send, log: { warn: () => undefined }, readContent });
  return sent;
}
const invite = async () => {
  const body = { email: `mira-${randomUUID()}@example.com`, memberships: [{ role: 'member', teamId: null }] };
  expect((await given.test.fetch('/admin/invites', { body, token })).status).toBe(200);
};
const newDevice = (email: string) =>
  given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device: { id: randomUUID(), name: 'Other' } } }); // prettier-ignore
const receiveLogo = () =>
  inTenant(given.test.database, { orgId: tenant.orgId, mode: 'write' }, (tx) =>
    tx.query(
      "insert into store.file_content (org_id, file_id, sha256, entity, size_bytes, received_at) values ($1, $2, $3, 'platform/organisation', $4, '2026-11-20T08:00:00.000Z')",
      [tenant.orgId, record, sha256, bytes.length],
    ),
  );
const setLook = async (accent: string, mediaType = 'image/png') => {
  const logo = { id: randomUUID(), name: 'logo.png', mediaType, sizeBytes: bytes.length, sha256 };
  await ada.do([changeEdit(record, 'platform/organisation', { accent: [null, accent], logo: [null, logo] })]);
};

describe('[PLT-45a] mails that go to the people of an organisation', () => {
  it('have its colour, name and logo as they are when the mail is sent, and the same text as before', async () => {
    await invite();
    const [plain] = await mails();
    expect(plain?.html).not.toMatch(/cid:|border-top:4px/);
    await invite();
    await setLook('#2f5fd6');
    await receiveLogo();
    const [mail] = await mails();
    expect(mail?.html).toContain(
      `border-top:4px solid #2f5fd6"><img src="cid:logo.${sha256.slice(0, 16)}@outpost" alt=""`,
    );
    expect(mail?.html).toContain('>Nord &amp; Wind</p>');
    expect(mail?.pictures).toEqual([{ cid: `logo.${sha256.slice(0, 16)}@outpost`, fileName: 'logo.png', mediaType: 'image/png', bytes }]); // prettier-ignore
    const words = (text = '') => text.replace(/([A-Z2-9]{4}-){4}[A-Z2-9]{4}/, 'CODE');
    expect(words(mail?.text)).toBe(words(plain?.text));
    expect(mail?.text).not.toContain('cid:');
  });

  it('read the logo once for many mails, and are sent without it where the store does not have it', async () => {
    await setLook('#2f5fd6');
    await receiveLogo();
    for (let turn = 0; turn < 3; turn += 1) await invite();
    expect((await mails()).filter(({ pictures }) => pictures?.length === 1)).toHaveLength(3);
    expect(read.asked).toEqual([`${tenant.orgId} ${sha256}`]);
    for (const answer of [() => Promise.resolve(undefined), () => Promise.reject(new Error('down'))]) {
      read.answer = answer;
      await invite();
      const [mail] = await mails();
      expect(mail?.pictures).toBeUndefined();
      expect(mail?.html).toContain('border-top:4px solid #2f5fd6">Nord &amp; Wind</p>');
    }
  });

  it('[A-5] have no bytes that the organisation only names by their hash', async () => {
    await setLook('#2f5fd6');
    await invite();
    const [mail] = await mails();
    expect([mail?.pictures, read.asked]).toEqual([undefined, []]);
  });

  it('[A-3] have the look of their own organisation, also where a person signs in to another one', async () => {
    await setLook('#2f5fd6');
    const other = await given.test.tenant('Sturm');
    const email = `sue-${randomUUID()}@example.com`;
    await other.person('Sue', 'member', { email });
    await newDevice(email);
    await mails();
    await newDevice(email);
    await invite();
    const sent = await mails();
    const about = (subject: RegExp) => sent.find((mail) => subject.test(mail.subject))?.html ?? '';
    expect(about(/new device/)).not.toMatch(/#2f5fd6|Nord/);
    expect(about(/invites you/)).toContain('#2f5fd6');
  });

  it('about an account alone have no look, because a person is not of one organisation', async () => {
    await setLook('#2f5fd6');
    const [row] = await tenant.rows<{ email: string }>(`select fields ->> 'email' as email from store.platform_person where fields ->> 'name' = 'Ada'`); // prettier-ignore
    await given.test.fetch('/auth/forgotten-password', { body: { email: row?.email } });
    for (const { html } of await mails()) expect(html).not.toContain('#2f5fd6');
  });
});
