import { Worker } from 'node:worker_threads';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { BoundQuery, ReadReply, ReadRequest, ReaderSetup, ToReader } from './read-protocol.ts';
import { StorageFault } from '../files/storage-fault.ts';

/** Rows as SQLite names their columns. What they hold is the asker's to know: it wrote the SQL. */
export type ReadRows = {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** How long the thread read, its waiting and the way to it not counted. */
  readonly tookMs: number;
};

export type ReadLimits = { readonly timeoutMs: number; readonly signal?: AbortSignal };

export type ReaderPlace = {
  readonly file: string;
  readonly key: Uint8Array;
  /** Where `reader-worker` lies: the source under Node, the built entry in the app. */
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

/** Chosen: how long a thread may take to notice that it should stop, before it is given up. A sort within SQLite can't be interrupted. */
const graceMs = 250;

const tookTooLong = (question: Question): Result<ReadRows> =>
  refuse('query/timed-out', 'This took too long on this device. Narrow it down, or sort by another field.', {
    limitMs: question.limits.timeoutMs,
  });

/** Chosen: how long closing waits for a thread that is within one step of SQLite. It ends by itself after that, or with the process. */
const leaveMs = 5_000;

/** A thread, and the moment that it has ended. */
type Reader = { readonly worker: Worker; readonly ended: Promise<void> };

/**
 * One reader thread with its queue. A thread that hangs or dies is replaced; only the question that it was on is lost. A thread is asked
 * to leave and never terminated: a thread that is stopped while it loads or runs native code takes the whole process with it
 * (node-addon-api aborts), the writer included.
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
   * Rows of a compiled query, as of now: every commit made before this call is seen. Refuses with `query/timed-out`. Rejects with the
   * signal's reason when it is aborted, and with StorageFault when reading failed.
   */
  read(query: BoundQuery, limits: ReadLimits): Promise<Result<ReadRows>> {
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
    this.#letGo();
    this.#reader = this.#start();
    this.#next();
  }

  /** Ends the thread. What is under way or waiting fails with a fault of kind `closed`. */
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
    this.#letGo();
    if (question !== undefined) question.settle(tookTooLong(question)); // after an abort the asker has been answered, and this says nothing
    this.#next();
  }

  #onDeath(reader: Reader, error: unknown): void {
    this.#leaving.delete(reader);
    if (reader !== this.#reader) return;
    this.#reader = undefined; // started again by the next question: a file that can't be opened does not spin
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

  // Its native call can't be interrupted; it leaves when that returns.
  #letGo(): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) return;
    this.#leaving.add(reader);
    this.#tell(reader, 'leave');
  }
}
