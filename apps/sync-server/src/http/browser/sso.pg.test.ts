import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestProvider, type TestProvider, type Tampering } from '../../identity/testing/test-provider.ts';
import { type AccountMail, sendMails } from '../../identity/mail/outbox.ts';
import { authenticatorCode } from '../../identity/testing/authenticator.ts';
import { givenServer } from '../../testing/given-server.ts';
import { journeysOf, newSecret, s256 } from '../../testing/sso-journey.ts';
import { testPassword, type TestTenant } from '../../testing/test-server.ts';
import { mailedCode } from '../../testing/mailed-code.ts';

const clientSecret = 'the secret of our client at the provider';
const trusted = new Set<string>();
const records = new Map<string, readonly string[]>();
const given = givenServer({
  outgoing: { trusted, allowsHttp: true },
  resolveTxt: (name) => Promise.resolve(records.get(name) ?? []),
  keepAccountMail: () => Promise.resolve('sent'),
});
const { post, get, begin, comeBack, exchange } = journeysOf(() => given.test);
let idp: TestProvider;
let other: TestProvider;
let tenant: TestTenant;
let domain: string;
let token: string;
let ada: { readonly userId: string; readonly email: string };
let provider: string;

beforeAll(async () => {
  idp = await startTestProvider({ clientSecret });
  other = await startTestProvider({ clientSecret });
  trusted.add(idp.host).add(other.host);
});
afterAll(async () => {
  await idp.close();
  await other.close();
});

const signIn = async (email: string, more: object = {}) =>
  post('/auth/sign-in', { email, password: testPassword, device: { id: given.test.newId(), name: 'x' }, ...more });
const ask = async (method: string, path: string, body?: object, by = token) => {
  const reply = await given.test.fetch(path, { method, token: by, ...(body === undefined ? {} : { body }) });
  return { status: reply.status, ...((await reply.json()) as Record<string, unknown>) } as Record<string, unknown>;
};
const newProvider = (of: TestProvider, more: object = {}) => ({
  kind: 'oidc',
  name: 'Fenwright ID',
  issuer: of.issuer,
  clientId: 'outpost',
  secret: clientSecret,
  roles: { claim: 'groups', byGroup: { bosses: 'manager' }, usual: 'member' },
  provisions: true,
  ...more,
});
async function prove(name: string, by = token): Promise<unknown> {
  const added = await ask('POST', '/admin/sso/domains', { domain: name }, by);
  const record = added['record'] as { readonly name: string; readonly text: string };
  records.set(record.name, ['v=spf1 -all', record.text]);
  return (await ask('POST', `/admin/sso/domains/${name}/verify`, {}, by))['verifiedAt'];
}

beforeEach(async () => {
  tenant = await given.test.tenant('Fenwright');
  domain = `d${given.test.newId().slice(-12)}.example`;
  const email = `ada@${domain}`;
  ada = { email, userId: (await tenant.person('Ada', 'owner', { email })).userId };
  token = String((await signIn(email))['accessToken']);
  provider = String((await ask('POST', '/admin/sso/providers', newProvider(idp)))['id']);
  await prove(domain);
});

const zoe = () => ({ sub: 'zoe-1', email: `zoe@${domain}`, email_verified: true, name: 'Zoe Berg' });
/** Signs somebody in by the provider, from the app's start to its exchange. */
async function journey(as: Record<string, unknown>, tampering: Tampering = {}, of = { idp, provider }) {
  const begun = await begin(of.provider);
  const back = await comeBack(of.idp.signIn(begun.address, as, tampering), begun.cookie);
  return back.code === undefined ? { code: `page ${back.status}` } : exchange(begun, back.code);
}
const people = () => tenant.rows(`select fields ->> 'name' as name, fields -> 'memberships' -> 0 ->> 'role' as role from store.platform_person where fields ->> 'name' like 'Zoe%'`); // prettier-ignore
async function setUpApp(by: string): Promise<string> {
  const begun = await ask('POST', '/auth/factors/totp', { name: 'Phone' }, by);
  const code = authenticatorCode(String(begun['secret']), given.test.clock.nowMs());
  await ask('POST', `/auth/factors/${String(begun['id'])}/confirm`, { code }, by);
  given.test.advance(60_000);
  return String(begun['secret']);
}

