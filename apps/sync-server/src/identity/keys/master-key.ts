import { createHash } from 'node:crypto';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { z } from 'zod';
import { decrypt, encrypt } from '../../db/aead.ts';

/**
 * The key that encrypts all other secrets of the server: the file of its keys, and the data keys of tenants. It is in the
 * environment, in a file, or in a key management service, and never in the database or in a backup of it.
 */
export type MasterKey = {
  /** Encrypts a secret for a purpose. The answer can be read with the same purpose only. */
  readonly wrap: (secret: Uint8Array, purpose: string) => Promise<string>;
  /** Throws `Unwrappable` for another purpose, another master key or a damaged text. */
  readonly unwrap: (wrapped: string, purpose: string) => Promise<Uint8Array>;
  /** Whether a text was wrapped by an older version of the key, so that it is to be wrapped again. */
  readonly isOutdated: (wrapped: string) => Promise<boolean>;
};

/** The master key does not open a secret. The message contains nothing of the secret. */
export class Unwrappable extends Error {
  override readonly name = 'Unwrappable';
  constructor(what: string, options?: ErrorOptions) {
    super(
      `The master key does not open ${what}. Give the server the master key with which it was written (OUTPOST_MASTER_KEY or its file).`,
      options,
    );
  }
}

/** The bytes of a local master key. */
export const masterKeyBytes = 32;
const form = /^m1\.([A-Za-z0-9_-]{11})\.([A-Za-z0-9_-]+)$/;

/** Reads local master keys, newest first: 32 bytes each, base64url, separated by commas. Undefined for any other text. */
export function readMasterKeys(text: string): readonly Uint8Array[] | undefined {
  const keys = text.split(',').map((part) => Buffer.from(part.trim(), 'base64url'));
  return keys.every(
    (key, place) => key.length === masterKeyBytes && key.toString('base64url') === text.split(',')[place]?.trim(),
  )
    ? keys
    : undefined;
}

/**
 * A master key in memory. `keys`: newest first. Older keys only decrypt.
 * @throws where there is no key.
 */
export function localMasterKey(keys: readonly Uint8Array[], random: RandomBytes): MasterKey {
  const byId = new Map(keys.map((key) => [idOf(key), key]));
  const [newest] = keys;
  if (newest === undefined) throw new Error('A local master key needs a key');
  return {
    async wrap(secret, purpose) {
      return `m1.${idOf(newest)}.${encrypt(newest, secret, { purpose, random }).toString('base64url')}`;
    },
    async unwrap(wrapped, purpose) {
      const [, id = '', text = ''] = form.exec(wrapped) ?? [];
      const key = byId.get(id);
      const opened = key && decrypt(key, Buffer.from(text, 'base64url'), purpose);
      if (!opened) throw new Unwrappable(purpose);
      return opened;
    },
    isOutdated: (wrapped) => Promise.resolve(form.exec(wrapped)?.[1] !== idOf(newest)),
  };
}

/** The first 64 bits of the SHA-256 of a key: enough to tell a few keys apart, and useless for guessing 256 random bits. */
const idOf = (key: Uint8Array): string =>
  createHash('sha256').update(key).digest().subarray(0, 8).toString('base64url');

/** The address of a key in a key management service with the interface of HashiCorp Vault's transit engine. */
export type TransitKey = { readonly url: string; readonly key: string; readonly token: string };

const transitAnswer = {
  encrypt: z.object({ data: z.object({ ciphertext: z.string().regex(/^vault:v\d+:/) }) }),
  decrypt: z.object({ data: z.object({ plaintext: z.base64() }) }),
};
const transitWithinMs = 10_000;

/**
 * A master key that never leaves its service: Vault's transit engine (`POST /v1/transit/encrypt/:key`), or a service of
 * the same interface. The purpose is `associated_data`. The service rotates the key. Its older versions only decrypt.
 * Throws where the service does not answer.
 */
export function transitMasterKey({ url, key, token }: TransitKey, ports: { readonly fetch: typeof fetch }): MasterKey {
  const ask = async <K extends keyof typeof transitAnswer>(
    what: K,
    body: Readonly<Record<string, string>>,
  ): Promise<z.infer<(typeof transitAnswer)[K]>['data']> => {
    const reply = await ports.fetch(`${url.replace(/\/+$/, '')}/v1/transit/${what}/${encodeURIComponent(key)}`, {
      method: 'POST',
      headers: { 'x-vault-token': token, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(transitWithinMs),
    });
    if (reply.status === 400 && what === 'decrypt') throw new Unwrappable(body['purpose'] ?? 'a secret');
    if (!reply.ok) throw new Error(`The key management service answered ${reply.status} to ${what}`);
    const parsed = transitAnswer[what].safeParse(await reply.json());
    if (!parsed.success) throw new Error(`The key management service answered ${what} in another form than Vault's`);
    return parsed.data.data;
  };
  const state = { newest: 0 };
  const versionOf = (wrapped: string): number => Number(/^vault:v(\d+):/.exec(wrapped)?.[1] ?? 0);
  const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');
  const master: MasterKey = {
    async wrap(secret, purpose) {
      const { ciphertext } = await ask('encrypt', { plaintext: base64(secret), associated_data: base64(purpose) });
      state.newest = Math.max(state.newest, versionOf(ciphertext));
      return ciphertext;
    },
    async unwrap(wrapped, purpose) {
      if (versionOf(wrapped) === 0) throw new Unwrappable(purpose);
      const { plaintext } = await ask('decrypt', { ciphertext: wrapped, associated_data: base64(purpose) });
      return Buffer.from(plaintext, 'base64');
    },
    async isOutdated(wrapped) {
      // The newest version is read from an encrypted text, because the policy of this token need not allow it to read
      // the key's settings.
      if (state.newest === 0) await master.wrap(new Uint8Array(1), 'the newest version of the master key');
      return versionOf(wrapped) < state.newest;
    },
  };
  return master;
}
