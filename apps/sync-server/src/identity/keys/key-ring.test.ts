import { createHmac, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { type KeyRing, openKeyRing } from './key-ring.ts';
import { type ServerKeyStore, memoryKeyStore } from './key-store.ts';

const dayMs = 86_400_000;
let nowMs: number;
let store: ServerKeyStore;
const clock = { nowMs: () => nowMs };
const open = (
  more: { readonly rotates?: boolean; readonly tokenAlgorithm?: 'EdDSA' | 'RS256' } = {},
): Promise<KeyRing> => openKeyRing({ store, clock, random: randomBytes, ...more });
const stored = async (): Promise<Record<string, unknown>> =>
  JSON.parse((await store.load()) ?? '') as Record<string, unknown>;

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 20);
  store = memoryKeyStore();
});

describe('the age of a signing key', () => {
  it('changes it at a start after 90 days, and not before', async () => {
    const { kid } = (await open()).signing();
    nowMs += 90 * dayMs;
    expect((await open()).signing().kid).toBe(kid);
    nowMs += 1;
    expect((await open()).signing().kid).not.toBe(kid);
  });
  it('changes nothing for a program that leaves the keys to the server', async () => {
    const { kid } = (await open()).signing();
    nowMs += 100 * dayMs;
    expect((await open({ rotates: false })).signing().kid).toBe(kid);
  });
});

describe('a change of keys', () => {
  it('keeps the newest two keys of each kind, and the public half of older signing keys', async () => {
    const keys = await open();
    const kids = [keys.signing().kid];
    for (let change = 0; change < 3; change += 1) {
      nowMs += dayMs;
      await keys.rotate();
      kids.push(keys.signing().kid);
    }
    expect(new Set(kids).size).toBe(4);
    expect(keys.jwks().keys.map(({ kid }) => kid)).toEqual([kids[3], kids[2]]);
    expect(keys.refreshKeyVersion()).toBe(4);
    expect([1, 2, 3, 4].map((version) => keys.refreshMac(version, 'x') !== undefined)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    const { signing, refresh, retired } = await stored();
    expect(signing).toHaveLength(2);
    expect(refresh).toMatchObject([{ version: 4 }, { version: 3 }]);
    expect(retired).toEqual([
      { x: expect.any(String) as string, madeAtMs: nowMs - 2 * dayMs },
      { x: expect.any(String) as string, madeAtMs: nowMs - 3 * dayMs },
    ]);
    for (const ring of [keys, await open()]) {
      for (const kid of kids) expect((await ring.everSigned(kid))?.asymmetricKeyType).toBe('ed25519');
      expect(await Promise.all(kids.map(async (kid) => (await ring.verifying(kid)) !== undefined))).toEqual([false, false, true, true]); // prettier-ignore
    }
  });
  it('keeps no list of retired keys where there is none', async () => {
    const keys = await open();
    expect(await stored()).not.toHaveProperty('retired');
    await keys.rotate();
    expect(await stored()).not.toHaveProperty('retired');
  });
  it('is found by another server for an unknown key id, at most every ten seconds', async () => {
    const [one, other] = [await open(), await open()];
    await other.rotate();
    expect(await one.verifying(other.signing().kid)).toBeDefined();
    await other.rotate();
    const { kid } = other.signing();
    nowMs += 9_999;
    expect(await one.verifying(kid)).toBeUndefined();
    nowMs += 1;
    expect(await one.verifying(kid)).toBeDefined();
  });
  it('[P-5] is found immediately when a journal is read', async () => {
    const [one, other] = [await open(), await open()];
    const { kid } = one.signing();
    for (let change = 0; change < 3; change += 1) await other.rotate();
    expect(await one.everSigned(other.signing().kid)).toBeDefined();
    expect(await one.everSigned(kid)).toBeDefined();
    expect(await one.everSigned('nobody')).toBeUndefined();
  });
  it('does not take the keys from a server whose store is gone', async () => {
    const keys = await open();
    const { kid } = keys.signing();
    let isGone = false;
    const leaving: ServerKeyStore = { ...store, load: () => (isGone ? Promise.resolve(null) : store.load()) };
    const ring = await openKeyRing({ store: leaving, clock, random: randomBytes });
    isGone = true;
    expect([await ring.verifying('nobody'), await ring.everSigned('nobody')]).toEqual([undefined, undefined]);
    expect(ring.signing().kid).toBe(kid);
  });
});

describe('the keys of access tokens', () => {
  it('are RSA keys where the server is set to RS256, published together with the signing keys, with the previous one for the overlap', async () => {
    const before = await open();
    expect(before.tokenKey()).toMatchObject({ alg: 'EdDSA', kid: before.signing().kid });
    const keys = await open({ tokenAlgorithm: 'RS256' });
    const first = keys.tokenKey();
    expect([first.alg, first.privateKey.asymmetricKeyType]).toEqual(['RS256', 'rsa']);
    expect((await open({ tokenAlgorithm: 'RS256' })).tokenKey().kid).toBe(first.kid);
    await keys.rotate();
    const second = keys.tokenKey();
    const rsa = keys.jwks().keys.filter(({ alg }) => alg === 'RS256');
    expect(rsa.map(({ kid }) => kid)).toEqual([second.kid, first.kid]);
    expect(rsa.map((key) => Object.keys(key).sort())).toEqual([rsa, rsa].map(() => ['alg', 'e', 'kid', 'kty', 'n', 'use'])); // prettier-ignore
    expect(await calculateJwkThumbprint(rsa[0] ?? { kty: '' })).toBe(second.kid);
    await keys.rotate();
    expect([await keys.verifying(first.kid), (await keys.verifying(second.kid))?.asymmetricKeyType]).toEqual([undefined, 'rsa']); // prettier-ignore
    expect(keys.signing().privateKey.asymmetricKeyType).toBe('ed25519'); // heads of journals stay EdDSA
    expect((await open()).tokenKey().alg).toBe('EdDSA'); // set back: earlier tokens stay valid
    expect(await (await open()).verifying(second.kid)).toBeDefined();
  });
});

describe('a key ring', () => {
  it('signs with the key whose public half it publishes, under its thumbprint (RFC 7638)', async () => {
    const keys = await open();
    const [jwk] = keys.jwks().keys;
    const { kid, publicKey } = keys.signing();
    expect(jwk).toEqual({ kty: 'OKP', crv: 'Ed25519', x: publicKey.export({ format: 'jwk' }).x, kid, use: 'sig', alg: 'EdDSA' }); // prettier-ignore
    expect(kid).toBe(await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }) as { kty: string }));
    expect((await keys.verifying(kid))?.equals(publicKey)).toBe(true);
  });
  it('hashes tries with a secret of their own, and refresh tokens with the secret of their version', async () => {
    const keys = await open();
    await keys.rotate();
    const { attempt, refresh } = (await stored()) as { attempt: string; refresh: readonly { secret: string }[] };
    const mac = (secret = '') => createHmac('sha256', Buffer.from(secret, 'base64url')).update('x').digest('hex');
    expect(keys.attemptMac('x').toString('hex')).toBe(mac(attempt));
    expect(keys.refreshMac(2, 'x')?.toString('hex')).toBe(mac(refresh[0]?.secret));
    expect(keys.refreshMac(1, 'x')?.toString('hex')).toBe(mac(refresh[1]?.secret));
    expect(keys.refreshMac(3, 'x')).toBeUndefined();
  });
  it.each([
    ['another form', { form: 2 }],
    ['no signing key', { signing: [] }],
    ['no refresh key', { refresh: [] }],
    ['a secret that is too short', { attempt: 'abc' }],
    ['a secret with something after it', { attempt: `${'a'.repeat(43)}=` }],
    ['a secret with something before it', { attempt: `=${'a'.repeat(43)}` }],
    ['a refresh key of no version', { refresh: [{ version: 0, secret: 'a'.repeat(43) }] }],
    ['something more', { more: 1 }],
  ])('refuses to start with damaged keys (%s), and names the remedy', async (_what, more) => {
    await open();
    await store.replace(JSON.stringify({ ...(await stored()), ...more }));
    await expect(open()).rejects.toThrow('Restore keys.json from a backup');
  });
  it('refuses to start with a store that loses the keys', async () => {
    const forgetful: ServerKeyStore = { ...store, load: () => Promise.resolve(null) };
    await expect(openKeyRing({ store: forgetful, clock, random: randomBytes })).rejects.toThrow('forgot the keys');
  });
});

