import type { Logger } from 'pino';
import { instantOfMs } from '../../db/instant-at.ts';
import { inTenant } from '../../db/database.ts';
import { readEndpoints, type WebhookEndpoint } from '../../gateway/webhooks/webhook-endpoint.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import type { Worker } from '../workers/workers.ts';
import { planDeliveries, type PlanPorts } from './plan-deliveries.ts';
import { failingForMs } from './retry-times.ts';
import { sendClaimed, tryDeliveries, type TryPorts } from './try-deliveries.ts';
import { turnOffEndpoint } from './turn-off.ts';

export type WebhookWorkerPorts = Omit<TryPorts, 'turnOff'> &
  Omit<PlanPorts, 'turnOff'> & {
    readonly identity: IdentityPorts;
    readonly log: Logger;
    /** `by-news`: endpoints work beside the worker, so that a slow one holds nobody. `when-asked`: a run waits for all. */
    readonly workers: 'by-news' | 'when-asked';
  };

type Lane = { readonly orgId: string; isAskedAgain: boolean; done: Promise<void> };

/** The worker, and the function that waits for what it has begun. */
export type WebhookWork = { readonly worker: Worker; readonly stop: () => Promise<void> };

const dayMs = 86_400_000;
/** The log of deliveries is kept this long (issue 15). */
const keptMs = 90 * dayMs;
/** Chosen: the endpoints of one organisation that work at the same time. The others follow as these end. */
const mostLanesOfTenant = 16;
/** The rounds of all workers come each minute: a try that is due later needs no timer of its own. */
const roundMs = 60_000;

/** Returns the worker that sends events to the endpoints of tenants. Each endpoint has a lane of its own. */
export function webhookWork(ports: WebhookWorkerPorts): WebhookWork {
  const { database, identity, log } = ports;
  const plan: PlanPorts = {
    ...ports,
    turnOff: (tx, orgId, endpoint) => turnOffEndpoint(tx, orgId, { endpoint, why: 'filter', identity }),
  };
  const tries: TryPorts = {
    ...ports,
    turnOff: (tx, orgId, endpoint, why) =>
      why === 'person' ? Promise.resolve() : turnOffEndpoint(tx, orgId, { endpoint, why, identity }),
  };

  /** Queues and sends until nothing of the endpoint is due. */
  const workOff = async (orgId: string, endpointId: string): Promise<void> => {
    for (;;) {
      const { isMore, claimed } = await planDeliveries(plan, orgId, endpointId);
      if (claimed) await sendClaimed(tries, { orgId, endpointId }, claimed);
      const sent = state.isStopping ? 'none' : await tryDeliveries(tries, orgId, endpointId);
      if (state.isStopping || (sent === 'none' && !isMore)) return;
    }
  };

  const lanes = new Map<string, Lane>();
  /** By tenant: the endpoints that wait for a place, in the order in which they came. */
  const queued = new Map<string, Set<string>>();
  const timers = new Map<string, NodeJS.Timeout>();
  /** By tenant: the endpoints without a fault that were on when they were last read. They begin at once. Their lanes read whether they still are. */
  const known = new Map<string, readonly string[]>();
  /** By tenant. */
  const tidiedMs = new Map<string, number>();
  const state = { isStopping: false };

  /** Lets an endpoint work, now or when its tenant has a place for it. Returns the end of its work, where it began. */
  const open = (orgId: string, endpointId: string): Promise<void> | undefined => {
    const running = lanes.get(endpointId);
    if (running) {
      running.isAskedAgain = true;
      return running.done;
    }
    if (state.isStopping) return undefined;
    if ([...lanes.values()].filter((lane) => lane.orgId === orgId).length >= mostLanesOfTenant) {
      queued.set(orgId, (queued.get(orgId) ?? new Set()).add(endpointId));
      return undefined;
    }
    clearTimeout(timers.get(endpointId));
    timers.delete(endpointId);
    const lane: Lane = { orgId, isAskedAgain: false, done: Promise.resolve() };
    lanes.set(endpointId, lane);
    lane.done = drive(orgId, endpointId, lane);
    return lane.done;
  };

  /** Works an endpoint off, gives its place to the next one, and comes back at the time of its next try. */
  const drive = async (orgId: string, endpointId: string, lane: Lane): Promise<void> => {
    let dueMs: number | undefined;
    try {
      await workOff(orgId, endpointId);
      if (ports.workers === 'by-news') dueMs = await nextDue(ports, orgId, endpointId);
    } catch (error) {
      log.error({ orgId, endpointId, err: error }, 'sending webhooks failed; it is tried again');
      lane.isAskedAgain = false; // with the next round, and not at once
    }
    lanes.delete(endpointId);
    const [next] = queued.get(orgId) ?? [];
    if (next !== undefined) {
      queued.get(orgId)?.delete(next);
      void open(orgId, next);
    }
    if (state.isStopping) return;
    if (lane.isAskedAgain) void open(orgId, endpointId);
    const waitMs = dueMs === undefined ? undefined : dueMs - ports.clock.nowMs();
    if (lane.isAskedAgain || waitMs === undefined || waitMs > roundMs) return;
    timers.set(endpointId, setTimeout(() => void open(orgId, endpointId), Math.max(0, waitMs)).unref());
  };

  const worker: Worker = {
    doing: 'sending webhooks',
    wakesAtNews: true,
    async run(orgId) {
      const nowMs = ports.clock.nowMs();
      const begun = known.get(orgId) ?? [];
      for (const id of begun) void open(orgId, id);
      const endpoints = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readEndpoints(tx, orgId));
      const on = endpoints.filter((endpoint) => endpoint.off === null && !isFailing(endpoint, nowMs));
      known.set(
        orgId,
        on.filter(({ failingSince }) => failingSince === null).map(({ id }) => id),
      );
      const isTidied = endpoints.length === 0 || nowMs - (tidiedMs.get(orgId) ?? 0) < roundMs;
      if (!isTidied) {
        tidiedMs.set(orgId, nowMs);
        await tidy(ports, orgId, endpoints);
      }
      for (const { id } of on) if (!begun.includes(id)) void open(orgId, id);
      // A lane that ends opens those that wait for its place.
      const ofTenant = () => [...lanes.values()].filter((lane) => lane.orgId === orgId).map(({ done }) => done);
      while (ports.workers === 'when-asked' && ofTenant().length > 0) await Promise.all(ofTenant());
      return 'done';
    },
  };
  return {
    worker,
    async stop() {
      state.isStopping = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all([...lanes.values()].map(({ done }) => done));
    },
  };
}

