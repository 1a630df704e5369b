/**
 * Compares texts as both engines do: by the bytes of their UTF-8, which is the order of code points. JavaScript's own order differs
 * beyond the basic plane. For putting answers together; records are ordered by an engine.
 */
export function compareBinary(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1);
}

/** keys in a direction, empty ones last in either. */
export function compareKeys(a: string | number | null, b: string | number | null, direction: 'asc' | 'desc'): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : compareBinary(String(a), String(b));
  return direction === 'asc' ? order : -order;
}
