import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type {
  DraftMark,
  DraftState,
  ImportStore,
  RefusalPlace,
  StoredDraft,
  StoredEdit,
  StoredRefusal,
} from '@outpost/domain/kernel/import/records/import-store';
import { keyText, mostAlike } from '@outpost/domain/kernel/import/matching/known-records';
import type { RecordDraft, RowRefusal } from '@outpost/domain/kernel/import/records/record-draft';
import Database from 'better-sqlite3';
import { unlock } from '../storage/files/keyed-connection.ts';
import { toStorageFault } from '../storage/files/storage-fault.ts';

const suffix = '.import-work';
/** Chosen: enough for the upper pages of every index, and small compared with the replica's own caches. */
const cacheKb = 16 * 1024;

const schema = `
  create table piece (file integer, seq integer, bytes blob, primary key (file, seq));
  create table shared_text (file integer, place integer, text text, primary key (file, place)) without rowid;
  create table known (entity text, field text, key text, id text, text text);
  create table draft (place integer primary key, entity text, key text, json text, state text, id text, owner text, team text);
  create index draft_name on draft (entity, key) where key is not null;
  create table draft_key (entity text, key text, place integer, primary key (entity, key)) without rowid;
  create table taken (how text, id text, primary key (how, id)) without rowid;
  create index draft_entity on draft (entity, place);
  create table link (source integer, target integer);
  create table edit (step integer primary key, place integer unique, json text);
  create table refusal (file integer, row integer, place integer primary key, col text, json text);
  create index refusal_row on refusal (file, row, place);
  create index refusal_column on refusal (file, col);
  create table refused_row (file integer, row integer, lines integer, primary key (file, row)) without rowid;
  create table gone (id text primary key) without rowid;
  create table refused_name (entity text, name text, primary key (entity, name)) without rowid;
`;

type Row<T extends string> = Readonly<Record<T, string>>;

/**
 * Stores the data that grows with an import's files, in a separate file beside the replica's: their bytes, the existing records'
 * keys, drafts, edits, refusals. The file is encrypted with a key that only this object has, so nobody can read the remains of a
 * crash. It never outlives the process; lasting data is in the replica. Memory contains only its cache, whose size is fixed.
 */