const isFailing = ({ failingSince, off }: WebhookEndpoint, nowMs: number): boolean =>
  off === null && failingSince !== null && failingSince <= instantOfMs(nowMs - failingForMs);

/** Turns endpoints off that gave no good answer for five days, and deletes old deliveries. */
async function tidy(
  { database, clock, identity }: WebhookWorkerPorts,
  orgId: string,
  endpoints: readonly WebhookEndpoint[],
): Promise<void> {
  const nowMs = clock.nowMs();
  const failing = endpoints.filter((endpoint) => isFailing(endpoint, nowMs));
  await inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    for (const endpoint of failing) await turnOffEndpoint(tx, orgId, { endpoint, why: 'failing', identity });
    await tx.query('delete from store.webhook_delivery where org_id = $1 and made_at < $2', [orgId, instantOfMs(nowMs - keptMs)]); // prettier-ignore
  });
  if (failing.length > 0) identity.accountMail?.queued();
}

/** Returns the time of the next try of an endpoint that is on, in milliseconds since 1970. What waits for an earlier event has none. */
const nextDue = ({ database }: Pick<WebhookWorkerPorts, 'database'>, orgId: string, endpointId: string) =>
  inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const [row] = await tx.query<{ due: string | null }>(
      `select min(greatest(d.due_at, coalesce(d.claimed_until, ''))) as due from store.webhook_delivery d join store.webhook_endpoint e on e.org_id = d.org_id and e.id = d.endpoint_id
       where d.org_id = $1 and d.endpoint_id = $2 and d.state = 'waiting' and e.off_at is null
         and not exists (select 1 from store.webhook_delivery b
           where b.org_id = $1 and b.endpoint_id = $2 and b.subject = d.subject and b.n < d.n and b.state = 'waiting')`,
      [orgId, endpointId],
    );
    return row?.due == null ? undefined : Date.parse(row.due);
  });
