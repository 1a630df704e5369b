/** A row of the table that a file becomes: its cells by the names of their columns. */
export type ContentRow = ReadonlyMap<string, string>;

/** Counts the values of a file that its rows leave out, for a note to the person. */
export class LeftOut {
  readonly #counts = new Map<string, number>();

  /** `what` is a plural noun: "pictures". */
  add(what: string, count = 1): void {
    if (count === 0 || (this.#counts.size >= mostKinds && !this.#counts.has(what))) return;
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  /** Returns "Left out: 12 × PHOTO, 3 × IMPP.", the most frequent first; null where nothing is left out. */
  sentence(): string | null {
    if (this.#counts.size === 0) return null;
    const found = [...this.#counts].sort(([, one], [, other]) => other - one);
    const shown = found.slice(0, mostShown).map(([what, count]) => `${count.toLocaleString('en')} × ${what}`);
    const more = found.length > mostShown ? ' and more' : '';
    return `Left out: ${shown.join(', ')}${more}.`;
  }
}

/** E-3, chosen. A hostile file can have any number of different names. */
const mostKinds = 1_000;
const mostShown = 12;

/** Adds a value to the values under a name. */
export function addTo<T>(all: Map<string, T[]>, name: string, value: T): void {
  const values = all.get(name);
  if (values) values.push(value);
  else all.set(name, [value]);
}
