import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { givenRecord } from '@outpost/domain/testing/given-record';
import { describe, expect, it } from 'vitest';
import { accountMailSender } from '../../integrations/email/account-mail.ts';
import { emailAdapter } from '../../integrations/email/email-adapter.ts';
import type { Mail } from '../../integrations/email/mail-transport.ts';
import { KeptMails, keptMailSender } from './kept-mails.ts';
import { mailsApp } from './mails-app.ts';
import { isLocalOnly } from './serve-mails.ts';

const clock = { nowMs: () => Date.UTC(2026, 10, 23, 8, 0, 0) };
const given = (id: string, mail: Partial<Mail> = {}): Mail => ({
  from: keptMailSender,
  to: 'ilse@example.com',
  subject: 'S',
  text: 'T',
  messageId: `<${id}@localhost>`,
  ...mail,
});
const asking = (kept: KeptMails, path: string, host = '127.0.0.1:4000') =>
  mailsApp(() => kept.all()).request(path, { headers: { host } });

describe('the local page of mails', () => {
  it('shows the mails about accounts and those that records ask for', async () => {
    const kept = new KeptMails(clock);
    const mail = { transport: kept.transport, from: keptMailSender };
    await accountMailSender(mail)({ id: 'a', to: 'ilse@example.com', subject: 'Your code', text: 'T' });
    const order = { to: 'client@example.com', subject: 'Your offer', text: 'Dear client' };
    const asked = {
      order,
      key: 'b',
      orgId: 'o',
      fence: 1,
      files: [],
      record: givenRecord(activity, {}),
      signal: new AbortController().signal,
    };
    const adapter = emailAdapter(mail);
    const made = adapter.compose?.({ ...asked, messages: [], messageId: 'm' });
    const composed = made && 'sends' in made ? made.sends : undefined;
    expect(await adapter.carryOut({ ...asked, composed })).toEqual({ status: 'done', answer: null, receipt: '<b@localhost>' }); // prettier-ignore
    const { mails } = (await (await asking(kept, '/mails.json')).json()) as { readonly mails: readonly object[] };
    expect(mails).toMatchObject([
      { id: 'b', to: 'client@example.com', subject: 'Your offer' },
      { id: 'a', to: 'ilse@example.com', subject: 'Your code' },
    ]);
  });

  it('shows the kept mails newest first, as text, and each as its HTML', async () => {
    const kept = new KeptMails(clock);
    expect(await (await asking(kept, '/')).text()).toContain('No mails yet.');
    await kept.transport.send(given('a', { subject: 'First <b>', text: 'one', html: '<p>one</p>' }));
    expect(await kept.transport.send(given('b', { subject: 'Second', text: 'two <script>' }))).toEqual({
      status: 'sent',
    });
    const list = await (await asking(kept, '/')).text();
    expect(list.indexOf('Second')).toBeLessThan(list.indexOf('First &lt;b&gt;'));
    expect(list).toContain('two &lt;script&gt;');
    const mail = await asking(kept, '/mails/a');
    expect([mail.status, await mail.text()]).toEqual([200, '<p>one</p>']);
    expect(mail.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await asking(kept, '/mails/b')).status).toBe(404);
  });

  it('[PLT-45a] shows the logo that a mail brings with it, and loads no picture from elsewhere', async () => {
    const kept = new KeptMails(clock);
    const bytes = Uint8Array.from([0x89, 0x50, 0x4e, 0x47]);
    const logo = { cid: 'logo.1@outpost', fileName: 'logo.png', mediaType: 'image/png', bytes };
    const html = '<img src="cid:logo.1@outpost" alt="">';
    await kept.transport.send(given('a', { html, pictures: [logo] }));
    const mail = await asking(kept, '/mails/a');
    const [, src = ''] = /src="([^"]+)"/.exec(await mail.text()) ?? [];
    expect(mail.headers.get('content-security-policy')).toContain("img-src 'self'");
    const picture = await asking(kept, src);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await picture.arrayBuffer())).toEqual(bytes);
    expect((await asking(kept, '/mails/a/pictures/other')).status).toBe(404);
    const { mails } = (await (await asking(kept, '/mails.json')).json()) as { readonly mails: readonly { pictures: unknown }[] }; // prettier-ignore
    expect(mails[0]?.pictures).toEqual([{ cid: logo.cid, fileName: 'logo.png', mediaType: 'image/png', sizeBytes: 4 }]);
  });

  it('keeps no more than 200', async () => {
    const kept = new KeptMails(clock);
    for (let turn = 0; turn < 201; turn += 1) await kept.transport.send(given(String(turn)));
    expect([kept.all().length, kept.all()[0]?.id]).toEqual([200, '200']);
  });

  it('answers only to names of this machine', async () => {
    const kept = new KeptMails(clock);
    for (const host of ['localhost:4000', '[::1]:4000']) expect((await asking(kept, '/', host)).status).toBe(200);
    for (const host of ['evil.example', 'evil.example:4000', '127.0.0.1.evil.example', ''])
      expect((await asking(kept, '/mails.json', host)).status).toBe(403);
  });

  it('is for a server that only this machine reaches', () => {
    const local = { host: '127.0.0.1', publicUrl: null, proxies: 0 };
    expect(isLocalOnly(local)).toBe(true);
    expect(isLocalOnly({ ...local, publicUrl: 'http://localhost:20420' })).toBe(true);
    const others = [{ host: '0.0.0.0' }, { publicUrl: 'https://crm.example.com' }, { publicUrl: 'https://localhost.example.com' }, { proxies: 1 }]; // prettier-ignore
    for (const other of others) expect(isLocalOnly({ ...local, ...other })).toBe(false);
  });
});
