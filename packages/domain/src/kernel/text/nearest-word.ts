import { editDistance } from './near-misses.ts';

/**
 * E-2: returns the known word most similar to a typed one, ignoring case: at most one edit away, two where both have
 * six letters or more. Else nothing.
 */
export function nearestWord(typed: string, known: Iterable<string>): string | undefined {
  const folded = typed.toLowerCase();
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const word of known) {
    const limit = Math.min(folded.length, word.length) < 6 ? 1 : 2;
    const distance = editDistance(folded, word.toLowerCase(), limit);
    if (distance <= limit && distance < (best?.distance ?? Infinity)) best = { word, distance };
  }
  return best?.word;
}
