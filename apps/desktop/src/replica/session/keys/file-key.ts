import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { hashRaw } from '@node-rs/argon2';
import type { KeyStore } from '../../device/ports.ts';
import type { WrappedKey } from '../profile/profile.ts';

/** The cost of trying one password. */
export type PasswordCost = { readonly memoryKib: number; readonly passes: number };
/** RFC 9106, second recommended option: 64 MiB, three passes. */
export const passwordCost: PasswordCost = { memoryKib: 65_536, passes: 3 };

/** AES-256: the key of a replica's file. */
export const fileKeyBytes = 32;

const ivBytes = 12; // NIST SP 800-38D: the standard length for AES-GCM
const tagBytes = 16;

const wrongKey = () => refuse('replica/wrong-key', 'This password does not open the data on this device.', {});

async function wrappingKey(password: string, made: PasswordCost & { readonly salt: Uint8Array }): Promise<Buffer> {
  return hashRaw(password.normalize('NFKC'), {
    salt: made.salt,
    memoryCost: made.memoryKib,
    timeCost: made.passes,
    parallelism: 1,
    outputLen: 32,
  }); // Argon2id is the library's default
}

/** Wraps a file's key with the password: Argon2id, then AES-256-GCM (D-4). */
export async function wrapWithPassword(
  key: Uint8Array,
  password: string,
  { random, cost = passwordCost }: { readonly random: RandomBytes; readonly cost?: PasswordCost },
): Promise<WrappedKey> {
  const salt = random(16);
  const iv = random(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', await wrappingKey(password, { ...cost, salt }), iv);
  const text = Buffer.concat([cipher.update(key), cipher.final()]);
  const wrapped = Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
  return { kind: 'password', salt: Buffer.from(salt).toString('base64'), ...cost, wrapped };
}

/** Wraps a file's key with the key store where there is one, otherwise with the password. */
export async function wrapKey(
  key: Uint8Array,
  input: {
    readonly keyStore: KeyStore | null;
    readonly password: string;
    readonly random: RandomBytes;
    readonly cost?: PasswordCost;
  },
): Promise<WrappedKey> {
  if (input.keyStore) return { kind: 'os', wrapped: await input.keyStore.wrap(key) };
  return wrapWithPassword(key, input.password, {
    random: input.random,
    ...(input.cost === undefined ? {} : { cost: input.cost }),
  });
}

/** Unwraps the key. Refuses with replica/wrong-key where the password is wrong, and with replica/no-key-store. */
export async function unwrapKey(
  wrapped: WrappedKey,
  input: { readonly keyStore: KeyStore | null; readonly password: string | null },
): Promise<Result<Uint8Array>> {
  if (wrapped.kind === 'os') {
    if (!input.keyStore)
      return refuse(
        'replica/no-key-store',
        "The key to the data on this device is in the system's key store, which does not answer. Unlock the key store, or sign in to your desktop again, and restart Outpost. Nothing is lost.",
        {},
      );
    return accept(await input.keyStore.unwrap(wrapped.wrapped));
  }
  if (input.password === null) return wrongKey();
  const bytes = Buffer.from(wrapped.wrapped, 'base64');
  const key = await wrappingKey(input.password, { ...wrapped, salt: Buffer.from(wrapped.salt, 'base64') });
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return accept(Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]));
  } catch {
    return wrongKey(); // GCM's tag distinguishes a wrong password from the right one
  }
}
