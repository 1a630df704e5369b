import { uuidV7Source } from '@outpost/domain/kernel/ids';
import { createHmac, createPrivateKey, randomBytes, sign as signBytes } from 'node:crypto';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader, exportSPKI, SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { issueAccessToken, verifyAccessToken } from './access-token.ts';
import type { Caller } from '../identity-ports.ts';
import { type KeyRing, openKeyRing } from '../keys/key-ring.ts';
import { memoryKeyStore } from '../keys/key-store.ts';
import { headSigner, signHead } from '../keys/sign-head.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-00000000000${n}`;
const caller: Caller = { userId: idOf(1), orgId: idOf(2), sessionId: idOf(3), deviceId: idOf(4) };
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

let nowMs: number;
let keys: KeyRing;
const clock = { nowMs: () => nowMs };
const ids = uuidV7Source(clock, randomBytes);
const ports = () => ({ keys, clock, ids });
const invalid = { ok: false, code: 'access/signed-out', details: { reason: 'invalid' } };

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 20);
  keys = await openKeyRing({ store: memoryKeyStore(), clock, random: randomBytes });
});

describe('access tokens', () => {
  it('contain person, tenant, session and device, and last 15 minutes', async () => {
    const { accessToken, expiresAt } = await issueAccessToken(caller, ports());
    expect(expiresAt).toBe('2026-11-20T00:15:00.000Z');
    expect(await verifyAccessToken(accessToken, ports())).toEqual({ ok: true, value: caller });
    nowMs += 15 * 60_000 - 1_000;
    expect(await verifyAccessToken(accessToken, ports())).toMatchObject({ ok: true });
    nowMs += 1_000;
    expect(await verifyAccessToken(accessToken, ports())).toMatchObject({
      code: 'access/signed-out',
      details: { reason: 'expired' },
    });
  });

  it('are refused unsigned, changed, and signed with the public key as if it were a secret', async () => {
    const { accessToken } = await issueAccessToken(caller, ports());
    const [head = '', body = '', signature = ''] = accessToken.split('.');
    const { kid } = decodeProtectedHeader(accessToken);
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const confused = `${part({ alg: 'HS256', kid, typ: 'at+jwt' })}.${body}`;
    const secret = await exportSPKI(keys.signing().publicKey);
    const forgeries = [
      `${part({ alg: 'none', kid, typ: 'at+jwt' })}.${body}.`,
      `${part({ alg: 'none', kid, typ: 'at+jwt' })}.${body}.${signature}`,
      `${head}.${part({ ...claims, org: idOf(9) })}.${signature}`,
      `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${confused}.${createHmac('sha256', secret).update(confused).digest('base64url')}`,
      `${head}.${body}`,
      'nonsense',
      '',
    ];
    for (const forgery of forgeries) expect(await verifyAccessToken(forgery, ports())).toMatchObject(invalid);
  });

  it('are refused with a signature of other keys, of another kind, or without a claim', async () => {
    const stranger = await openKeyRing({ store: memoryKeyStore(), clock, random: randomBytes });
    const { accessToken } = await issueAccessToken(caller, { keys: stranger, clock, ids });
    expect(await verifyAccessToken(accessToken, ports())).toMatchObject(invalid);
    const { kid, privateKey } = keys.signing();
    const minted = (typ: string, claims: Record<string, unknown>, issuer = 'outpost') =>
      new SignJWT({ org: idOf(2), sid: idOf(3), dev: idOf(4), ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ })
        .setIssuer(issuer)
        .setAudience('outpost')
        .setSubject(idOf(1));
    const endSeconds = nowMs / 1_000 + 60;
    expect(
      await verifyAccessToken(await minted('at+jwt', {}).setExpirationTime(endSeconds).sign(privateKey), ports()),
    ).toMatchObject({ ok: true });
    const wrong = [
      minted('JWT', {}).setExpirationTime(endSeconds),
      minted('at+jwt', {}, 'elsewhere').setExpirationTime(endSeconds),
      minted('at+jwt', { org: 'all' }).setExpirationTime(endSeconds),
      minted('at+jwt', {}), // without an end
      minted('at+jwt', {}).setExpirationTime(endSeconds).setNotBefore(endSeconds),
    ];
    for (const token of wrong)
      expect(await verifyAccessToken(await token.sign(privateKey), ports())).toMatchObject(invalid);
  });

  it('are signed by RS256 where the server is set so, and each key verifies its own algorithm alone', async () => {
    const store = memoryKeyStore();
    const before = await openKeyRing({ store, clock, random: randomBytes });
    const old = await issueAccessToken(caller, { keys: before, clock, ids });
    const rsa = await openKeyRing({ store, clock, random: randomBytes, tokenAlgorithm: 'RS256' });
    const { accessToken } = await issueAccessToken(caller, { keys: rsa, clock, ids });
    expect(decodeProtectedHeader(accessToken)).toEqual({ alg: 'RS256', kid: rsa.tokenKey().kid, typ: 'at+jwt' });
    for (const token of [old.accessToken, accessToken])
      expect(await verifyAccessToken(token, { keys: rsa, clock })).toEqual({ ok: true, value: caller });
    const [, body = ''] = accessToken.split('.');
    const head = part({ alg: 'EdDSA', kid: rsa.tokenKey().kid, typ: 'at+jwt' });
    for (const alg of ['EdDSA', 'RS256', 'RS512', 'PS256', 'ES256'])
      for (const kid of [rsa.tokenKey().kid, rsa.signing().kid]) {
        const forged = `${part({ alg, kid, typ: 'at+jwt' })}.${body}.${Buffer.alloc(64).toString('base64url')}`;
        expect([alg, await verifyAccessToken(forged, { keys: rsa, clock })]).toMatchObject([alg, invalid]);
      }
    const text = `${head}.${body}`;
    const crossed = `${text}.${signBytes(null, Buffer.from(text), rsa.signing().privateKey).toString('base64url')}`;
    expect(await verifyAccessToken(crossed, { keys: rsa, clock })).toMatchObject(invalid);
  });

  it('[P-5] are not interchangeable with signed heads, although the published keys verify both', async () => {
    const claims = { org: idOf(2), n: 7, hash: 'ab'.repeat(32), at: '2026-11-20T00:00:00.000Z' };
    const jws = await signHead(claims, { keys });
    const published = createLocalJWKSet({ keys: keys.jwks().keys.map((key) => ({ ...key })) });
    const { payload } = await compactVerify(jws, published, { algorithms: ['EdDSA'] });
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(claims);
    expect(await verifyAccessToken(jws, ports())).toMatchObject(invalid);
  });
});

