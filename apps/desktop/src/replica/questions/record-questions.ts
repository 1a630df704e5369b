import type { z } from 'zod';
import { childEntities, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import { keyOf } from '@outpost/domain/kernel/entities/field-types';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { compilePlaces } from '@outpost/domain/kernel/query/lists/compile-places';
import { compileRefs, type NamedRef } from '@outpost/domain/kernel/query/conditions/compile-refs';
import { compileReport } from '@outpost/domain/kernel/query/sums/compile-report';
import { hasNearWords } from '@outpost/domain/kernel/query/search/near-search';
import { compileNearSearch, compileSearch, withNear } from '@outpost/domain/kernel/query/search/compile-search';
import {
  compileFigures,
  type RollUpFigures,
  withFigures,
  withoutFigures,
} from '@outpost/domain/kernel/query/sums/compile-figures';
import { figuresNotHeld, rollUpsOf } from '@outpost/domain/kernel/query/roll-ups/read-roll-up';
import { compileSummary } from '@outpost/domain/kernel/query/sums/compile-summary';
import { CompiledQuestions } from '@outpost/domain/kernel/query/lists/compiled-questions';
import type { ListQuery, PlacesQuery, Report, SummaryQuery } from '@outpost/domain/kernel/questions/list-query';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import { refsOfValues } from '@outpost/domain/kernel/query/conditions/ref-names';
import { recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { recordOf, blankRecord, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { historyAnswerSchema, type HistoryRow } from '@outpost/domain/sync/protocol';
import type { calls, CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';
import type { JournalQuestion } from '../../bridge/journal-question.ts';
import type { Device } from '../device/device.ts';
import { kindsNotKept } from '../device/kinds-not-kept.ts';
import { nowOf } from '../device/now-of.ts';
import { notOnDevice } from '../acts/not-on-device.ts';
import { outboxEntries } from '../acts/outbox.ts';
import { replacedEntries } from '../acts/replaced.ts';
import { actIdsOn } from '../records/device-memory.ts';
import { bookEntities, isBook, type RecordDocument } from '../records/documents.ts';
import { namesOf, titleIn } from '../records/names.ts';
import { serviceNames } from '../records/service-names.ts';
import type { ServerLink } from '../sync/line/server-link.ts';
import type { FileReader } from './file-reader.ts';
import { dayIn } from '../device/day-in.ts';
import { journalRows } from './journal-rows.ts';
import { stageSinceRows, waitingSince } from './stage-since.ts';
import { KnownNames } from './known-names.ts';
import { ShownRecordCache } from './known-records.ts';
import { mayDo } from './may.ts';
import { seenBy } from './seen-by.ts';
import { shownOf } from './shown-of.ts';
import { subtitleOf } from './subtitle-of.ts';
import { readTimeline } from './timeline.ts';
import { undertakingsOf } from './undertakings.ts';

type Input<N extends keyof typeof calls> = z.output<(typeof calls)[N]['input']>;
export type QuestionContext = {
  readonly device: Device;
  readonly reader: FileReader;
  readonly link: ServerLink;
  readonly place: () => { readonly timeZone: string; readonly currency: string };
  readonly sendingActs: () => ReadonlySet<string>;
  readonly mayContact: boolean;
};

/**
 * The number of tries to read names that must not be left out. Chosen: after them the answer says that the computer is too busy.
 */
const namesTurns = 5;

/** The number of cached questions of each sort. Chosen: the questions of some screens. */
const keptQuestions = 50;

/**
 * Answers screens' questions about the records on this device: lists, sums, reports, search and single records, read beside the
 * writer (D-3).
 */
export class RecordQuestions {
  readonly #context: QuestionContext;
  readonly #lists = new CompiledQuestions(compileList, keptQuestions);
  readonly #summaries = new CompiledQuestions(compileSummary, keptQuestions);
  readonly #places = new CompiledQuestions(compilePlaces, keptQuestions);
  readonly #reports = new CompiledQuestions(compileReport, keptQuestions);
  readonly #searches = new CompiledQuestions(compileSearch, keptQuestions);
  readonly #nearSearches = new CompiledQuestions(compileNearSearch, keptQuestions);
  readonly #figuresAsked = new CompiledQuestions(compileFigures, keptQuestions);
  #lastGround: QueryGround | undefined;
  readonly #records = new ShownRecordCache();
  readonly #names = new KnownNames(async (refs) => {
    const answer = await this.#context.reader.ask('windows', compileRefs(this.#ground(), refs));
    return answer.ok ? answer.value : undefined; // if reading the names takes too long, ids are shown instead; the rows are complete
  });

  constructor(context: QuestionContext) {
    this.#context = context;
    context.device.database.onChange((changes) => this.#names.forget(changes)); // the listener ends with the database
  }

  /** Returns the same object while its content is unchanged; questions compiled on it stay valid that long. */
  #ground(): QueryGround {
    const { device, place } = this.#context;
    const { timeZone, currency } = place();
    const { userId } = device;
    const catalogue = withoutSealed(device.catalogue); // K-4: only `sealed.of` asks for their values
    const last = this.#lastGround;
    const { asking } = last ?? {};
    if (
      last?.catalogue === catalogue &&
      last.currency === currency &&
      asking?.timeZone === timeZone &&
      asking.userId === userId
    )
      return last;
    this.#lastGround = {
      catalogue,
      engine: {
        dialect: 'sqlite',
        records: this.#records,
        willRead: (entity) => device.database.storage.makeTable(entity),
      },
      asking: {
        userId,
        get now() {
          return nowOf(device.ports.clock);
        },
        timeZone,
      },
      currency,
      rowsOf: (entity, life) =>
        device.database.storage.hasTable(entity) ? device.lookups.mostRowsOf(recordTable(entity), life) : 0,
    };
    return this.#lastGround;
  }

  #refs(refs: readonly NamedRef[]): Promise<RefNames> {
    return this.#names.of(this.#context.device.catalogue, refs);
  }

  /** Returns the names of all records that these refer to. */
  refsOf(records: readonly StoredRecord[]): Promise<RefNames> {
    return this.#names.ofRecords(this.#context.device.catalogue, records);
  }

  async #ask<Answer>(lane: 'windows' | 'scans', compiled: Result<CompiledQuery<Answer>>): Promise<Result<Answer>> {
    return compiled.ok ? this.#context.reader.ask(lane, compiled.value) : compiled;
  }

  /** Returns a window of a list without the names of linked records. */
  async rows(
    query: ListQuery,
  ): Promise<Result<{ readonly rows: readonly StoredRecord[]; readonly next: string | null }>> {
    const answer = await this.#ask('windows', this.#lists.for(this.#ground(), query));
    if (!answer.ok) return answer;
    const { rows, next } = answer.value;
    const figures = await this.#figures(query.entity, rows);
    return accept({ rows: figures ? rows.map((row) => withFigures(row, figures)) : rows, next });
  }

  /**
   * Returns the roll-ups of records (PLT-8); nothing where their kind has none. Without an answer they stay empty. Roll-ups over
   * records that this device does not keep stay empty, too.
   */
  async #figures(entity: string, records: readonly { readonly id: string }[]): Promise<RollUpFigures | undefined> {
    const kind = this.#context.device.catalogue.entities.get(entity);
    if (!kind || records.length === 0 || rollUpsOf(kind).length === 0) return undefined;
    const asked = { entity, ids: records.map(({ id }) => id) };
    const answer = await this.#ask('windows', this.#figuresAsked.for(this.#ground(), asked));
    return answer.ok
      ? withoutFigures(answer.value, figuresNotHeld(kind, kindsNotKept(this.#context.device)))
      : undefined;
  }

  async list(query: ListQuery): Promise<Result<CallOutput<'records.list'>>> {
    const answer = await this.rows(query);
    if (!answer.ok) return answer;
    const { rows, next } = answer.value;
    return accept({ rows: rows as ShownRecord[], refs: await this.refsOf(rows), next }); // `ShownRecordCache` made them
  }

  /** Like `list`, without the names that the rows refer to. */
  async listWithoutNames(query: ListQuery): Promise<Result<CallOutput<'records.list'>>> {
    const answer = await this.rows(query);
    return answer.ok ? accept({ ...answer.value, rows: answer.value.rows as ShownRecord[], refs: {} }) : answer; // as above
  }

  /** Like `list`, with the names of all records that the rows refer to: refused where reading them took too long. */
  async listWithNames(query: ListQuery): Promise<Result<CallOutput<'records.list'>>> {
    const answer = await this.rows(query);
    if (!answer.ok) return answer;
    const { rows, next } = answer.value;
    for (let turn = 0; turn < namesTurns; turn += 1) {
      const refs = await this.#names.allOfRecords(this.#context.device.catalogue, rows);
      if (refs) return accept({ rows: rows as ShownRecord[], refs, next }); // as above
    }
    return refuse(
      'request/too-slow',
      'This computer is too busy to read the names of linked records. Try again in a moment.',
      {
        waitSeconds: 10,
      },
    );
  }

  async summary(query: SummaryQuery): Promise<Result<CallOutput<'records.summary'>>> {
    const answer = await this.#ask('scans', this.#summaries.for(this.#ground(), query));
    if (!answer.ok) return answer;
    const { groups, more } = answer.value;
    const named =
      query.groupBy === undefined
        ? []
        : refsOfValues(this.#context.device.catalogue, {
            entity: query.entity,
            path: query.groupBy,
            values: groups.map((group) => group.value),
          });
    return accept({
      groups: groups.map(({ value, count, sums }) => ({ value, count, sums: { ...sums } })),
      ...(more ? { more } : {}),
      refs: await this.#refs(named),
    });
  }

  /** Returns the places of a list's records, for a map. */
  async places(query: PlacesQuery): Promise<Result<CallOutput<'records.places'>>> {
    const answer = await this.#ask('scans', this.#places.for(this.#ground(), query));
    if (!answer.ok) return answer;
    const { ids, degrees, more } = answer.value;
    return accept({ ids: [...ids], degrees: [...degrees], more });
  }

  async report(report: Report): Promise<Result<CallOutput<'records.report'>>> {
    const answer = await this.#ask('scans', this.#reports.for(this.#ground(), report));
    if (!answer.ok) return answer;
    const { rows } = answer.value;
    const { catalogue } = this.#context.device;
    const named = report.groupBy.flatMap((group, place) =>
      refsOfValues(catalogue, {
        entity: report.entity,
        path: group.field,
        values: rows.map((row) => row.groups[place] ?? null),
      }),
    );
    return accept({
      rows: rows.map((row) => ({ ...row, groups: [...row.groups], measures: { ...row.measures } })),
      refs: await this.#refs(named),
    });
  }

  async search(question: Input<'records.search'>): Promise<Result<CallOutput<'records.search'>>> {
    const { text, entities, limit } = question;
    const { catalogue } = this.#context.device;
    const asked = { text, ...(entities === undefined ? {} : { entities }) };
    const asTyped = await this.#ask('windows', this.#searches.for(this.#ground(), { ...asked, limit }));
    if (!asTyped.ok) return asTyped;
    let hits = asTyped.value;
    if (hits.length < limit && hasNearWords(text)) {
      const more = { ...asked, limit: limit + hits.length }; // the hits of the first search may be among these again
      const near = await this.#ask('windows', this.#nearSearches.for(this.#ground(), more));
      if (!near.ok) return near;
      hits = withNear(hits, near.value, limit);
    }
    const refs = await this.refsOf(hits.map((hit) => hit.record));
    return accept({
      hits: hits.map((hit) => ({
        id: hit.id,
        entity: hit.entity,
        title: hit.title,
        how: hit.how,
        ownerId: hit.record.ownerId,
        subtitle: subtitleOf(entityOf(catalogue, hit.entity), hit.record, refs),
      })),
    });
  }

  /** Returns the record's document if the device holds it. */
  async #held(id: string): Promise<RecordDocument | undefined> {
    const document = (await this.#context.device.database.find([id])).get(id);
    return document === undefined || document._deleted || isBook(document.entity)
      ? undefined
      : (document as unknown as RecordDocument); // the device's books are excluded above
  }

  async get({ id }: Input<'records.get'>): Promise<Result<CallOutput<'records.get'>>> {
    const { device, sendingActs } = this.#context;
    const document = await this.#held(id);
    const entity = document && device.catalogue.entities.get(document.entity);
    if (!document || !entity || entity.sealed !== undefined) return notOnDevice(id);
    const acts = actIdsOn(device.memory, id)
      .flatMap((act) => device.memory.acts.get(act) ?? [])
      .filter((act) => act.act.edits.some((edit) => edit.id === id))
      .filter((act) => !(act.state === 'answered' && act.covered.includes(id)))
      .toSorted((a, b) => a.seq - b.seq);
    const today = dayIn(this.#context.place().timeZone, device.ports.clock.nowMs());
    const [refs, waiting, replaced, { may, ways }, figures] = await Promise.all([
      this.refsOf([recordOf(document)]),
      outboxEntries(device, acts, sendingActs()),
      replacedEntries(device, id),
      mayDo(device, entity, { record: document, today }),
      this.#figures(entity.name, [document]),
    ]);
    return accept({
      record: withFigures(shownOf(document), figures),
      refs,
      waiting: [...waiting],
      replaced: [...replaced],
      may: { ...may },
      ways: ways.map((way) => ({ ...way, asks: [...way.asks] })),
    });
  }

  /**
   * Returns the device's history, newest first; after its end the server's older rows, while the server can be reached (S-9).
   */
  async history({
    id,
    before,
    limit,
    withChildren,
  }: Input<'records.history'>): Promise<Result<CallOutput<'records.history'>>> {
    const { device } = this.#context;
    const document = await this.#held(id);
    if (!document) return notOnDevice(id);
    const records = [id, ...(withChildren ? this.#childrenOf(document) : [])];
    const held = device.lookups.historyOf(records, { before: before ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 });
    const rows: HistoryRow[] = held.slice(0, limit);
    let more = held.length > limit;
    if (!more && rows.length < limit) {
      const older = await this.#olderRows(document, rows.at(-1)?.n ?? before, limit - rows.length);
      rows.push(...older.rows);
      more = older.more;
    }
    const asRecords = rows.flatMap((row) => beforeAndAfter(recordOf(document), row));
    return accept({ rows, refs: await this.refsOf(asRecords), more, names: await this.#authorsOf(rows) });
  }

  /** Returns the server's journal rows of a record before a number; none while the server cannot be reached. */
  async #olderRows(
    { entity, id }: Pick<RecordDocument, 'entity' | 'id'>,
    before: number | undefined,
    limit: number,
  ): Promise<{ readonly rows: readonly HistoryRow[]; readonly more: boolean }> {
    const { link, mayContact } = this.#context;
    if (!mayContact) return { rows: [], more: false };
    const body = { entity, id, limit, ...(before === undefined ? {} : { before }) };
    const older = await link.ask('/sync/history', body, historyAnswerSchema);
    return older.kind === 'value' ? older.value : { rows: [], more: false };
  }

  /** Returns the newest entries of a record's timeline. The server is asked only for older changes of the record itself. */
  async timeline(question: Input<'records.timeline'>): Promise<Result<CallOutput<'records.timeline'>>> {
    const { device } = this.#context;
    const { id } = question;
    const document = await this.#held(id);
    if (!document) return notOnDevice(id);
    let hasOlder = false;
    const read = await readTimeline(
      {
        device,
        rows: (query) => this.rows(query),
        historyOf: async (related, limit) => {
          const window = { before: Number.MAX_SAFE_INTEGER, limit: limit + 1 };
          const rows = device.lookups.historyOf([id, ...related], window);
          if (rows.length > limit) return rows;
          const oldest = rows.findLast((row) => row.id === id)?.n;
          const older = await this.#olderRows(document, oldest, limit + 1 - rows.length);
          hasOlder = older.more;
          return [...rows, ...older.rows];
        },
      },
      document,
      question,
    );
    if (!read.ok) return read;
    const { entries, more, related, relatedRecords } = read.value;
    const rows = entries.flatMap((entry) => (entry.kind === 'change' ? [entry.row] : []));
    const records = entries.flatMap((entry) => (entry.kind === 'record' ? [entry.record] : []));
    const shown = new Set(entries.map((entry) => (entry.kind === 'change' ? entry.row.id : entry.parent)));
    const titles = relatedRecords.flatMap(({ id: one, entity, fields, life }) =>
      shown.has(one) ? [[one, { entity, title: titleIn(device.catalogue, { entity, fields }), life }] as const] : [],
    );
    const [refs, names] = await Promise.all([
      this.refsOf([...records, ...rows.flatMap((row) => beforeAndAfter(recordOf(document), row))]),
      this.#authorsOf(rows),
    ]);
    return accept({
      entries: [...entries] as CallOutput<'records.timeline'>['entries'], // `ShownRecordCache` made the records
      refs: { ...refs, ...Object.fromEntries(titles) },
      names,
      more: more || hasOlder,
      related,
    });
  }

  /** Returns the names of the authors of journal rows, by id. */
  async #authorsOf(rows: readonly HistoryRow[]): Promise<Record<string, string>> {
    const { device } = this.#context;
    const authors = new Set(rows.map((row) => row.by));
    const people = await namesOf(device.database, device.catalogue, authors);
    return {
      ...serviceNames(device.catalogue, authors),
      ...Object.fromEntries(Object.entries(people).map(([person, name]) => [person, name.title])),
    };
  }

  /** Returns the journal rows that this device holds, of all records, newest first. */
  async journal(question: JournalQuestion): Promise<Result<CallOutput<'journal.onDevice'>>> {
    const { device } = this.#context;
    device.database.storage.makeTable(bookEntities.history); // a device that has received nothing has no history yet
    const found = await this.#context.reader.ask('scans', journalRows(question, this.#context.place().timeZone));
    if (!found.ok) return found;
    const rows = found.value.slice(0, question.limit);
    return accept({ rows, ...(await this.namesInRows(rows)), more: found.value.length > rows.length });
  }

  /** Returns since when records are in their stages, by the journal of this device and the acts that wait here. */
  async stageSince({
    entity: name,
    ids,
  }: Input<'records.stageSince'>): Promise<Result<CallOutput<'records.stageSince'>>> {
    const { device, reader } = this.#context;
    const field = device.catalogue.entities.get(name)?.stages;
    if (field === undefined) return accept({ since: {} });
    device.database.storage.makeTable(bookEntities.history); // a device that has received nothing has no history yet
    const found = await reader.ask('windows', stageSinceRows(field, ids));
    if (!found.ok) return found;
    const since = ids.flatMap((id) => {
      const waiting = waitingSince(device.memory, id, field);
      const known = waiting === undefined ? found.value.get(id) : { at: waiting, isAtLeast: false };
      return known === undefined ? [] : [[id, known] as const];
    });
    return accept({ since: Object.fromEntries(since) });
  }

  /** Returns the names of the records and authors of journal rows, as far as this device has them. */
  async namesInRows(
    rows: readonly HistoryRow[],
  ): Promise<{ readonly refs: RefNames; readonly names: Record<string, string> }> {
    const { device } = this.#context;
    const [named, records, names] = await Promise.all([
      this.refsOf(rows.flatMap((row) => beforeAndAfter(emptyRecord, row))),
      namesOf(device.database, device.catalogue, new Set(rows.map((row) => row.id))),
      this.#authorsOf(rows),
    ]);
    return { refs: { ...named, ...records }, names };
  }

  /** Returns the person's acts on many records at once. */
  undertakings(): Promise<Result<CallOutput<'acts.undertakings'>>> {
    return undertakingsOf(this.#context.device, this.#context.reader);
  }

  /** Counts the records on this device that a person sees, and would see with other roles. */
  seenBy(asked: Input<'people.sees'>): Promise<Result<CallOutput<'people.sees'>>> {
    return seenBy(this.#context, asked);
  }

  #childrenOf(document: RecordDocument): readonly string[] {
    const { device } = this.#context;
    return childEntities(device.catalogue, document.entity).flatMap((child) => {
      const field = child.parent === undefined ? undefined : child.fields[child.parent];
      if (child.parent === undefined || field?.type !== 'ref') return [];
      const key = keyOf(field, refValue(field, document.entity, document.id));
      return key === null ? [] : device.lookups.childrenOf(child.name, child.parent, key);
    });
  }
}

/** A record without values, which a journal row turns into one with only the changed values. */
const emptyRecord = blankRecord('', '');

const idIn = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);

/** Returns the changed values of a row as two records, before and after it, so that all records they refer to are named. */
function beforeAndAfter(record: StoredRecord, row: HistoryRow): readonly StoredRecord[] {
  return [0, 1].map((side) => {
    const fields = Object.fromEntries(Object.entries(row.changed).map(([name, pair]) => [name, pair[side] ?? null]));
    const { ownerId, teamId, sharedWith } = fields;
    return {
      ...record,
      id: row.id,
      entity: row.entity,
      fields,
      ownerId: idIn(ownerId),
      teamId: idIn(teamId),
      sharedWith: Array.isArray(sharedWith) ? sharedWith.flatMap((id: JsonValue) => idIn(id) ?? []) : [],
    };
  });
}
