import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import { z } from 'zod';
import { decrypt, encrypt } from '../../db/aead.ts';
import type { ServerKeyStore } from './key-store.ts';
import { makeRsaKey, type PublicRsaJwk, readRsaKey, type RsaKey, rsaKeysSchema } from './rsa-keys.ts';

/** Chosen: an older signing key is replaced at the next start. Its signatures stay verifiable until the following replacement. */
const signingKeyDays = 90;
/**
 * The present key and the one before. A refresh token is valid for 7 days, so older keys have nothing left to verify
 * except signatures in journals. The public halves of signing keys are kept for those.
 */
const keptKeys = 2;
const dayMs = 86_400_000;
/**
 * The shortest time between two checks whether another server has changed the keys. An unknown key id causes a check.
 */
const reloadEveryMs = 10_000;

const secretSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const keysSchema = z.strictObject({
  form: z.literal(1),
  /** Newest first. `seed` is the private key of RFC 8032. */
  signing: z.array(z.strictObject({ seed: secretSchema, madeAtMs: z.number() })).min(1),
  /** Newest first. */
  refresh: z.array(z.strictObject({ version: z.number().int().min(1), secret: secretSchema })).min(1),
  attempt: secretSchema,
  /** Newest first. All are kept: secrets at rest are encrypted under them. Builds before identity and access have none. */
  sealing: z
    .array(z.strictObject({ version: z.number().int().min(1), secret: secretSchema }))
    .min(1)
    .exactOptional(),
  /** The public halves of former signing keys. They sign nothing and verify nothing new. */
  retired: z.array(z.strictObject({ x: secretSchema, madeAtMs: z.number() })).exactOptional(),
  /** Newest first. Keys of access tokens where the server is set to RS256. */
  rsa: rsaKeysSchema.exactOptional(),
});
type Keys = z.infer<typeof keysSchema>;

/** RFC 7517, RFC 8037: a public Ed25519 key. */
export type PublicJwk = {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
};
/** A signing key, and the id of its public half in the JWKS. */
export type SigningKey = {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublicJwk;
};

export type TokenAlgorithm = 'EdDSA' | 'RS256';
/** The key of access tokens, with the algorithm that belongs to it. */
export type TokenKey = { readonly alg: TokenAlgorithm; readonly kid: string; readonly privateKey: KeyObject };

/** The server's secrets, in memory. */
export type KeyRing = {
  readonly signing: () => SigningKey;
  /** Returns the key of an id. An id that is unknown here is looked up in the store once more. */
  readonly verifying: (kid: string) => Promise<KeyObject | undefined>;
  /**
   * P-5: returns the public half of a present or former signing key. For signatures in journals only, never for a presented
   * token.
   */
  readonly everSigned: (kid: string) => Promise<KeyObject | undefined>;
  /** Returns the key of new access tokens: the signing key, or where the server is set to RS256 an RSA key. */
  readonly tokenKey: () => TokenKey;
  readonly jwks: () => { readonly keys: readonly (PublicJwk | PublicRsaJwk)[] };
  /** P-5: returns the public halves of all present and former signing keys, for the verification of old journals and exports. */
  readonly journalJwks: () => { readonly keys: readonly PublicJwk[] };
  readonly refreshKeyVersion: () => number;
  /** Returns the HMAC-SHA-256 under that version of the refresh key; `undefined` when the version is no longer kept. */
  readonly refreshMac: (version: number, text: string) => Buffer | undefined;
  /** Returns an HMAC-SHA-256, so that the e-mail addresses of counted tries are not stored in plain text. */
  readonly attemptMac: (text: string) => Buffer;
  /** Encrypts a secret of a person, such as that of a second factor. It is read with the same purpose only. */
  readonly seal: (secret: string, purpose: string) => string;
  /** Returns the clear text of a result of `seal`; undefined for any other text, and for another purpose. */
  readonly unseal: (sealed: string, purpose: string) => Promise<string | undefined>;
  /** Creates new keys; the present ones continue to verify. */
  readonly rotate: () => Promise<void>;
};

