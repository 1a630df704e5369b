import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CompiledQuery, QueryRow, Statement } from '@outpost/domain/kernel/query/query-engine';
import type { ReplicaFile } from '../storage/files/replica-file.ts';
import { type ReadLane, ReaderPool } from '../storage/reading/reader-pool.ts';
import { StatementCache } from '../storage/reading/statement-cache.ts';
import { toStorageFault } from '../storage/files/storage-fault.ts';

/** Where questions are read: in threads, whose worker lies at this place, or in this one (a simulation with many replicas). */
export type ReaderChoice = { readonly workerFile: URL | string } | 'same-thread';

/** Chosen: a screen's window. Its rows take 0.05 ms in this thread, and handing them over from another takes this one longer (ADR 0010). */
const mostReadHere = 160;
/**
 * Chosen: what took less than this the last time it was asked, without the trip to a thread, is read here, whatever it is: the trip takes as long.
 * Screens ask the same again after each change.
 */
const shortMs = 1.5;
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
  /** How long questions took, as long as they are compiled. */
  readonly #took = new WeakMap<CompiledQuery<unknown>, number>();
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
    if (this.#choice === 'same-thread') return accept(this.#here(query));
    const beganMs = this.#nowMs();
    // So little is read that a thread would only make it longer: an index holds all that is asked, or it was so the last time.
    const isSmall = lane === 'windows' && (query.mostRead ?? Infinity) <= mostReadHere;
    const isHere = beganMs >= this.#awayUntilMs && (isSmall || (this.#took.get(query) ?? shortMs) < shortMs);
    if (!isHere) return this.#inThread(this.#choice, lane, query);
    const answer = this.#here(query);
    const endedMs = this.#nowMs();
    this.#took.set(query, endedMs - beganMs);
    this.#noteHere(beganMs, endedMs);
    return accept(answer);
  }

  async #inThread<Answer>(
    { workerFile }: Exclude<ReaderChoice, 'same-thread'>,
    lane: ReadLane,
    query: CompiledQuery<Answer>,
  ): Promise<Result<Answer>> {
    this.#pool ??= new ReaderPool({ file: this.#file.path, key: this.#file.key, workerFile }); // threads are started by the first question
    const read = await this.#pool.read(lane, { sql: query.sql, params: query.parameters });
    if (!read.ok) return read;
    const beganMs = this.#nowMs();
    const answer = query.decode(read.value.rows);
    this.#took.set(query, read.value.tookMs + this.#nowMs() - beganMs);
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

  // No transaction is open here: the writer's begin and end within one turn (storage/files/transaction.ts). So do all reads of one question.
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
