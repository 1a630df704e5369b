import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Returns an id that is the same for the same words: a UUIDv8 (RFC 9562, section 5.8) of their SHA-256. A record with
 * such an id is created only once, whether a device or the server creates it. The hash comes from a library in pure
 * code. The domain runs in the page, in the replica and on the server, and the DOM's own digest is asynchronous.
 */
export function hashedId(...words: readonly [string, ...string[]]): string {
  const hex = bytesToHex(sha256(utf8ToBytes(JSON.stringify(words))));
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-'); // prettier-ignore
}

/** T-22: returns the id of the service account of a pack, the same in every tenant. */
export const serviceIdOf = (pack: string): string => hashedId('service', pack);
