import type { z } from 'zod';
import { childEntities, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import { keyOf } from '@outpost/domain/kernel/entities/field-types';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { compilePlaces } from '@outpost/domain/kernel/query/lists/compile-places';
import type { NamedRef } from '@outpost/domain/kernel/query/conditions/compile-refs';
import { compileReport } from '@outpost/domain/kernel/query/sums/compile-report';
import { hasNearWords } from '@outpost/domain/kernel/query/search/near-search';
import { compileNearSearch, compileSearch, withNear } from '@outpost/domain/kernel/query/search/compile-search';
import {
  compileFigures,
  type RollUpFigures,
  withFigures,
  withoutFigures,
} from '@outpost/domain/kernel/query/sums/compile-figures';
import { figuresNotHeld, rollUpsOf } from '@outpost/domain/kernel/query/roll-ups/roll-ups-of';
import { compileSummary } from '@outpost/domain/kernel/query/sums/compile-summary';
import { CompiledQuestions } from '@outpost/domain/kernel/query/lists/compiled-questions';
import type { ListQuery, PlacesQuery, Report, SummaryQuery } from '@outpost/domain/kernel/questions/list-query';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import { refsOfValues } from '@outpost/domain/kernel/query/conditions/ref-names';
import { recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { recordOf, blankRecord, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { calls, CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';
import type { JournalQuestion } from '../../bridge/journal-question.ts';
import type { Device } from '../device/device.ts';
import { kindsNotWhole } from '../device/kinds-not-kept.ts';
import { nowOf } from '../device/now-of.ts';
import { notOnDevice } from '../acts/not-on-device.ts';
import { outboxEntries } from '../acts/outbox.ts';
import { replacedEntries } from '../acts/replaced.ts';
import { actIdsOn } from '../records/memory/device-memory.ts';
import { bookEntities, isBook, type RecordDocument } from '../records/documents.ts';
import { namesOf, titleIn } from '../records/names.ts';
import { serviceNames } from '../records/service-names.ts';
import type { ServerLink } from '../sync/line/server-link.ts';
import type { FileReader } from './file-reader.ts';
import { dayIn } from '../device/day-in.ts';
import { readAsItWas } from './as-it-was.ts';
import { journalRows } from './journal-rows.ts';
import { stageMoves } from './stage-moves.ts';
import { stageSinceOf } from './stage-since.ts';
import { LinkedNames, type RowsWithReferred } from './linked-names.ts';
import { ShownRecordCache } from './known-records.ts';
import { mayDo } from './may.ts';
import { olderRows } from './older-rows.ts';
import { effectOf, seenBy } from './seen-by.ts';
import { shownOf } from './shown-of.ts';
import { subtitleOf } from './subtitle-of.ts';
import { readTimeline } from './timeline.ts';
import { undertakingsOf } from './undertakings.ts';

/** A window of a list, with the referred fields that it shows. */
type ListAsked = ListQuery & Partial<Pick<RowsWithReferred, 'referred'>>;

type Input<N extends keyof typeof calls> = z.output<(typeof calls)[N]['input']>;
export type QuestionContext = {
  readonly device: Device;
  readonly reader: FileReader;
  readonly link: ServerLink;
  readonly place: () => { readonly timeZone: string; readonly currency: string };
  readonly sendingActs: () => ReadonlySet<string>;
  readonly mayContact: boolean;
};

/** The number of cached questions of each sort. Chosen: the questions of some screens. */
const keptQuestions = 50;

/**
 * Answers screens' questions about the records on this device: lists, sums, reports, search and single records, read
 * concurrently with the writer (D-3).
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
  readonly #names = new LinkedNames({
    catalogue: () => this.#context.device.catalogue,
    ground: () => this.#ground(),
    ask: (compiled) => this.#context.reader.ask('windows', compiled),
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
    return this.#names.of(refs);
  }

  /** Returns the names of all records that these refer to. */
  refsOf(records: readonly StoredRecord[]): Promise<RefNames> {
    return this.#names.ofRecords(records);
  }

  /** Returns these names with the values of referred fields. */
  refsOfRows(asked: RowsWithReferred): Promise<Result<RefNames>> {
    return this.#names.ofRows(asked);
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
      ? withoutFigures(answer.value, figuresNotHeld(kind, kindsNotWhole(this.#context.device)))
      : undefined;
  }

  async list({ referred = [], ...query }: ListAsked): Promise<Result<CallOutput<'records.list'>>> {
    const answer = await this.rows(query);
    if (!answer.ok) return answer;
    const { rows, next } = answer.value;
    const refs = await this.#names.ofRows({ entity: query.entity, rows, referred });
    return refs.ok ? accept({ rows: rows as ShownRecord[], refs: refs.value, next }) : refs; // `ShownRecordCache` made them
  }

  /** Like `list`, without the names that the rows refer to. */
  async listWithoutNames(query: ListQuery): Promise<Result<CallOutput<'records.list'>>> {
    const answer = await this.rows(query);
    return answer.ok ? accept({ ...answer.value, rows: answer.value.rows as ShownRecord[], refs: {} }) : answer; // as above
  }

  /**
   * Like `list`, with the names of all records that the rows refer to: refused where reading them took too long. `mayShow`: leaves
   * out the referred fields of other records.
   */
  async listWithNames(
    { referred = [], ...query }: ListAsked,
    mayShow: (record: StoredRecord) => boolean = () => true,
  ): Promise<Result<CallOutput<'records.list'>>> {
    const answer = await this.rows(query);
    if (!answer.ok) return answer;
    const { rows, next } = answer.value;
    const refs = await this.#names.allOfRows({ entity: query.entity, rows, referred }, mayShow);
    return refs.ok ? accept({ rows: rows as ShownRecord[], refs: refs.value, next }) : refs; // as above
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
   * Returns the device's history, newest first. After its end, returns the server's older rows while the server can be
   * reached (S-9).
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
      const older = await olderRows(this.#context, document, {
        before: rows.at(-1)?.n ?? before,
        limit: limit - rows.length,
      });
      rows.push(...older.rows);
      more = older.more;
    }
    const asRecords = rows.flatMap((row) => beforeAndAfter(recordOf(document), row));
    return accept({
      rows,
      refs: await this.refsOf(asRecords),
      more,
      names: await this.#authorsOf(rows.map((row) => row.by)),
    });
  }

  /** Returns a record as it was at an earlier instant, by the history here and the server's (S-9). */
  async asItWas({ id, at }: Input<'records.asItWas'>): Promise<Result<CallOutput<'records.asItWas'>>> {
    const document = await this.#held(id);
    if (!document) return notOnDevice(id);
    const found = await readAsItWas(this.#context, document, at);
    if (found.state !== 'known') return accept(found);
    const [refs, names] = await Promise.all([
      this.refsOf([found.record]),
      this.#authorsOf(Object.values(found.next).map((next) => next.by)),
    ]);
    return accept({ ...found, record: shownOf(found.record), refs, names });
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
          const older = await olderRows(this.#context, document, { before: oldest, limit: limit + 1 - rows.length });
          hasOlder = older.more;
          return [...rows, ...older.rows];
        },
      },
      document,
      question,
    );
    if (!read.ok) return read;
    const { entries, more, filled, related, relatedRecords } = read.value;
    const rows = entries.flatMap((entry) => (entry.kind === 'change' ? [entry.row] : []));
    const records = entries.flatMap((entry) => (entry.kind === 'record' ? [entry.record] : []));
    const shown = new Set(entries.map((entry) => (entry.kind === 'change' ? entry.row.id : entry.parent)));
    const titles = relatedRecords.flatMap(({ id: one, entity, fields, life }) =>
      shown.has(one) ? [[one, { entity, title: titleIn(device.catalogue, { entity, fields }), life }] as const] : [],
    );
    const [refs, names] = await Promise.all([
      this.refsOf([...records, ...rows.flatMap((row) => beforeAndAfter(recordOf(document), row))]),
      this.#authorsOf([...rows.map((row) => row.by), ...records.map(({ createdBy }) => createdBy)]),
    ]);
    return accept({
      entries: [...entries] as CallOutput<'records.timeline'>['entries'], // `ShownRecordCache` made the records
      refs: { ...refs, ...Object.fromEntries(titles) },
      names,
      more: more || hasOlder,
      filled,
      related,
    });
  }

  /** Returns the names of these people and services, by id. */
  async #authorsOf(ids: readonly string[]): Promise<Record<string, string>> {
    const { device } = this.#context;
    const authors = new Set(ids);
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
  stageSince(asked: Input<'records.stageSince'>): Promise<Result<CallOutput<'records.stageSince'>>> {
    return stageSinceOf(this.#context, asked);
  }

  /** Counts what happened to the records of a kind with stages since the start of a span. */
  moves(asked: Input<'records.moves'>): Promise<Result<CallOutput<'records.moves'>>> {
    const rows = (query: ListQuery) => this.rows(query);
    return stageMoves({ ...this.#context, asking: this.#ground().asking, rows }, asked);
  }

  /** Returns the names of the records and authors of journal rows, as far as this device has them. */
  async namesInRows(
    rows: readonly HistoryRow[],
  ): Promise<{ readonly refs: RefNames; readonly names: Record<string, string> }> {
    const { device } = this.#context;
    const [named, records, names] = await Promise.all([
      this.refsOf(rows.flatMap((row) => beforeAndAfter(emptyRecord, row))),
      namesOf(device.database, device.catalogue, new Set(rows.map((row) => row.id))),
      this.#authorsOf(rows.map((row) => row.by)),
    ]);
    return { refs: { ...named, ...records }, names };
  }

  /** Returns the person's acts on many records at once. */
  undertakings(asked: Input<'acts.undertakings'>): Promise<Result<CallOutput<'acts.undertakings'>>> {
    return undertakingsOf(this.#context.device, this.#context.reader, asked);
  }

  /** Counts the records on this device that a person sees, and would see with other roles. */
  seenBy(asked: Input<'people.sees'>): Promise<Result<CallOutput<'people.sees'>>> {
    return seenBy(this.#context, asked);
  }

  /** Counts the effect of a change of roles on several people. */
  effectOf(asked: Input<'people.effect'>): Promise<Result<CallOutput<'people.effect'>>> {
    return effectOf(this.#context, asked);
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
