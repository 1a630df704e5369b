import { Worker } from 'node:worker_threads';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { ReadReply, ReadRequest, ReaderSetup } from './read-protocol.ts';
import type { CompiledQuery } from './search-query.ts';
import { StorageFault } from './storage-fault.ts';

/** Rows as SQLite names their columns. What they hold is the asker's to know: it wrote the SQL. */
export type ReadRows = readonly Readonly<Record<string, unknown>>[];

export type ReadLimits = { readonly timeoutMs: number; readonly signal?: AbortSignal };

export type ReaderPlace = {
  readonly file: string;
  readonly key: Uint8Array;
  /** Where `reader-worker` lies: the source under Node, the built entry in the app. */
  readonly workerFile: URL | string;
};

type Question = {
  readonly query: CompiledQuery;
  readonly limits: ReadLimits;
  readonly number: number;
  readonly settle: (answer: Result<ReadRows>) => void;
  readonly fail: (error: unknown) => void;
};

type Running = { readonly question: Question; readonly watch: NodeJS.Timeout };

/** Chosen: how long a thread may take to notice that it should stop, before it is given up. A sort within SQLite can't be interrupted. */
const graceMs = 250;

const tookTooLong = (question: Question): Result<ReadRows> =>
  refuse('query/timed-out', 'This took too long on this device. Narrow it down, or sort by another field.', {
    limitMs: question.limits.timeoutMs,
  });

/** One reader thread with its queue. A thread that hangs or dies is replaced; only the question that it was on is lost. */
export class ReaderThread {
  #place: ReaderPlace;
  #worker: Worker | undefined;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #waiting: Question[] = [];
  #running: Running | undefined;
  #lastNumber = 0;
  #isClosed = false;

  constructor(place: ReaderPlace) {
    this.#place = place;
    this.#worker = this.#start();
  }

  /**
   * Rows of a compiled query, as of now: every commit made before this call is seen. Refuses with `query/timed-out`. Rejects with the
   * signal's reason when it is aborted, and with StorageFault when reading failed.
   */
  read(query: CompiledQuery, limits: ReadLimits): Promise<Result<ReadRows>> {
    if (this.#isClosed) return Promise.reject(new StorageFault('closed', 'The reader is closed'));
    const { signal } = limits;
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#lastNumber = (this.#lastNumber % 0x7fff_ffff) + 1; // it has to fit the shared Int32
    const number = this.#lastNumber;
    return new Promise((resolve, reject) => {
      const onAbort = () => this.#abandon(number, signal?.reason);
      const done = () => signal?.removeEventListener('abort', onAbort);
      signal?.addEventListener('abort', onAbort);
      this.#waiting.push({
        query,
        limits,
        number,
        settle: (answer) => (done(), resolve(answer)),
        fail: (error) => (done(), reject(error)),
      });
      this.#next();
    });
  }

  /** Starts over with another key, after a rekey. The question under way is asked again. */
  rekeyed(key: Uint8Array): void {
    this.#place = { ...this.#place, key };
    const running = this.#takeRunning();
    if (running !== undefined) this.#waiting.unshift(running.question);
    this.#dropWorker();
    this.#worker = this.#start();
    this.#next();
  }

  /** Ends the thread. What is under way or waiting fails with a fault of kind `closed`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = this.#takeRunning();
    const open = [...(running === undefined ? [] : [running.question]), ...this.#waiting.splice(0)];
    for (const question of open) question.fail(new StorageFault('closed', 'The reader was closed'));
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.removeAllListeners();
    await worker?.terminate();
  }

  #start(): Worker {
    const { file, key, workerFile } = this.#place;
    const setup: ReaderSetup = { file, key, stop: this.#stop.buffer };
    const worker = new Worker(workerFile, { workerData: setup, name: 'replica-reader' });
    worker.on('message', (reply: ReadReply) => this.#onReply(worker, reply));
    worker.on('error', (error: unknown) => this.#onDeath(worker, error));
    worker.on('exit', (code) => this.#onDeath(worker, new Error(`exit code ${code}`)));
    return worker;
  }

  #next(): void {
    if (this.#running !== undefined || this.#isClosed) return;
    const question = this.#waiting.shift();
    if (question === undefined) return;
    const { query, limits, number } = question;
    const watch = setTimeout(() => this.#giveUp(number), limits.timeoutMs + graceMs);
    this.#running = { question, watch };
    const request: ReadRequest = { number, sql: query.sql, params: query.params, timeoutMs: limits.timeoutMs };
    (this.#worker ??= this.#start()).postMessage(request);
  }

  #takeRunning(): Running | undefined {
    const running = this.#running;
    if (running !== undefined) clearTimeout(running.watch);
    this.#running = undefined;
    return running;
  }

  #onReply(worker: Worker, reply: ReadReply): void {
    if (worker !== this.#worker || this.#running?.question.number !== reply.number) return;
    const question = this.#takeRunning()?.question;
    if (question !== undefined) this.#pass(question, reply);
    this.#next();
  }

  #pass(question: Question, reply: ReadReply): void {
    switch (reply.outcome) {
      case 'rows':
        return question.settle(accept(reply.rows as ReadRows)); // better-sqlite3's rows: one object each
      case 'timed-out':
        return question.settle(tookTooLong(question));
      case 'stopped':
        return question.fail(question.limits.signal?.reason ?? new StorageFault('other', 'The reader stopped unasked'));
      case 'fault':
        return question.fail(new StorageFault(reply.kind, reply.message));
    }
  }

  // The asker hears at once; the thread is free when it has noticed, or is replaced.
  #abandon(number: number, reason: unknown): void {
    const index = this.#waiting.findIndex((question) => question.number === number);
    if (index !== -1) {
      this.#waiting.splice(index, 1)[0]?.fail(reason);
      return;
    }
    if (this.#running?.question.number !== number) return;
    Atomics.store(this.#stop, 0, number);
    clearTimeout(this.#running.watch);
    const { question } = this.#running;
    this.#running = { question, watch: setTimeout(() => this.#giveUp(number), graceMs) };
    question.fail(reason);
  }

  #giveUp(number: number): void {
    if (this.#running?.question.number !== number) return;
    const question = this.#takeRunning()?.question;
    this.#dropWorker();
    if (question !== undefined) question.settle(tookTooLong(question)); // after an abort the asker has been answered, and this says nothing
    this.#next();
  }

  #onDeath(worker: Worker, error: unknown): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined; // started again by the next question: a file that can't be opened does not spin
    const question = this.#takeRunning()?.question;
    question?.fail(
      new StorageFault(
        'other',
        `The reader thread ended: ${error instanceof Error ? error.message : String(error)}`,
        error,
      ),
    );
    this.#next();
  }

  // Its native call can't be interrupted; the thread ends when that returns, and nobody waits for it.
  #dropWorker(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.removeAllListeners();
    worker?.on('error', () => undefined);
    void worker?.terminate();
  }
}
