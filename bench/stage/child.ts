import { type ChildProcess, fork } from 'node:child_process';
import type { TaskTable } from '../child/serve-tasks.ts';
import type { Tasks } from '../child/start.ts';
import { builtChildFile } from './built-child.ts';

type TaskInput<T extends TaskTable, N extends keyof T> = Parameters<T[N]>[0];
type TaskOutput<T extends TaskTable, N extends keyof T> = Awaited<ReturnType<T[N]>>;
type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };

export type ChildOptions = {
  readonly execArgv?: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Electron's executable, if the process is to run on its Node and V8. */
  readonly electron?: string | undefined;
};

/** A separate process that runs tasks one after another (`child/serve-tasks.ts`). */
export class TaskProcess<T extends TaskTable> {
  readonly #process: ChildProcess;
  #waiting: { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void } | undefined;

  /** `script`: its file. */
  constructor(
    script: string,
    { execArgv = [], env, electron, args = [] }: ChildOptions & { readonly args?: readonly string[] } = {},
  ) {
    this.#process = fork(script, args, {
      execArgv: [...execArgv],
      env: { ...process.env, ...env, ...(electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }) },
      ...(electron === undefined ? {} : { execPath: electron }),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#process.on('message', (message) => this.#answered(message as Reply)); // sent by the program itself
    this.#process.on('error', (error) => this.#answered({ ok: false, error: error.message }));
    this.#process.once('exit', (code) =>
      this.#answered({ ok: false, error: `The process ended with ${code ?? 'a signal'}` }),
    );
  }

  /** Runs a task to its end. Throws the task's error. */
  async ask<N extends keyof T & string>(name: N, input: TaskInput<T, N>): Promise<TaskOutput<T, N>> {
    const value = await new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#process.send({ name, input }, (error) => (error ? reject(error) : undefined));
    });
    return value as TaskOutput<T, N>; // the task of that name returned it
  }

  #answered(reply: Reply): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (reply.ok) waiting?.resolve(reply.value);
    else waiting?.reject(new Error(reply.error));
  }

  /** Lets the process end by itself, which writes its profile. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => void this.#process.once('exit', () => resolve()));
    this.#process.disconnect();
    await ended;
  }
}

/** One side of a measurement, ours or the raw one, as built by `buildChild`. */
export class BenchChild extends TaskProcess<Tasks> {
  constructor(options: ChildOptions = {}) {
    super(builtChildFile, options);
  }
}

/** Runs `work` with a separate process, which ends with it. */
export async function withChild<T>(work: (child: BenchChild) => Promise<T>, options: ChildOptions = {}): Promise<T> {
  const child = new BenchChild(options);
  try {
    return await work(child);
  } finally {
    await child.end();
  }
}

type Timed = {
  readonly work: (child: BenchChild) => Promise<unknown>;
  /** Runs after `work`, and is not timed. */
  readonly after?: (child: BenchChild) => Promise<unknown>;
};

/** Returns the time from the start of a process until `work` is done in it, in ms. */
export async function timedProcess({ work, after }: Timed, options: ChildOptions): Promise<number> {
  const began = performance.now();
  const at = { done: 0 };
  await withChild(async (child) => {
    await work(child);
    at.done = performance.now();
    await after?.(child);
  }, options);
  return at.done - began;
}
