import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** The key of a device, as it makes one for its session (RFC 9449). */
export type DeviceKey = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
export const deviceKeyPair = (): DeviceKey => generateKeyPairSync('ed25519');

/** The name by which the server of the tests is asked. */
export const serverOfProofs = 'https://outpost.example';

const jwsPart = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

type Proved = {
  readonly nowMs: number;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly head?: Readonly<Record<string, unknown>>;
  /** The key that signs, in place of the one that the header names. */
  readonly by?: KeyObject;
};

/** Returns the proof of GET /me by a key, with changed claims or a changed header. Undefined takes a member away. */
export function deviceProof(
  { publicKey, privateKey }: DeviceKey,
  { nowMs, claims = {}, head = {}, by = privateKey }: Proved,
): string {
  const isEc = publicKey.asymmetricKeyType === 'ec';
  const header = { typ: 'dpop+jwt', alg: isEc ? 'ES256' : 'EdDSA', jwk: publicKey.export({ format: 'jwk' }), ...head };
  const jti = randomBytes(12).toString('base64url');
  const body = { jti, htm: 'GET', htu: `${serverOfProofs}/me`, iat: Math.floor(nowMs / 1_000), ...claims };
  const text = `${jwsPart(header)}.${jwsPart(body)}`;
  const signature = isEc
    ? sign('sha256', Buffer.from(text), { key: by, dsaEncoding: 'ieee-p1363' })
    : sign(null, Buffer.from(text), by);
  return `${text}.${signature.toString('base64url')}`;
}
