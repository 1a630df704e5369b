import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { withOwner } from '../../db/owner-connection.ts';
import { type AccountMail, sendMails } from '../../identity/mail/outbox.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer({
  keepAccountMail: () => Promise.resolve('sent'),
  publicUrl: 'https://crm.example.com',
});
const ownPassword = 'seven loud yellow boats';
const day = 86_400_000;
let tenant: TestTenant;
let ada: TestDevice;
let token: string;
let adas: string;

beforeEach(async () => {
  tenant = await given.test.tenant('Nordwind');
  adas = address();
  ada = await tenant.person('Ada', 'admin', { email: adas });
  token = await signIn(adas);
});

const address = () => `${randomUUID()}@example.com`;
type Body = Readonly<Record<string, unknown>>;
const ask = async (method: string, path: string, body?: object, by: string | null = token) => {
  const reply = await given.test.fetch(path, {
    method,
    ...(by === null ? {} : { token: by }),
    ...(body === undefined ? {} : { body }),
  });
  return { status: reply.status, body: (await reply.json()) as Body };
};
const tryIn = (email: string, password: string, more: object = {}) =>
  ask('POST', '/auth/sign-in', { email, password, device: { id: randomUUID(), name: 'A laptop' }, ...more }, null);
const signIn = async (email: string) => String((await tryIn(email, testPassword)).body['accessToken']);

async function sentMails(): Promise<readonly AccountMail[]> {
  const sent: AccountMail[] = [];
  const send = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  await sendMails({ ...given.test.server.tenancy.identity, send, log: { warn: () => undefined } });
  return sent.filter(({ subject }) => !subject.startsWith('A new device'));
}
const codeIn = (mail: AccountMail | undefined) => /([A-Z2-9]{4}-){4}[A-Z2-9]{4}/.exec(mail?.text ?? '')?.[0] ?? 'none';
const member = [{ role: 'member', teamId: null }];
const invite = async (email: string, more: object = {}) => {
  const made = await ask('POST', '/admin/invites', { email, memberships: member, ...more });
  return { ...made, id: String(made.body['id']), code: codeIn((await sentMails()).find(({ to }) => to === email)) };
};
const take = (code: string, password = ownPassword, name = 'Mira Holt') =>
  ask('POST', '/auth/accept-invite', { code, name, password }, null);
const stateOf = async (id: string) => {
  const { body } = await ask('GET', '/admin/invites');
  return (body['invites'] as readonly Body[]).find(({ person }) => person === id)?.['state'];
};

