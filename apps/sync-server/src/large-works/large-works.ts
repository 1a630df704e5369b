import { Worker } from 'node:worker_threads';
import type { DecideElsewhere, Metered, Together } from '../records/apply-input.ts';
import { paceOf, type WorkPace } from '../sharing/loop-share.ts';
import { receivedFault } from './faults.ts';
import type { FromThread, ThreadSetup, ToThread } from './messages.ts';

type Log = {
  readonly warn: (details: Readonly<Record<string, unknown>>, message: string) => void;
  readonly error: (details: Readonly<Record<string, unknown>>, message: string) => void;
};

type Work = {
  readonly pace: WorkPace;
  readonly resolve: (parts: readonly Metered[]) => void;
  readonly reject: (cause: Error) => void;
};

/** Starts the thread. */
export const startThread = (setup: ThreadSetup): Worker =>
  new Worker(new URL('./start.ts', import.meta.url), { workerData: setup, name: 'large-works' });

/**
 * Gives large turns to a thread with a heap of its own (ADR 34). So the memory of a large turn lengthens no garbage
 * collection in the thread that answers requests. The thread and its transactions end together: a turn whose thread
 * ended has written nothing.
 */
export class LargeWorks {
  readonly #setup: ThreadSetup;
  readonly #log: Log;
  readonly #startThread: typeof startThread;
  readonly #isBesideOthers: (orgId: string) => boolean;
  readonly #works = new Map<number, Work>();
  #thread: { readonly worker: Worker; isReady: boolean } | undefined;
  #isClosed = false;
  #count = 0;

  constructor(
    setup: ThreadSetup,
    log: Log,
    {
      start = startThread,
      isBesideOthers = (orgId) => paceOf(orgId).isBesideOthers(),
    }: { readonly start?: typeof startThread; readonly isBesideOthers?: (orgId: string) => boolean } = {},
  ) {
    this.#setup = setup;
    this.#log = log;
    this.#startThread = start;
    this.#isBesideOthers = isBesideOthers;
  }

  /**
   * Decides a turn in the thread if other tenants are at work. The first such turn starts the thread, which takes half a second.
   * Returns undefined until the thread is ready, and while no other tenant is active: such turns are decided where they arrive.
   */
  readonly decide: DecideElsewhere = (together) => {
    if (this.#isClosed || !this.#isBesideOthers(together.orgId)) return undefined;
    this.#thread ??= this.#start();
    return this.#thread.isReady ? this.#send(this.#thread.worker, together) : undefined;
  };

  /** Ends the thread after the turns under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#thread?.worker;
    if (!worker) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ kind: 'close' } satisfies ToThread);
    await ended;
  }

  #send(worker: Worker, together: Together): Promise<readonly Metered[]> {
    const work = (this.#count += 1);
    const pace = paceOf(together.orgId);
    return new Promise((resolve, reject) => {
      this.#works.set(work, { pace, resolve, reject });
      const isBesideOthers = pace.isBesideOthers();
      worker.postMessage({ kind: 'decide', work, together, isBesideOthers } satisfies ToThread);
    });
  }

  #start(): { readonly worker: Worker; isReady: boolean } {
    const worker = this.#startThread(this.#setup);
    const thread = { worker, isReady: false };
    const state: { cause?: unknown } = {};
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'ready') thread.isReady = true;
      else if (message.kind === 'warns') this.#log.warn(message.details, message.message);
      else void this.#heard(worker, message);
    });
    worker.on('error', (cause: unknown) => (state.cause = cause));
    worker.on('exit', () => this.#ended(thread, state.cause));
    return thread;
  }

  async #heard(worker: Worker, message: Exclude<FromThread, { kind: 'ready' | 'warns' }>): Promise<void> {
    const { work } = message;
    const known = this.#works.get(work);
    if (!known) return;
    if (message.kind === 'rests') {
      await known.pace.rest();
      worker.postMessage({ kind: 'go-on', work, isBesideOthers: known.pace.isBesideOthers() } satisfies ToThread);
      return;
    }
    this.#works.delete(work);
    if (message.kind === 'decided') known.resolve(message.parts);
    else known.reject(receivedFault(message.fault));
  }

  /** Rejects the works of a thread that has ended. The next large turn starts another thread. */
  #ended(thread: object, cause: unknown): void {
    if (this.#thread === thread) this.#thread = undefined;
    if (!this.#isClosed) this.#log.error({ err: cause }, 'The thread of large works ended.');
    for (const [work, { reject }] of this.#works) {
      this.#works.delete(work);
      reject(new Error('The thread that decided this ended', { cause }));
    }
  }
}
