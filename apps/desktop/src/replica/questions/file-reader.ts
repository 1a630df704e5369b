import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import type { ReplicaFile } from '../storage/replica-file.ts';
import { type ReadLane, ReaderPool } from '../storage/reader-pool.ts';
import { StatementCache } from '../storage/statement-cache.ts';
import { toStorageFault } from '../storage/storage-fault.ts';

/** Where questions are read: in threads, whose worker lies at this place, or in this one (a simulation with many replicas). */
export type ReaderChoice = { readonly workerFile: URL | string } | 'same-thread';

/** Chosen: a screen's window. Its rows take 0.05 ms in this thread, and handing them over from another takes this one longer (ADR 0010). */
const mostReadHere = 160;
/**
 * Chosen: where so many in a row take longer than this here after all, on a cold disk or among many deleted records, questions are read
 * beside the writer for a while. A single one tells nothing: this thread may have waited for a processor.
 */
const longHereMs = 5;
const longInARow = 3;
const keptAwayMs = 250;

/** Runs compiled questions on the file, beside the writer, and makes their answers. */
export class FileReader {
  readonly #file: ReplicaFile;
  readonly #choice: ReaderChoice;
  readonly #nowMs: () => number;
  #pool: ReaderPool | undefined;
  #statements: StatementCache | undefined;
  /** Until when nothing is read here. */
  #awayUntilMs = 0;
  #longOnes = 0;
  readonly #windows = new Set<Promise<unknown>>();

  /** `nowMs` measures how long reading takes: for tests. */
  constructor(file: ReplicaFile, choice: ReaderChoice, nowMs = () => performance.now()) {
    this.#file = file;
    this.#choice = choice;
    this.#nowMs = nowMs;
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
    if (lane === 'windows' && this.#isQuickHere(query)) return accept(query.decode(this.#timedHere(query)));
    this.#pool ??= new ReaderPool({ file: this.#file.path, key: this.#file.key, workerFile: this.#choice.workerFile }); // threads are started by the first question
    const rows = await this.#pool.read(lane, { sql: query.sql, params: query.parameters });
    return rows.ok ? accept(query.decode(rows.value)) : rows;
  }

  /** An index holds all that is asked, and so little of it is read that a thread would only make it longer. */
  #isQuickHere({ mostRead }: CompiledQuery<unknown>): boolean {
    return mostRead !== undefined && mostRead <= mostReadHere && this.#nowMs() >= this.#awayUntilMs;
  }

  #timedHere(query: CompiledQuery<unknown>): readonly Readonly<Record<string, unknown>>[] {
    const beganMs = this.#nowMs();
    const rows = this.#here(query);
    const endedMs = this.#nowMs();
    this.#longOnes = endedMs - beganMs > longHereMs ? this.#longOnes + 1 : 0;
    if (this.#longOnes >= longInARow) this.#awayUntilMs = endedMs + keptAwayMs;
    return rows;
  }

  // No transaction is open here: the writer's begin and end within one turn (storage/transaction.ts).
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