describe('[P-5] a head', () => {
  it('is signed once for requests within some seconds, and again for another head, key or time', async () => {
    const sign = headSigner({ keys, clock });
    const head = [7, 'ab'.repeat(32)] as [number, string];
    const first = await sign(idOf(2), head);
    expect(await sign(idOf(2), head)).toBe(first);
    expect(await sign(idOf(3), head)).not.toBe(first);
    nowMs += 10_000;
    const later = await sign(idOf(2), head);
    expect(later).not.toBe(first);
    await keys.rotate();
    const others = [
      await sign(idOf(2), head),
      await sign(idOf(2), [8, head[1]]),
      await sign(idOf(2), [8, 'cd'.repeat(32)]),
    ];
    expect(new Set([later, ...others]).size).toBe(4);
  });
});

describe('keys', () => {
  it('verify tokens from before a restart, and from before one change of keys', async () => {
    const store = memoryKeyStore();
    const open = () => openKeyRing({ store, clock, random: randomBytes });
    const first = await open();
    const { accessToken } = await issueAccessToken(caller, { keys: first, clock, ids });
    const second = await open();
    expect(second.jwks()).toEqual(first.jwks());
    await second.rotate();
    expect(second.jwks().keys).toHaveLength(2);
    expect(await verifyAccessToken(accessToken, { keys: second, clock })).toMatchObject({ ok: true });
    const { accessToken: newer } = await issueAccessToken(caller, { keys: second, clock, ids });
    expect(await verifyAccessToken(newer, { keys: first, clock })).toMatchObject({ ok: true }); // another server checks the signature itself
    await second.rotate();
    expect(await verifyAccessToken(accessToken, { keys: second, clock })).toMatchObject(invalid);
    expect(second.refreshMac(1, 'x')).toBeUndefined();
  });

  it('are the same for servers that start at the same time, and change after 90 days', async () => {
    const store = memoryKeyStore();
    const rings = await Promise.all([1, 2, 3].map(() => openKeyRing({ store, clock, random: randomBytes })));
    expect(new Set(rings.map((ring) => ring.signing().kid)).size).toBe(1);
    nowMs += 91 * 86_400_000;
    const later = await openKeyRing({ store, clock, random: randomBytes });
    expect(later.signing().kid).not.toBe(rings[0]?.signing().kid);
    expect(later.jwks().keys).toHaveLength(2);
  });

  it('publish no private part', () => {
    for (const key of keys.jwks().keys)
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    expect(createPrivateKey(keys.signing().privateKey.export({ format: 'pem', type: 'pkcs8' })).asymmetricKeyType).toBe(
      'ed25519',
    );
  });

  it('prevent the start when they are damaged, without revealing their remains', async () => {
    const store = memoryKeyStore();
    await store.create('{"form":1,"attempt":"secret-remains"');
    await expect(openKeyRing({ store, clock, random: randomBytes })).rejects.toThrow(/^The server's keys are damaged/);
    await openKeyRing({ store, clock, random: randomBytes }).catch((error: unknown) =>
      expect(String((error as Error).cause)).not.toContain('secret-remains'),
    );
  });
});
