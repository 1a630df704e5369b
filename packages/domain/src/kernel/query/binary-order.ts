/**
 * Compares texts like both engines: by their UTF-8 bytes, which is the order of code points. JavaScript's own order differs
 * beyond the basic plane. Use it to merge answers; records are sorted by an engine.
 */
export function compareBinary(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1);
}

/** compares keys in a direction; empty keys come last in both. */
export function compareKeys(a: string | number | null, b: string | number | null, direction: 'asc' | 'desc'): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : compareBinary(String(a), String(b));
  return direction === 'asc' ? order : -order;
}
