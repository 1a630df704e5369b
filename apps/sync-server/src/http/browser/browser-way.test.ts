import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { browserCookie, giveBrowserCookie } from './browser-way.ts';

/** Returns the cookie that a server at this address sets, and the value that the server reads from it afterwards. */
async function cookieAt(publicUrl: string | undefined): Promise<{ readonly given: string; readonly read: string }> {
  const app = new Hono();
  const ports = { publicUrl };
  app.get('/give', (c) => {
    giveBrowserCookie(c, { shortId: 'one', cookie: 'a secret text' }, ports);
    return c.body(null);
  });
  app.get('/read', (c) => c.text(browserCookie(c, 'one', ports) ?? 'none'));
  const given = (await app.request('/give')).headers.get('set-cookie') ?? '';
  const read = await app.request('/read', { headers: { cookie: given.split(';')[0] ?? '' } });
  return { given, read: await read.text() };
}

describe('the cookie of a sign-in in the browser', () => {
  it('[PLT-23] cannot be read by scripts, is sent over TLS alone, belongs to this host alone, and ends after ten minutes', async () => {
    const { given, read } = await cookieAt('https://crm.example.com');
    expect(given).toBe(
      '__Host-outpost-sign-in-one=a%20secret%20text; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax',
    );
    expect(read).toBe('a secret text');
  });

  it('[PLT-23] has no prefix on this machine, where there is no TLS', async () => {
    const { given, read } = await cookieAt('http://localhost:8420');
    expect(given).toBe('outpost-sign-in-one=a%20secret%20text; Max-Age=600; Path=/; HttpOnly; SameSite=Lax');
    expect(read).toBe('a secret text');
  });
});
