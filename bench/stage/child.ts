import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Tasks } from '../child/start.ts';

export type TaskName = keyof Tasks;
type TaskInput<N extends TaskName> = Parameters<Tasks[N]>[0];
type TaskOutput<N extends TaskName> = Awaited<ReturnType<Tasks[N]>>;
type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };

export type ChildOptions = { readonly execArgv?: readonly string[] };

/** A process of its own in which one side of a measurement runs: it is given tasks one after another. */
export class BenchChild {
  readonly #process: ChildProcess;
  #waiting: { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void } | undefined;

  constructor({ execArgv = [] }: ChildOptions = {}) {
    this.#process = fork(join(import.meta.dirname, '../child/start.ts'), {
      execArgv: [...execArgv],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#process.on('message', (message) => this.#answered(message as Reply)); // our own program's
    this.#process.on('error', (error) => this.#answered({ ok: false, error: error.message }));
    this.#process.once('exit', (code) =>
      this.#answered({ ok: false, error: `The process ended with ${code ?? 'a signal'}` }),
    );
  }

  /** Runs a task to its end. Throws what went wrong in it. */
  async ask<N extends TaskName>(name: N, input: TaskInput<N>): Promise<TaskOutput<N>> {
    const value = await new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#process.send({ name, input }, (error) => (error ? reject(error) : undefined));
    });
    return value as TaskOutput<N>; // the task of that name answered
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

/** Runs `work` with a process of its own, which ends with it. */
export async function withChild<T>(work: (child: BenchChild) => Promise<T>, options: ChildOptions = {}): Promise<T> {
  const child = new BenchChild(options);
  try {
    return await work(child);
  } finally {
    await child.end();
  }
}
