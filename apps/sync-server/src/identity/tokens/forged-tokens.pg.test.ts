import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeJwt, exportJWK, exportPKCS8, exportSPKI } from 'jose';
import { signHead } from '../keys/sign-head.ts';
import { givenServer } from '../../testing/given-server.ts';
import type { TestDevice, TestTenant } from '../../testing/test-server.ts';
import { testPassword } from '../../testing/test-server.ts';

const given = givenServer();
let tenant: TestTenant;
let mia: TestDevice;
let other: { readonly orgId: string; readonly userId: string };
let token: string;
let claims: Record<string, unknown>;
let kid: string;
let ourKey: KeyObject;
let spki: string;
let pkcs8OfStranger: string;
const stranger = generateKeyPairSync('ed25519');
const strangerRsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const strangerEc = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const textPart = (text: string): string => Buffer.from(text).toString('base64url');
const signed = (head: string, body: string, key: KeyObject, hash: string | null = null): string =>
  `${head}.${body}.${sign(hash, Buffer.from(`${head}.${body}`), key).toString('base64url')}`;
const header = (more: Record<string, unknown> = {}) => ({ alg: 'EdDSA', kid, typ: 'at+jwt', ...more });
/** A token by the server's own key: with a changed header, or changed claims. Undefined takes one away. */
const ours = (change: Record<string, unknown> = {}, head: Record<string, unknown> = {}): string =>
  signed(part(header(head)), part({ ...claims, ...change }), ourKey);
/** A token by another key. */
const theirs = (head: Record<string, unknown> = {}): string =>
  signed(part(header(head)), part(claims), stranger.privateKey);