describe('secrets at rest', () => {
  it('open with the purpose that they were encrypted for, and for no other', async () => {
    const keys = await open();
    const sealed = keys.seal('JBSWY3DPEHPK3PXP', 'second factor of Ann');
    expect(sealed).not.toContain('JBSWY3DPEHPK3PXP');
    expect(await keys.unseal(sealed, 'second factor of Ann')).toBe('JBSWY3DPEHPK3PXP');
    expect(await keys.unseal(sealed, 'second factor of Bob')).toBeUndefined();
    for (const other of ['', 's1.1.', `${sealed}A`, sealed.replace('s1.1', 's1.7'), 'JBSWY3DPEHPK3PXP'])
      expect(await keys.unseal(other, 'second factor of Ann')).toBeUndefined();
  });

  it('open after every change of keys, also on a server that has not read it yet', async () => {
    const [here, elsewhere] = [await open(), await open()];
    const before = here.seal('before', 'x');
    for (let change = 0; change < 3; change += 1) await here.rotate();
    const after = here.seal('after', 'x');
    for (const keys of [here, elsewhere]) {
      expect(await keys.unseal(before, 'x')).toBe('before');
      expect(await keys.unseal(after, 'x')).toBe('after');
    }
  });

  it('are possible from the first start on with keys of an earlier build', async () => {
    await open();
    const { sealing: _none, ...earlier } = await stored();
    await store.replace(JSON.stringify(earlier));
    const keys = await open();
    expect(await keys.unseal(keys.seal('secret', 'x'), 'x')).toBe('secret');
  });
});
