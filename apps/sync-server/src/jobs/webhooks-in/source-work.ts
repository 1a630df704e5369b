import type { Logger } from 'pino';
import { type Database, inTenant } from '../../db/database.ts';
import { claimDelivery, releaseDelivery, settleDelivery } from '../../gateway/webhooks-in/received.ts';
import { readSource, readSources, type WebhookSource } from '../../gateway/webhooks-in/webhook-source.ts';
import type { Worker } from '../workers/workers.ts';
import { applyDelivery, type ApplyPorts } from './apply-delivery.ts';

export type SourceWorkPorts = ApplyPorts & {
  readonly log: Logger;
  /** `by-news`: a delivery is applied as soon as it is kept. `when-asked`: only the worker applies it. */
  readonly workers: 'by-news' | 'when-asked';
};

/** The worker, the function that tells of a new delivery, and the one that waits for what was begun. */
export type SourceWork = {
  readonly worker: Worker;
  readonly wake: (orgId: string, sourceId: string) => void;
  readonly stop: () => Promise<void>;
};

/** The log of deliveries is kept this long, as that of webhooks out. */
const keptMs = 90 * 86_400_000;
/** Chosen: the log is tidied once an hour in each server. */
const tidyMs = 3_600_000;
/** Chosen: a delivery at which the server itself fails this often no longer holds up those behind it. */
const mostClaims = 5;

/** Returns the work that applies deliveries. Each source has a lane of its own, and its deliveries keep their order. */
export function sourceWork(ports: SourceWorkPorts): SourceWork {
  const { database, clock, log } = ports;
  const lanes = new Map<string, { isAskedAgain: boolean; done: Promise<void> }>();
  const tidiedMs = new Map<string, number>();
  const state = { isStopping: false };

  /** Applies what waits, one after the other. */
  const workOff = async (orgId: string, sourceId: string): Promise<void> => {
    while (!state.isStopping) {
      const source = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readSource(tx, orgId, sourceId));
      if (!source || !(await applyNext(ports, orgId, source))) return;
    }
  };

  const open = (orgId: string, sourceId: string): Promise<void> => {
    const running = lanes.get(sourceId);
    if (running) {
      running.isAskedAgain = true;
      return running.done;
    }
    const lane = { isAskedAgain: false, done: Promise.resolve() };
    lanes.set(sourceId, lane);
    lane.done = drive(orgId, sourceId, lane);
    return lane.done;
  };

  const drive = async (orgId: string, sourceId: string, lane: { isAskedAgain: boolean }): Promise<void> => {
    try {
      do {
        lane.isAskedAgain = false;
        await workOff(orgId, sourceId);
      } while (lane.isAskedAgain && !state.isStopping);
    } catch (error) {
      log.error({ orgId, sourceId, err: error }, 'applying a delivery failed; it is tried again');
    } finally {
      lanes.delete(sourceId);
    }
  };

  return {
    worker: {
      doing: 'applying deliveries of webhooks',
      async run(orgId) {
        const nowMs = clock.nowMs();
        if (nowMs - (tidiedMs.get(orgId) ?? 0) >= tidyMs) {
          tidiedMs.set(orgId, nowMs);
          await tidy(database, orgId, nowMs);
        }
        const sources = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readSources(tx, orgId));
        await Promise.all(sources.map(({ id }) => open(orgId, id)));
        return 'done';
      },
    },
    wake(orgId, sourceId) {
      if (ports.workers === 'by-news' && !state.isStopping) void open(orgId, sourceId);
    },
    async stop() {
      state.isStopping = true;
      await Promise.all([...lanes.values()].map(({ done }) => done));
    },
  };
}

/** Applies the next delivery of a source. Returns whether there was one. */
async function applyNext(ports: SourceWorkPorts, orgId: string, source: WebhookSource): Promise<boolean> {
  const { database, clock } = ports;
  const sourceId = source.id;
  const claimed = await claimDelivery(database, orgId, { sourceId, nowMs: clock.nowMs() });
  if (!claimed) return false;
  const settle = (settled: Parameters<typeof settleDelivery>[2]['settled']) =>
    settleDelivery(database, orgId, { sourceId, claimed, settled, nowMs: clock.nowMs() });
  try {
    await settle(await applyDelivery(ports, orgId, { source, claimed }));
    return true;
  } catch (error) {
    if (claimed.fence % mostClaims !== 0) {
      await releaseDelivery(database, orgId, { sourceId, claimed });
      throw error;
    }
    ports.log.error({ orgId, sourceId, n: claimed.n, err: error }, 'a delivery could not be applied; a person must decide'); // prettier-ignore
    await settle({ state: 'failed', faults: [{ field: '', message: 'The server failed at it by a fault of its own. Try it again later.' }] }); // prettier-ignore
    return true;
  }
}

/** Deletes old deliveries. Those that wait stay. */
const tidy = (database: Database, orgId: string, nowMs: number): Promise<void> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(`delete from store.webhook_received where org_id = $1 and received_at < $2 and state <> 'waiting'`, [
      orgId,
      new Date(nowMs - keptMs).toISOString(),
    ]);
  });