describe('signing in by the identity provider', () => {
  it('[PLT-23] adds a person who is not there yet, with the role of their group, once', async () => {
    expect(await journey({ ...zoe(), groups: ['bosses'] })).toMatchObject({ status: 200, organisation: { id: tenant.orgId } }); // prettier-ignore
    expect(await people()).toEqual([{ name: 'Zoe Berg', role: 'manager' }]);
    expect(await journey({ ...zoe(), email: `renamed@${domain}` })).toMatchObject({ status: 200, person: { name: 'Zoe Berg' } }); // prettier-ignore
    expect(await people()).toHaveLength(1);
  });

  it('[PLT-23] gives the usual role without a group, and adds nobody where the organisation does not allow it', async () => {
    await journey({ ...zoe(), groups: ['unknown'] });
    expect(await people()).toEqual([{ name: 'Zoe Berg', role: 'member' }]);
    await ask('PUT', `/admin/sso/providers/${provider}`, newProvider(idp, { provisions: false, secret: undefined }));
    expect(await journey({ ...zoe(), sub: 'yan', email: `yan@${domain}` })).toMatchObject({ code: 'access/denied' });
  });

  it('[PLT-23] lets an invited person in as the person that they are here', async () => {
    const email = `zoe@${domain}`;
    await ask('POST', '/admin/members', { name: 'Zoe of Sales', email, memberships: [{ role: 'viewer', teamId: null }] }); // prettier-ignore
    await journey(zoe());
    expect(await people()).toEqual([{ name: 'Zoe of Sales', role: 'viewer' }]);
  });

  it('[PLT-23] names the provider of a domain, and nothing about accounts', async () => {
    const [known, unknown] = [await post('/auth/sso/providers', { email: ada.email }), await post('/auth/sso/providers', { email: `nobody@${domain}` })]; // prettier-ignore
    expect(known).toEqual({ status: 200, providers: [{ id: provider, name: 'Fenwright ID' }] });
    expect(unknown).toEqual(known);
    expect(await post('/auth/sso/providers', { email: 'ann@other.example' })).toEqual({ status: 200, providers: [] });
  });

  it('[PLT-23] writes each sign-in, refusal and change to the journal', async () => {
    await journey(zoe());
    await journey({ ...zoe(), sub: 'x', email_verified: false });
    const actions = (await tenant.rows<{ action: string }>(`select event ->> 'action' as action from store.event_waiting`)).map(({ action }) => action); // prettier-ignore
    for (const action of [
      'sso/provisioned',
      'sso/linked',
      'sso/refused',
      'sso/provider-changed',
      'sso/domain-changed',
      'sign-in/new-device',
    ])
      // prettier-ignore
      expect(actions).toContain(action);
  });
});

