import { devicesLink } from '../../identity/mail/open-link.ts';
import { describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';

const at = '/sign-in/open';
const given = givenServer({ publicUrl: 'https://crm.example.com' });

describe('the page that opens the app where a mail says', () => {
  it('[D-5] is the page of the link, and the same for every caller', async () => {
    const link = devicesLink('https://crm.example.com', { orgId: given.test.newId(), personId: given.test.newId() });
    expect(new URL(link).pathname).toBe(at);
    const plain = await given.test.fetch(at);
    expect(plain.status).toBe(200);
    const html = await plain.text();
    const shown = await given.test.fetch(`${at}?x=1`, { headers: { cookie: 'a=b', authorization: 'Bearer x' } });
    expect(await shown.text()).toBe(html);
    expect(plain.headers.get('set-cookie')).toBeNull();
  });

  it('[E-2] runs the script of the server alone, opens in no frame, and tells no server the target', async () => {
    const answer = await given.test.fetch(at);
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]) expect(policy).toContain(part); // prettier-ignore
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    const html = await answer.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|<[^>]+ on[a-z]+=|style=/);
    const [, file = ''] = /<script type="module" src="([^"]+)"/.exec(html) ?? [];
    const script = await given.test.fetch(file);
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(await script.text()).not.toContain('fetch');
  });
});
