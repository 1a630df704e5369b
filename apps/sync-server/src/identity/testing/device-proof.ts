import { generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from 'node:crypto';

/** The key of a device, as it makes one for its session (RFC 9449). */
export type DeviceKey = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
export const deviceKeyPair = (): DeviceKey => generateKeyPairSync('ed25519');

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Returns the proof of a request by a key. `token`: the access token that goes with it. */
export function deviceProof(
  { publicKey, privateKey }: DeviceKey,
  { method, path, nowMs, token }: { readonly method: string; readonly path: string; readonly nowMs: number; readonly token?: string }, // prettier-ignore
): string {
  const head = { typ: 'dpop+jwt', alg: 'EdDSA', jwk: publicKey.export({ format: 'jwk' }) };
  const claims = {
    jti: randomBytes(12).toString('base64url'),
    htm: method,
    htu: `https://outpost.example${path}`,
    iat: Math.floor(nowMs / 1_000),
    ...(token === undefined ? {} : { ath: hash('sha256', token, 'base64url') }),
  };
  const text = `${part(head)}.${part(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
}
