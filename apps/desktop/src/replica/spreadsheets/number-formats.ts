/** How a number is shown: as itself, as a percentage, as a date or time, or as a span of hours. */
export type NumberKind = 'number' | 'percent' | 'date' | 'time' | 'span';

/** Built-in formats that are dates and times (ECMA-376 Part 1, 18.8.30); those of East Asian languages included. */
const builtIn: ReadonlyMap<number, NumberKind> = new Map<number, NumberKind>([
  ...[9, 10].map((id) => [id, 'percent'] as const),
  ...[14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'date'] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, 'time'] as const),
  [46, 'span'],
]);

/** Returns how a number of this format is shown. `code` is the format's own code, where the workbook has one. */
export function numberKind(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return builtIn.get(id) ?? 'number';
  const [section = ''] = withoutTexts(code).split(';');
  if (/\[(?:h+|m+|s+)\]/i.test(section)) return 'span';
  const letters = section.replace(/\[[^\]]*\]/g, '').replace(/general/gi, '');
  const plain = letters.replace(/a(?:m)?\/p(?:m)?/gi, 'h');
  if (/[yd]/i.test(plain)) return 'date';
  if (/[hs]/i.test(plain)) return 'time';
  if (/m/i.test(plain)) return 'date';
  return plain.includes('%') ? 'percent' : 'number';
}

/** Removes quoted texts, escaped characters, and the characters that mean blanks. */
const withoutTexts = (code: string): string => code.replace(/"[^"]*"|\\.|[_*]./g, '');
