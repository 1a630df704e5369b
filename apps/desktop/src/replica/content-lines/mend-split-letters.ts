import type { ByteSource } from '@outpost/domain/kernel/import/files/byte-source';

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
const [tab, lineFeed, carriageReturn, blank] = [0x09, 0x0a, 0x0d, 0x20];

/**
 * Returns the same bytes without the folds that divide a letter of UTF-8. RFC 5545, section 3.1, asks readers to expect them:
 * simple programs fold after a number of bytes. Bytes of other encodings pass unchanged, except for a fold before a byte from
 * 0x80 to 0xBF that follows such a byte or the first one of a letter.
 */
export function mendSplitLetters(source: ByteSource): ByteSource {
  return { ...source, pieces: () => mended(source.pieces()) };
}

/** The last bytes of a piece can be the beginning of a fold: at most a letter's byte, CR, LF and a blank. */
const mostHeld = 4;

function* mended(pieces: Iterable<Uint8Array>): Generator<Uint8Array, void, void> {
  let held: Uint8Array = new Uint8Array();
  for (const piece of pieces) {
    const bytes = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const whole = withoutFolds(bytes);
    const end = Math.max(0, whole.length - mostHeld);
    if (end > 0) yield whole.subarray(0, end);
    held = whole.slice(end);
  }
  if (held.length > 0) yield held;
}

function withoutFolds(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let at = bytes.indexOf(lineFeed, 1); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) {
    const next = bytes[at + 1];
    if ((next !== blank && next !== tab) || !isContinuation(bytes[at + 2])) continue;
    const end = bytes[at - 1] === carriageReturn ? at - 1 : at;
    if ((bytes[end - 1] ?? 0) < 0x80) continue;
    parts.push(bytes.subarray(from, end));
    from = at + 2;
  }
  return from === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)]);
}