const byMac = (head: Record<string, unknown>, secret: string | Buffer): string => {
  const text = `${part(header({ alg: 'HS256', ...head }))}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};
const parts = (): readonly [string, string, string] => {
  const [head = '', body = '', signature = ''] = token.split('.');
  return [head, body, signature];
};
const seconds = (): number => Math.floor(given.test.clock.nowMs() / 1_000);

beforeAll(async () => {
  tenant = await given.test.tenant();
  const email = `mia-${given.test.newId()}@fenwright.example`;
  mia = await tenant.person('Mia', 'admin', { email });
  const elsewhere = await given.test.tenant('Elsewhere');
  other = { orgId: elsewhere.orgId, userId: (await elsewhere.person('Zoe', 'admin')).userId };
  const answer = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
  });
  token = ((await answer.json()) as { accessToken: string }).accessToken;
  claims = decodeJwt(token);
  const key = given.test.keys.signing();
  ({ kid } = key);
  ourKey = createPrivateKey(key.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  spki = await exportSPKI(key.publicKey);
  pkcs8OfStranger = await exportPKCS8(stranger.privateKey);
});

/** Forged tokens by name. Each is made when its test runs, from a token that is valid at that time. */
const forged: Readonly<Record<string, () => string | Promise<string>>> = {
  'alg none without a signature': () => `${part(header({ alg: 'none' }))}.${part(claims)}.`,
  'alg none with the good signature': () => `${part(header({ alg: 'none' }))}.${part(claims)}.${parts()[2]}`,
  'alg None': () => `${part(header({ alg: 'None' }))}.${part(claims)}.AA`,
  'alg NONE': () => `${part(header({ alg: 'NONE' }))}.${part(claims)}.AA`,
  'alg empty': () => `${part(header({ alg: '' }))}.${part(claims)}.${parts()[2]}`,
  'alg null': () => `${part(header({ alg: null }))}.${part(claims)}.${parts()[2]}`,
  'alg a number': () => `${part(header({ alg: 1 }))}.${part(claims)}.${parts()[2]}`,
  'alg a list': () => `${part(header({ alg: ['EdDSA'] }))}.${part(claims)}.${parts()[2]}`,
  'no alg': () => ours({}, { alg: undefined }),
  'HS256 with the public key as PEM': () => byMac({}, spki),
  'HS256 with the public key as bytes': () => byMac({}, Buffer.from(String(given.test.keys.jwks().keys[0]?.kid), 'base64url')),
  'HS256 with the published x': () => {
    const [jwk] = given.test.keys.jwks().keys;
    return byMac({}, Buffer.from(jwk && 'x' in jwk ? jwk.x : '', 'base64url'));
  },
  'HS256 with an empty secret': () => byMac({}, ''),
  'HS512 by a secret of the kid': () => byMac({ alg: 'HS512' }, kid),
  'RS256 with the kid of an Ed25519 key': () => signed(part(header({ alg: 'RS256' })), part(claims), strangerRsa.privateKey, 'sha256'),
  'RS256 by a strange key with its own kid': () => signed(part(header({ alg: 'RS256', kid: 'theirs' })), part(claims), strangerRsa.privateKey, 'sha256'),
  'PS256 by a strange key': () => signed(part(header({ alg: 'PS256' })), part(claims), strangerRsa.privateKey, 'sha256'),
  'ES256 with the kid of an Ed25519 key': () => signed(part(header({ alg: 'ES256' })), part(claims), strangerEc.privateKey, 'sha256'),
  'ES256 with a signature of zeros (CVE-2022-21449)': () => `${part(header({ alg: 'ES256' }))}.${part(claims)}.${Buffer.alloc(64).toString('base64url')}`,
  'EdDSA with a signature of zeros': () => `${parts()[0]}.${parts()[1]}.${Buffer.alloc(64).toString('base64url')}`,
  'a strange key under our kid': () => theirs(),
  'a strange key without a kid': () => theirs({ kid: undefined }),
  'a strange key under an empty kid': () => theirs({ kid: '' }),
  'a kid that is a path': () => theirs({ kid: '../../../../dev/null' }),
  'a kid that is a path to our keys': () => theirs({ kid: '/var/opt/outpost/keys.json' }),
  'a kid that is SQL': () => theirs({ kid: "x' union select 'key' --" }),
  'a kid that is a command': () => theirs({ kid: '| whoami' }),
  'a kid that is a URL': () => theirs({ kid: 'https://attacker.example/key.json' }),
  'a kid that names a prototype': () => theirs({ kid: '__proto__' }),
  'a kid that names a member of every object': () => theirs({ kid: 'constructor' }),
  'a kid that is a number': () => theirs({ kid: 1 }),
  'a kid that is an object': () => theirs({ kid: { $ne: null } }),
  'a kid with NUL': () => theirs({ kid: `${kid}\u0000` }),
  'a kid of 3,000 letters': () => theirs({ kid: 'k'.repeat(3_000) }),
  'our own token with a kid that is unknown': () => ours({}, { kid: 'unknown' }),
  'a key in the header (jwk)': async () => theirs({ jwk: await exportJWK(stranger.publicKey) }),
  'a private key in the header (jwk)': async () => theirs({ jwk: await exportJWK(createPrivateKey(pkcs8OfStranger)) }),
  'a key set in the header (jku)': () => theirs({ jku: 'https://attacker.example/jwks.json' }),
  'a key set on this machine (jku)': () => theirs({ jku: 'http://127.0.0.1:1/jwks.json' }),
  'a certificate in the header (x5u)': () => theirs({ x5u: 'https://attacker.example/cert.pem' }),
  'a certificate chain in the header (x5c)': () => theirs({ x5c: ['MIIBmjCCAUC='] }),
  'a thumbprint of a certificate (x5t)': () => theirs({ x5t: 'AAAA', 'x5t#S256': 'AAAA' }),
  'an extension that is critical (crit)': () => ours({}, { crit: ['b64'], b64: false }),
  'an unknown extension that is critical': () => ours({}, { crit: ['http://attacker.example/ext'], 'http://attacker.example/ext': 1 }),
  'an unencoded payload (b64)': () => signed(part(header({ b64: false, crit: ['b64'] })), JSON.stringify({ sub: 'x' }).replaceAll('.', ''), ourKey),
  'another issuer': () => ours({ iss: 'https://attacker.example' }),
  'no issuer': () => ours({ iss: undefined }),
  'another audience': () => ours({ aud: 'payroll' }),
  'no audience': () => ours({ aud: undefined }),
  'another type': () => ours({}, { typ: 'JWT' }),
  'the type of an identity token': () => ours({}, { typ: 'id+jwt' }),
  'the type of a proof': () => ours({}, { typ: 'dpop+jwt' }),
  'no type': () => ours({}, { typ: undefined }),
  'an expiry in the past': () => ours({ exp: seconds() - 1 }),
  'an expiry that is now': () => ours({ exp: seconds() }),
  'no expiry': () => ours({ exp: undefined }),
  'an expiry that is a text': () => ours({ exp: String(seconds() + 600) }),
  'an expiry that is null': () => ours({ exp: null }),
  'not yet valid': () => ours({ nbf: seconds() + 600 }),
  'a time of issue that is a text': () => ours({ iat: 'yesterday' }),
  'no subject': () => ours({ sub: undefined }),
  'a subject that is not an id': () => ours({ sub: 'admin' }),
  'a subject that is a list': () => ours({ sub: [mia.userId] }),
  'no organisation': () => ours({ org: undefined }),
  'an organisation that is a wildcard': () => ours({ org: '*' }),
  'an organisation that is SQL': () => ours({ org: "' or true --" }),
  'no session': () => ours({ sid: undefined }),
  'a session that is null': () => ours({ sid: null }),
  'no device': () => ours({ dev: undefined }),
  'the session of nobody': () => ours({ sid: given.test.newId() }),
  'another organisation with this session': () => ours({ org: other.orgId }),
  'another organisation and its person with this session': () => ours({ org: other.orgId, sub: other.userId }),
  'a changed payload under the good signature': () => `${parts()[0]}.${part({ ...claims, org: other.orgId })}.${parts()[2]}`,
  'a changed header under the good signature': () => `${part(header({ cty: 'x' }))}.${parts()[1]}.${parts()[2]}`,
  'a signature with a changed letter': () => `${parts()[0]}.${parts()[1]}.${parts()[2].startsWith('A') ? 'B' : 'A'}${parts()[2].slice(1)}`,
  'a signature that is cut': () => token.slice(0, -4),
  'a signature that is longer': () => `${token}AAAA`,
  'no signature': () => `${parts()[0]}.${parts()[1]}.`,
  'two parts': () => `${parts()[0]}.${parts()[1]}`,
  'four parts': () => `${token}.${parts()[2]}`,
  'a signed head of a journal': async () => signHead({ org: tenant.orgId, n: 1, hash: 'ab'.repeat(32), at: new Date(given.test.clock.nowMs()).toISOString() }, { keys: given.test.keys }),
  'the claims in a head of a journal': () => ours({}, { typ: 'outpost-head+jws' }),
  'members twice, the good ones first': () => signed(part(header()), textPart(`${JSON.stringify(claims).slice(0, -1)},"org":"*"}`), ourKey),
  'members twice in the header': () => signed(textPart(`{"alg":"none",${JSON.stringify(header()).slice(1, -1)},"alg":"none"}`), part(claims), ourKey),
  'a header that is not JSON': () => `${textPart('{')}.${parts()[1]}.${parts()[2]}`,
  'a header that is a list': () => signed(part([]), part(claims), ourKey),
  'a header that is null': () => signed(part(null), part(claims), ourKey),
  'claims that are not JSON': () => signed(part(header()), textPart('{"sub":'), ourKey),
  'claims that are a list': () => signed(part(header()), part([claims]), ourKey),
  'claims that are a text': () => signed(part(header()), part('mia'), ourKey),
  'claims with 1,500 levels': () => signed(part(header()), textPart(`${'['.repeat(1_500)}${']'.repeat(1_500)}`), ourKey),
  'claims of no encoding': () => signed(part(header()), randomBytes(64).toString('base64url'), ourKey),
  'claims with __proto__': () => signed(part(header()), textPart('{"__proto__":{"sub":"x"},"iss":"outpost","aud":"outpost"}'), ourKey),
  'a token of 100,000 letters': () => ours({ filler: 'x'.repeat(75_000) }),
  'a token in a token': () => signed(part(header({ cty: 'JWT' })), part({ token }), ourKey),
  'an encrypted form (JWE)': () => `${part({ alg: 'dir', enc: 'A256GCM', kid })}..AAAA.AAAA.AAAA`,
  'compression (zip)': () => `${part({ alg: 'dir', enc: 'A256GCM', zip: 'DEF', kid })}..AAAA.AAAA.AAAA`,
}; // prettier-ignore

describe('an access token', () => {
  it('that is good is accepted, so that the forged ones fail for their own reason', async () => {
    expect((await given.test.fetch('/me', { token })).status).toBe(200);
    expect((await given.test.fetch('/me', { token: ours() })).status).toBe(200);
    expect(Object.keys(forged).length).toBeGreaterThanOrEqual(60);
  });

  it.each(Object.keys(forged))('[A-2] is refused when forged: %s', async (name) => {
    const forgery = (await forged[name]?.()) ?? '';
    const asked = [
      await given.test.fetch('/me', { token: forgery }),
      await given.test.fetch('/sync/pull', { token: forgery, body: { at: null, heads: [], limit: 10, schemas: {} } }),
      await given.test.fetch('/sync/poke', { token: forgery }),
      await given.test.fetch('/auth/sign-out', { token: forgery, body: {} }),
    ];
    const about = ['the session of nobody', 'another organisation'].some((start) => name.startsWith(start));
    for (const answer of asked.slice(0, about ? 3 : 4)) expect([name, answer.status]).toEqual([name, 401]);
    expect((await given.test.fetch('/me', { token })).status).toBe(200); // and the session continues
  });

  it('[A-2] tells services about rights, and decides nothing by it: claims that our key signed change nothing', async () => {
    const email = `max-${given.test.newId()}@fenwright.example`;
    const max = await tenant.person('Max', 'member', { email });
    const signedIn = await given.test.fetch('/auth/sign-in', {
      body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
    });
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    const told = decodeJwt(accessToken);
    expect(told).toMatchObject({
      iss: 'outpost', aud: 'outpost', sub: max.userId, email, org_id: tenant.orgId, org: tenant.orgId, org_name: 'Test', org_slug: expect.stringMatching(/^test/) as string, plan: 'self-hosted',
      roles: ['member'], jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, session_id: told['sid'], permissions: expect.arrayContaining([expect.stringContaining('@')]) as string[],
    }); // prettier-ignore
    const raised = signed(
      part(header()),
      part({
        ...told,
        roles: ['owner'],
        permissions: ['*:*@org'],
        plan: 'unlimited',
        org_id: other.orgId,
        email: 'root@example.com',
      }),
      ourKey,
    );
    const [own, asOwner] = [await given.test.fetch('/me', { token: accessToken }), await given.test.fetch('/me', { token: raised })]; // prettier-ignore
    expect(await asOwner.json()).toEqual(await own.json());
    expect((await given.test.fetch('/admin/members', { token: raised })).status).toBe(403);
  });
});
