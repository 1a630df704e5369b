import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CompiledQuery, QueryRow, Statement } from '@outpost/domain/kernel/query/query-engine';
import type { ReplicaFile } from '../storage/files/replica-file.ts';
import { type ReadLane, ReaderPool } from '../storage/reading/reader-pool.ts';
import { StatementCache } from '../storage/reading/statement-cache.ts';
import { toStorageFault } from '../storage/files/storage-fault.ts';

/** Where questions are read: in threads with this worker file, or in this thread (a simulation with many replicas). */
export type ReaderChoice = { readonly workerFile: URL | string } | 'same-thread';

/**
 * Chosen: a screen's window. Reading its rows takes 0.05 ms in this thread; transferring them from another thread takes this one
 * longer (ADR 0010).
 */
const mostReadHere = 160;
/**
 * Chosen: a question that took less time at its last run, without the transfer to a thread, is read here, because the transfer
 * takes as long. Screens repeat their questions after each change.
 */
const shortMs = 1.5;
/**
 * Chosen: `longInARow` questions in a row may take longer than this in this thread (a cold disk, or many deleted records). Then
 * questions are read in threads for a while. A single slow read proves nothing, because this thread may have waited for a
 * processor.
 */
const longHereMs = 5;
const longInARow = 3;
const keptAwayMs = 250;

/** The object by which a question is known again: the question of several compilations, or the compiled one itself. */
const identityOf = (query: CompiledQuery<unknown>): object => query.question ?? query;

/** Runs compiled questions on the file, concurrently with the writer, and decodes their answers. */
export class FileReader {
  readonly #file: ReplicaFile;
  readonly #choice: ReaderChoice;
  readonly #nowMs: () => number;
  #pool: ReaderPool | undefined;
  #statements: StatementCache | undefined;
  /** Until this time no question is read in this thread. */
  #awayUntilMs = 0;
  #longOnes = 0;
  /** How long questions took, by `identityOf`. */
  readonly #took = new WeakMap<object, number>();
  readonly #windows = new Set<Promise<unknown>>();

  /** `nowMs` measures reading times; tests replace it. */
  constructor(file: ReplicaFile, choice: ReaderChoice, nowMs = () => performance.now()) {
    this.#file = file;
    this.#choice = choice;
    this.#nowMs = nowMs;
  }

  /** Returns the present answer, which includes every earlier commit. Refuses with query/timed-out; rejects with StorageFault. */
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

  /** Resolves when no screen waits for a window, nor for a question that follows one. */
  async windowsAnswered(): Promise<void> {
    while (this.#windows.size > 0) {
      await Promise.allSettled(this.#windows);
      await new Promise((resolve) => void setImmediate(resolve)); // a caller that was answered may ask again
    }
  }

  async #ask<Answer>(lane: ReadLane, query: CompiledQuery<Answer>): Promise<Result<Answer>> {
    if (this.#choice === 'same-thread') return accept(this.#here(query));
    const beganMs = this.#nowMs();
    // Few rows are read: an index contains the whole answer, or the last run was short. A thread would only take longer.
    const isSmall = lane === 'windows' && (query.mostRead ?? Infinity) <= mostReadHere;
    const few = this.#few(beganMs, query);
    if (few !== undefined) return accept(few);
    const isHere =
      beganMs >= this.#awayUntilMs && (isSmall || (this.#took.get(identityOf(query)) ?? shortMs) < shortMs);
    if (!isHere) return this.#inThread(this.#choice, lane, query);
    const answer = this.#here(query);
    const endedMs = this.#nowMs();
    this.#took.set(identityOf(query), endedMs - beganMs);
    this.#noteHere(beganMs, endedMs);
    return accept(answer);
  }

  /**
   * Returns the answer of a question that limits the number of records that it reads. Returns nothing where it needs more
   * records, or takes too long now.
   */
  #few<Answer>(beganMs: number, query: CompiledQuery<Answer>): Answer | undefined {
    if (!query.fewInPlace || beganMs < this.#awayUntilMs || (this.#took.get(identityOf(query)) ?? 0) >= shortMs)
      return undefined;
    const answer = query.fewInPlace((statement) => this.#rowsOf(statement));
    const endedMs = this.#nowMs();
    if (answer !== undefined) this.#took.set(identityOf(query), endedMs - beganMs);
    this.#noteHere(beganMs, endedMs);
    return answer;
  }

  async #inThread<Answer>(
    { workerFile }: Exclude<ReaderChoice, 'same-thread'>,
    lane: ReadLane,
    query: CompiledQuery<Answer>,
  ): Promise<Result<Answer>> {
    this.#pool ??= new ReaderPool({ file: this.#file.path, key: this.#file.key, workerFile }); // the first question starts the threads
    const read = await this.#pool.read(lane, { sql: query.sql, params: query.parameters });
    if (!read.ok) return read;
    const beganMs = this.#nowMs();
    const answer = query.decode(read.value.rows);
    this.#took.set(identityOf(query), read.value.tookMs + this.#nowMs() - beganMs);
    return accept(answer);
  }

  #noteHere(beganMs: number, endedMs: number): void {
    this.#longOnes = endedMs - beganMs > longHereMs ? this.#longOnes + 1 : 0;
    if (this.#longOnes >= longInARow) this.#awayUntilMs = endedMs + keptAwayMs;
  }

  #here<Answer>(query: CompiledQuery<Answer>): Answer {
    const { inPlace } = query;
    return inPlace ? inPlace((statement) => this.#rowsOf(statement)) : query.decode(this.#rowsOf(query));
  }

  // No transaction is open here, because the writer begins and ends each of its transactions within one turn
  // (storage/files/transaction.ts). All reads of one question happen within one turn too.
  #rowsOf({ sql, parameters }: Statement): readonly QueryRow[] {
    try {
      this.#statements ??= new StatementCache(this.#file.writer);
      return this.#statements.prepare(sql).all(...parameters) as readonly QueryRow[]; // rows are objects by column name
    } catch (error) {
      throw toStorageFault(error, 'reading');
    }
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }
}
