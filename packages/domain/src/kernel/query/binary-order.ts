/**
 * Compares texts like both engines: by their UTF-8 bytes, which is the order of code points. JavaScript's own order differs
 * beyond the basic plane. Use it to merge answers; records are sorted by an engine.
 */
export function compareBinary(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at === shorter ? a.length - b.length : placeOfUnit(a.charCodeAt(at)) - placeOfUnit(b.charCodeAt(at));
}

/**
 * Returns the place of a UTF-16 unit in the order of code points: surrogates, which encode those beyond 0xFFFF, come
 * last.
 */
function placeOfUnit(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** compares keys in a direction; empty keys come last in both. */
export function compareKeys(a: string | number | null, b: string | number | null, direction: 'asc' | 'desc'): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : compareBinary(String(a), String(b));
  return direction === 'asc' ? order : -order;
}
