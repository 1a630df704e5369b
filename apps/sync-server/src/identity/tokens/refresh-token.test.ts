import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { endOfAccessToken, issueAccessToken, verifyAccessToken } from './access-token.ts';
import { openKeyRing } from '../keys/key-ring.ts';
import { memoryKeyStore } from '../keys/key-store.ts';
import { firstRefreshToken, hashOfRefreshToken, readRefreshToken, successorOf } from './refresh-token.ts';

const orgId = '0190b1f2-7c00-7000-8000-000000000002';
let nowMs = Date.UTC(2026, 10, 20);
const clock = { nowMs: () => nowMs };
const keyRing = () => openKeyRing({ store: memoryKeyStore(), clock, random: randomBytes });

describe('a refresh token', () => {
  it('contains its tenant, the version of its key, and 256 random bits', async () => {
    const keys = await keyRing();
    const asked: number[] = [];
    const random = (size: number): Uint8Array => (asked.push(size), new Uint8Array(size).fill(7));
    const token = firstRefreshToken(orgId, { keys, random });
    expect(asked).toEqual([32]);
    expect(token.text).toBe(`or1.${orgId}.1.${Buffer.alloc(32, 7).toString('base64url')}`);
    expect(readRefreshToken(token.text)).toEqual(token);
    expect(hashOfRefreshToken(token)).toEqual(createHash('sha256').update(token.text).digest());
  });
  it('has a different successor for each version of the key, and none for a deleted version', async () => {
    const keys = await keyRing();
    const token = firstRefreshToken(orgId, { keys, random: randomBytes });
    const successor = successorOf(token, 1, keys);
    expect(successor).toMatchObject({ orgId, keyVersion: 1 });
    expect(successor?.text).not.toBe(token.text);
    await keys.rotate();
    expect(successorOf(token, 1, keys)).toEqual(successor);
    expect(successorOf(token, 2, keys)?.text.startsWith(`or1.${orgId}.2.`)).toBe(true);
    await keys.rotate();
    expect(successorOf(token, 1, keys)).toBeUndefined();
  });
  it('is rejected in any other form', () => {
    const secret = 'A'.repeat(43);
    expect(readRefreshToken(`or1.${orgId}.999999.${secret}`)).toMatchObject({ keyVersion: 999_999 });
    for (const text of [
      '',
      `or2.${orgId}.1.${secret}`,
      `xor1.${orgId}.1.${secret}`,
      `or1.${orgId}.1.${secret}A`,
      `or1.${orgId}.1.${secret.slice(1)}`,
      `or1.${orgId}.1.${secret.slice(1)}+`,
      `or1.${orgId}.0.${secret}`,
      `or1.${orgId}.01.${secret}`,
      `or1.${orgId}.x.${secret}`,
      `or1.${orgId}.1x.${secret}`,
      `or1.${orgId}.1000000.${secret}`,
      `or1.${orgId.toUpperCase()}.1.${secret}`,
      `or1.${orgId.slice(1)}.1.${secret}`,
      `or1.${orgId.replace('-', '')}.1.${secret}`,
    ])
      expect([text, readRefreshToken(text)]).toEqual([text, undefined]);
  });
});

describe('a verified access token', () => {
  const ids = { newId: () => orgId };
  const caller = { userId: orgId, orgId, sessionId: orgId, deviceId: orgId };
  it('is valid until it expires, and while its key exists', async () => {
    const keys = await keyRing();
    const { accessToken, expiresAt } = await issueAccessToken(caller, { keys, clock, ids });
    expect(new Date(endOfAccessToken(accessToken)).toISOString()).toBe(expiresAt);
    const verify = () => verifyAccessToken(accessToken, { keys, clock });
    expect([await verify(), await verify()]).toEqual([
      { ok: true, value: caller },
      { ok: true, value: caller },
    ]);
    nowMs += 15 * 60_000;
    expect(await verify()).toMatchObject({ ok: false, details: { reason: 'expired' } });
    nowMs -= 15 * 60_000;
    expect(await verify()).toMatchObject({ ok: true });
    await keys.rotate();
    expect(await verify()).toMatchObject({ ok: true });
    await keys.rotate();
    expect(await verify()).toMatchObject({ ok: false, details: { reason: 'invalid' } });
  });
  it('is valid for no other installation', async () => {
    const [keys, others] = [await keyRing(), await keyRing()];
    const { accessToken } = await issueAccessToken(caller, { keys, clock, ids });
    expect(await verifyAccessToken(accessToken, { keys, clock })).toMatchObject({ ok: true });
    expect(await verifyAccessToken(accessToken, { keys: others, clock })).toMatchObject({ ok: false });
  });
  it('is a fault, and not a refusal, where its key cannot be looked up', async () => {
    const keys = await keyRing();
    const { accessToken } = await issueAccessToken(caller, { keys, clock, ids });
    const broken = { ...keys, verifying: () => Promise.reject(new Error('no disk')) };
    await expect(verifyAccessToken(accessToken, { keys: broken, clock })).rejects.toThrow('no disk');
  });
  it('has claims for its owner, issuer and audience, and no others', async () => {
    const keys = await keyRing();
    const { accessToken } = await issueAccessToken(caller, { keys, clock, ids });
    const [head = '', body = ''] = accessToken.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    const seconds = nowMs / 1_000;
    expect(JSON.parse(head)).toEqual({ alg: 'EdDSA', kid: keys.signing().kid, typ: 'at+jwt' });
    expect(JSON.parse(body)).toEqual({ iss: 'outpost', aud: 'outpost', sub: orgId, org: orgId, sid: orgId, dev: orgId, org_id: orgId, session_id: orgId, jti: orgId, iat: seconds, exp: seconds + 900 }); // prettier-ignore
  });
});
