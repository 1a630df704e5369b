import { createHmac } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, section 6. */
function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/**
 * An authenticator app, written from RFC 4226 and RFC 6238 and apart from the library of the server. Returns the code at an instant.
 * `secret` in base32.
 */
export function authenticatorCode(secret: string, nowMs: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const place = (mac.at(-1) ?? 0) % 16;
  return String((mac.readUInt32BE(place) % 2 ** 31) % 10 ** digits).padStart(digits, '0');
}
