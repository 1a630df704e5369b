import { type JsonValue, canonicalJson } from '../../json.ts';
import { countWithNoun } from '../../text/count-words.ts';
import { type CellChange, cellChangeWords, shown } from '../cells/refuse-cell.ts';

/**
 * How the import of a column's cells differs from their text, for a person. `left-out`: not imported. `refused`: not understood,
 * so their rows are refused. `kept`: not understood, and imported unchanged as text. `changed`: changed by reading.
 */
export type ReportKind = 'left-out' | 'refused' | 'kept' | 'changed';

/** One message about a column, or about the file's rows (`column` is null), with the number of cells concerned. */
export type ColumnReport = {
  readonly file: string;
  readonly column: string | null;
  readonly kind: ReportKind;
  /** The reason for programs: a reason of refusal, a change of reading, or why a column has no field. */
  readonly code: string;
  readonly count: number;
  /** The first cells, at most three; changed cells are shown with the new value. */
  readonly examples: readonly string[];
  /** A sentence without a full stop. */
  readonly message: string;
};

const mostExamples = 3;

type Counting = Omit<ColumnReport, 'examples' | 'message'> & {
  readonly examples: string[];
  readonly words: string;
};

/** Counts the messages about each column while rows are read. Its size does not depend on the file. */
export class ReportBook {
  readonly #counted = new Map<string, { -readonly [K in keyof Counting]: Counting[K] }>();

  /** Counts a cell whose value has less or more than the written text. */
  changed(
    file: string,
    column: string,
    { change, cell, value }: { readonly change: CellChange; readonly cell: string; readonly value: JsonValue },
  ): void {
    const kind = change === 'kept-as-text' ? 'kept' : 'changed';
    const example = kind === 'kept' ? shown(cell) : `${shown(cell)} → ${shown(valueText(value))}`;
    this.#count({ file, column, kind, code: change }, { rows: 1, examples: [example], words: cellChangeWords[change] });
  }

  /** Counts a refused cell, or a refused whole row. `message` is the refusal's own. */
  refused(
    file: string,
    column: string | null,
    { reason, cell, message }: { readonly reason: string; readonly cell: string; readonly message: string },
  ): void {
    const examples = cell === '' ? [] : [shown(cell)];
    this.#count({ file, column, kind: 'refused', code: reason }, { rows: 1, examples, words: message });
  }

  /** Counts cells that are not imported or read differently, with the reason; `words` complete "12 cells". */
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

  /** Returns all messages: first cells not imported, then refused, kept and changed cells, each in the order of the files. */
  reports(): readonly ColumnReport[] {
    const order: readonly ReportKind[] = ['left-out', 'refused', 'kept', 'changed'];
    return [...this.#counted.values()]
      .map(({ words, ...counted }): ColumnReport => ({ ...counted, message: sentence(counted, words) }))
      .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  }
}

/** Returns "12 cells are not imported: no field has this name". A single refused cell keeps its own message. */
function sentence({ kind, column, count }: Pick<ColumnReport, 'kind' | 'column' | 'count'>, words: string): string {
  const many = countWithNoun(count, column === null ? 'row' : 'cell');
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
