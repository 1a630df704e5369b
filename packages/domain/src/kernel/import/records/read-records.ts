import { type JsonValue, sameJson } from '../../json.ts';
import { foldText } from '../../text/fold-text.ts';
import { cellReader } from '../cells/cell-readers.ts';
import type { Entity } from '../../entities/entity.ts';
import type { ReadingContext } from '../cells/column-format.ts';
import type { ReportBook } from '../columns/column-reports.ts';
import type { DraftFile } from '../draft-import.ts';
import type { RecipeTarget } from '../../catalogue/import-recipe.ts';
import type { ImportStore } from './import-store.ts';
import { keyText } from '../matching/known-records.ts';
import type { Matching } from '../matching/matching.ts';
import type { CsvRow } from '../files/read-csv.ts';
import { type NamedLink, type RecordDraft, type RowRefusal, type RowSource, draftTextIn } from './record-draft.ts';
import { type CellChange, shown } from '../cells/refuse-cell.ts';

export type RowReading = {
  readonly file: DraftFile;
  readonly target: RecipeTarget;
  readonly matching: Matching;
  readonly store: Pick<ImportStore, 'add' | 'addRefusedName' | 'draftByKeys' | 'refuse'>;
  readonly report: ReportBook;
  readonly newId: (source: RowSource, entity: string) => string;
  readonly context: ReadingContext;
  readonly entity: Entity;
};

/** Returns the reader of one file's rows for one of its targets. For each row it adds a draft to the store, or refuses. */
export function rowReader(reading: RowReading): (row: CsvRow) => RecordDraft | null {
  const { file, target, store, entity, matching } = reading;
  const gather = cellGatherer(reading);
  if (gather === null) return () => null;
  const columnOf = (field: string): string | null =>
    file.columns.find(({ slot }) => slot?.to.some((place) => place.entity === target.entity && place.name === field))
      ?.name ?? null;
  const isMain = file.takenFor?.targets[0].entity === target.entity;
  const identity = identityFields(target, matching);
  const keyColumn = columnOf(target.key);
  const label = entity.label.one.toLowerCase();
  return ({ row, line, cells }) => {
    const source: RowSource = { file: file.table.fileName, row, line };
    const refuseRow = (why: Pick<RowRefusal, 'column' | 'cell' | 'reason' | 'message' | 'right'>): null => {
      store.refuse({ ...source, entity: target.entity, ...why });
      return null;
    };
    const gathered = gather(cells, source);
    const { fields, links, isSound } = gathered;
    if (!isSound) {
      const name = keyText(draftTextIn(fields, target.key));
      if (name !== '') store.addRefusedName(target.entity, name);
      return null;
    }
    const given = identity.filter((field) => keyText(draftTextIn(fields, field)) !== '');
    if (given.length === 0 && !isMain) return null; // a second entity of the row (an agent's team) may be absent
    if (given.length === 0 && identity.includes(target.key) && keyColumn !== null)
      return refuseRow({
        column: keyColumn,
        cell: '',
        reason: 'no-key',
        message: `${keyColumn} is empty`,
        right: `Each ${label} needs one that identifies it.`,
      });
    const draft: RecordDraft = {
      entity: target.entity,
      id: reading.newId(source, target.entity),
      key: draftTextIn(fields, target.key),
      keyColumn,
      fields,
      links,
      source,
    };
    const keys = given.map((field) => `${field} ${keyText(draftTextIn(fields, field))}`);
    if (store.add(draft, keys)) return draft;
    const earlier = store.draftByKeys(target.entity, keys)?.draft;
    if (earlier === undefined || sameContent(earlier, draft)) return null;
    const [first = target.key] = given;
    return refuseRow({
      column: columnOf(first),
      cell: draftTextIn(fields, first),
      reason: 'contradicts-row',
      message: `“${draftTextIn(fields, first)}” is already in row ${earlier.source.row}, with other values`,
      right: `Keep one of the two rows. If they are two ${entity.label.many.toLowerCase()}, match them by something else.`,
    });
  };
}

