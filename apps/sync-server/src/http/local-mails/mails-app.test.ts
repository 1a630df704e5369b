import { describe, expect, it } from 'vitest';
import { KeptMails } from './kept-mails.ts';
import { mailsApp } from './mails-app.ts';
import { isLocalOnly } from './serve-mails.ts';

const clock = { nowMs: () => Date.UTC(2026, 10, 23, 8, 0, 0) };
const asking = (kept: KeptMails, path: string, host = '127.0.0.1:4000') =>
  mailsApp(() => kept.all()).request(path, { headers: { host } });

describe('the local page of mails', () => {
  it('shows the kept mails newest first, as text, and each as its HTML', async () => {
    const kept = new KeptMails(clock);
    expect(await (await asking(kept, '/')).text()).toContain('No mails yet.');
    await kept.keep({ id: 'a', to: 'ilse@example.com', subject: 'First <b>', text: 'one', html: '<p>one</p>' });
    await kept.keep({ id: 'b', to: 'ilse@example.com', subject: 'Second', text: 'two <script>' });
    const list = await (await asking(kept, '/')).text();
    expect(list.indexOf('Second')).toBeLessThan(list.indexOf('First &lt;b&gt;'));
    expect(list).toContain('two &lt;script&gt;');
    const mail = await asking(kept, '/mails/a');
    expect([mail.status, await mail.text()]).toEqual([200, '<p>one</p>']);
    expect(mail.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await asking(kept, '/mails/b')).status).toBe(404);
  });

  it('keeps no more than 200', async () => {
    const kept = new KeptMails(clock);
    for (let turn = 0; turn < 201; turn += 1)
      await kept.keep({ id: String(turn), to: 'ilse@example.com', subject: 'S', text: 'T' });
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
    for (const other of [{ host: '0.0.0.0' }, { publicUrl: 'https://crm.example.com' }, { proxies: 1 }])
      expect(isLocalOnly({ ...local, ...other })).toBe(false);
  });
});
