import { can } from '@outpost/domain/kernel/access/access';
import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import { columnExpression, dataExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { importKind, importRecordId, refusedRowsIn } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { isImport, type Undertaking } from '../../bridge/shapes/undertaking.ts';
import type { Device } from '../device/device.ts';
import { bookEntities } from '../records/documents.ts';
import { importFileNames } from '../records/import-file-names.ts';
import type { FileReader } from './file-reader.ts';

/** Chosen: a single act on fewer records can be undone from the history of one of them. */
const leastRecords = 3;
const table = recordTable(bookEntities.history);
const path = columnExpression;
const group = path('group');
const act = path('act');

/** `undoes`: the act that it undoes, or the group of that act. */
type Head = Pick<Undertaking, 'id' | 'kind' | 'label' | 'madeAt' | 'by'> & {
  readonly undoes: string | null;
  readonly undoesGroup: boolean;
};

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/**
 * Finds groups by the index on groups and acts by the index on acts; only the first row of each is read. The newest is first. An
 * undo of a group is made of acts that each undo one of its acts. Acts that keep or delete the refused rows of an import are
 * left out: they are shown with the import.
 */
const heads: CompiledQuery<readonly Head[]> = {
  sql: `
    with seen as (
      select ${group} as id, 'group' as kind, min(seq) as first, max(seq) as last
      from ${table} where deleted = 0 and ${group} is not null group by ${group}
      union all
      select ${act}, 'act', min(seq), max(seq)
      from ${table} where deleted = 0 and ${act} is not null group by ${act} having count(*) >= ${leastRecords}
    ),
    head as (
      select seen.id as id, kind, ${path('row.label')} as label, coalesce(${path('row.madeAt')}, ${path('row.at')}) as madeAt,
        ${path('row.by')} as madeBy, ${path('row.undoes')} as undone, last
      from seen join ${table} on seq = first
      where kind = 'group' or (${group} is null and ${path('row.entity')} is not '${importKind}')
    )
    select head.id as id, head.kind as kind, head.label as label, head.madeAt as madeAt, head.madeBy as madeBy,
      (select ${group} from ${table} where deleted = 0 and ${act} = head.undone limit 1) as undoneGroup, head.undone as undone
    from head order by head.last desc`,
  parameters: [],
  decode: (rows) =>
    rows.map((row) => ({
      id: String(row['id']),
      kind: row['kind'] === 'group' ? 'group' : 'act',
      label: String(row['label']),
      madeAt: String(row['madeAt']),
      by: String(row['madeBy']),
      undoes: textOrNull(row['undoneGroup'] ?? row['undone']),
      undoesGroup: textOrNull(row['undoneGroup']) !== null,
    })),
};

type Part = Undertaking['parts'][number];
type CountedPart = Part & { readonly id: string };

/**
 * Counts the records of each kind that the acts made or changed, and the present state of those records, from the records'
 * own tables.
 */
function partsOf(
  shown: readonly Head[],
  tables: readonly { readonly entity: string; readonly table: string }[],
): CompiledQuery<readonly CountedPart[]> {
  const columns = `${path('record')} as record, ${path('row.entity')} as entity, ${path('n')} as n, ${path('row.kind')} as kind,
    ${path('row.changed.life')} is not null as lives`;
  const own = (record: string) => `${record}.${path('version')}`;
  // For a kind without a definition the table has only the column of text, which leaves out the life of a living record. A
  // deleted record counts as gone if the act created it or changed it otherwise; an act that changed its life can still be
  // undone.
  const standing = tables.map(
    ({ table: records }) => `
      select done.id, done.entity, done.kind,
        held.id is null or (coalesce(held.${dataExpression('life')}, 'alive') <> 'alive' and (done.kind = 'created' or not done.lives)) as isGone,
        ${own('held')} > done.n as isChanged
      from done left join ${records} as held on held.id = done.record and held.deleted = 0 where done.entity = ?`,
  );
  return {
    sql: `
      with rows as (
        select ${group} as id, ${columns} from ${table} where deleted = 0 and ${group} in (select value from json_each(?))
        union all
        select ${act}, ${columns} from ${table} where deleted = 0 and ${act} in (select value from json_each(?))
      ),
      done as materialized (
        select id, record, entity, max(n) as n, max(kind) as kind, max(lives) as lives from rows group by id, record, entity
      )
      select id, entity, kind, count(*) as records, sum(isGone) as gone, sum(not isGone and isChanged) as changedSince
      from (${standing.join(' union all ')}) group by id, entity, kind order by id, entity, kind`,
    parameters: [
      ...(['group', 'act'] as const).map((kind) =>
        JSON.stringify(shown.filter((head) => head.kind === kind).map(({ id }) => id)),
      ),
      ...tables.map(({ entity }) => entity),
    ],
    decode: (rows) =>
      rows.map((row) => ({
        id: String(row['id']),
        entity: String(row['entity']),
        isCreated: row['kind'] === 'created',
        records: Number(row['records']),
        gone: Number(row['gone']),
        changedSince: Number(row['changedSince']),
      })),
  };
}

/** Whether an undo of the act waits to be sent and was not undone itself. */
function isBeingUndone(device: Device, { id, kind }: Pick<Head, 'id' | 'kind'>): boolean {
  const waiting = [...device.memory.acts.values()].flatMap((entry) => (entry.state === 'kept' ? [] : [entry.act]));
  const takenBack = new Set(waiting.map(({ undoes }) => undoes));
  return waiting.some((one) => (kind === 'group' ? one.closes === id : one.undoes === id) && !takenBack.has(one.id));
}

/** Returns the refused rows that are kept with the import of a group; null where none are. */
function refusedRowsOf({ catalogue, lookups, principal }: Device, importGroup: string): Undertaking['refusedRows'] {
  const entity = catalogue.entities.get(importKind);
  const record = lookups.shown(importKind, importRecordId(importGroup));
  const kind = filesKindOf(catalogue)?.entity.name ?? '';
  if (!entity || record?.life !== 'alive') return null;
  const files = refusedRowsIn(record).filter(({ file }) => lookups.shown(kind, file)?.life === 'alive');
  return files.length === 0 ? null : { record: record.id, files, mayDelete: can(principal, 'delete', entity, record) };
}

/** Returns the test whether the label or a file of an undertaking contains every word of a text, in any spelling of case and accents. */
function matcherOf(text: string): (label: string, files: readonly string[]) => boolean {
  const words = foldText(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return (label, files) => {
    const folded = foldText([label, ...files].join(' '));
    return words.every((word) => folded.includes(word));
  };
}

/**
 * Returns the undertakings that an undo has reversed as a whole, with the author and the time of it. An undo that was itself undone
 * does not count. `all`: the newest first, so that each undo comes before the act that it reverses.
 */
function reversedOf(all: readonly Head[]): ReadonlyMap<string, NonNullable<Undertaking['undone']>> {
  const undos = new Set(all.flatMap(({ id, undoes }) => (undoes === null ? [] : [id])));
  const reversed = new Map<string, NonNullable<Undertaking['undone']>>();
  for (const { id, kind, undoes, undoesGroup, by, madeAt } of all) {
    if (undoes === null || reversed.has(id) || reversed.has(undoes)) continue;
    // A single act reverses a part of a group. Only a redo is made of single acts, which together reverse an undo.
    if (undoesGroup && kind === 'act' && !undos.has(undoes)) continue;
    reversed.set(undoes, { by, at: madeAt });
  }
  return reversed;
}

/**
 * Returns the person's acts on many records at once, or everybody's imports, the newest first, as far as the device's history goes
 * (S-9). The history is stored, so an import can be undone long after the session that made it, offline too. Acts that have not
 * been sent are in the outbox.
 */
export async function undertakingsOf(
  device: Device,
  reader: Pick<FileReader, 'ask'>,
  { of, text, limit }: CallInput<'acts.undertakings'>,
): Promise<Result<CallOutput<'acts.undertakings'>>> {
  const { at, upTo } = device.memory.state;
  const isComplete = upTo === null || (at?.history ?? 0) >= upTo;
  const all = await reader.ask('scans', heads);
  if (!all.ok) return all;
  const reversed = reversedOf(all.value);
  const asked = all.value.filter(
    (head) => head.undoes === null && (of === 'mine' ? head.by === device.userId : isImport(head)),
  );
  const names = await importFileNames(device.database);
  const matches = matcherOf(text);
  const found = asked.filter(({ id, label }) => matches(label, names.get(id) ?? []));
  const shown = found.slice(0, limit);
  const counts = { found: found.length, count: asked.length, isComplete };
  const tables = device.lookups.recordTables();
  if (shown.length === 0 || tables.length === 0) return accept({ ...counts, undertakings: [] });
  const counted = await reader.ask('scans', partsOf(shown, tables));
  if (!counted.ok) return counted;
  return accept({
    ...counts,
    undertakings: shown.map(({ undoes: _undoes, undoesGroup: _undoesGroup, ...head }) => ({
      ...head,
      files: [...(names.get(head.id) ?? [])],
      refusedRows: head.kind === 'group' ? refusedRowsOf(device, head.id) : null,
      isBeingUndone: isBeingUndone(device, head),
      undone: reversed.get(head.id) ?? null,
      parts: counted.value.filter(({ id }) => id === head.id).map(({ id: _id, ...part }) => part),
    })),
  });
}
