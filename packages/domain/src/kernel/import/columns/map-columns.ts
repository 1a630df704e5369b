import type { FieldTypeName } from '../../entities/fields.ts';
import { foldText } from '../../text/fold-text.ts';
import type { CellShape, ColumnTally } from './column-tally.ts';
import { editDistance } from '../../text/near-misses.ts';

/** The properties of a field that the mapping needs. An `Entity`'s fields with their names can be passed unchanged. */
export type MappableField = {
  readonly name: string;
  readonly label: string;
  readonly type: FieldTypeName;
  readonly importAs?: readonly string[];
  readonly targets?: readonly string[];
  /** The field that this one is a part of: a first name is part of a name. */
  readonly partOf?: string;
};

/** The confidence of a column's proposal: `sure` by name, `likely` by part of the name or by its cells. */
export type MappingConfidence = 'sure' | 'likely' | 'none';

/** The target of a column. `field` is null for columns that are left out. A person may change each of them. */
export type ColumnMapping = {
  readonly column: number;
  readonly header: string;
  readonly field: string | null;
  readonly confidence: MappingConfidence;
  readonly why: string;
};

/** A column to map: its header and the figures of its cells. */
export type MappableColumn = { readonly header: string; readonly tally: ColumnTally };

type Candidate = {
  readonly column: number;
  readonly field: MappableField;
  readonly score: number;
  readonly why: string;
  readonly fit: number;
};

/** The lowest score of a field with exactly this name, or with a name that files are known to use for it. */
const namedScore = 0.85;

/**
 * Proposes a field for each column, by the fields' names, labels and `importAs`, and by how many of its cells fit the field's
 * type. Each field is used once, for the column that fits it best. The result has one entry per column, in order. A column named
 * like a field is mapped to that field if any of its cells fits. The other cells are refused row by row and so are not lost. For
 * every column without a field, `why` gives the reason. `computed`: fields that nobody writes; a column with the name of one of
 * them is left out.
 */
export function mapColumns(
  columns: readonly MappableColumn[],
  fields: readonly MappableField[],
  computed: readonly MappableField[] = [],
): readonly ColumnMapping[] {
  const isNamedLike = (header: string) => (field: MappableField) =>
    (nameScore(header, field)?.score ?? 0) >= namedScore;
  const computedAt = columns.map(({ header }) => computed.find(isNamedLike(header)));
  const candidates: Candidate[] = [];
  const misfits = new Map<number, MappableField>();
  for (const [column, { header, tally }] of columns.entries()) {
    for (const field of fields) {
      const named = nameScore(header, field);
      const fit = typeFit(field.type, tally);
      if (fit < 0.5 && tally.valueCount > 0 && (fit === 0 || !named || named.score < namedScore)) {
        if (named && named.score >= namedScore && !misfits.has(column)) misfits.set(column, field);
        continue;
      }
      if (computedAt[column] && (named?.score ?? 0) < namedScore) continue;
      if (named) candidates.push({ column, field, score: named.score + fit / 10, why: named.why, fit });
      else if (isTelling(field.type) && fit > 0.9 && tally.valueCount > 0)
        candidates.push({
          column,
          field,
          score: fit / 10,
          why: `its cells look like ${telling[field.type] ?? field.type}`,
          fit,
        });
    }
  }
  // Next to a first and a last name, "Middle name" must not become the name merely because it contains the word.
  const inParts = new Set(candidates.flatMap(({ field, score }) => (score >= namedScore ? (field.partOf ?? []) : [])));
  const fitting = candidates.filter(({ field, score }) => score >= namedScore || !inParts.has(field.name));
  // Best first; ties keep the file's order, so that "Email" comes before "Email (2)".
  fitting.sort((a, b) => b.score - a.score || a.column - b.column);
  const chosen = new Map<number, Candidate>();
  const given = new Map<string, number>();
  for (const candidate of fitting) {
    if (chosen.has(candidate.column) || given.has(candidate.field.name)) continue;
    chosen.set(candidate.column, candidate);
    given.set(candidate.field.name, candidate.column);
  }
  const whyNot = (column: number): string => {
    const misfit = misfits.get(column);
    const computedField = computedAt[column];
    if (computedField) return `Outpost works out “${computedField.label}” itself`;
    if (misfit) return `it has the name of the field “${misfit.label}”, but none of its cells is a value of it`;
    const wished = fitting.find((candidate) => candidate.column === column && candidate.score >= 0.5)?.field;
    const other = wished && columns[given.get(wished.name) ?? -1];
    return wished && other
      ? `the field “${wished.label}” is filled by the column “${other.header.trim()}” already`
      : 'no field has this name';
  };
  return columns.map(({ header }, column) => {
    const candidate = chosen.get(column);
    if (!candidate) return { column, header, field: null, confidence: 'none', why: whyNot(column) };
    return {
      column,
      header,
      field: candidate.field.name,
      confidence: candidate.score >= 0.8 && candidate.fit >= 0.5 ? 'sure' : 'likely',
      why: candidate.why,
    };
  });
}

/** Returns a name as words: "closedOn", "close_date" and "Close date" differ only in case and separators. */
const wordsOf = (name: string): string =>
  foldText(name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/[^\p{L}\p{N}%#@]+/gu, ' '));

function nameScore(header: string, field: MappableField): { readonly score: number; readonly why: string } | null {
  const words = wordsOf(header);
  if (words === '') return null;
  const own = [field.label, field.name];
  const names = [...own, ...(field.importAs ?? [])].map(wordsOf);
  const joined = words.replaceAll(' ', '');
  const named = names.findIndex((name) => name.replaceAll(' ', '') === joined);
  // A field with exactly this name comes before a field of which it is only a synonym. The cells cannot change this
  // (they add at most 0.1 to the score).
  if (named >= 0) return { score: named < own.length ? 1 : 0.85, why: `it is called “${header.trim()}”` };
  if (joined.length >= 6 && names.some((name) => editDistance(name.replaceAll(' ', ''), joined, 1) <= 1))
    return { score: 0.7, why: `“${header.trim()}” is a letter away from “${field.label}”` };
  const headerWords = new Set(words.split(' '));
  const inside = names.some((name) => name !== '' && name.split(' ').every((word) => headerWords.has(word)));
  return inside ? { score: 0.5, why: `“${header.trim()}” holds “${field.label}”` } : null;
}

/** Types that can be recognised from cells alone, with a description of the cells. */
const telling: Partial<Record<FieldTypeName, string>> = { email: 'e-mail addresses' };
const isTelling = (type: FieldTypeName): boolean => type in telling;

/** Returns the share of cells that fit the type, as far as shapes show: 1 for types that accept any text, 0.5 without cells. */
function typeFit(type: FieldTypeName, { valueCount, fits }: ColumnTally): number {
  if (type === 'file') return 0;
  const shape = shapeOf[type];
  if (shape === undefined) return 1;
  return valueCount === 0 ? 0.5 : fits[shape] / valueCount;
}

const shapeOf: Partial<Record<FieldTypeName, CellShape>> = {
  money: 'number',
  number: 'number',
  percent: 'number',
  date: 'date',
  instant: 'date',
  email: 'email',
  phone: 'phone',
};
