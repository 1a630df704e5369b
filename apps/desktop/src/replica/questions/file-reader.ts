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
  readonly #windows = new Set<Promise<unknown>>();

  constructor(file: ReplicaFile, choice: ReaderChoice) {
    this.#file = file;
    this.#choice = choice;
  }

  /** The answer as of now: every commit made before is seen. Refuses with query/timed-out; rejects with StorageFault. */
  async ask<Answer>(lane: ReadLane, query: CompiledQuery<Answer>): Promise<Result<Answer>> {
    const asked = this.#ask(lane, query);
    if (lane === 'windows') this.#windows.add(asked);
    try {
      return await asked;
    } catch (cause) {
      this.#file.met(cause);
      throw cause;
    } finally {
      this.#windows.delete(asked);
    }
  }

  /** Resolves when no screen waits for a window, nor for what it asks behind that. */
  async windowsAnswered(): Promise<void> {
    while (this.#windows.size > 0) {
      await Promise.allSettled(this.#windows);
      await new Promise((resolve) => void setImmediate(resolve)); // whoever was answered may ask for more
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