describe('an address that is taken', () => {
  const taken = async () => {
    const begun = await begin(provider);
    const back = await comeBack(idp.signIn(begun.address, { sub: 'ada-9', email: ada.email, email_verified: true }), begun.cookie); // prettier-ignore
    const needed = await exchange(begun, back.code ?? '');
    return { needed, device: { id: begun.device.id }, link: String((needed['details'] as { link?: string } | undefined)?.link) }; // prettier-ignore
  };

  it('[PLT-23] opens nothing before its owner has proved it, by the password', async () => {
    const { needed, device, link } = await taken();
    expect(needed).toMatchObject({ code: 'access/link-needed' });
    expect(await post('/auth/sso/link', { link, device, kind: 'password', answer: 'not the right one' })).toMatchObject({ code: 'access/bad-credentials' }); // prettier-ignore
    expect(await post('/auth/sso/link', { link, device: { id: given.test.newId() }, kind: 'password', answer: testPassword })).toMatchObject({ code: 'access/sign-in-over' }); // prettier-ignore
    expect(await post('/auth/sso/link', { link, device, kind: 'password', answer: testPassword })).toMatchObject({ status: 200, person: { id: ada.userId } }); // prettier-ignore
    expect(await post('/auth/sso/link', { link, device, kind: 'password', answer: testPassword })).toMatchObject({ code: 'access/sign-in-over' }); // prettier-ignore
    expect(await journey({ sub: 'ada-9', email: ada.email, email_verified: true })).toMatchObject({ status: 200 });
  });

  it('[PLT-23] is proved by a code that goes to the address', async () => {
    const { device, link } = await taken();
    expect(await post('/auth/sso/link/code', { link, device })).toMatchObject({ minutes: 10 });
    const mails: AccountMail[] = [];
    const { database, clock, keys } = given.test;
    const send = (mail: AccountMail) => Promise.resolve(void mails.push(mail)).then(() => 'sent' as const);
    await sendMails({ database, clock, keys, send, log: { warn: () => {} } });
    const code = mailedCode(mails.find(({ to, subject }) => to === ada.email && subject.includes('code'))?.subject);
    expect(await post('/auth/sso/link', { link, device, kind: 'email', answer: 'AAAA-AAAA' })).toMatchObject({ code: 'access/bad-code' }); // prettier-ignore
    expect(await post('/auth/sso/link', { link, device, kind: 'email', answer: code })).toMatchObject({ status: 200, person: { id: ada.userId } }); // prettier-ignore
  });

  it('[PLT-18] gets a mail when it is linked, once, and none while nothing is linked', async () => {
    const { database, clock, keys } = given.test;
    const linkMails = async () => {
      const mails: AccountMail[] = [];
      const send = (mail: AccountMail) => Promise.resolve(void mails.push(mail)).then(() => 'sent' as const);
      await sendMails({ database, clock, keys, send, log: { warn: () => {} } });
      return mails.filter(({ to, subject }) => to === ada.email && subject.includes('linked'));
    };
    const { device, link } = await taken();
    await post('/auth/sso/link', { link, device, kind: 'password', answer: 'not the right one' });
    expect(await linkMails()).toEqual([]);
    await post('/auth/sso/link', { link, device, kind: 'password', answer: testPassword });
    const [mail, ...more] = await linkMails();
    expect(mail?.text).toContain('linked with "Fenwright ID", the identity provider of Fenwright');
    expect(mail?.html).toContain('Fenwright ID');
    expect(more).toEqual([]);
    await journey({ sub: 'ada-9', email: ada.email, email_verified: true });
    await journey(zoe());
    expect(await linkMails()).toEqual([]);
  });

  it('[PLT-23] of an account with a second factor asks for that too', async () => {
    await setUpApp(token);
    const { device, link } = await taken();
    expect(await post('/auth/sso/link', { link, device, kind: 'password', answer: testPassword })).toMatchObject({ code: 'access/second-factor-needed' }); // prettier-ignore
  });
});

describe('an organisation that lets people in by its provider only', () => {
  const enforce = (breakGlass: readonly string[]) => ask('PUT', '/admin/sso/rule', { isEnforced: true, asksSecond: false, breakGlass }); // prettier-ignore

  it('[PLT-23] needs an administrator who keeps a password with a second factor', async () => {
    expect(await enforce([])).toMatchObject({ code: 'request/invalid', details: { path: 'breakGlass' } });
    expect(await enforce([ada.userId])).toMatchObject({ code: 'request/invalid', details: { path: 'breakGlass' } });
    await setUpApp(token);
    expect(await enforce([ada.userId])).toMatchObject({ status: 200, isEnforced: true });
    expect(await ask('DELETE', `/admin/sso/providers/${provider}`)).toMatchObject({ code: 'request/invalid' });
  });

  it('[PLT-23] refuses passwords of all others, with their new password too, and keeps that administrator', async () => {
    const secret = await setUpApp(token);
    const mia = `mia@${domain}`;
    await tenant.person('Mia', 'member', { email: mia });
    await enforce([ada.userId]);
    expect(await signIn(mia)).toMatchObject({ code: 'access/sso-needed', details: { domain } });
    expect(await post('/auth/sign-in', { email: mia, password: 'wrong password', device: { id: given.test.newId(), name: 'x' } })).toMatchObject({ code: 'access/bad-credentials' }); // prettier-ignore
    const device = { id: given.test.newId(), name: 'x' };
    const halfway = await signIn(ada.email, { device });
    const { challenge } = halfway['details'] as { readonly challenge: string };
    const answer = authenticatorCode(secret, given.test.clock.nowMs());
    expect(await post('/auth/challenge', { challenge, device: { id: device.id }, kind: 'totp', answer })).toMatchObject({ status: 200 }); // prettier-ignore
    expect(await journey(zoe())).toMatchObject({ status: 200 });
  });

  it('[PLT-23] asks for the second factor after the provider where its rule says so', async () => {
    await journey(zoe());
    const mine = await journey(zoe());
    await setUpApp(String((mine as Record<string, unknown>)['accessToken']));
    expect(await journey(zoe())).toMatchObject({ status: 200 });
    await ask('PUT', '/admin/sso/rule', { isEnforced: false, asksSecond: true, breakGlass: [] });
    expect(await journey(zoe())).toMatchObject({ code: 'access/second-factor-needed' });
  });
});