type Loaded = {
  readonly keys: Keys;
  readonly signing: readonly SigningKey[];
  readonly retired: ReadonlyMap<string, KeyObject>;
  readonly rsa: readonly RsaKey[];
};

/**
 * Opens the keys, creates them at the first start, and replaces a signing key that is too old. Unreadable keys are a
 * fault. They are never replaced silently.
 */
export async function openKeyRing({
  store,
  clock,
  random,
  rotates = true,
  tokenAlgorithm = 'EdDSA',
}: {
  readonly store: ServerKeyStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** False: only the server replaces keys that are too old. */
  readonly rotates?: boolean;
  /** The algorithm of new access tokens. Tokens of the other one stay valid until they expire. */
  readonly tokenAlgorithm?: TokenAlgorithm;
}): Promise<KeyRing> {
  const secret = (): string => Buffer.from(random(32)).toString('base64url');
  const read = async (): Promise<Loaded | undefined> => {
    const text = await store.load();
    return text === null ? undefined : load(text);
  };
  const make = async (): Promise<Loaded> => {
    const fresh: Keys = {
      form: 1,
      signing: [{ seed: secret(), madeAtMs: clock.nowMs() }],
      refresh: [{ version: 1, secret: secret() }],
      attempt: secret(),
      sealing: [{ version: 1, secret: secret() }],
    };
    await store.create(JSON.stringify(fresh)); // another server may have been first; then its keys apply
    const made = await read();
    if (!made) throw new Error('The key store forgot the keys that it was given.');
    return made;
  };
  let loaded = (await read()) ?? (await make());
  let reloadedAtMs = Number.NEGATIVE_INFINITY;

  const rotate = async (): Promise<void> => {
    const { keys } = loaded;
    const version = (keys.refresh[0]?.version ?? 0) + 1;
    const signing = [{ seed: secret(), madeAtMs: clock.nowMs() }, ...keys.signing];
    const leaving = signing.slice(keptKeys).map(({ seed, madeAtMs }) => ({ x: publicHalf(seed), madeAtMs }));
    const retired = [...leaving, ...(keys.retired ?? [])];
    const next: Keys = {
      ...keys,
      ...(retired.length > 0 ? { retired } : {}),
      signing: signing.slice(0, keptKeys),
      ...(tokenAlgorithm === 'RS256'
        ? { rsa: [await makeRsaKey(clock.nowMs()), ...(keys.rsa ?? [])].slice(0, keptKeys) }
        : {}),
      refresh: [{ version, secret: secret() }, ...keys.refresh].slice(0, keptKeys),
      sealing: [{ version: (keys.sealing?.[0]?.version ?? 0) + 1, secret: secret() }, ...(keys.sealing ?? [])],
    };
    await store.replace(JSON.stringify(next));
    loaded = await load(JSON.stringify(next));
  };
  const isOld = clock.nowMs() - (loaded.keys.signing[0]?.madeAtMs ?? 0) > signingKeyDays * dayMs;
  const lacksRsa = tokenAlgorithm === 'RS256' && loaded.rsa.length === 0;
  if (rotates && (isOld || loaded.keys.sealing === undefined || lacksRsa)) await rotate();

  const find = (kid: string): KeyObject | undefined =>
    [...loaded.signing, ...loaded.rsa].find((key) => key.kid === kid)?.publicKey;
  return {
    signing: () => newestOf(loaded.signing),
    async verifying(kid) {
      const known = find(kid);
      if (known || clock.nowMs() - reloadedAtMs < reloadEveryMs) return known;
      reloadedAtMs = clock.nowMs();
      loaded = (await read()) ?? loaded;
      return find(kid);
    },
    async everSigned(kid) {
      const known = find(kid) ?? loaded.retired.get(kid);
      if (!known) loaded = (await read()) ?? loaded; // another server may have changed the keys
      return find(kid) ?? loaded.retired.get(kid);
    },
    tokenKey() {
      const [rsa] = tokenAlgorithm === 'RS256' ? loaded.rsa : [];
      return rsa ? { alg: 'RS256', ...rsa } : { alg: 'EdDSA', ...newestOf(loaded.signing) };
    },
    jwks: () => ({ keys: [...loaded.signing, ...loaded.rsa].map(({ jwk }) => jwk) }),
    journalJwks: () => ({ keys: [...loaded.signing.map(({ jwk }) => jwk), ...[...loaded.retired].map(retiredJwkOf)] }),
    refreshKeyVersion: () => newestOf(loaded.keys.refresh).version,
    refreshMac(version, text) {
      const key = loaded.keys.refresh.find((each) => each.version === version);
      return key && createHmac('sha256', Buffer.from(key.secret, 'base64url')).update(text).digest();
    },
    attemptMac: (text) => createHmac('sha256', Buffer.from(loaded.keys.attempt, 'base64url')).update(text).digest(),
    seal(text, purpose) {
      const { version, secret: key } = newestOf(loaded.keys.sealing ?? []);
      const sealed = encrypt(Buffer.from(key, 'base64url'), Buffer.from(text), { purpose, random });
      return `s1.${version}.${sealed.toString('base64url')}`;
    },
    async unseal(sealed, purpose) {
      const [, version, text = ''] = sealedForm.exec(sealed) ?? [];
      const keyNow = () => loaded.keys.sealing?.find((each) => each.version === Number(version));
      if (version !== undefined && !keyNow()) loaded = (await read()) ?? loaded; // another server may have changed the keys
      const key = keyNow();
      return key && decrypt(Buffer.from(key.secret, 'base64url'), Buffer.from(text, 'base64url'), purpose)?.toString();
    },
    rotate,
  };
}