/** Returns the fields by which two rows of one file mean the same record. */
const identityFields = (target: RecipeTarget, { fields }: Matching): readonly string[] =>
  target.match === undefined ? [...new Set([...fields, target.key])] : fields;

type Gathered = {
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly links: readonly NamedLink[];
  /** False where a cell of the row is refused. */
  readonly isSound: boolean;
};

/** Returns the reader of one row's cells: values, and links by name. Null where no column fills the target. */
function cellGatherer(reading: RowReading): ((row: readonly string[], source: RowSource) => Gathered) | null {
  const { file, target, report, store } = reading;
  const columns = file.columns.flatMap(({ slot, column, name, format, mends, currencyAt }) =>
    (slot?.to ?? [])
      .filter(({ entity }) => entity === target.entity)
      .map((place) => ({
        index: column,
        currencyAt: place.field.type === 'money' ? currencyAt : undefined,
        column: name,
        field: place.name,
        part: place.part,
        targets: place.field.type === 'ref' ? place.field.targets : null,
        read: cellReader(place.field, format, reading.context),
        mends: new Map(mends.filter(({ isTaken }) => isTaken).map(({ from, to }) => [from, to])),
        isFirst: slot?.to[0] === place, // a cell that fills two places is reported once
      })),
  );
  if (columns.length === 0) return null;
  return (row, source) => {
    const fields: Record<string, JsonValue> = {};
    const links: NamedLink[] = [];
    const parts = new Map<string, string[]>();
    const told: (readonly [string, CellChange, { readonly cell: string; readonly value: JsonValue }])[] = [];
    let isSound = true;
    for (const column of columns) {
      const written = file.unguard(row[column.index] ?? '');
      const plain = column.mends.get(written) ?? written;
      const cell = withCurrency(plain, column.currencyAt === undefined ? '' : row[column.currencyAt]);
      const answer = column.read(cell);
      if (!answer.ok) {
        isSound = false;
        const { reason, message, right } = answer;
        store.refuse({
          ...source,
          entity: target.entity,
          column: column.column,
          cell: shown(cell),
          reason,
          message,
          right,
        });
      } else if (answer.value !== null) {
        if (answer.told !== undefined && column.isFirst)
          told.push([column.column, answer.told, { cell, value: answer.value }]);
        if (column.targets !== null && typeof answer.value === 'string')
          links.push({ field: column.field, name: answer.value, targets: column.targets, column: column.column });
        else if (column.part !== undefined && typeof answer.value === 'string') {
          const own = parts.get(column.field) ?? [];
          own[column.part] = answer.value.trim();
          parts.set(column.field, own);
        } else fields[column.field] = answer.value;
      }
    }
    for (const [field, own] of parts) fields[field] = joinParts(draftTextIn(fields, field), own);
    if (isSound)
      for (const [column, change, example] of told) report.changed(source.file, column, { change, ...example });
    return { fields, links, isSound };
  };
}

/** Returns an amount with the currency that an exported list has in a column of its own. */
const withCurrency = (amount: string, currency = ''): string =>
  amount.trim() === '' || currency.trim() === '' ? amount : `${amount} ${currency.trim()}`;

/**
 * Joins a text's parts in their order. A whole text that contains all of them stays; one that lacks a part counts as the last
 * part.
 */
function joinParts(whole: string, parts: readonly string[]): string {
  const given = parts.filter((part) => part !== undefined && part !== '');
  const words = new Set(foldText(whole).split(/[\s,]+/u));
  const missing = given.filter(
    (part) =>
      !foldText(part)
        .split(/[\s,]+/u)
        .every((word) => words.has(word)),
  );
  return whole.trim() === '' ? given.join(' ') : [...missing, whole.trim()].join(' ');
}

function sameContent(one: RecordDraft, other: RecordDraft): boolean {
  return (
    sameJson(one.fields, other.fields) &&
    one.links.length === other.links.length &&
    one.links.every(
      (link, index) =>
        link.field === other.links[index]?.field && foldText(link.name) === foldText(other.links[index].name),
    )
  );
}