describe('administration of providers', () => {
  it('[PLT-23] is for administrators, and gives no role above their own', async () => {
    const email = `mem@${domain}`;
    await tenant.person('Mem', 'member', { email });
    const theirs = String((await signIn(email))['accessToken']);
    for (const [method, path, body] of [
      ['GET', '/admin/sso'],
      ['POST', '/admin/sso/providers', newProvider(idp)],
      ['POST', '/admin/sso/domains', { domain: 'new.example' }],
      ['PUT', '/admin/sso/rule', { isEnforced: false, asksSecond: false, breakGlass: [] }],
      ['POST', '/admin/sso/test', { issuer: idp.issuer }],
    ] as const)
      // prettier-ignore
      expect(await ask(method, path, body, theirs)).toMatchObject({ code: 'access/denied' });
    const admin = `admin@${domain}`;
    await tenant.person('Adm', 'admin', { email: admin });
    const admins = String((await signIn(admin))['accessToken']);
    const roles = { claim: null, byGroup: {}, usual: 'owner' };
    expect(await ask('POST', '/admin/sso/providers', newProvider(idp, { roles }), admins)).toMatchObject({ code: 'access/denied' }); // prettier-ignore
  });

  it('[PLT-23] never shows the secret, and keeps it encrypted', async () => {
    expect(JSON.stringify(await ask('GET', '/admin/sso'))).not.toContain(clientSecret);
    const rows = await tenant.rows('select p::text as row from auth.identity_provider p');
    expect(JSON.stringify(rows)).not.toContain(clientSecret);
  });

  it('[PLT-23] proves a domain by its record, for one organisation, and none that is everybody’s', async () => {
    const added = await ask('POST', '/admin/sso/domains', { domain: 'unproved.example' });
    expect(added['verifiedAt']).toBe(null);
    expect(await ask('POST', '/admin/sso/domains/unproved.example/verify', {})).toMatchObject({
      code: 'request/invalid',
    });
    for (const name of ['gmail.com', 'localhost', 'a b.example', 'x', '127.0.0.1', 'ex_ample.com'])
      expect(await ask('POST', '/admin/sso/domains', { domain: name })).toMatchObject({ code: 'request/invalid' });
    const second = await given.test.tenant('Second');
    await second.person('Bob', 'owner', { email: `bob@second.${domain}` });
    const bobs = String((await signIn(`bob@second.${domain}`))['accessToken']);
    await ask('POST', '/admin/sso/providers', newProvider(other), bobs);
    expect(await prove(domain, bobs)).toBe(undefined);
  });

  it('[PLT-23] sends no request to an address of this network', async () => {
    for (const issuer of [
      'http://127.0.0.1:1',
      'https://127.0.0.1',
      'https://169.254.169.254',
      'https://[::1]',
      'https://localhost',
      'https://10.0.0.7',
      'https://0x7f.1',
      'https://2130706433',
      'https://user@example.com',
    ])
      // prettier-ignore
      expect(await ask('POST', '/admin/sso/test', { issuer })).toMatchObject({ code: 'request/invalid' });
    expect(await ask('POST', '/admin/sso/test', { issuer: idp.issuer })).toMatchObject({ issuer: idp.issuer });
    expect(await ask('POST', '/admin/sso/test', { issuer: `${idp.issuer}/other` })).toMatchObject({ code: 'request/invalid' }); // prettier-ignore
  });
});