const sealedForm = /^s1\.(\d{1,6})\.([A-Za-z0-9_-]+)$/;

async function load(text: string): Promise<Loaded> {
  const parsed = keysSchema.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new Error(
      "The server's keys are damaged. Restore keys.json from a backup; without one remove it, and everybody signs in again.",
      { cause: parsed.error },
    );
  const keys = parsed.data;
  return {
    keys,
    signing: await Promise.all(keys.signing.map(({ seed }) => signingKeyOf(Buffer.from(seed, 'base64url')))),
    rsa: await Promise.all((keys.rsa ?? []).map(readRsaKey)),
    retired: new Map(await Promise.all((keys.retired ?? []).map(({ x }) => retiredKeyOf(x)))),
  };
}

/** Parses JSON, or returns `undefined`: the parser's own error would quote the text with its secrets. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 8410: the bytes before the 32 bytes of an Ed25519 private key in PKCS#8. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

async function signingKeyOf(seed: Buffer): Promise<SigningKey> {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const { x } = publicKey.export({ format: 'jwk' });
  if (x === undefined) throw new Error('An Ed25519 key without its public half');
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
  return { kid, privateKey, publicKey, jwk: { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' } };
}

/** Returns the public half of an Ed25519 key, base64url. */
function publicHalf(seed: string): string {
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Head, Buffer.from(seed, 'base64url')]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (x === undefined) throw new Error('An Ed25519 key without its public half');
  return x;
}

async function retiredKeyOf(x: string): Promise<readonly [kid: string, key: KeyObject]> {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x };
  return [await calculateJwkThumbprint(jwk), createPublicKey({ key: jwk, format: 'jwk' })];
}

function retiredJwkOf([kid, key]: readonly [string, KeyObject]): PublicJwk {
  const { x } = key.export({ format: 'jwk' });
  if (x === undefined) throw new Error('An Ed25519 key without its public half');
  return { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' };
}

function newestOf<T>(newestFirst: readonly T[]): T {
  const newest = newestFirst[0];
  if (newest === undefined) throw new Error('A key ring without keys'); // the schema requires at least one
  return newest;
}
