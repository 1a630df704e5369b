import { createPublicKey, hash, verify } from 'node:crypto';
import { refuse } from '@outpost/domain/kernel/refusal';
import { expect, it } from 'vitest';
import { isBound, makeProofKey, Proofs } from './proofs.ts';

let count = 0;
const ports = { clock: { nowMs: () => 1_700_000_000_900 }, random: (size: number) => new Uint8Array(size).fill((count += 1)) }; // prettier-ignore
const read = (header: Readonly<Record<string, string>>) => {
  const proof = header['dpop'] ?? '';
  const [head = '', body = '', signature = ''] = proof.split('.');
  const json = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const { jwk } = json(head) as { jwk: { kty: string; crv: string; x: string } };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const isSigned = verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
  return { head: json(head), claims: json(body), isSigned };
};

it('a proof names the request without its query, its time and its token, and is signed by the key that it shows', () => {
  const proofs = new Proofs({ key: makeProofKey(ports.random), server: 'https://outpost.example', ports });
  const first = read(proofs.header({ method: 'GET', path: '/admin/sessions?person=1', token: 'a.b.c' }));
  expect(first).toMatchObject({
    isSigned: true,
    head: { typ: 'dpop+jwt', alg: 'EdDSA', jwk: { kty: 'OKP', crv: 'Ed25519' } },
    claims: {
      htm: 'GET',
      htu: 'https://outpost.example/admin/sessions',
      iat: 1_700_000_000,
      ath: hash('sha256', 'a.b.c', 'base64url'),
    },
  });
  expect(Object.keys((first.head as { jwk: object }).jwk).sort()).toEqual(['crv', 'kty', 'x']);
  const second = read(proofs.header({ method: 'POST', path: '/auth/refresh' }));
  expect(second.claims).not.toHaveProperty('ath');
  expect(second.claims['jti']).not.toBe(first.claims['jti']);
});

it('the server’s nonce is sent after its refusal, and a refusal causes one more try', () => {
  const proofs = new Proofs({ key: makeProofKey(ports.random), server: 'https://outpost.example', ports });
  const refusal = refuse('access/bad-proof', 'Stale.', { reason: 'stale', nonce: 'n1' });
  expect([proofs.heard(refusal), proofs.heard(refusal)]).toEqual([true, false]);
  expect(read(proofs.header({ method: 'GET', path: '/me' })).claims['nonce']).toBe('n1');
  expect(proofs.heard(refuse('access/signed-out', 'No.', { reason: 'expired' }))).toBe(false);
});

it.each([
  ['with a key', `a.${Buffer.from('{"cnf":{"jkt":"x"}}').toString('base64url')}.c`, true],
  ['of any bearer', `a.${Buffer.from('{"sub":"x"}').toString('base64url')}.c`, false],
  ['that is no token', 'nonsense', false],
])('a token %s is bound: %s', (_of, token, expected) => {
  expect(isBound(token)).toBe(expected);
});
