import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { canonicalJson } from '@outpost/domain/kernel/json';
import { CompactSign } from 'jose';
import { describe, expect, it } from 'vitest';
import { type ErasureClaims, isSignedErasure, signErasure } from './erasure-signature.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const known: Readonly<Record<string, KeyObject>> = { ours: publicKey };
const keys = { everSigned: (kid: string) => Promise.resolve(known[kid]) };
const claims: ErasureClaims = {
  org: 'org',
  n: 9,
  at: '2026-11-20T08:00:00.000Z',
  before: 'ab',
  records: [{ id: 'a', entity: 'crm/contact' }],
  rows: [3, 4],
  orderedBy: 'ticket 4711',
  reason: 'GDPR, article 17',
};
const { org, n, at, before, ...named } = claims;
const isSigned = (signature: string, changed: Partial<ErasureClaims> = {}) => {
  const now = { ...claims, ...changed };
  const { org: inOrg, n: number, at: time, before: hash, ...all } = now;
  return isSignedErasure({ org: inOrg, n: number, at: time, erasure: { ...all, signature } }, hash, keys);
};

describe('[P-5] the signature of an erasure', () => {
  it('covers all its content and its place in its chain', async () => {
    const signature = await signErasure(claims, { kid: 'ours', privateKey });
    expect(await isSigned(signature)).toBe(true);
    const others: readonly Partial<ErasureClaims>[] = [
      { org: 'another' },
      { n: 10 },
      { at: '2026-11-20T08:00:00.001Z' },
      { before: 'cd' },
      { records: [] },
      { rows: [3] },
      { orderedBy: 'me' },
      { reason: '' },
    ];
    for (const other of others) expect([other, await isSigned(signature, other)]).toEqual([other, false]);
  });
  it('uses a key of the server and its own form', async () => {
    const sign = (header: { alg?: string; kid?: string; typ?: string }) =>
      new CompactSign(new TextEncoder().encode(canonicalJson({ org, n, at, before, ...named })))
        .setProtectedHeader({ alg: 'EdDSA', kid: 'ours', typ: 'outpost-erasure+jws', ...header })
        .sign(privateKey);
    expect(await isSigned(await sign({}))).toBe(true);
    expect(await isSigned(await sign({ kid: 'theirs' }))).toBe(false);
    expect(await isSigned(await sign({ typ: 'outpost-head+jws' }))).toBe(false);
    expect(await isSigned(await signErasure(claims, { kid: 'ours', privateKey: generateKeyPairSync('ed25519').privateKey }))).toBe(false); // prettier-ignore
    expect(await isSigned('nothing')).toBe(false);
  });
});
