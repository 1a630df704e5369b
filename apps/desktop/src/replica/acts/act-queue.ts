import type { Result } from '@outpost/domain/kernel/refusal';
import type { Device } from '../device/device.ts';
import type { DeviceWrite } from '../records/device-write.ts';

type Job = { readonly run: (write: DeviceWrite) => Promise<() => void>; readonly fail: (cause: unknown) => void };

/**
 * Chosen: the acts of a fast typist or a script fill one commit to the disk, and no act waits for more than a page of others.
 */
const jobsPerCommit = 100;

/**
 * Makes acts that arrive while a commit is under way share the next commit: a commit to the disk costs milliseconds, an act
 * microseconds. Each act is decided separately; a refused act leaves no trace. No act is acknowledged before it is on disk
 * (D-2).
 */
export class ActQueue {
  readonly #device: Device;
  #waiting: Job[] = [];
  #scheduled = false;

  constructor(device: Device) {
    this.#device = device;
  }

  /**
   * Runs `work` on a write that other acts may share, and resolves when the write is on disk. Rejects with the fault that
   * prevented the commit.
   */
  perform<T>(work: (write: DeviceWrite) => Promise<Result<T>>): Promise<Result<T>> {
    return new Promise<Result<T>>((resolve, reject) => {
      const run = async (write: DeviceWrite) => {
        const rewind = write.savepoint();
        const result = await work(write);
        if (!result.ok) rewind();
        return () => resolve(result);
      };
      this.#waiting.push({ run, fail: reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    void this.#commitNext().finally(() => {
      this.#scheduled = false;
      this.#schedule();
    });
  }

  async #commitNext(): Promise<void> {
    const taken: Job[] = [];
    const answers: (() => void)[] = [];
    try {
      await this.#device.transact(async (write) => {
        taken.push(...this.#waiting.splice(0, jobsPerCommit));
        for (const job of taken) answers.push(await this.#runOne(write, job));
      });
      for (const answer of answers) answer();
    } catch (cause) {
      for (const job of taken) job.fail(cause);
    }
  }

  async #runOne(write: DeviceWrite, job: Job): Promise<() => void> {
    const rewind = write.savepoint();
    try {
      return await job.run(write);
    } catch (cause) {
      rewind(); // a fault of one act must not fail the others
      return () => job.fail(cause);
    }
  }
}
