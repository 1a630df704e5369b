import { type JsonValue, canonicalJson } from '../../json.ts';
import { countOf } from './count-words.ts';
import { type CellChange, cellChangeWords, shown } from '../cells/refuse-cell.ts';

/**
 * What happens to a column's cells beside being imported as they are written, for a person. `left-out`: not imported. `refused`: not
 * understood, so that their rows are refused. `kept`: not understood, and imported whole as text. `changed`: changed by reading.
 */
export type ReportKind = 'left-out' | 'refused' | 'kept' | 'changed';

/** One thing that a person has to know of one column, or of the file's rows (`column` is null), with how many cells it concerns. */
export type ColumnReport = {
  readonly file: string;
  readonly column: string | null;
  readonly kind: ReportKind;
  /** Why, for programs: a reason of refusal, a change of reading, or why a column goes nowhere. */
  readonly code: string;
  readonly count: number;
  /** The first cells, at most three; for changed ones with what became of them. */
  readonly examples: readonly string[];
  /** A sentence without a full stop. */
  readonly message: string;
};

const mostExamples = 3;

type Counting = Omit<ColumnReport, 'examples' | 'message'> & {
  readonly examples: string[];
  readonly words: string;
};

/** Counts, while rows are read, what a person has to be told of each column. It does not grow with the file. */
export class ReportBook {
  readonly #counted = new Map<string, { -readonly [K in keyof Counting]: Counting[K] }>();

  /** A cell whose value has not all of what was written, or more. */
  changed(
    file: string,
    column: string,
    { change, cell, value }: { readonly change: CellChange; readonly cell: string; readonly value: JsonValue },
  ): void {
    const kind = change === 'kept-as-text' ? 'kept' : 'changed';
    const example = kind === 'kept' ? shown(cell) : `${shown(cell)} → ${shown(valueText(value))}`;
    this.#count({ file, column, kind, code: change }, { rows: 1, examples: [example], words: cellChangeWords[change] });
  }

  /** A cell, or a row as a whole, that is refused. `message` is the refusal's own. */
  refused(
    file: string,
    column: string | null,
    { reason, cell, message }: { readonly reason: string; readonly cell: string; readonly message: string },
  ): void {
    const examples = cell === '' ? [] : [shown(cell)];
    this.#count({ file, column, kind: 'refused', code: reason }, { rows: 1, examples, words: message });
  }

  /** Cells that are not imported, or that are read otherwise, and why; `words` complete "12 cells". */
  add(
    about: Pick<ColumnReport, 'file' | 'column' | 'kind' | 'code'>,
    what: { readonly rows: number; readonly examples: readonly string[]; readonly words: string },
  ): void {
    if (what.rows > 0) this.#count(about, what);
  }

  #count(
    about: Pick<ColumnReport, 'file' | 'column' | 'kind' | 'code'>,
    what: { readonly rows: number; readonly examples: readonly string[]; readonly words: string },
  ): void {
    const key = JSON.stringify([about.file, about.column, about.kind, about.code]);
    const known = this.#counted.get(key);
    const counting = known ?? { ...about, count: 0, examples: [], words: what.words };
    counting.count += what.rows;
    for (const example of what.examples)
      if (counting.examples.length < mostExamples && !counting.examples.includes(example))
        counting.examples.push(example);
    if (!known) this.#counted.set(key, counting);
  }

  /** All that was counted: what is not imported first, then what is refused, kept and changed, each in the order of the files. */
  reports(): readonly ColumnReport[] {
    const order: readonly ReportKind[] = ['left-out', 'refused', 'kept', 'changed'];
    return [...this.#counted.values()]
      .map(({ words, ...counted }): ColumnReport => ({ ...counted, message: sentence(counted, words) }))
      .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  }
}

/** "12 cells are not imported: no field has this name". A single refused cell is told of in its own words. */
function sentence({ kind, column, count }: Pick<ColumnReport, 'kind' | 'column' | 'count'>, words: string): string {
  const many = countOf(count, column === null ? 'row' : 'cell');
  const verb = count === 1 ? 'is' : 'are';
  switch (kind) {
    case 'left-out':
      return `${many} ${verb} not imported: ${words}`;
    case 'refused':
      return count === 1 ? words : `${many} ${verb} refused, the first because: ${words}`;
    case 'kept':
    case 'changed':
      return `${many}: ${words}`;
  }
}

const valueText = (value: JsonValue): string => (typeof value === 'string' ? value : canonicalJson(value));
