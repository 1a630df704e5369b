import { describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';

const at = '/sign-in/invited';
const given = givenServer({ publicUrl: 'https://crm.example.com' });
const named = givenServer({ publicUrl: 'https://crm.example.com', downloadUrl: 'https://example.com/get?a=1&b="2"' });
const page = async (path = at, by = given) => {
  const answer = await by.test.fetch(path);
  return { answer, html: await answer.text() };
};

describe('the page of an invitation', () => {
  it('[PLT-17] is the same for every caller, with a cookie, a code or none', async () => {
    const plain = await page();
    expect(plain.answer.status).toBe(200);
    for (const path of [`${at}?code=K7PM-X2QD-9FGH-AB34-PQRS`, `${at}?email=ann@example.com`])
      expect((await page(path)).html).toBe(plain.html);
    const shown = await given.test.fetch(at, { headers: { cookie: 'outpost-sign-in-a=b', authorization: 'Bearer x' } });
    expect(await shown.text()).toBe(plain.html);
    expect(plain.answer.headers.get('set-cookie')).toBeNull();
    expect(given.test.logged.join('')).toContain('"route":"/sign-in/');
    expect(given.test.logged.join('')).not.toMatch(/K7PM|ann@/); // also where somebody puts a code into the address
  });

  it('[PLT-17] runs the script of the server alone, opens in no frame, and sends no referrer', async () => {
    const { answer, html } = await page();
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]) expect(policy).toContain(part); // prettier-ignore
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(html).not.toMatch(/<script(?![^>]*src=)|<[^>]+ on[a-z]+=|style=/);
    const [, file = ''] = /<script type="module" src="([^"]+)"/.exec(html) ?? [];
    const script = await given.test.fetch(file);
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(await script.text()).not.toContain('fetch'); // the code goes to no server
  });

  it('[PLT-17] tells where to get the program, by the address that the operator has set', async () => {
    expect((await page()).html).toContain('Ask the person who invited you for it.');
    const { html } = await page(at, named);
    expect(html).toContain('href="https://example.com/get?a=1&amp;b=&quot;2&quot;" rel="noreferrer">Get Outpost</a>');
  });

  it('is not taken for the ticket of a sign-in, and a longer address is none of the page', async () => {
    expect((await page('/sign-in/invited-x')).answer.status).toBe(410);
    expect((await page(`${at}/K7PM-X2QD-9FGH-AB34-PQRS`)).answer.status).toBe(404);
  });
});