describe('an invitation', () => {
  it('[PLT-17] lets the owner of the address in, once, with their own name and password and the given role', async () => {
    const email = address();
    const { id, code, body } = await invite(email);
    expect(Date.parse(String(body['expiresAt'])) - given.test.clock.nowMs()).toBe(7 * day);
    expect(await stateOf(id)).toBe('waiting');
    expect((await tryIn(email, ownPassword)).body['code']).toBe('access/bad-credentials');
    expect((await ask('POST', '/auth/invite', { code }, null)).body).toEqual({
      organisation: { id: tenant.orgId, name: 'Nordwind' },
      email,
      name: email.replace(/@.*/, ''),
      hasAccount: false,
    });
    expect(await take(code, 'short')).toMatchObject({ status: 400, body: { details: { path: 'newPassword' } } });
    expect(await take(code.toLowerCase().replaceAll('-', ' '))).toMatchObject({ status: 200, body: { email } });
    expect((await tryIn(email, ownPassword)).body).toMatchObject({ person: { id, name: 'Mira Holt' } });
    expect(await tenant.fields('platform/person', id)).toMatchObject({ status: 'active', memberships: member });
    expect(await stateOf(id)).toBe('accepted');
    expect((await take(code)).body['code']).toBe('access/bad-code');
    const labels = (await tenant.journal()).filter(({ record }) => record === id).map(({ label }) => label);
    expect(labels).toEqual([`Invited ${email.replace(/@.*/, '')}`, 'Mira Holt accepted the invitation']);
  });

  it('names the server, the organisation and the administrator in its mail', async () => {
    const email = address();
    await ask('POST', '/admin/invites', { email, memberships: [] });
    const [mail] = await sentMails();
    expect(mail?.subject).toBe('Ada invites you to Nordwind in Outpost');
    expect(mail?.text).toContain('https://crm.example.com');
  });

  it('is accepted once, however many accept it at the same time', async () => {
    const { code } = await invite(address());
    const answers = await Promise.all(Array.from({ length: 6 }, () => take(code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('is void when it is taken back, too old, sent again, or its person changed, suspended or deleted', async () => {
    const bad = async (code: string) => expect((await take(code)).body['code']).toBe('access/bad-code');
    const taken = await invite(address());
    expect((await ask('DELETE', `/admin/members/${taken.id}/invite`)).status).toBe(200);
    await bad(taken.code);
    expect(await stateOf(taken.id)).toBe('revoked');
    expect((await ask('DELETE', `/admin/members/${taken.id}/invite`)).body['code']).toBe('records/not-found');

    const again = await invite(address());
    expect((await ask('PUT', `/admin/members/${again.id}/invite`, {})).body['code']).toBe('request/too-many');
    given.test.advance(61_000);
    expect((await ask('PUT', `/admin/members/${again.id}/invite`, { days: 1 })).status).toBe(200);
    const second = codeIn((await sentMails()).at(-1));
    await bad(again.code);

    const person = (id: string, fields: Parameters<typeof changeEdit>[2]) =>
      ada.do([changeEdit(id, 'platform/person', fields)]);
    const [moved, suspended, deleted] = [await invite(address()), await invite(address()), await invite(address())];
    const [was] = await tenant.rows<{ email: string }>(`select fields->>'email' as email from store.platform_person where id = $1`, [moved.id]); // prettier-ignore
    await person(moved.id, { email: [was?.email ?? null, address()] });
    await person(suspended.id, { status: ['not-invited', 'suspended'] });
    await person(deleted.id, { life: ['alive', 'deleted'] });
    for (const { code } of [moved, suspended, deleted]) await bad(code);

    given.test.advance(day);
    token = await signIn(adas);
    expect(await stateOf(again.id)).toBe('expired');
    await bad(second);
  });

  it('[PLT-17] tells the reader of the invited mailbox why a code is void: used, taken back, sent again, too old or changed', async () => {
    const said = async (code: string) => {
      const [found, taken] = [await ask('POST', '/auth/invite', { code }, null), await take(code)];
      expect([found.body['code'], taken.body['code']]).toEqual(['access/bad-code', 'access/bad-code']);
      expect(taken.body['detail']).toBe(found.body['detail']);
      return String(found.body['detail']);
    };
    const [used, taken, again, old, suspended] = [await invite(address()), await invite(address()), await invite(address()), await invite(address(), { days: 1 }), await invite(address())]; // prettier-ignore
    expect((await take(used.code)).status).toBe(200);
    expect(await said(used.code)).toMatch(/^This invitation was used already\. Sign in/);
    await ask('DELETE', `/admin/members/${taken.id}/invite`);
    expect(await said(taken.code)).toMatch(/^This invitation was taken back\./);
    given.test.advance(61_000);
    await ask('PUT', `/admin/members/${again.id}/invite`, {});
    const newest = codeIn((await sentMails()).at(-1));
    expect(await said(again.code)).toMatch(/^A newer invitation was sent to you\./);
    expect((await take(newest)).status).toBe(200);
    expect(await said(newest)).toMatch(/^This invitation was used already\./);
    expect(await said(again.code)).toMatch(/^A newer invitation/);
    await ada.do([changeEdit(suspended.id, 'platform/person', { status: ['not-invited', 'suspended'] })]);
    expect(await said(suspended.code)).toMatch(/^This invitation is no longer valid, because/);
    expect(await said('AAAA-BBBB-CCCC-DDDD-EEEE')).toMatch(/^There is no invitation with this code\./);
    given.test.advance(day);
    expect(await said(old.code)).toMatch(/^This invitation is too old\./);
  });

  it('[PLT-17] that is taken back has an entry in the journal, with the administrator and the person', async () => {
    const { id } = await invite(address());
    await ask('DELETE', `/admin/members/${id}/invite`);
    const noted = await withOwner(given.database.ownerUrl, ({ rows }) => rows(`select event ->> 'by' as by, event ->> 'about' as about from store.event_waiting where event ->> 'action' = 'invite/revoked' and event ->> 'about' = '${id}'`)); // prettier-ignore
    expect(noted).toEqual([{ by: ada.userId, about: id }]);
  });

  it('[PLT-17] has a link whose code no server sees, as text and in the HTML', async () => {
    const email = address();
    await ask('POST', '/admin/invites', { email, memberships: [] });
    const [mail] = await sentMails();
    const link = `https://crm.example.com/sign-in/invited#${codeIn(mail)}`;
    expect(mail?.text).toContain(`    ${link}\n`);
    expect(mail?.html).toContain(`href="${link}"`);
    expect([...(mail?.html ?? '').matchAll(/(?:src|href)="([^"]*)"/g)].map(([, at]) => at)).toEqual([link]);
  });

  it('[A-5] of an address with an account elsewhere needs its password, and opens both organisations', async () => {
    const elsewhere = await given.test.tenant('Sturm');
    const email = address();
    await elsewhere.person('Mira', 'owner', { email });
    const { id, code, status } = await invite(email);
    expect(status).toBe(200); // as for an unknown address
    expect((await ask('POST', '/auth/invite', { code }, null)).body['hasAccount']).toBe(true);
    expect(await take(code)).toMatchObject({ body: { code: 'access/bad-credentials', details: { triesLeft: 4 } } });
    expect((await take(code, testPassword)).status).toBe(200);
    expect((await sentMails()).map(({ to, subject }) => [to, subject])).toContainEqual([email, 'You have joined Nordwind in Outpost']); // prettier-ignore
    const into = async (organisation: string) => (await tryIn(email, testPassword, { organisation })).body['organisation']; // prettier-ignore
    expect(await into(elsewhere.orgId)).toMatchObject({ name: 'Sturm' });
    expect(await into(tenant.orgId)).toMatchObject({ name: 'Nordwind' });
    expect((await tryIn(email, testPassword, { organisation: randomUUID() })).body['code']).toBe('access/denied');
    expect(await stateOf(id)).toBe('accepted');
  });

  it('locks guesses at an existing account’s password like a sign-in', async () => {
    const email = address();
    await (await given.test.tenant('Sturm')).person('Mira', 'owner', { email });
    const { code } = await invite(email);
    for (let turn = 0; turn < 5; turn += 1) await take(code);
    expect((await take(code, testPassword)).body['code']).toBe('access/locked-out');
  });

  it('[A-1] gives nothing that its sender does not hold, and is sent by administrators alone', async () => {
    const owner = await ask('POST', '/admin/invites', { email: address(), memberships: [{ role: 'owner', teamId: null }] }); // prettier-ignore
    expect(owner.body['code']).toBe('access/denied');
    const mo = address();
    await tenant.person('Mo', 'member', { email: mo });
    const mos = await signIn(mo);
    const waiting = await invite(address());
    for (const [method, path, body] of [
      ['GET', '/admin/invites', undefined],
      ['POST', '/admin/invites', { email: address(), memberships: member }],
      ['PUT', `/admin/members/${waiting.id}/invite`, {}],
      ['DELETE', `/admin/members/${waiting.id}/invite`, undefined],
    ] as const)
      expect((await ask(method, path, body, mos)).body['code']).toBe('access/denied');
    expect(await stateOf(waiting.id)).toBe('waiting');
  });

  it('is refused for a person who can sign in, and for an unknown one; another tenant sees none', async () => {
    expect((await ask('PUT', `/admin/members/${ada.userId}/invite`, {})).body['code']).toBe('records/exists');
    expect((await ask('PUT', `/admin/members/${given.test.newId()}/invite`, {})).body['code']).toBe('records/not-found'); // prettier-ignore
    const { id } = await invite(address());
    const elsewhere = await given.test.tenant('Sturm');
    const email = address();
    await elsewhere.person('Ola', 'owner', { email });
    const olas = await signIn(email);
    expect((await ask('GET', '/admin/invites', undefined, olas)).body).toEqual({ invites: [] });
    expect((await ask('DELETE', `/admin/members/${id}/invite`, undefined, olas)).body['code']).toBe('records/not-found'); // prettier-ignore
  });
});
