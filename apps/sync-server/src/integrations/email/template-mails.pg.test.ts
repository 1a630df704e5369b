import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { wordsMark } from '@outpost/domain/kernel/templates/words-mark';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { markDurable } from '../../journal/durable/mark-durable.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { changeEdit, made, makeTestServer, type TestServer } from '../../testing/test-server.ts';
import { smtpTransport } from './mail-transport.ts';

const mails: string[] = [];
let database: TestDatabase;
let smtp: SMTPServer;
let test: TestServer;
let w: SalesWorld;

beforeAll(async () => {
  database = await makeTestDatabase(inject('postgresUrl'));
  smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _session, done) => void text(stream).then((raw) => (mails.push(raw), done())),
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`;
  const mail = { transport: smtpTransport(url), from: 'Outpost <crm@fenwright.example>' };
  test = await makeTestServer(database.database, { durability: 'backup', mail });
  w = await makeSalesWorld(test);
});
afterEach(() => void (mails.length = 0));
afterAll(async () => {
  await test.server.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await database.drop();
});

/** Makes a template with one version, and an e-mail that began with it. Returns their ids. */
async function writeMail(frame: string, body = 'Dear **Perrin**,\n\n[Read it](https://fenwright.example/7 "button")') {
  const own = { ownerId: w.mia.userId };
  const [deal, template, version, mail] = [w.id(), w.id(), w.id(), w.id()];
  await w.mia.do([
    w.deal(deal),
    made(template, 'crm/template', { name: 'After the proposal', about: 'crm/deal' }, own),
    made(
      version,
      'crm/template-version',
      { template, subject: 'Your proposal', words: 'Dear {{ deal.name }}', frame },
      own,
    ),
    made(mail, 'crm/activity', {
      about: `crm/deal:${deal}`,
      kind: 'email',
      delivery: 'send',
      toAddress: 'client@example.com',
      subject: 'Your proposal',
      body,
      templateVersion: version,
    }),
  ]);
  return { template, version, mail };
}

async function send(): Promise<void> {
  await markDurable(test.database, { orgId: w.tenant.orgId, upTo: 'head' });
  await test.server.runWorkers(w.tenant.orgId);
}

/** Takes the line ends of quoted-printable out (RFC 2045, section 6.7). */
const unfolded = (raw: string): string => raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');

describe('an e-mail that began with a template (MSG-22, MSG-24)', () => {
  it('goes out as HTML in its layout, and as plain text', async () => {
    const { mail } = await writeMail(houseFrame);
    await send();
    const raw = unfolded(mails[0] ?? '');
    expect(mails).toHaveLength(1);
    expect(raw).toContain('multipart/alternative');
    expect(raw).toContain('Dear Perrin,\r\n\r\nRead it: https://fenwright.example/7');
    expect(raw).toContain('<strong>Perrin</strong>');
    expect(raw).toContain('<a href="https://fenwright.example/7"');
    expect(raw).not.toContain(wordsMark);
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent' });
  });

  it('shows HTML in its words as text', async () => {
    await writeMail(houseFrame, 'Dear <img src=x onerror=alert(1)> <script>alert(2)</script>');
    await send();
    expect(unfolded(mails[0] ?? '')).toContain('&lt;script&gt;');
    expect(unfolded(mails[0] ?? '')).not.toMatch(/text\/html[\s\S]*<(?:script|img)/);
  });

  it('is not sent where its layout may not be, and its record says why', async () => {
    const { mail } = await writeMail(`<script src="https://x.example/a.js"></script><p>${wordsMark}</p>`);
    await send();
    expect(mails).toStrictEqual([]);
    const fields = await w.tenant.fields('crm/activity', mail);
    expect(fields?.['deliveryStatus']).toBe('failed');
    expect(fields?.['deliveryError']).toContain('<script>');
  });

  it('goes out in its layout after its template was deleted', async () => {
    const { version } = await writeMail(houseFrame);
    await w.ann.do([changeEdit(version, 'crm/template-version', { life: ['alive', 'deleted'] })]);
    await send();
    expect(unfolded(mails[0] ?? '')).toContain('<strong>Perrin</strong>');
  });

  it('keeps its words: a version never changes (MSG-2, MSG-23)', async () => {
    const { version } = await writeMail(houseFrame);
    const change = changeEdit(version, 'crm/template-version', { words: ['Dear {{ deal.name }}', 'Other words'] });
    expect((await w.mia.do([change])).status).toBe('refused');
    expect(await w.tenant.fields('crm/template-version', version)).toMatchObject({ words: 'Dear {{ deal.name }}' });
  });

  it('a layout takes the words at exactly one place', async () => {
    const version = w.id();
    const fields = {
      template: (await writeMail(houseFrame)).template,
      subject: 'a',
      words: 'b',
      frame: '<p>no place</p>',
    };
    const { status, refused } = await w.mia.do([
      made(version, 'crm/template-version', fields, { ownerId: w.mia.userId }),
    ]);
    expect([status, JSON.stringify(refused)]).toEqual(['refused', expect.stringContaining('exactly one place')]);
  });
});
