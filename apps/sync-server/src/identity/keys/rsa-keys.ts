import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';

/** NIST SP 800-57: 3,072 bits are as strong as the other keys of the ring, of 128 bits. */
const modulusLength = 3_072;

/** RSA keys at rest, newest first: PKCS#8, base64url. */
export const rsaKeysSchema = z
  .array(z.strictObject({ pkcs8: z.string().regex(/^[A-Za-z0-9_-]{100,6000}$/), madeAtMs: z.number() }))
  .min(1);
export type StoredRsaKey = z.infer<typeof rsaKeysSchema>[number];

/** RFC 7518, section 6.3.1: a public RSA key. */
export type PublicRsaJwk = {
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'RS256';
};
export type RsaKey = {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublicRsaJwk;
};

/** Makes a key, with the random bits of the operating system: primes are not made from a given stream. */
export async function makeRsaKey(nowMs: number): Promise<StoredRsaKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength });
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
  return { pkcs8, madeAtMs: nowMs };
}

/** Reads a key at rest. */
export async function readRsaKey({ pkcs8 }: StoredRsaKey): Promise<RsaKey> {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8, 'base64url'), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const { n, e } = publicKey.export({ format: 'jwk' });
  if (n === undefined || e === undefined) throw new Error('An RSA key without its public half');
  const kid = await calculateJwkThumbprint({ kty: 'RSA', n, e });
  return { kid, privateKey, publicKey, jwk: { kty: 'RSA', n, e, kid, use: 'sig', alg: 'RS256' } };
}
