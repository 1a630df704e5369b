import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AccountMail, sendMails } from '../../identity/mail/outbox.ts';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword } from '../../testing/test-server.ts';
import { mailedCode } from '../../testing/mailed-code.ts';

const keepAccountMail = () => Promise.resolve('sent' as const);
const given = givenServer({ keepAccountMail, registration: 'open' });
const byDefault = givenServer({ keepAccountMail });
const closed = givenServer({ keepAccountMail, registration: 'closed' });
const password = 'seven loud yellow boats';
const organisation = { name: 'Nordwind & Söhne', currency: 'EUR', timeZone: 'Europe/Vienna' };

type Body = Readonly<Record<string, unknown>>;
const post = async (path: string, body: object, { test } = given) => {
  const reply = await test.fetch(path, { method: 'POST', body });
  return { status: reply.status, body: (await reply.json()) as Body };
};
const address = () => `${randomUUID()}@example.com`;
async function sentTo(email: string): Promise<readonly AccountMail[]> {
  const sent: AccountMail[] = [];
  const send = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  await sendMails({ ...given.test.server.tenancy.identity, send, log: { warn: () => undefined } });
  return sent.filter(({ to, subject }) => to === email && !subject.startsWith('A new device'));
}
async function asked(email: string) {
  const { body } = await post('/auth/ask-to-register', { email });
  const code = mailedCode((await sentTo(email))[0]?.text);
  return { ticket: String(body['ticket']), email, code };
}
const found = (code: object, more: object = {}) =>
  post('/auth/register', { ...code, name: 'Mira Holt', password, organisation, ...more });
const signIn = (email: string, secret = password) =>
  post('/auth/sign-in', { email, password: secret, device: { id: randomUUID(), name: 'A laptop' } });

describe('registering', () => {
  it('makes an account for a proved address, and an organisation that it owns', async () => {
    const email = address();
    const proof = await asked(email);
    expect(await found(proof)).toMatchObject({ status: 200, body: { email, organisation: { name: organisation.name } } }); // prettier-ignore
    const signedIn = await signIn(email);
    expect(signedIn.body).toMatchObject({ person: { name: 'Mira Holt', email }, organisation });
    const me = await given.test.fetch('/me', { token: String(signedIn.body['accessToken']) });
    expect(await me.json()).toMatchObject({ memberships: [{ role: 'owner', teamId: null }] });
    expect((await found(proof)).body).toMatchObject({ code: 'access/bad-code' });
  });

  it('gives each organisation a short name of its own', async () => {
    const slugs = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const { body } = await found(await asked(address()), { organisation: { ...organisation, name: 'Twice Ltd' } });
      const { id } = body['organisation'] as { readonly id: string };
      const tenant = await given.test.database.transaction('write', async (tx) => {
        await tx.query(`select set_config('app.org_id', $1, true)`, [id]);
        return tx.query<{ slug: string }>('select slug from store.tenants where org_id = $1', [id]);
      });
      slugs.push(tenant[0]?.slug);
    }
    expect(slugs).toEqual(['twice-ltd', 'twice-ltd-2', 'twice-ltd-3']);
  });

  it('[A-5] gets the same answer for an address with an account, which gets a mail without a code', async () => {
    const tenant = await given.test.tenant('Sturm');
    const email = address();
    await tenant.person('Mira', 'owner', { email });
    const known = await post('/auth/ask-to-register', { email });
    const unknown = await post('/auth/ask-to-register', { email: address() });
    const shape = ({ status, body }: typeof known) => ({ status, ...body, ticket: String(body['ticket']).length });
    expect(shape(known)).toEqual(shape(unknown));
    const [mail] = await sentTo(email);
    expect(mail?.subject).toBe('You have an Outpost account already');
    expect(mailedCode(mail?.text)).toBe('AAAA-AAAA');
    const proof = { ticket: String(known.body['ticket']), email, code: 'AAAA-AAAA' };
    expect((await found(proof)).body).toMatchObject({ code: 'access/bad-code', details: { triesLeft: 4 } });
    expect((await signIn(email, testPassword)).status).toBe(200);
    for (let turn = 0; turn < 5; turn += 1) await post('/auth/ask-to-register', { email });
    expect(await sentTo(email)).toHaveLength(2); // three in half an hour
  });

  it('is for the address that the code was sent to, and not for one that got an account meanwhile', async () => {
    const proof = await asked(address());
    expect((await found(proof, { email: address() })).body['code']).toBe('access/bad-code');
    const email = address();
    const slow = await asked(email);
    const quick = await asked(email);
    expect((await found(quick)).status).toBe(200);
    expect((await found(slow)).body['code']).toBe('access/bad-code');
  });

  it('keeps the code for another try after a weak password, an unknown currency or an unknown time zone', async () => {
    const proof = await asked(address());
    expect((await found(proof, { password: 'short' })).body).toMatchObject({ details: { path: 'newPassword' } });
    for (const [path, wrong] of [['currency', 'XXZ'], ['timeZone', '+02:00']] as const)
      expect((await found(proof, { organisation: { ...organisation, [path]: wrong } })).body).toMatchObject({ code: 'request/invalid', details: { path: `organisation.${path}` } }); // prettier-ignore
    expect((await found(proof)).status).toBe(200);
  });

  it('is refused where the server is not open, also with a code; a closed one sends no invitation either', async () => {
    const proof = { ticket: 'x'.repeat(43), email: address(), code: 'AAAA-AAAA' };
    for (const server of [byDefault, closed]) {
      expect((await post('/auth/ask-to-register', { email: address() }, server)).body['code']).toBe('access/denied');
      const body = { ...proof, name: 'Mira Holt', password, organisation };
      expect((await post('/auth/register', body, server)).body['code']).toBe('access/denied');
    }
    const tenant = await closed.test.tenant('Sturm');
    const email = address();
    await tenant.person('Ada', 'admin', { email });
    const signedIn = await post('/auth/sign-in', { email, password: testPassword, device: { id: randomUUID(), name: 'x' } }, closed); // prettier-ignore
    const reply = await closed.test.fetch('/admin/invites', {
      method: 'POST',
      token: String(signedIn.body['accessToken']),
      body: { email: address(), memberships: [] },
    });
    expect(((await reply.json()) as Body)['code']).toBe('access/denied');
  });
});
