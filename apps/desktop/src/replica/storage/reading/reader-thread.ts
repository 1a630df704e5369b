import { Worker } from 'node:worker_threads';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { BoundQuery, ReadReply, ReadRequest, ReaderSetup, ToReader } from './read-protocol.ts';
import { StorageFault } from '../files/storage-fault.ts';

/** Rows by SQLite's column names. The caller knows their types, because it wrote the SQL. */
export type ReadRows = {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** How long the thread read, without waiting and transfer. */
  readonly tookMs: number;
};

export type ReadLimits = { readonly timeoutMs: number; readonly signal?: AbortSignal };

export type ReaderPlace = {
  readonly file: string;
  readonly key: Uint8Array;
  /** The path of `reader-worker`: the source under Node, the built entry in the app. */
  readonly workerFile: URL | string;
};

type Question = {
  readonly query: BoundQuery;
  readonly limits: ReadLimits;
  readonly number: number;
  readonly settle: (answer: Result<ReadRows>) => void;
  readonly fail: (error: unknown) => void;
};

type Running = { readonly question: Question; readonly watch: NodeJS.Timeout };

/**
 * Chosen: how long a thread may take to notice a stop request before it is abandoned. A sort within SQLite cannot be interrupted.
 */
const graceMs = 250;

const tookTooLong = (question: Question): Result<ReadRows> =>
  refuse('query/timed-out', 'This took too long on this device. Narrow it down, or sort by another field.', {
    limitMs: question.limits.timeoutMs,
  });

/**
 * Chosen: how long closing waits for a thread that is within one step of SQLite. After that the thread ends by itself, or with
 * the process.
 */
const leaveMs = 5_000;

/** A thread, and a promise of its end. */
type Reader = { readonly worker: Worker; readonly ended: Promise<void> };

/**
 * One reader thread with its queue. A thread that hangs or ends is replaced; only its current question is lost. A thread is asked
 * to leave and never terminated: stopping a thread while it loads or runs native code aborts the whole process (node-addon-api),
 * including the writer.
 */
export class ReaderThread {
  #place: ReaderPlace;
  #reader: Reader | undefined;
  readonly #leaving = new Set<Reader>();
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #waiting: Question[] = [];
  #running: Running | undefined;
  #lastNumber = 0;
  #isClosed = false;

  constructor(place: ReaderPlace) {
    this.#place = place;
    this.#reader = this.#start();
  }

  /**
   * Returns the rows of a compiled query, including every commit made before this call. Refuses with `query/timed-out`. Rejects
   * with the signal's reason when aborted, and with StorageFault when reading failed.
   */
  read(query: BoundQuery, limits: ReadLimits): Promise<Result<ReadRows>> {
    if (this.#isClosed) return Promise.reject(new StorageFault('closed', 'The reader is closed'));
    const { signal } = limits;
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#lastNumber = (this.#lastNumber % 0x7fff_ffff) + 1; // it must fit into the shared Int32
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

  /** Restarts with another key after a rekey. The current question is asked again. */
  rekeyed(key: Uint8Array): void {
    this.#place = { ...this.#place, key };
    const running = this.#takeRunning();
    if (running !== undefined) this.#waiting.unshift(running.question);
    this.#letGo();
    this.#reader = this.#start();
    this.#next();
  }

  /** Ends the thread. Current and waiting questions fail with a fault of kind `closed`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = this.#takeRunning();
    const open = [...(running === undefined ? [] : [running.question]), ...this.#waiting.splice(0)];
    for (const question of open) question.fail(new StorageFault('closed', 'The reader was closed'));
    if (running !== undefined) Atomics.store(this.#stop, 0, running.question.number);
    this.#letGo();
    let patience: NodeJS.Timeout | undefined;
    const outOfPatience = new Promise<void>((resolve) => (patience = setTimeout(resolve, leaveMs)));
    await Promise.race([Promise.all([...this.#leaving].map(({ ended }) => ended)), outOfPatience]);
    clearTimeout(patience);
  }

  #start(): Reader {
    const { file, key, workerFile } = this.#place;
    const setup: ReaderSetup = { file, key, stop: this.#stop.buffer };
    const worker = new Worker(workerFile, { workerData: setup, name: 'replica-reader' });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    const reader: Reader = { worker, ended };
    worker.on('message', (reply: ReadReply) => this.#onReply(reader, reply));
    worker.on('error', (error: unknown) => this.#onDeath(reader, error));
    worker.on('exit', (code) => this.#onDeath(reader, new Error(`exit code ${code}`)));
    return reader;
  }

  #next(): void {
    if (this.#running !== undefined || this.#isClosed) return;
    const question = this.#waiting.shift();
    if (question === undefined) return;
    const { query, limits, number } = question;
    const watch = setTimeout(() => this.#giveUp(number), limits.timeoutMs + graceMs);
    this.#running = { question, watch };
    const request: ReadRequest = { number, sql: query.sql, params: query.params, timeoutMs: limits.timeoutMs };
    this.#tell((this.#reader ??= this.#start()), request);
  }

  #tell({ worker }: Reader, message: ToReader): void {
    worker.postMessage(message);
  }

  #takeRunning(): Running | undefined {
    const running = this.#running;
    if (running !== undefined) clearTimeout(running.watch);
    this.#running = undefined;
    return running;
  }

  #onReply(reader: Reader, reply: ReadReply): void {
    if (reader !== this.#reader || this.#running?.question.number !== reply.number) return;
    const question = this.#takeRunning()?.question;
    if (question !== undefined) this.#pass(question, reply);
    this.#next();
  }

  #pass(question: Question, reply: ReadReply): void {
    switch (reply.outcome) {
      case 'rows':
        return question.settle(accept({ rows: reply.rows as ReadRows['rows'], tookMs: reply.tookMs })); // better-sqlite3's rows: one object each
      case 'timed-out':
        return question.settle(tookTooLong(question));
      case 'stopped':
        return question.fail(question.limits.signal?.reason ?? new StorageFault('other', 'The reader stopped unasked'));
      case 'fault':
        return question.fail(new StorageFault(reply.kind, reply.message));
    }
  }

  // The caller is answered at once. The thread becomes free when it notices the stop, or is replaced.
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
    this.#letGo();
    if (question !== undefined) question.settle(tookTooLong(question)); // after an abort the caller has already been answered
    this.#next();
  }

  #onDeath(reader: Reader, error: unknown): void {
    this.#leaving.delete(reader);
    if (reader !== this.#reader) return;
    this.#reader = undefined; // the next question starts it again, so a file that cannot be opened causes no endless restarts
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

  // Its native call cannot be interrupted; the thread ends when the call returns.
  #letGo(): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) return;
    this.#leaving.add(reader);
    this.#tell(reader, 'leave');
  }
}
