import { generateKeyPairSync, hash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeJwt } from 'jose';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword } from '../../testing/test-server.ts';
import { type DeviceKey, deviceKeyPair, deviceProof, serverOfProofs } from '../testing/device-proof.ts';

const given = givenServer();
type Tokens = { readonly accessToken: string; readonly refreshToken: string };
const ecKey = (): DeviceKey => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const seconds = (): number => Math.floor(given.test.clock.nowMs() / 1_000);
const hashOf = (text: string): string => hash('sha256', text, 'base64url');

/** Makes a proof by a key, with changed claims or a changed header. Undefined takes a member away. */
const proof = (key: DeviceKey, changed: Omit<Parameters<typeof deviceProof>[1], 'nowMs'> = {}): string =>
  deviceProof(key, { ...changed, nowMs: given.test.clock.nowMs() });

let email: string;
let device: { readonly id: string; readonly name: string };
beforeEach(async () => {
  email = `mia-${given.test.newId()}@fenwright.example`;
  await (await given.test.tenant()).person('Mia', 'admin', { email });
  device = { id: given.test.newId(), name: 'Laptop' };
});
const signInWith = (dpop: string | undefined) =>
  given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device },
    headers: dpop === undefined ? {} : { dpop },
  });
const signInClaims = { htm: 'POST', htu: `${serverOfProofs}/auth/sign-in` };
const refreshClaims = { htm: 'POST', htu: `${serverOfProofs}/auth/refresh` };
async function signedIn(key: DeviceKey): Promise<Tokens> {
  return (await (await signInWith(proof(key, { claims: signInClaims }))).json()) as Tokens;
}
const me = (token: string, dpop: string | undefined, scheme = 'DPoP') =>
  given.test.fetch('/me', {
    headers: { authorization: `${scheme} ${token}`, ...(dpop === undefined ? {} : { dpop }) },
  });
const refresh = (refreshToken: string, dpop?: string) =>
  given.test.fetch('/auth/refresh', { body: { refreshToken }, headers: dpop === undefined ? {} : { dpop } });
const told = async (answer: Response) => {
  const { code, details } = (await answer.json()) as { code?: string; details?: { reason?: string; nonce?: string } };
  return { status: answer.status, code, reason: details?.reason, nonce: details?.nonce };
};

describe.each([
  ['EdDSA', deviceKeyPair],
  ['ES256', ecKey],
] as const)('a session that is bound to a key (%s)', (_alg, make) => {
  it('asks for a proof of it at every request and refresh', async () => {
    const key = make();
    const { accessToken, refreshToken } = await signedIn(key);
    expect(decodeJwt(accessToken)).toMatchObject({ cnf: { jkt: expect.any(String) as string } });
    const ath = hashOf(accessToken);
    expect((await me(accessToken, proof(key, { claims: { ath } }))).status).toBe(200);
    expect(await told(await me(accessToken, undefined, 'Bearer'))).toMatchObject({ status: 401, code: 'access/bad-proof', reason: 'missing' }); // prettier-ignore
    expect(await told(await me(accessToken, proof(key, { claims: { ath } }), 'Bearer'))).toMatchObject({ reason: 'missing' }); // prettier-ignore
    expect(await told(await me(accessToken, undefined))).toMatchObject({ reason: 'missing' });
    expect(await told(await refresh(refreshToken))).toMatchObject({ status: 401, reason: 'missing' });
    expect(await told(await refresh(refreshToken, proof(make(), { claims: refreshClaims })))).toMatchObject({ reason: 'other-key' }); // prettier-ignore
    const renewed = (await (await refresh(refreshToken, proof(key, { claims: refreshClaims }))).json()) as Tokens;
    const next = proof(key, { claims: { ath: hashOf(renewed.accessToken) } });
    expect((await me(renewed.accessToken, next)).status).toBe(200); // the refused ones ended nothing
  });
});

describe('a device from before proofs', () => {
  it('continues without one, also where it sends one later', async () => {
    const { accessToken, refreshToken } = (await (await signInWith(undefined)).json()) as Tokens;
    expect(decodeJwt(accessToken)).not.toHaveProperty('cnf');
    expect((await me(accessToken, undefined, 'Bearer')).status).toBe(200);
    const renewed = await refresh(refreshToken, proof(deviceKeyPair(), { claims: refreshClaims }));
    expect([renewed.status, decodeJwt(((await renewed.json()) as Tokens).accessToken)]).toEqual([200, expect.not.objectContaining({ cnf: expect.anything() as unknown })]); // prettier-ignore
  });
});

