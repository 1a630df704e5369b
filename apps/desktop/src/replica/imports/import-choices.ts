import type { ColumnFormat } from '@outpost/domain/kernel/import/cells/column-format';
import type { ImportChoices } from '@outpost/domain/kernel/import/draft-import';
import type { JsonValue } from '@outpost/domain/kernel/json';

type ByColumn<V> = Map<string, Map<number, V>>;
/** The decisions as data that can be stored and compared. */
type Written = {
  readonly takenFor: readonly (readonly [string, string])[];
  readonly mapping: readonly (readonly [string, readonly (readonly [number, string | null])[]])[];
  readonly formats: readonly (readonly [string, readonly (readonly [number, ColumnFormat])[]])[];
  readonly mends: readonly (readonly [string, boolean])[];
  /** Absent in documents of an older build. */
  readonly matching?: readonly (readonly [string, readonly string[]])[];
};

/** The decisions about the columns of one file, as data. */
type WrittenForFile = {
  readonly mapping: readonly (readonly [number, string | null])[];
  readonly formats: readonly (readonly [number, ColumnFormat])[];
  readonly matching: readonly (readonly [string, readonly string[]])[];
};

/** A person's decisions about the files of an import, collected one by one. */
export class ImportChoicesMade implements ImportChoices {
  readonly takenFor: Map<string, string>;
  readonly mapping: ByColumn<string | null> = new Map();
  readonly formats: ByColumn<ColumnFormat> = new Map();
  readonly mends = new Map<string, boolean>();
  readonly matching = new Map<string, readonly string[]>();

  constructor(takenFor: Map<string, string>) {
    this.takenFor = takenFor;
  }

  setField(file: string, column: number, field: string | null): void {
    entryOf(this.mapping, file).set(column, field);
  }
  setFormat(file: string, column: number, format: ColumnFormat): void {
    entryOf(this.formats, file).set(column, format);
  }

  /**
   * Returns the decisions as JSON. The same decisions give the same JSON in any order of making them. A mend that the person
   * has not accepted is left out.
   */
  written(): JsonValue {
    return {
      takenFor: sorted(this.takenFor),
      mapping: sorted(this.mapping).map(([file, columns]) => [file, sorted(columns)]),
      formats: sorted(this.formats).map(([file, columns]) => [file, sorted(columns)]),
      mends: sorted(this.mends).filter(([, isTaken]) => isTaken),
      matching: sorted(this.matching),
    } satisfies Written;
  }

  /**
   * Returns the decisions about the columns of one file as JSON, without mends: these are about its cells. Null where there are
   * none.
   */
  writtenFor(file: string, entities: ReadonlySet<string>): JsonValue {
    const written = {
      mapping: sorted(this.mapping.get(file) ?? new Map<number, string | null>()),
      formats: sorted(this.formats.get(file) ?? new Map<number, ColumnFormat>()),
      matching: sorted(this.matching).filter(([entity]) => entities.has(entity)),
    } satisfies WrittenForFile;
    return Object.values(written).some(({ length }) => length > 0) ? written : null;
  }

  /** Adds decisions from an earlier `writtenFor`, for a file with the same columns. */
  takeFor(file: string, json: JsonValue): void {
    const { mapping, formats, matching } = json as unknown as WrittenForFile; // `writtenFor` made it, and the replica stored it
    for (const [column, field] of mapping) this.setField(file, column, field);
    for (const [column, format] of formats) this.setFormat(file, column, format);
    for (const [entity, fields] of matching) this.matching.set(entity, fields);
  }

  /** Drops the decisions about columns and matching. */
  clearColumns(): void {
    this.mapping.clear();
    this.formats.clear();
    this.matching.clear();
  }

  /** Restores decisions from an earlier `written`. */
  take(json: JsonValue): void {
    const { takenFor, mapping, formats, mends, matching = [] } = json as unknown as Written; // `written` made it, and the replica stored it
    for (const [file, name] of takenFor) this.takenFor.set(file, name);
    for (const [file, columns] of mapping) for (const [column, field] of columns) this.setField(file, column, field);
    for (const [file, columns] of formats) for (const [column, format] of columns) this.setFormat(file, column, format);
    for (const [id, isTaken] of mends) this.mends.set(id, isTaken);
    for (const [entity, fields] of matching) this.matching.set(entity, fields);
  }
}

const sorted = <K extends string | number, V>(map: ReadonlyMap<K, V>): readonly (readonly [K, V])[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));

function entryOf<V>(map: ByColumn<V>, file: string): Map<number, V> {
  const known = map.get(file);
  if (known) return known;
  const made = new Map<number, V>();
  map.set(file, made);
  return made;
}
