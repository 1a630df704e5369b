import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RandomBytes } from '@outpost/domain/kernel/ports';

const [cipher, ivBytes, tagBytes] = ['aes-256-gcm', 12, 16] as const;

/**
 * Encrypts with AES-256-GCM (NIST SP 800-38D) under a key of 32 bytes. The purpose is additional data: the result opens
 * with the same one only. A key must encrypt fewer than 2^32 texts, because the nonces are random.
 */
export function encrypt(
  key: Uint8Array,
  secret: Uint8Array,
  { purpose, random }: { readonly purpose: string; readonly random: RandomBytes },
): Buffer {
  const iv = random(ivBytes);
  const sealing = createCipheriv(cipher, key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(purpose));
  return Buffer.concat([iv, sealing.update(secret), sealing.final(), sealing.getAuthTag()]);
}

/** Returns the clear bytes of a result of `encrypt`; undefined for another key, another purpose, or changed bytes. */
export function decrypt(key: Uint8Array, sealed: Uint8Array, purpose: string): Buffer | undefined {
  if (sealed.length < ivBytes + tagBytes) return undefined;
  const opening = createDecipheriv(cipher, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([opening.update(sealed.subarray(ivBytes, -tagBytes)), opening.final()]);
  } catch {
    return undefined; // the tag does not match: the only error of a well-formed text
  }
}
