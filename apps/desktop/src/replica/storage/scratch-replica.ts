import { randomBytes } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RxDocumentData, RxStorageInstance } from 'rxdb';
import { fillWithDefaultSettings } from 'rxdb';
import type { ReplicaFile } from './files/replica-file.ts';
import { openReplicaFile } from './files/replica-file.ts';
import type { SqliteStorage } from './sqlite-storage.ts';
import { getSqliteStorage } from './sqlite-storage.ts';

/** Test support: an encrypted file in a separate folder. */
export class ScratchReplica {
  readonly folder = mkdtempSync(join(tmpdir(), 'outpost-replica-'));
  readonly key = randomBytes(32);
  file: ReplicaFile;

  constructor() {
    this.file = this.#openFile();
  }

  get path(): string {
    return join(this.folder, 'replica.db');
  }

  #openFile(): ReplicaFile {
    const opened = openReplicaFile({ file: this.path, key: this.key });
    if (!opened.ok) throw new Error(opened.message);
    return opened.value;
  }

  /** Closes the file and opens it again. */
  reopen(): ReplicaFile {
    this.file.close();
    this.file = this.#openFile();
    return this.file;
  }

  /** Copies the present state on disk, as a power cut would leave it. Returns the copy's path. */
  copyAsItLies(): string {
    const path = join(this.folder, 'copy.db');
    for (const suffix of ['', '-wal', '-key'])
      if (existsSync(this.path + suffix)) copyFileSync(this.path + suffix, path + suffix);
    return path;
  }

  end(): void {
    this.file.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** The record type of these tests: a small part of a real one. */
export type TestRecord = {
  readonly id: string;
  readonly entity: string;
  readonly ownerId?: string;
  readonly keys?: Readonly<Record<string, string | number | null>>;
  readonly search?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
};
export type TestDocument = RxDocumentData<TestRecord>;
export type RecordsInstance = RxStorageInstance<TestRecord, unknown, Record<string, never>>;

export const testRecordSchema = {
  version: 0,
  type: 'object',
  primaryKey: 'id',
  properties: {
    id: { type: 'string', maxLength: 60 },
    entity: { type: 'string', maxLength: 60 },
    ownerId: { type: 'string' },
    keys: { type: 'object' },
    search: { type: 'string' },
    fields: { type: 'object' },
  },
  required: ['id', 'entity'],
} as const;

/** Opens the `records` collection of a file. */
export async function openRecords(
  file: ReplicaFile,
): Promise<{ readonly storage: SqliteStorage; readonly records: RecordsInstance }> {
  const storage = getSqliteStorage({ file });
  const records = await storage.createStorageInstance<TestRecord>({
    databaseInstanceToken: 'test-token',
    databaseName: 'test',
    collectionName: 'records',
    schema: fillWithDefaultSettings<TestRecord>(testRecordSchema),
    options: {},
    multiInstance: false,
    devMode: false,
  });
  return { storage, records };
}

/** Returns the first revision of a record. */
export function documentFor(record: TestRecord, parts: Partial<TestDocument> = {}): TestDocument {
  return { ...record, _deleted: false, _attachments: {}, _rev: '1-test', _meta: { lwt: 1_700_000_000_000 }, ...parts };
}

/** Returns its next revision. */
export function changedTestDocument(previous: TestDocument, change: Partial<TestDocument>): TestDocument {
  return {
    ...previous,
    ...change,
    _rev: `${Number.parseInt(previous._rev, 10) + 1}-test`,
    _meta: { lwt: previous._meta.lwt + 1 },
  };
}

/** Writes new records and expects no error. */
export async function insertRecords(
  records: RecordsInstance,
  documents: readonly TestDocument[],
  context = 'test',
): Promise<void> {
  const { error } = await records.bulkWrite(
    documents.map((document) => ({ document })),
    context,
  );
  if (error.length > 0) throw new Error(`${error.length} inserts failed: ${JSON.stringify(error[0])}`);
}

/** Changes one bit of a file, at a byte. */
export function flipByte(path: string, at: number): void {
  const bytes = readFileSync(path);
  const handle = openSync(path, 'r+');
  writeSync(handle, Uint8Array.of((bytes[at] ?? 0) ^ 1), 0, 1, at);
  closeSync(handle);
}
