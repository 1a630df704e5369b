import type { FieldTypeName } from '../fields.ts';
import { foldText } from '../fold-text.ts';
import { dateShape } from './date-cells.ts';
import { editDistance } from './near-misses.ts';
import { numberShape } from './number-cells.ts';

/** What the mapping needs to know of a field: an `Entity`'s fields fit as they are, with their names. */
export type MappableField = {
  readonly name: string;
  readonly label: string;
  readonly type: FieldTypeName;
  readonly importAs?: readonly string[];
  readonly targets?: readonly string[];
};

/** How sure the proposal for a column is: `sure` by name, `likely` by part of the name or by its cells. */
export type MappingConfidence = 'sure' | 'likely' | 'none';

/** Where a column goes. `field` is null for columns that are left out. A person may replace any of them. */
export type ColumnMapping = {
  readonly column: number;
  readonly header: string;
  readonly field: string | null;
  readonly confidence: MappingConfidence;
  readonly why: string;
};

/** Cells that are looked at for the type: the first ones that aren't blank. */
const samples = 50;

type Candidate = {
  readonly column: number;
  readonly field: MappableField;
  readonly score: number;
  readonly why: string;
};

/**
 * Proposes a field for each column, by the fields' names, labels and `importAs`, and by whether the cells can be of the
 * field's type. Each field is given once, to the column that fits it best; the answer has one entry per column, in order.
 */
export function mapColumns(
  table: { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] },
  fields: readonly MappableField[],
): readonly ColumnMapping[] {
  const candidates: Candidate[] = [];
  for (const [column, header] of table.header.entries()) {
    const cells = samplesOf(table.rows, column);
    for (const field of fields) {
      const named = nameScore(header, field);
      const fit = typeFit(field.type, cells);
      if (fit < 0.5 && cells.length > 0) continue;
      if (named) candidates.push({ column, field, score: named.score + fit / 10, why: named.why });
      else if (isTelling(field.type) && fit > 0.9 && cells.length > 0)
        candidates.push({
          column,
          field,
          score: fit / 10,
          why: `its cells look like ${telling[field.type] ?? field.type}`,
        });
    }
  }
  // Best first; the file's order breaks ties, so that "Email" comes before "Email (2)".
  candidates.sort((a, b) => b.score - a.score || a.column - b.column);
  const chosen = new Map<number, Candidate>();
  const given = new Set<string>();
  for (const candidate of candidates) {
    if (chosen.has(candidate.column) || given.has(candidate.field.name)) continue;
    chosen.set(candidate.column, candidate);
    given.add(candidate.field.name);
  }
  return table.header.map((header, column) => {
    const candidate = chosen.get(column);
    if (!candidate) return { column, header, field: null, confidence: 'none', why: 'no field is called so' };
    return {
      column,
      header,
      field: candidate.field.name,
      confidence: candidate.score >= 0.8 ? 'sure' : 'likely',
      why: candidate.why,
    };
  });
}

function samplesOf(rows: readonly (readonly string[])[], column: number): readonly string[] {
  const found: string[] = [];
  for (const row of rows) {
    const cell = (row[column] ?? '').trim();
    if (cell !== '') found.push(cell);
    if (found.length === samples) break;
  }
  return found;
}

/** "closedOn", "close_date" and "Close date" as words: case, signs between words and camel case aside. */
const wordsOf = (name: string): string =>
  foldText(name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/[^\p{L}\p{N}%#@]+/gu, ' '));

function nameScore(header: string, field: MappableField): { readonly score: number; readonly why: string } | null {
  const words = wordsOf(header);
  if (words === '') return null;
  const own = [field.label, field.name];
  const names = [...own, ...(field.importAs ?? [])].map(wordsOf);
  const joined = words.replaceAll(' ', '');
  const named = names.findIndex((name) => name.replaceAll(' ', '') === joined);
  // A field that is called so comes before one that files merely call so, however its cells fit (at most 0.1 of the score).
  if (named >= 0) return { score: named < own.length ? 1 : 0.85, why: `it is called “${header.trim()}”` };
  if (joined.length >= 6 && names.some((name) => editDistance(name.replaceAll(' ', ''), joined, 1) <= 1))
    return { score: 0.7, why: `“${header.trim()}” is a letter away from “${field.label}”` };
  const headerWords = new Set(words.split(' '));
  const inside = names.some((name) => name !== '' && name.split(' ').every((word) => headerWords.has(word)));
  return inside ? { score: 0.5, why: `“${header.trim()}” holds “${field.label}”` } : null;
}

/** Types that cells show by themselves, and what they look like. */
const telling: Partial<Record<FieldTypeName, string>> = { email: 'e-mail addresses' };
const isTelling = (type: FieldTypeName): boolean => type in telling;

/** The share of sample cells that can be of the type, as far as shapes tell; 1 for types that any text fits. */
function typeFit(type: FieldTypeName, cells: readonly string[]): number {
  const fits = shapeTests[type];
  if (!fits) return 1;
  return cells.length === 0 ? 0.5 : cells.filter(fits).length / cells.length;
}

const isNumber = (cell: string): boolean => numberShape(cell) !== null;
const isDate = (cell: string): boolean => dateShape(cell) !== null;
const shapeTests: Partial<Record<FieldTypeName, (cell: string) => boolean>> = {
  money: isNumber,
  number: isNumber,
  percent: isNumber,
  date: isDate,
  instant: isDate,
  email: (cell) => /^\S+@\S+$/u.test(cell),
  phone: (cell) => /\d/u.test(cell),
  file: () => false,
};
