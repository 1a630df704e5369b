import { notFound } from '@outpost/domain/kernel/access/denial';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { MonotonicClock } from '@outpost/domain/kernel/ports';
import { inTenant } from '../../db/database.ts';
import type { GuardedFetch } from '../../identity/outgoing/guarded-fetch.ts';
import { boundsOf } from '../../journal/search/number-bounds.ts';
import type { ApiCaller } from '../../tenancy/act-as.ts';
import { asEndpointAdministrator, type EndpointPorts, noted, noteEndpoint } from './manage-endpoints.ts';
import { sendWebhook, type TriedSend } from './send-webhook.ts';
import { moveReader, readEndpoint } from './webhook-endpoint.ts';
import { openWebhookSecrets } from './webhook-secrets.ts';

/** `waiting`: it is sent, or tried again. `dead`: the last try failed. `skipped`: the endpoint may not see it any more. */
export const deliveryStates = ['waiting', 'done', 'dead', 'skipped'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One try of a delivery. `status` null: there was no answer. */
export type LoggedTry = { readonly at: string; readonly status: number | null; readonly ms: number; readonly fault: string | null }; // prettier-ignore

/** A delivery as administrators see it. */
export type ShownDelivery = {
  readonly n: number;
  readonly type: string;
  readonly entity: string | null;
  readonly subject: string | null;
  readonly state: DeliveryState;
  readonly tries: number;
  /** The next try; null where none comes. */
  readonly dueAt: string | null;
  /** It waits for an earlier event of its subject. */
  readonly waitsFor: number | null;
  readonly log: readonly LoggedTry[];
  readonly request: string | null;
  readonly answer: string | null;
  readonly madeAt: string;
  readonly doneAt: string | null;
};

type DeliveryRow = {
  readonly n: number;
  readonly type: string;
  readonly entity: string | null;
  readonly subject: string | null;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly due_at: string;
  readonly waits_for: number | null;
  readonly log: readonly LoggedTry[];
  readonly request: string | null;
  readonly answer: string | null;
  readonly made_at: string;
  readonly done_at: string | null;
};

export type DeliveriesAsked = {
  readonly id: string;
  readonly state?: DeliveryState | undefined;
  /** Only those of earlier events than this number. */
  readonly before?: number | undefined;
  readonly limit: number;
};

/** Returns the deliveries of an endpoint, newest event first. Refuses `records/not-found`. */
export const listDeliveries = (
  ports: EndpointPorts,
  caller: ApiCaller,
  { id, state, before, limit }: DeliveriesAsked,
): Promise<Result<{ readonly deliveries: readonly ShownDelivery[]; readonly more: boolean }>> =>
  asEndpointAdministrator(ports, caller, 'snapshot', async (tx) => {
    const { orgId } = caller;
    if (!(await readEndpoint(tx, orgId, id))) return notFound(id);
    const rows = await tx.query<DeliveryRow>(
      `select d.n, d.type, d.entity, d.subject, d.state, d.tries, d.due_at, d.log, d.request, d.answer, d.made_at, d.done_at,
         case when d.state = 'waiting' then (select max(e.n) from store.webhook_delivery e
           where e.org_id = $1 and e.endpoint_id = $2 and e.subject = d.subject and e.n < d.n and e.state = 'waiting') end as waits_for
       from store.webhook_delivery d
       where d.org_id = $1 and d.endpoint_id = $2 and ($3::text is null or d.state = $3) and ($4::bigint is null or d.n < $4)
       order by d.n desc limit $5`,
      [orgId, id, state ?? null, before ?? null, limit + 1],
    );
    return accept({ deliveries: rows.slice(0, limit).map(shownDelivery), more: rows.length > limit });
  });

const shownDelivery = (row: DeliveryRow): ShownDelivery => ({
  n: row.n,
  type: row.type,
  entity: row.entity,
  subject: row.subject,
  state: row.state,
  tries: row.tries,
  dueAt: row.state === 'waiting' ? row.due_at : null,
  waitsFor: row.waits_for === null ? null : Number(row.waits_for),
  log: row.log,
  request: row.request,
  answer: row.answer,
  madeAt: row.made_at,
  doneAt: row.done_at,
});

/** Lets one delivery be sent now, with all its tries. Refuses `records/not-found`. */
export const sendAgain = (
  ports: EndpointPorts,
  caller: ApiCaller,
  { id, n }: { readonly id: string; readonly n: number },
): Promise<Result<{ readonly n: number }>> =>
  asEndpointAdministrator(ports, caller, 'write', async (tx) => {
    const { orgId } = caller;
    const rows = await tx.query<{ n: number }>(
      `update store.webhook_delivery set state = 'waiting', tries = 0, due_at = $4, done_at = null where org_id = $1 and endpoint_id = $2 and n = $3 returning n`,
      [orgId, id, n, new Date(ports.clock.nowMs()).toISOString()],
    );
    return rows.length === 0 ? notFound(id) : accept({ n });
  });

/**
 * Sends the events since a moment again: those that this endpoint would get now, in their order, each with its own id. Refuses
 * `records/not-found`, and `request/invalid` for a moment after which nothing happened.
 */
export async function replayFrom(
  ports: EndpointPorts,
  caller: ApiCaller,
  { id, from }: { readonly id: string; readonly from: string },
): Promise<Result<{ readonly events: number }>> {
  const { orgId } = caller;
  const replayed = await asEndpointAdministrator(ports, caller, 'write', async (tx) => {
    const endpoint = await readEndpoint(tx, orgId, id);
    if (!endpoint) return notFound(id);
    const { first, head } = await boundsOf(tx, orgId, { from });
    if (first === null) return refuse('request/invalid', 'Nothing happened since then.', { path: 'body.from' });
    await moveReader(tx, orgId, { id, n: first - 1 });
    await noteEndpoint(tx, ports, { caller, action: 'endpoint/replayed', id, name: endpoint.name });
    return accept({ events: head - first + 1 });
  });
  return noted(ports, caller, { label: 'Sent earlier events again', done: replayed });
}

/** Chosen: a person waits for the answer. */
const testWithinMs = 10_000;

/** The outcome of a test: as in the log of deliveries. */
export type TestOutcome = Omit<TriedSend, 'request'> & { readonly at: string; readonly request: string };

/** Sends a test event to an endpoint and returns its answer. Refuses `records/not-found`. */
export async function sendTest(
  ports: EndpointPorts & { readonly fetch: GuardedFetch; readonly monotonic: MonotonicClock },
  caller: ApiCaller,
  id: string,
): Promise<Result<TestOutcome>> {
  const { orgId } = caller;
  const nowMs = ports.clock.nowMs();
  const at = new Date(nowMs).toISOString();
  const asked = await asEndpointAdministrator(ports, caller, 'snapshot', async (tx) => {
    const endpoint = await readEndpoint(tx, orgId, id);
    if (!endpoint) return notFound(id);
    return accept({ endpoint, secrets: await openWebhookSecrets(tx, { orgId, endpointId: id }, ports) });
  });
  if (!asked.ok) return asked;
  const { endpoint, secrets } = asked.value;
  const body = JSON.stringify({ type: 'webhook.test', timestamp: at, data: { endpoint: id, name: endpoint.name } });
  const message = { id: `test-${ports.ids.newId()}`, atMs: nowMs, body };
  const sent = await sendWebhook(ports, { url: endpoint.url, message, secrets, withinMs: testWithinMs });
  const { status, ms, fault } = sent;
  await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    tx.query('update store.webhook_endpoint set tested = $3::jsonb where org_id = $1 and id = $2', [
      orgId,
      id,
      JSON.stringify({ at, status, ms, fault }),
    ]),
  );
  return accept({ ...sent, at });
}
