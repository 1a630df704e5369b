import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { PokeHub } from '../sync/poke-hub.ts';
import { tenantQueue } from './tenant-queue.ts';

/** Something that the server does beside its requests, for one tenant at a time. */
export type Worker = {
  /** What it does, for the log: "sending e-mails". */
  readonly doing: string;
  /** It is woken by a tenant's news, too, and not by the rounds alone. */
  readonly wakesAtNews?: true;
  /** Asked once a round: whether it wakes in this one. Left out: in each. */
  readonly isDue?: () => Promise<boolean>;
  /** Works a bounded time for a tenant. `more`: it comes again, behind the tenants that wait. */
  readonly run: (orgId: string) => Promise<'done' | 'more'>;
};

export type WorkerPorts = {
  readonly database: Database;
  readonly log: Logger;
  readonly pokes: PokeHub;
};

/** What was put off and missed news wait for at most. */
const roundEveryMs = 60_000;

/** Runs the workers: those that wake at news at each tenant's, and all of them once a minute for all tenants. Answers how they are stopped. */
export function startWorkers(ports: WorkerPorts, workers: readonly Worker[]): () => Promise<void> {
  const { database, log } = ports;
  const queues = workers.map((worker) => {
    const queue = tenantQueue((orgId) =>
      worker.run(orgId).then(
        (standing) => {
          if (standing === 'more') queue.wake(orgId); // behind others, and not at all once it stops
        },
        (error: unknown) => log.error({ orgId, err: error }, `${worker.doing} failed; it is tried again`),
      ),
    );
    if (worker.wakesAtNews) ports.pokes.onNews(queue.wake);
    return { worker, queue };
  });
  const wakeAll = async (): Promise<void> => {
    const tenants = await database.transaction('snapshot', (tx) =>
      tx.query<{ org_id: string }>('select org_id from auth.tenant_ids()'),
    );
    for (const { worker, queue } of queues) {
      if (worker.isDue && !(await worker.isDue())) continue;
      for (const { org_id: orgId } of tenants) queue.wake(orgId);
    }
  };
  const round = (): void => {
    wakeAll().catch((error: unknown) => log.error({ err: error }, 'a round of the workers failed; it is tried again'));
  };
  const timer = setInterval(round, roundEveryMs);
  timer.unref();
  round();
  return async () => {
    clearInterval(timer);
    await Promise.all(queues.map(({ queue }) => queue.stop()));
  };
}

/** Runs each worker for one tenant until it is done, but those that wake when they are due: for tests and the simulation. */
export async function runWorkers(workers: readonly Worker[], orgId: string): Promise<void> {
  for (const worker of workers) if (!worker.isDue) while ((await worker.run(orgId)) === 'more');
}