describe('a proof', () => {
  it('can be used once', async () => {
    const key = deviceKeyPair();
    const { accessToken } = await signedIn(key);
    const once = proof(key, { claims: { ath: hashOf(accessToken) } });
    expect((await me(accessToken, once)).status).toBe(200);
    expect(await told(await me(accessToken, once))).toMatchObject({ status: 401, reason: 'used' });
    given.test.advance(290_000);
    expect(await told(await me(accessToken, once))).toMatchObject({ reason: 'used' });
    given.test.advance(20_000);
    expect(await told(await me(accessToken, once))).toMatchObject({ reason: 'stale' });
  });

  it('of a device with a wrong clock is good with the nonce of the server, for some minutes', async () => {
    const key = deviceKeyPair();
    const iat = seconds() - 86_400 * 400;
    const refused = await told(await signInWith(proof(key, { claims: { ...signInClaims, iat } })));
    expect(refused).toMatchObject({ status: 401, code: 'access/bad-proof', reason: 'stale' });
    const { nonce } = refused;
    const answer = await signInWith(proof(key, { claims: { ...signInClaims, iat, nonce } }));
    expect(answer.status).toBe(200);
    const { accessToken } = (await answer.json()) as Tokens;
    const ath = hashOf(accessToken);
    expect((await me(accessToken, proof(key, { claims: { ath, iat, nonce } }))).status).toBe(200);
    given.test.advance(600_000);
    expect(await told(await me(accessToken, proof(key, { claims: { ath, iat, nonce } })))).toMatchObject({ reason: 'stale' }); // prettier-ignore
  });

  const other = deviceKeyPair();
  const forged: Readonly<Record<string, (key: DeviceKey, ath: string) => string>> = {
    'signed by another key': (key, ath) => proof(key, { claims: { ath }, by: other.privateKey }),
    'of another key': (_key, ath) => proof(other, { claims: { ath } }),
    'without a signature': (key, ath) => proof(key, { claims: { ath } }).replace(/[^.]+$/u, ''),
    'alg none': (key, ath) => proof(key, { claims: { ath }, head: { alg: 'none' } }),
    'alg HS256': (key, ath) => proof(key, { claims: { ath }, head: { alg: 'HS256' } }),
    'alg RS256 with a key of a curve': (key, ath) => proof(key, { claims: { ath }, head: { alg: 'RS256' } }),
    'alg ES256 with an Ed25519 key': (key, ath) => proof(key, { claims: { ath }, head: { alg: 'ES256' } }),
    'of another type': (key, ath) => proof(key, { claims: { ath }, head: { typ: 'at+jwt' } }),
    'of no type': (key, ath) => proof(key, { claims: { ath }, head: { typ: undefined } }),
    'with a kid in place of a key': (key, ath) => proof(key, { claims: { ath }, head: { jwk: undefined, kid: 'a' } }),
    'with an empty key': (key, ath) => proof(key, { claims: { ath }, head: { jwk: {} } }),
    'with a key that is null': (key, ath) => proof(key, { claims: { ath }, head: { jwk: null } }),
    'with a key off its curve': (key, ath) => proof(key, { claims: { ath }, head: { alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' } } }),
    'with a symmetric key': (key, ath) => proof(key, { claims: { ath }, head: { jwk: { kty: 'oct', k: 'AAAA' } } }),
    'with the private key': (key, ath) => proof(key, { claims: { ath }, head: { jwk: key.privateKey.export({ format: 'jwk' }) } }),
    'for another address': (key, ath) => proof(key, { claims: { ath, htu: `${serverOfProofs}/sync/pull` } }),
    'for an address that ends otherwise': (key, ath) => proof(key, { claims: { ath, htu: `${serverOfProofs}/me/` } }),
    'for no address': (key, ath) => proof(key, { claims: { ath, htu: undefined } }),
    'for a text that is not an address': (key, ath) => proof(key, { claims: { ath, htu: '/me' } }),
    'for a file': (key, ath) => proof(key, { claims: { ath, htu: 'file:///me' } }),
    'for an address of a broken encoding': (key, ath) => proof(key, { claims: { ath, htu: `${serverOfProofs}/%E0%A4%A/me` } }),
    'for another method': (key, ath) => proof(key, { claims: { ath, htm: 'POST' } }),
    'for the method in small letters': (key, ath) => proof(key, { claims: { ath, htm: 'get' } }),
    'for no method': (key, ath) => proof(key, { claims: { ath, htm: undefined } }),
    'for another token': (key) => proof(key, { claims: { ath: hashOf('another token') } }),
    'for no token': (key) => proof(key),
    'that is old': (key, ath) => proof(key, { claims: { ath, iat: seconds() - 301 } }),
    'from the future': (key, ath) => proof(key, { claims: { ath, iat: seconds() + 301 } }),
    'without a time': (key, ath) => proof(key, { claims: { ath, iat: undefined } }),
    'with a time that is a text': (key, ath) => proof(key, { claims: { ath, iat: String(seconds()) } }),
    'with a nonce of its own': (key, ath) => proof(key, { claims: { ath, nonce: 'mine' } }),
    'without an id': (key, ath) => proof(key, { claims: { ath, jti: undefined } }),
    'with an id of one letter': (key, ath) => proof(key, { claims: { ath, jti: 'a' } }),
    'that has expired': (key, ath) => proof(key, { claims: { ath, exp: seconds() - 1 } }),
    'that is a text': () => 'a proof',
    'that is empty': () => '',
    'that is long': (key, ath) => proof(key, { claims: { ath, more: 'x'.repeat(3_000) } }),
    'twice in one header': (key, ath) => `${proof(key, { claims: { ath } })}, ${proof(key, { claims: { ath } })}`,
  }; // prettier-ignore

  it.each(Object.keys(forged))('is refused when forged: %s', async (name) => {
    const key = deviceKeyPair();
    const { accessToken } = await signedIn(key);
    const ath = hashOf(accessToken);
    const answer = await told(await me(accessToken, forged[name]?.(key, ath) ?? ''));
    expect([name, answer]).toEqual([name, { status: 401, code: 'access/bad-proof', reason: expect.any(String) as string, nonce: expect.any(String) as string }]); // prettier-ignore
    expect((await me(accessToken, proof(key, { claims: { ath } }))).status).toBe(200);
  });
});
