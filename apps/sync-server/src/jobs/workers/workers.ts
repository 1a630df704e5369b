import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import type { PokeHub } from '../../sync/streams/poke-hub.ts';
import { tenantQueue } from './tenant-queue.ts';

/** Background work of the server, for one tenant at a time. */
export type Worker = {
  /** A description for the log: "sending e-mails". */
  readonly doing: string;
  /** The worker also runs when a tenant has news, not only in the rounds. */
  readonly wakesAtNews?: true;
  /** Called once a round. Returns whether the worker runs in it. Absent: it runs in each round. */
  readonly isDue?: () => Promise<boolean>;
  /** Works for a limited time for a tenant. `more`: the tenant is queued again, behind those that wait. */
  readonly run: (orgId: string) => Promise<'done' | 'more'>;
};

export type WorkerPorts = {
  readonly database: Database;
  readonly log: Logger;
  readonly pokes: PokeHub;
};

/** The longest wait for postponed work, and after missed news. */
const roundEveryMs = 60_000;

/**
 * Runs the workers once a minute for all tenants. Those with `wakesAtNews` also run at each tenant's news. Returns the
 * function that stops them.
 */
export function startWorkers(ports: WorkerPorts, workers: readonly Worker[]): () => Promise<void> {
  const { database, log } = ports;
  const queues = workers.map((worker) => {
    const queue = tenantQueue((orgId) =>
      worker.run(orgId).then(
        (standing) => {
          if (standing === 'more') queue.wake(orgId); // queued behind the others, and dropped once the queue stops
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

/** Runs each worker for one tenant until it is done, except those with `isDue`. For tests and the simulation. */
export async function runWorkers(workers: readonly Worker[], orgId: string): Promise<void> {
  for (const worker of workers) if (!worker.isDue) while ((await worker.run(orgId)) === 'more');
}
