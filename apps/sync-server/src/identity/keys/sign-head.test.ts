import { randomBytes } from 'node:crypto';
import type { Head } from '@outpost/domain/sync/protocol';
import { CompactSign, decodeProtectedHeader } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { type KeyRing, openKeyRing } from './key-ring.ts';
import { memoryKeyStore } from './key-store.ts';
import { headSigner, signedHeadOf, signHead } from './sign-head.ts';

const org = '0190b1f2-7c00-7000-8000-000000000002';
const hash = 'ab'.repeat(32);
const claims = { org, n: 7, hash, at: '2026-11-20T00:00:00.000Z' };
let nowMs: number;
let keys: KeyRing;
const clock = { nowMs: () => nowMs };
beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 20);
  keys = await openKeyRing({ store: memoryKeyStore(), clock, random: randomBytes });
});
const signed = (payload: string, { typ = 'outpost-head+jws', kid = keys.signing().kid } = {}): Promise<string> =>
  new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'EdDSA', kid, typ })
    .sign(keys.signing().privateKey);
const read = (word: string | undefined, of = org) => signedHeadOf(word, { org: of, keys });

describe('[P-5] a head that a device shows', () => {
  it('is one that the server signed for this tenant', async () => {
    const word = await signHead(claims, { keys });
    expect(decodeProtectedHeader(word)).toEqual({ alg: 'EdDSA', kid: keys.signing().kid, typ: 'outpost-head+jws' });
    expect(await read(word)).toEqual(claims);
    expect(await read(word, `${org.slice(0, -1)}3`)).toBeUndefined();
    expect(await read(undefined)).toBeUndefined();
  });
  it('is rejected with another signer, kind or form', async () => {
    const stranger = await openKeyRing({ store: memoryKeyStore(), clock, random: randomBytes });
    const words = [
      'nothing',
      '',
      await signHead(claims, { keys: stranger }),
      await signed(JSON.stringify(claims), { typ: 'at+jwt' }),
      await signed(JSON.stringify(claims), { kid: stranger.signing().kid }),
      await signed('nothing'),
      await signed(JSON.stringify({ ...claims, n: 'seven' })),
      await signed(JSON.stringify({ ...claims, n: 7.5 })),
      await signed(JSON.stringify({ n: 7, hash })),
    ];
    for (const word of words) expect([word, await read(word)]).toEqual([word, undefined]);
  });
  it('is rejected when it is longer than 2,000 characters', async () => {
    const padded = (length: number) => signed(JSON.stringify({ ...claims, more: 'x'.repeat(length) }));
    const short = await padded(1_000);
    expect(await read(short)).toMatchObject(claims);
    const long = await padded(1_500);
    expect(long.length).toBeGreaterThan(2_000);
    expect(await read(long)).toBeUndefined();
  });
  it('is a fault, and not unknown, where its key cannot be looked up', async () => {
    const word = await signHead(claims, { keys });
    const broken = { ...keys, verifying: () => Promise.reject(new Error('no disk')) };
    await expect(signedHeadOf(word, { org, keys: broken })).rejects.toThrow('no disk');
  });
});

describe('[P-5] the signature of a head', () => {
  const head: Head = [7, hash];
  it('is the same for ten seconds in either direction, for each tenant by itself', async () => {
    const sign = headSigner({ keys, clock });
    const first = await sign(org, head);
    nowMs += 9_999;
    expect(await sign(org, head)).toBe(first);
    nowMs -= 2 * 9_999;
    expect(await sign(org, head)).toBe(first);
    const another = await sign('another', head);
    expect(another).not.toBe(first);
    expect([await sign(org, head), await sign('another', head)]).toEqual([first, another]);
    nowMs -= 1;
    expect(await sign(org, head)).not.toBe(first);
  });
  it('is tried again after a failure', async () => {
    const { privateKey: _none, ...rest } = keys.signing();
    let isBroken = true;
    const failing = { ...keys, signing: () => (isBroken ? (rest as ReturnType<KeyRing['signing']>) : keys.signing()) };
    const sign = headSigner({ keys: failing, clock });
    await expect(sign(org, head)).rejects.toThrow();
    isBroken = false;
    expect(await read(await sign(org, head))).toMatchObject({ org, n: 7, hash });
  });
});
