import { isObject, type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import {
  absentMark,
  columnName,
  keyNameAt,
  keysProperty,
  usualValues,
} from '@outpost/domain/kernel/query/sqlite-expression';
import type { RxAttachmentData, RxDocumentData } from 'rxdb';

/** A document of any collection, with RxDB's own fields. */
export type AnyDocument = RxDocumentData<Record<string, unknown>>;

/** The bound value of a separate column. Whole numbers are bound as integers: sums depend on it, and they are shorter. */
export type ColumnValue = string | number | bigint | null;

/** A row as it is read: its `seq`, the columns of every table in the order of `rowColumns`, and those of its shape. */
export type RowValues = readonly [
  seq: number,
  id: string,
  deleted: 0 | 1,
  rev: string,
  lwt: number,
  extra: string | null,
  data: string,
  ...own: (string | number | null)[],
];

/** Columns that every table of documents has. */
export const rowColumns: readonly string[] = ['seq', 'id', 'deleted', 'rev', 'lwt', 'extra', 'data'];

/** The parts that few documents have: metadata of plugins other than `lwt`, and attachments. */
type Extra = { readonly meta?: Record<string, unknown>; readonly attachments?: Record<string, RxAttachmentData> };

function isEmpty(object: object): boolean {
  for (const _key in object) return false;
  return true;
}

/** Returns the `extra` column of a document: the parts that few documents have; null where there are none. */
export function extraOf(document: AnyDocument): string | null {
  const { lwt: _lwt, ...meta } = document._meta;
  const hasMeta = !isEmpty(meta);
  const hasAttachments = !isEmpty(document._attachments);
  if (!hasMeta && !hasAttachments) return null;
  const extra: Extra = {
    ...(hasMeta ? { meta } : {}),
    ...(hasAttachments ? { attachments: document._attachments } : {}),
  };
  return JSON.stringify(extra);
}

/** Whether a column returns the value unchanged. Any other value stays in `data`. */
const isPlain = (value: unknown): value is string | number =>
  typeof value === 'string' ? value.isWellFormed() && !value.includes('\0') : Number.isFinite(value);

/** The properties that the rows of a table leave out: the id, and those that are equal in all its documents. */
export type Implied = { readonly primaryPath: string; readonly same: Readonly<Record<string, string>> };

const usual = Object.entries(usualValues);

/**
 * The way in which a table's rows store documents. Without paths the whole document is in `data`. Each path has a separate
 * column. Keys are stored only in their columns; the envelope's columns repeat values of `data`. With paths, `data` leaves
 * out implied and usual values: four records fit on a page of the file instead of three. `words`: the property with the
 * search words. It is stored only in the search index, so a document that was read does not have it.
 */
export class RowShape {
  readonly paths: readonly string[];
  /** The quoted names of the paths' columns. */
  readonly names: readonly string[];
  /** All columns, in the order that `read` requires. */
  readonly columns: string;
  readonly #implied: Implied;
  readonly #same: readonly (readonly [string, string])[];
  readonly #parts: readonly { readonly name: string; readonly isKey: boolean }[];
  readonly #keys: ReadonlySet<string>;
  readonly #words: string | undefined;

  constructor(paths: readonly string[], implied: Implied, words?: string) {
    this.paths = paths;
    this.#implied = implied;
    this.#words = words;
    this.#same = Object.entries(implied.same);
    this.names = paths.map(columnName);
    this.columns = [...rowColumns, ...this.names].join(', ');
    this.#parts = paths.map((path) => {
      const key = keyNameAt(path);
      return { name: key ?? path, isKey: key !== undefined };
    });
    this.#keys = new Set(this.#parts.flatMap(({ name, isKey }) => (isKey ? [name] : [])));
  }

  /** Returns a document's values in the columns of the paths, in their order. Hot path. */
  values(document: AnyDocument): ColumnValue[] {
    const keys = document[keysProperty];
    const held = isObject(keys) ? keys : {};
    return this.#parts.map(({ name, isKey }) => {
      const value = isKey ? held[name] : document[name];
      if (!isPlain(value)) return null;
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    });
  }

  /**
   * Returns the `data` column of a document, without RxDB's own fields and without values that are only in columns. Hot path.
   */
  data(document: AnyDocument): string {
    const { _deleted, _rev, _meta, _attachments, ...record } = document;
    // Undefined properties are not written.
    const said: Record<string, unknown> = record;
    if (this.#words !== undefined) said[this.#words] = undefined;
    if (this.paths.length === 0) return JSON.stringify(said);
    const keys = said[keysProperty];
    said[this.#implied.primaryPath] = undefined;
    if (isObject(keys)) said[keysProperty] = this.#leftOf(keys);
    for (const [name, value] of this.#same) if (said[name] === value) said[name] = undefined;
    let absent: string[] | undefined;
    for (const [name, value] of usual) {
      if (said[name] === undefined) (absent ??= []).push(name);
      else if (sameJson(said[name] as JsonValue, value)) said[name] = undefined; // documents are JSON
    }
    if (absent !== undefined) said[absentMark] = absent;
    return JSON.stringify(said);
  }

  /** Returns the keys that no column stores. Undefined where columns store them all; an empty object of keys stays. */
  #leftOf(keys: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
    let left: Record<string, unknown> | undefined;
    let isMoved = false;
    for (const name in keys) {
      if (this.#keys.has(name) && isPlain(keys[name])) isMoved = true;
      else (left ??= {})[name] = keys[name];
    }
    return isMoved ? left : (left ?? {});
  }

  /** Returns the document of a row. The row was written by this class and is not checked again. Hot path. */
  read(row: RowValues): AnyDocument {
    const [, id, deleted, rev, lwt, extraText, data] = row;
    const document = JSON.parse(data) as AnyDocument; // written by `data`
    if (this.paths.length > 0) this.#takeColumns(document, row, id);
    const extra = extraText === null ? undefined : (JSON.parse(extraText) as Extra); // written by `extraOf`
    document._deleted = deleted === 1;
    document._rev = rev;
    document._meta = { ...extra?.meta, lwt };
    document._attachments = extra?.attachments ?? {};
    return document;
  }

  #takeColumns(document: AnyDocument, row: RowValues, id: string): void {
    const own = document as Record<string, unknown>; // under construction
    own[this.#implied.primaryPath] = id;
    for (const [name, value] of this.#same) own[name] ??= value;
    const absent = own[absentMark];
    for (const [name, value] of usual) {
      if (own[name] !== undefined || (Array.isArray(absent) && absent.includes(name))) continue;
      own[name] = Array.isArray(value) ? [...(value as readonly JsonValue[])] : value; // a separate list, because documents may be changed
    }
    if (absent !== undefined) delete own[absentMark];
    const left = own[keysProperty];
    let keys: Record<string, unknown> | undefined = isObject(left) ? left : undefined;
    for (let at = 0; at < this.#parts.length; at += 1) {
      const part = this.#parts[at];
      const value = row[rowColumns.length + at] ?? null;
      if (part?.isKey === true && value !== null) (keys ??= {})[part.name] = value;
    }
    if (keys !== undefined) own[keysProperty] = keys;
  }
}

/** Returns the value at a dotted path; undefined where there is none. */
export function valueAt(document: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = document;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key]; // an object by the line above
  }
  return value;
}