export class WorkFile {
  readonly path: string;
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(folder: string, name: string) {
    this.path = join(folder, `${name}${suffix}`);
    try {
      this.#database = new Database(this.path);
      unlock(this.#database, randomBytes(32));
      this.#database.pragma('locking_mode = EXCLUSIVE');
      this.#database.pragma('journal_mode = OFF'); // this file need not survive a crash
      this.#database.pragma('synchronous = OFF');
      this.#database.pragma('temp_store = MEMORY'); // a temporary file would hold clear text (D-4)
      this.#database.pragma(`cache_size = -${cacheKb}`);
      this.#database.exec(schema);
      this.#database.exec('begin'); // one open transaction: pages are written once, and not for each row
    } catch (error) {
      throw toStorageFault(error, 'making room for an import');
    }
  }

  /** Deletes files that imports of ended processes have left. The caller holds the profile's lock. */
  static sweep(folder: string): void {
    for (const name of readdirSync(folder)) if (name.includes(suffix)) rmSync(join(folder, name), { force: true });
  }

  close(): void {
    this.#database.close();
    for (const end of ['', '-journal']) rmSync(`${this.path}${end}`, { force: true });
  }

  #do<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw toStorageFault(error, 'working on an import');
    }
  }
  #run(sql: string, ...values: unknown[]): number {
    return this.#do(() => this.#statement(sql).run(...values).changes);
  }
  #get<T>(sql: string, ...values: unknown[]): T | undefined {
    return this.#do(() => this.#statement(sql).get(...values) as T | undefined); // the columns that the statement names
  }
  #all<T>(sql: string, ...values: unknown[]): readonly T[] {
    return this.#do(() => this.#statement(sql).all(...values) as T[]); // as above
  }
  #statement(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#database.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  /** Adds the next bytes of a file. */
  addPiece(file: number, seq: number, bytes: Uint8Array): void {
    this.#run('insert into piece (file, seq, bytes) values (?, ?, ?)', file, seq, Buffer.from(bytes));
  }

  /** Yields the bytes of a file as they were added. */
  *pieces(file: number): Generator<Uint8Array, void, void> {
    for (let seq = 0; ; seq += 1) {
      const bytes = this.piece(file, seq);
      if (bytes === undefined) return;
      yield bytes;
    }
  }

  /** Returns one piece of a file; undefined behind the last one. */
  piece(file: number, seq: number): Uint8Array | undefined {
    return this.#get<{ readonly bytes: Uint8Array }>('select bytes from piece where file = ? and seq = ?', file, seq)
      ?.bytes;
  }

  /** Adds a text that several cells of a workbook share. */
  addSharedText(file: number, place: number, text: string): void {
    this.#run('insert into shared_text (file, place, text) values (?, ?, ?)', file, place, text);
  }
  sharedText(file: number, place: number): string | undefined {
    return this.#get<Row<'text'>>('select text from shared_text where file = ? and place = ?', file, place)?.text;
  }
  /** Deletes the shared texts of a workbook that was read. */
  clearSharedTexts(file: number): void {
    this.#run('delete from shared_text where file = ?', file);
  }

  /** Deletes the known existing records. */
  clearKnown(): void {
    this.#run('delete from known');
    this.#do(() => this.#database.exec('drop index if exists known_key'));
  }
  addKnown(entity: string, known: { readonly field: string; readonly text: string; readonly id: string }): void {
    const { field, text, id } = known;
    this.#run(
      'insert into known (entity, field, key, text, id) values (?, ?, ?, ?, ?)',
      entity,
      field,
      keyText(text),
      text,
      id,
    );
  }
  /** Builds the index over the added keys. It is built once, because maintaining it row by row costs ten times as much. */
  indexKnown(): void {
    this.#do(() => this.#database.exec('create index known_key on known (entity, field, key)'));
  }
  /** Returns the records with a key, at most `mostAlike`. */
  knownIds(entity: string, { field, text }: { readonly field: string; readonly text: string }): readonly string[] {
    return this.#all<Row<'id'>>(
      `select id from known where entity = ? and field = ? and key = ? limit ${mostAlike}`,
      entity,
      field,
      keyText(text),
    ).map(({ id }) => id);
  }
  knownTexts(entity: string, field: string, limit: number): readonly string[] {
    return this.#all<Row<'text'>>(
      'select distinct text from known where entity = ? and field = ? limit ?',
      entity,
      field,
      limit,
    ).map(({ text }) => text);
  }

  /** Notes that a record of the plan is not made. */
  addGone(id: string): void {
    this.#run('insert or ignore into gone (id) values (?)', id);
  }
  isGone(id: string): boolean {
    return this.#get('select 1 from gone where id = ?', id) !== undefined;
  }

  /** Returns the store of this import's plan. */
  store(): ImportStore {
    let files: readonly string[] = [];
    let lastPlace = 0;
    let lastRefusal = 0;
    const drafted = ({ place, json }: { readonly place: number; readonly json: string }): StoredDraft => ({
      place,
      draft: JSON.parse(json) as RecordDraft, // written by `add`
    });
    const fileNumber = (name: string): number => files.indexOf(name);
    return {
      clear: (names) => {
        files = names;
        [lastPlace, lastRefusal] = [0, 0];
        for (const table of [
          'draft',
          'draft_key',
          'taken',
          'link',
          'edit',
          'refusal',
          'refused_row',
          'refused_name',
          'gone',
        ])
          this.#run(`delete from ${table}`);
      },
      add: (draft, keys) => {
        const place = lastPlace + 1;
        const isTaken = keys.some(
          (key) => this.#get('select 1 from draft_key where entity = ? and key = ?', draft.entity, key) !== undefined,
        );
        if (isTaken) return false;
        for (const key of keys)
          this.#run('insert into draft_key (entity, key, place) values (?, ?, ?)', draft.entity, key, place);
        this.#run(
          `insert into draft (place, entity, key, json, state, id) values (?, ?, ?, ?, 'waiting', ?)`,
          place,
          draft.entity,
          keyText(draft.key) || null,
          JSON.stringify(draft),
          draft.id,
        );
        lastPlace = place;
        return true;
      },
      draftByKeys: (entity, keys) => {
        for (const key of keys) {
          const row = this.#get<{ readonly place: number; readonly json: string }>(
            `select draft.place, json from draft_key join draft on draft.place = draft_key.place
             where draft_key.entity = ? and draft_key.key = ?`,
            entity,
            key,
          );
          if (row) return drafted(row);
        }
        return undefined;
      },
      draftByName: (entity, name) => {
        const [row, other] = this.#all<{ readonly place: number; readonly json: string }>(
          'select place, json from draft where entity = ? and key = ? limit 2',
          entity,
          name,
        );
        return other === undefined ? row && drafted(row) : null;
      },
      markByName: (entity, name) => {
        const [mark, other] = this.#all<DraftMark>(
          'select place, state, id, owner as ownerId, team as teamId from draft where entity = ? and key = ? limit 2',
          entity,
          name,
        );
        return other === undefined ? mark : null;
      },
      addRefusedName: (entity, name) =>
        void this.#run('insert or ignore into refused_name (entity, name) values (?, ?)', entity, name),
      hasRefusedName: (entity, name) =>
        this.#get('select 1 from refused_name where entity = ? and name = ?', entity, name) !== undefined,
      take: (as, id) => this.#run('insert or ignore into taken (how, id) values (?, ?)', as, id) > 0,
      isOwnId: (id) => {
        // Only a resumed import asks this, so only a resumed one builds the index.
        this.#do(() => this.#database.exec('create index if not exists draft_id on draft (id)'));
        return this.#get('select 1 from draft where id = ?', id) !== undefined;
      },
      stateAt: (place) =>
        this.#get<{ readonly state: DraftState }>('select state from draft where place = ?', place)?.state ?? 'dropped',
      draftAt: (place) => {
        const row = this.#get<{ readonly place: number; readonly json: string }>(
          'select place, json from draft where place = ?',
          place,
        );
        return row && drafted(row).draft;
      },
      draftsAfter: (entity, place, limit) =>
        this.#all<{ readonly place: number; readonly json: string }>(
          'select place, json from draft where entity = ? and place > ? order by place limit ?',
          entity,
          place,
          limit,
        ).map(drafted),
      mark: ({ place, state, id, ownerId, teamId }) =>
        void this.#run(
          'update draft set state = ?, id = ?, owner = ?, team = ? where place = ?',
          state,
          id,
          ownerId,
          teamId,
          place,
        ),
      link: (from, to) => void this.#run('insert into link (source, target) values (?, ?)', from, to),
      dangling: () =>
        this.#all<{ readonly source: number }>(
          `select distinct source from link join draft one on one.place = source join draft other on other.place = target
           where one.state = 'made' and other.state = 'dropped' order by source`,
        ).map(({ source }) => source),
      putEdit: (place, edit) =>
        void this.#run(
          'insert into edit (step, place, json) values (?, ?, ?)',
          edit.step,
          place,
          JSON.stringify({ edit: edit.edit, source: edit.source }),
        ),
      takeEdit: (place) => {
        const row = this.#get<{ readonly step: number; readonly json: string }>(
          'delete from edit where place = ? returning step, json',
          place,
        );
        return row && editOf(row);
      },
      editsAfter: (step, limit) =>
        this.#all<{ readonly step: number; readonly json: string }>(
          'select step, json from edit where step > ? order by step limit ?',
          step,
          limit,
        ).map(editOf),
      refuse: (refusal, lineCount = 1) => {
        const file = fileNumber(refusal.file);
        this.#run(
          'insert into refusal (file, row, place, col, json) values (?, ?, ?, ?, ?)',
          file,
          refusal.row,
          (lastRefusal += 1),
          refusal.column,
          JSON.stringify(refusal),
        );
        this.#run(
          `insert into refused_row (file, row, lines) values (?, ?, ?)
           on conflict do update set lines = max(lines, excluded.lines)`,
          file,
          refusal.row,
          lineCount,
        );
      },
      refusals: ({ after, limit, file }) =>
        this.#refusals(after, { limit, only: file === undefined ? null : fileNumber(file) }),
      refusedInColumn: (file, column) =>
        this.#get<{ readonly count: number }>(
          'select count(*) as count from refusal where file = ? and col = ?',
          fileNumber(file),
          column,
        )?.count ?? 0,
      refusedRowCount: () =>
        this.#get<{ readonly rows: number }>('select coalesce(sum(lines), 0) as rows from refused_row')?.rows ?? 0,
    };
  }

  #refusals(
    after: RefusalPlace | null,
    { limit, only }: { readonly limit: number; readonly only: number | null },
  ): readonly StoredRefusal[] {
    const [file, row, place] = after ?? [only ?? 0, -1, -1];
    return this.#all<{ readonly file: number; readonly row: number; readonly place: number; readonly json: string }>(
      `select file, row, place, json from refusal where (file, row, place) > (?, ?, ?) and file <= ?
       order by file, row, place limit ?`,
      file,
      row,
      place,
      only ?? Number.MAX_SAFE_INTEGER,
      limit,
    ).map((found) => ({
      at: [found.file, found.row, found.place],
      refusal: JSON.parse(found.json) as RowRefusal, // written by `refuse`
    }));
  }
}

function editOf({ step, json }: { readonly step: number; readonly json: string }): StoredEdit {
  const { edit, source } = JSON.parse(json) as Omit<StoredEdit, 'step'>; // written by `putEdit`
  return { step, edit, source };
}
