// SHA-256 (FIPS 180-4) in pure code: the domain runs in the page, in the replica and on the server, and may import neither Node nor
// the DOM, whose digest is asynchronous besides. It makes ids from names. Nothing secret passes through it.

const roundConstants: readonly number[] = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]; // prettier-ignore
const startHash: readonly number[] = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** The text's bytes in UTF-8. A lone surrogate throws. */
const utf8Of = (text: string): readonly number[] =>
  encodeURIComponent(text)
    .split(/(%..|.)/s)
    .filter((part) => part !== '')
    .map((part) => (part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0)));

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
const at = (words: readonly number[], place: number): number => words[place] ?? 0;

/** The message as 32-bit words: a one bit, zeros, and its length in bits at the end of the last block of 16 words. */
function paddedWords(bytes: readonly number[]): readonly number[] {
  const words = Array.from({ length: (((bytes.length + 8) >> 6) + 1) * 16 }, () => 0);
  for (const [place, byte] of [...bytes, 0x80].entries())
    words[place >> 2] = at(words, place >> 2) | (byte << (24 - (place % 4) * 8));
  words[words.length - 1] = bytes.length * 8;
  return words;
}

function hashBlock(hash: readonly number[], block: readonly number[]): readonly number[] {
  const w = [...block];
  for (let t = 16; t < 64; t += 1) {
    const [x, y] = [at(w, t - 15), at(w, t - 2)];
    const small = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
    const large = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
    w.push((at(w, t - 16) + small + at(w, t - 7) + large) | 0);
  }
  let state = hash;
  for (let t = 0; t < 64; t += 1) {
    const [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]; // always eight
    const one = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const two = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const first = h + one + ((e & f) ^ (~e & g)) + at(roundConstants, t) + at(w, t);
    state = [(first + two + ((a & b) ^ (a & c) ^ (b & c))) | 0, a, b, c, (d + first) | 0, e, f, g];
  }
  return hash.map((word, place) => (word + at(state, place)) | 0);
}

/** The SHA-256 of a text's UTF-8, in hexadecimal. */
export function sha256Hex(text: string): string {
  const words = paddedWords(utf8Of(text));
  let hash = startHash;
  for (let block = 0; block < words.length; block += 16) hash = hashBlock(hash, words.slice(block, block + 16));
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/**
 * Returns an id that is the same for the same words: a UUIDv8 (RFC 9562, section 5.8) of their SHA-256. A record with such an id
 * is created only once, whether a device or the server creates it.
 */
export function hashedId(...words: readonly [string, ...string[]]): string {
  const hex = sha256Hex(JSON.stringify(words));
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-'); // prettier-ignore
}
