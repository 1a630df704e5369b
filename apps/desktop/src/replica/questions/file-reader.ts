import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import type { ReplicaFile } from '../storage/replica-file.ts';
import { type ReadLane, ReaderPool } from '../storage/reader-pool.ts';
import { StatementCache } from '../storage/statement-cache.ts';
import { toStorageFault } from '../storage/storage-fault.ts';

/** Where questions are read: in threads, whose worker lies at this place, or in this one (a simulation with many replicas). */
export type ReaderChoice = { readonly workerFile: URL | string } | 'same-thread';

/** Runs compiled questions on the file, beside the writer, and makes their answers. */
export class FileReader {
  readonly #file: ReplicaFile;
  readonly #choice: ReaderChoice;
  #pool: ReaderPool | undefined;
  #statements: StatementCache | undefined;

  constructor(file: ReplicaFile, choice: ReaderChoice) {
    this.#file = file;
    this.#choice = choice;
  }

  /** The answer as of now: every commit made before is seen. Refuses with query/timed-out; rejects with StorageFault. */
  async ask<Answer>(lane: ReadLane, query: CompiledQuery<Answer>): Promise<Result<Answer>> {
    try {
      return await this.#ask(lane, query);
    } catch (cause) {
      this.#file.met(cause);
      throw cause;
    }
  }

  async #ask<Answer>(lane: ReadLane, query: CompiledQuery<Answer>): Promise<Result<Answer>> {
    if (this.#choice === 'same-thread') return accept(query.decode(this.#here(query)));
    this.#pool ??= new ReaderPool({ file: this.#file.path, key: this.#file.key, workerFile: this.#choice.workerFile }); // threads are started by the first question
    const rows = await this.#pool.read(lane, { sql: query.sql, params: query.parameters });
    return rows.ok ? accept(query.decode(rows.value)) : rows;
  }

  #here(query: CompiledQuery<unknown>): readonly Readonly<Record<string, unknown>>[] {
    try {
      this.#statements ??= new StatementCache(this.#file.writer);
      return this.#statements.prepare(query.sql).all(...query.parameters) as Readonly<Record<string, unknown>>[]; // rows are objects by column name
    } catch (error) {
      throw toStorageFault(error, 'reading');
    }
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }
}