describe('a forged answer', () => {
  const forged: readonly (readonly [name: string, tampering: Tampering])[] = [
    ['signed with another key', { sign: 'other-key' }],
    ['without a signature', { sign: 'none' }],
    ['signed with our own secret', { sign: 'secret' }],
    ['with a broken signature', { sign: 'broken' }],
    ['for another client', { claims: { aud: 'another' } }],
    ['for several clients, and meant for another', { claims: { aud: ['outpost', 'another'], azp: 'another' } }],
    ['without a client', { without: ['aud'] }],
    ['of another issuer', { claims: { iss: 'https://accounts.google.com' } }],
    ['without an issuer', { without: ['iss'] }],
    ['with another nonce', { claims: { nonce: 'another' } }],
    ['without a nonce', { without: ['nonce'] }],
    ['that has expired', { claims: { exp: Math.floor(Date.now() / 1_000) - 600, iat: Math.floor(Date.now() / 1_000) - 900 } }], // prettier-ignore
    ['without an end', { without: ['exp'] }],
    ['without a time', { without: ['iat'] }],
    ['that is not valid yet', { claims: { nbf: Math.floor(Date.now() / 1_000) + 3_600 } }],
    ['without a subject', { without: ['sub'] }],
    ['with an empty subject', { claims: { sub: '' } }],
    ['with an address that is not verified', { claims: { email_verified: false } }],
    ['with an address of which nothing is said', { without: ['email_verified'] }],
    ['without an address', { without: ['email'] }],
    ['with an address of another domain', { claims: { email: 'zoe@gmail.com' } }],
    ['with an address of a subdomain', { claims: { email: 'zoe@sub.DOMAIN' } }],
    ['with two addresses', { claims: { email: 'zoe@evil.example@DOMAIN' } }],
    ['with an address that is no text', { claims: { email: ['zoe@DOMAIN'] } }],
    ['with another state', { back: { state: 'another' } }],
    ['without a state', { back: { state: null } }],
    ['of another issuer (RFC 9207)', { back: { iss: 'https://evil.example' } }],
    ['without its issuer (RFC 9207)', { back: { iss: null } }],
    ['with another code', { back: { code: 'another' } }],
    ['without a code', { back: { code: null } }],
    ['that is an error', { back: { code: null, error: 'access_denied' } }],
  ];

  it.each(forged)('[PLT-23] %s lets nobody in', async (_name, tampering) => {
    const bent = JSON.parse(JSON.stringify(tampering).replaceAll('DOMAIN', domain)) as Tampering;
    const ended = await journey(zoe(), bent);
    expect(String(ended['code'])).toMatch(/^(access\/denied|page 410)$/);
    expect(await people()).toEqual([]);
  });

  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
  it.each([
    ['ended 15 seconds ago', { exp: -15 }, 200],
    ['ended 50 seconds ago', { exp: -50 }, 'access/denied'],
    ['begins in 15 seconds', { nbf: 15 }, 200],
    ['begins in 50 seconds', { nbf: 50 }, 'access/denied'],
    ['ends long after it should', { exp: 86_400 }, 200],
    ['ends before it begins', { nbf: 20, exp: -60 }, 'access/denied'],
  ])('[PLT-23] whose ID token %s is judged with half a minute for clocks', async (_name, times, outcome) => {
    const claims = Object.fromEntries(Object.entries(times).map(([name, seconds]) => [name, inSeconds(seconds)]));
    expect(await journey(zoe(), { claims })).toMatchObject(outcome === 200 ? { status: 200 } : { code: outcome });
    expect(await people()).toHaveLength(outcome === 200 ? 1 : 0);
  });

  it.each(['soon', '2099-01-01T00:00:00Z', null, -1, {}])(
    '[PLT-23] whose ID token ends at %s lets nobody in',
    async (exp) => {
      expect(await journey(zoe(), { claims: { exp } })).toMatchObject({ code: 'access/denied' });
      expect(await people()).toEqual([]);
    },
  );

  it('[PLT-23] is of no use in another browser, without the cookie, or a second time', async () => {
    const [mine, theirs] = [await begin(provider), await begin(provider)];
    const back = idp.signIn(mine.address, zoe());
    expect(await comeBack(back, undefined)).toMatchObject({ status: 410, code: undefined });
    expect(await comeBack(back, theirs.cookie)).toMatchObject({ status: 410, code: undefined });
    const renamed = theirs.cookie.replace(/=.*/, '') && mine.cookie.replace(/=.*/, `=${newSecret()}`);
    expect(await comeBack(back, renamed)).toMatchObject({ status: 410, code: undefined });
    expect((await comeBack(back, mine.cookie)).state).toBe(mine.state);
    expect(await comeBack(back, mine.cookie)).toMatchObject({ status: 410, code: undefined });
  });

  it('[PLT-23] of another sign-in does not fit this one (code injection)', async () => {
    const [mine, theirs] = [await begin(provider), await begin(provider)];
    const stolen = new URL(idp.signIn(theirs.address, zoe())).searchParams.get('code') ?? '';
    const back = await comeBack(idp.signIn(mine.address, zoe(), { back: { code: stolen } }), mine.cookie);
    expect(await exchange(mine, back.code ?? '')).toMatchObject({ code: 'access/denied' });
  });

  it('[PLT-23] of another sign-in does not fit this one, though its nonce does (PKCE)', async () => {
    const [mine, theirs] = [await begin(provider), await begin(provider)];
    const asked = ({ address }: typeof mine) => new URL(address).searchParams;
    const [first, second] = [asked(mine), asked(theirs)];
    expect(first.get('code_challenge_method')).toBe('S256');
    for (const secret of ['code_challenge', 'nonce', 'state']) expect(first.get(secret)).not.toBe(second.get(secret));
    const stolen = idp.signIn(theirs.address, zoe(), { claims: { nonce: first.get('nonce') } });
    const code = new URL(stolen).searchParams.get('code');
    const back = await comeBack(idp.signIn(mine.address, zoe(), { back: { code } }), mine.cookie);
    expect(await exchange(mine, back.code ?? '')).toMatchObject({ code: 'access/denied' });
  });

  it('[PLT-23] with the sign-in of this browser in its state, and another secret, completes nothing', async () => {
    const begun = await begin(provider);
    const state = new URL(begun.address).searchParams.get('state') ?? '';
    const guessed = `${state.slice(0, state.indexOf('.'))}.${newSecret()}`;
    expect(await comeBack(idp.signIn(begun.address, zoe(), { back: { state: guessed } }), begun.cookie)).toMatchObject({ status: 410, code: undefined }); // prettier-ignore
    const back = await comeBack(idp.signIn(begun.address, zoe()), begun.cookie);
    expect(await exchange(begun, back.code ?? '')).toMatchObject({ status: 200 });
  });

  it('[PLT-23] of another provider of the organisation does not fit this one (mix-up)', async () => {
    const second = String((await ask('POST', '/admin/sso/providers', newProvider(other, { name: 'Second' })))['id']);
    const begun = await begin(provider);
    const honest = new URL(idp.signIn(begun.address, zoe()));
    honest.pathname = honest.pathname.replace(provider, second);
    expect(await comeBack(honest.href, begun.cookie)).toMatchObject({ status: 410, code: undefined });
    const mixed = new URL(other.signIn(begun.address, zoe()));
    const back = await comeBack(mixed.href, begun.cookie);
    expect(await exchange(begun, back.code ?? '')).toMatchObject({ code: 'access/denied' });
  });

  it('[PLT-23] of a provider of another organisation is judged by that organisation', async () => {
    const second = await given.test.tenant('Second');
    await second.person('Bob', 'owner', { email: `bob@x${domain}` });
    const bobs = String((await signIn(`bob@x${domain}`))['accessToken']);
    const theirs = String((await ask('POST', '/admin/sso/providers', newProvider(other), bobs))['id']);
    expect(await journey({ sub: 'ada', email: ada.email, email_verified: true }, {}, { idp: other, provider: theirs })).toMatchObject({ code: 'access/denied' }); // prettier-ignore
  });

  it('[PLT-23] opens no sign-in that was opened elsewhere, or never begun', async () => {
    const begun = await begin(provider);
    expect((await get(`/sign-in/${begun.ticket}`, undefined)).status).toBe(410);
    expect((await get(`/sign-in/${newSecret()}`, undefined)).status).toBe(410);
    const device = { id: given.test.newId(), name: 'x' };
    const unknown = { way: 'sso', provider: given.test.newId(), challenge: s256('x'), state: newSecret(), returnTo: 'outpost://signed-in', device }; // prettier-ignore
    expect(await post('/auth/browser', unknown)).toMatchObject({ code: 'request/invalid' });
    expect(await post('/auth/browser', { ...unknown, provider, returnTo: 'https://evil.example' })).toMatchObject({ code: 'request/invalid' }); // prettier-ignore
  });

  it('[PLT-23] comes too late after ten minutes', async () => {
    const begun = await begin(provider);
    given.test.advance(10 * 60_000 + 1);
    expect(await comeBack(idp.signIn(begun.address, zoe()), begun.cookie)).toMatchObject({ status: 410 });
  });

  it('[PLT-23] of a removed provider opens nothing, also for people who were linked', async () => {
    await journey(zoe());
    const begun = await begin(provider);
    await ask('DELETE', `/admin/sso/providers/${provider}`);
    expect(await comeBack(idp.signIn(begun.address, zoe()), begun.cookie)).toMatchObject({ status: 410 });
  });

  it('[PLT-23] opens nothing for a suspended person', async () => {
    await journey(zoe());
    const [row] = await tenant.rows<{ id: string }>(`select id from store.platform_person where fields ->> 'name' = 'Zoe Berg'`); // prettier-ignore
    await ask('PATCH', `/admin/members/${row?.id ?? ''}`, { status: 'suspended' });
    expect(await journey(zoe())).toMatchObject({ code: 'access/denied' });
  });
});
