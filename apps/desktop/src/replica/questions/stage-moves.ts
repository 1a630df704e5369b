import { unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { stagesOf } from '@outpost/domain/kernel/entities/stages-of';
import { isObject, type JsonValue } from '@outpost/domain/kernel/json';
import { addDays, startOfDay } from '@outpost/domain/kernel/days';
import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import { columnExpression, dataExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import type { Asking, Filter, ListQuery } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { fixedDaysOf } from '@outpost/domain/kernel/reports/report-period';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { Device } from '../device/device.ts';
import { bookEntities } from '../records/documents.ts';
import type { FileReader } from './file-reader.ts';

type Moves = CallOutput<'records.moves'>;
type Line = Moves['lines'][number];
type Counts = { count: number; sums: Record<string, number>; stages: Record<string, number> };

/** The history of one record since an instant: whether it was made then, and the values from before that instant. */
type BeforeSpan = { readonly isMade: boolean; readonly stage?: JsonValue; readonly due?: JsonValue };

/** Chosen: the most changed records of a span that are looked at. A page of a list has at most 1,000. */
const [mostRecords, page] = [5_000, 1_000];

/**
 * Returns the query for the first changes of a stage and of a due date since an instant, by record: one window of the index
 * on the record for each.
 */
function beforeSpanRows(
  fields: { readonly stage: string; readonly due: string | undefined },
  records: readonly string[],
  since: string,
): CompiledQuery<ReadonlyMap<string, BeforeSpan>> {
  const [record, n, at] = [columnExpression('record'), columnExpression('n'), columnExpression('row.at')];
  // The brackets are needed: `||` and `->>` have the same rank.
  const first = (field: string) => `min(printf('%020d', ${n}) || (${dataExpression(`row.changed.${field}`)}))`;
  return {
    sql: `select ${record} as record, max(${columnExpression('row.kind')} = 'created') as made, ${first(fields.stage)} as stage,
        ${fields.due === undefined ? 'null' : first(fields.due)} as due
      from ${recordTable(bookEntities.history)}
      where deleted = 0 and ${record} in (select value from json_each(?)) and ${at} >= ? group by 1`,
    parameters: [JSON.stringify(records), since],
    decode: (rows) =>
      new Map(
        rows.map(({ record: id, made, stage, due }) => [
          String(id),
          { isMade: made === 1, ...valueBefore('stage', stage), ...valueBefore('due', due) },
        ]),
      ),
  };
}

/** Reads the value before a change, written as its number and `[from, to]`. */
function valueBefore<N extends string>(name: N, written: unknown): { readonly [K in N]?: JsonValue } {
  if (typeof written !== 'string') return {};
  const [from = null] = JSON.parse(written.slice(20)) as readonly JsonValue[]; // a change in a row that the replica has written
  return { [name]: from } as { readonly [K in N]?: JsonValue }; // the compiler widens a computed name
}

/** Returns the lines to which a record counts: made, moved to its stage at the end, due later than the days of a span. */
function linesOf(
  entity: Entity,
  record: Pick<StoredRecord, 'fields'>,
  { before, dueUntil }: { readonly before: BeforeSpan; readonly dueUntil: string | undefined },
): readonly Line['kind'][] {
  const stages = stagesOf(entity);
  const now = stages && record.fields[stages.name];
  const place = (stage: JsonValue | undefined) => stages?.field.options.findIndex(({ value }) => value === stage) ?? -1;
  const { outcome = 'open' } = stages?.field.options[place(now)] ?? {};
  const hasMoved = before.stage !== undefined && before.stage !== now && (before.stage !== null || outcome !== 'open');
  const due = entity.dueBy === undefined ? undefined : record.fields[entity.dueBy];
  const hasSlipped =
    dueUntil !== undefined &&
    outcome === 'open' &&
    typeof before.due === 'string' &&
    typeof due === 'string' &&
    before.due.slice(0, 10) <= dueUntil &&
    due.slice(0, 10) > dueUntil;
  const kinds: Line['kind'][] = before.isMade ? ['made'] : [];
  if (hasMoved) kinds.push(outcome !== 'open' ? outcome : place(now) > place(before.stage) ? 'ahead' : 'back');
  if (hasSlipped) kinds.push('slipped');
  return kinds;
}

/** The question as the bridge has parsed it. */
type MovesQuestion = Omit<CallInput<'records.moves'>, 'where'> & { readonly where?: Filter | undefined };

/** The sources of the moves. `rows` reads a window of a list. */
type MoveSources = {
  readonly device: Pick<Device, 'catalogue' | 'database'>;
  readonly reader: Pick<FileReader, 'ask'>;
  readonly asking: Asking;
  readonly rows: (
    query: ListQuery,
  ) => Promise<Result<{ readonly rows: readonly StoredRecord[]; readonly next: string | null }>>;
};

/**
 * Counts what happened to the records of a kind with stages in a span: new ones, moves between stages, outcomes, and due dates
 * that moved out of another span. A record counts once on a line, by its stage before the span and its stage at the end of the
 * span, or its present one if the span has not ended. A change that waits on this device counts once the journal has a change of
 * the record's stage.
 */
export async function stageMoves(
  sources: MoveSources,
  { entity: name, where, span, dueWithin }: MovesQuestion,
): Promise<Result<Moves>> {
  const { device, asking, rows } = sources;
  const entity = device.catalogue.entities.get(name);
  if (!entity) return unknownEntity(name);
  const days = fixedDaysOf(span, asking);
  const from = days?.from ?? '0001-01-01';
  const until = days === undefined ? undefined : startOfDay(addDays(days.to, 1), asking.timeZone);
  const hasEnded = until !== undefined && until <= asking.now;
  const dueUntil = dueWithin === undefined ? undefined : fixedDaysOf(dueWithin, asking)?.to;
  const since = startOfDay(from, asking.timeZone);
  const changed = { field: 'updatedAt', op: 'gte', value: since } as const;
  const lines = new Map<Line['kind'], Counts>();
  let after: string | null | undefined;
  for (let seen = 0; after !== null && seen < mostRecords; seen += page) {
    const found = await rows({
      entity: name,
      where: where === undefined ? changed : { and: [where, changed] },
      life: 'alive',
      sort: [{ field: 'updatedAt', direction: 'desc' }],
      limit: page,
      ...(after === undefined ? {} : { after }),
    });
    if (!found.ok) return found;
    const ids = found.value.rows.map(({ id }) => id);
    const told = await beforeSpan(sources, { entity, ids, since });
    if (!told.ok) return told;
    const later = await beforeSpan(sources, { entity, ids: hasEnded ? ids : [], since: until ?? since });
    if (!later.ok) return later;
    for (const present of found.value.rows) {
      const before = told.value.get(present.id);
      const afterwards = later.value.get(present.id);
      if (before === undefined || afterwards?.isMade === true) continue;
      const record = atEnd(entity, present, afterwards);
      for (const kind of linesOf(entity, record, { before, dueUntil })) {
        const counts = lines.get(kind) ?? { count: 0, sums: {}, stages: {} };
        lines.set(kind, counts);
        addRecord(counts, entity, record);
      }
    }
    after = found.value.next;
  }
  return accept({ from, lines: [...lines].map(([kind, counts]) => ({ kind, ...counts })), isAll: after === null });
}

/** Returns a record with its stage and its due date at the end of a span. `later`: its history since then. */
function atEnd({ stages, dueBy }: Entity, record: StoredRecord, later: BeforeSpan | undefined): StoredRecord {
  const earlier = {
    ...(stages === undefined || later?.stage === undefined ? {} : { [stages]: later.stage }),
    ...(dueBy === undefined || later?.due === undefined ? {} : { [dueBy]: later.due }),
  };
  return Object.keys(earlier).length === 0 ? record : { ...record, fields: { ...record.fields, ...earlier } };
}

/** Returns what the journal of this device says about records of a kind since an instant. */
async function beforeSpan(
  { device, reader }: MoveSources,
  { entity, ids, since }: { readonly entity: Entity; readonly ids: readonly string[]; readonly since: string },
): Promise<Result<ReadonlyMap<string, BeforeSpan>>> {
  const { stages, dueBy } = entity;
  if (stages === undefined || ids.length === 0) return accept(new Map());
  device.database.storage.makeTable(bookEntities.history); // a device that has received nothing has no history yet
  return reader.ask('windows', beforeSpanRows({ stage: stages, due: dueBy }, ids, since));
}

/** Adds a record to a line: its worth by currency, and its stage. Changes the line. */
function addRecord(line: Counts, { stages, worth }: Entity, record: StoredRecord): void {
  line.count += 1;
  const stage = record.fields[stages ?? ''];
  if (typeof stage === 'string') line.stages[stage] = (line.stages[stage] ?? 0) + 1;
  const value = worth === undefined ? null : record.fields[worth];
  if (!isObject(value)) return;
  const { amount, currency } = value;
  if (typeof amount === 'number' && typeof currency === 'string')
    line.sums[currency] = (line.sums[currency] ?? 0) + amount;
}
