import type { Clock } from '@outpost/domain/kernel/ports';
import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database, Transaction } from '../../db/database.ts';
import { bossDatabase, bossTransaction } from './boss-database.ts';

/**
 * One piece of work that waits for a server: nothing but ids, so that no content of a record lies in the queue. `subject`: what it is
 * about, such as a record.
 */
export type Job = { readonly id: string; readonly orgId: string; readonly subject: string };

/** A job that this server holds. `tries`: how often it was handed out before. */
export type TakenJob = Job & { readonly tries: number };

/** A job that was handed out `tries` times in vain. `was`: its id before it was put among the dead letters. */
export type DeadLetter = Job & { readonly was: string; readonly tries: number };

export type JobQueuePorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
};

/** How often a job is handed out again after a fault, and when. Seconds. The wait doubles, with jitter. */
export type Repeats = { readonly limit: number; readonly firstWait: number; readonly longestWait: number };

/** Chosen: about half an hour. A fault of the database or of a release is over then, or it does not end by itself. */
const usualRepeats: Repeats = { limit: 6, firstWait: 30, longestWait: 900 };
/** A job whose server does not answer is handed out again after this time. Chosen: longer than the lease of an intent. */
const expireInSeconds = 900;

/**
 * The queue of work that any server may do (idea 4): which job is handed out next, to one server at a time, and at most so many of one
 * organisation at once. It is pg-boss on the app's own store. Whether the work may be done, and what became of it, is decided
 * elsewhere: a job that comes twice or comes late must be harmless.
 */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #database: Database;
  readonly #repeats: Repeats;
  #isStarted: Promise<unknown> | undefined;
  readonly #made = new Map<string, Promise<void>>();

  constructor({ database, clock, log }: JobQueuePorts, repeats: Repeats = usualRepeats) {
    this.#database = database;
    this.#repeats = repeats;
    const timers = { setTimeout: noTimer, setInterval: noTimer, clearTimeout: noTimer, clearInterval: noTimer };
    this.#boss = new PgBoss({
      db: bossDatabase(database),
      clock: { now: () => clock.nowMs(), ...timers },
      // Its tables come with our migrations: the app's role can change none (P-2).
      migrate: false,
      createSchema: false,
      schedule: false,
      // `keepUp` does its upkeep.
      supervise: false,
      reindex: false,
      monitorVacuum: false,
    });
    this.#boss.on('error', (fault) => log.warn({ err: fault }, 'the upkeep of the queue failed; it is tried again'));
    this.#boss.on('warning', ({ message, data }) => log.warn({ data }, message));
  }

  /** Creates a queue and its dead letters, where they are new. To be called before a transaction that uses the queue. */
  async open(name: string): Promise<void> {
    this.#isStarted ??= this.#boss.start();
    await this.#isStarted;
    const made = this.#made.get(name) ?? this.#make(name);
    this.#made.set(name, made);
    await made;
  }

  /** Adds jobs within a transaction: they are there if and only if it commits. A job that is there already stays as it is. */
  async add(tx: Transaction, name: string, jobs: readonly Job[]): Promise<void> {
    const rows = jobs.map(({ id, orgId, subject }) => ({ id, data: { subject }, group: { id: orgId } }));
    await this.#boss.insert(name, rows, { db: bossTransaction(tx) });
  }

  /** Removes jobs within a transaction, wherever they are. */
  async remove(tx: Transaction, name: string, ids: readonly string[]): Promise<void> {
    await this.#boss.deleteJob(name, [...ids], { db: bossTransaction(tx) });
  }

  /** Hands out jobs, oldest first: at most `count`, and only while fewer than `each` of their organisation are handed out. */
  async take(
    name: string,
    { count, each }: { readonly count: number; readonly each: number },
  ): Promise<readonly TakenJob[]> {
    const found = await this.#boss.fetch<JobData>(name, { batchSize: count, groupConcurrency: each });
    return found.map(({ id, data, groupId, retryCount }) => ({ ...jobOf({ id, data, groupId }), tries: retryCount }));
  }

  /** Returns dead letters. They stay until they are `done`. */
  async takeDead(name: string, count: number): Promise<readonly DeadLetter[]> {
    const found = await this.#boss.fetch<JobData>(deadOf(name), { batchSize: count, includeMetadata: true });
    return found.map(({ id, data, groupId, sourceId, sourceRetryCount }) => ({
      ...jobOf({ id, data, groupId }),
      was: sourceId ?? id,
      tries: (sourceRetryCount ?? 0) + 1,
    }));
  }

  /** Ends jobs. What became of them is known elsewhere, so nothing of them is kept. */
  async done(name: string, jobs: readonly Job[]): Promise<void> {
    if (jobs.length > 0) await this.#boss.deleteJob(name, jobs.map(({ id }) => id)); // prettier-ignore
  }

  /** Ends dead letters, and the jobs that they were. */
  async deadDone(name: string, letters: readonly DeadLetter[]): Promise<void> {
    await this.done(name, letters.map((letter) => ({ ...letter, id: letter.was }))); // prettier-ignore
    await this.done(deadOf(name), letters);
  }

  /** Gives a job back after a fault. It is handed out again later, or put among the dead letters after too many faults. */
  async giveBack(name: string, { id, tries }: TakenJob, fault: unknown): Promise<void> {
    const why = fault instanceof Error ? fault.message : String(fault);
    await this.#boss.fail(name, { id, retryCount: tries }, { message: why });
  }

  /** Takes jobs back whose servers have stopped. To be called once a minute. */
  async keepUp(name: string): Promise<void> {
    await this.open(name);
    await this.#boss.supervise(name);
  }

  async #make(name: string): Promise<void> {
    const { limit, firstWait, longestWait } = this.#repeats;
    const repeats = {
      retryLimit: limit,
      retryDelay: firstWait,
      retryBackoff: firstWait > 0,
      ...(firstWait > 0 ? { retryDelayMax: longestWait } : {}),
    };
    const queues = [
      { queue: deadOf(name), options: { policy: 'standard', expireInSeconds } },
      { queue: name, options: { policy: 'standard', expireInSeconds, deadLetter: deadOf(name), ...repeats } },
    ];
    await this.#database.transaction('write', async (tx) => {
      for (const { queue, options } of queues)
        await tx.query('select pgboss.create_queue($1, $2::jsonb)', [queue, JSON.stringify(options)]);
    });
    // Its notes about the queues are read here, and not in the middle of one of our transactions.
    for (const { queue } of queues) await this.#boss.insert(queue, []);
  }
}

type JobData = { readonly subject: string };

const jobOf = ({
  id,
  data,
  groupId,
}: {
  readonly id: string;
  readonly data: JobData;
  readonly groupId?: string | null | undefined;
}): Job => ({
  id,
  orgId: groupId ?? '',
  subject: data.subject,
});

const deadOf = (name: string): string => `${name}-dead`;

/** Nothing of pg-boss runs by itself: its clock has no timers. */
const noTimer = (): undefined => undefined;
