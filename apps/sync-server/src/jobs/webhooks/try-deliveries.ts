import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock, MonotonicClock, RandomBytes } from '@outpost/domain/kernel/ports';
import { instantOfMs } from '../../db/instant-at.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import { bodyOfEvent, readDomainEvents, readSight } from '../../gateway/webhooks/endpoint-sight.ts';
import { isGoodAnswer, sendWebhook, type TriedSend } from '../../gateway/webhooks/send-webhook.ts';
import type { SignedMessage, WebhookSecret } from '../../gateway/webhooks/sign-webhook.ts';
import { type OffReason, readEndpoint, type WebhookEndpoint } from '../../gateway/webhooks/webhook-endpoint.ts';
import { openWebhookSecrets } from '../../gateway/webhooks/webhook-secrets.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import type { GuardedFetch } from '../../identity/outgoing/guarded-fetch.ts';
import { waitAfter } from './retry-times.ts';

export type TryPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  readonly monotonic: MonotonicClock;
  readonly random: RandomBytes;
  readonly keys: Pick<KeyRing, 'unseal'>;
  /** The guard (PLT-23): the only way to an address that a tenant has entered. */
  readonly webhookFetch: GuardedFetch;
  /** Turns an endpoint off, with a notice. */
  readonly turnOff: (tx: Transaction, orgId: string, endpoint: WebhookEndpoint, why: OffReason) => Promise<void>;
};

/** Chosen: a good receiver answers in milliseconds and works later. */
const sendWithinMs = 30_000;
/** A claim lasts this long. Chosen: longer than a try takes. After it, its server has stopped, and the delivery is sent again. */
export const deliveryLeaseMs = 120_000;
/** Chosen: deliveries of one endpoint that are sent at the same time, each of another subject. */
export const sentAtOnce = 4;
/** Chosen: the tries that the log keeps of one delivery. Two rounds with all tries. */
const mostLogged = 20;

export type ClaimRow = { readonly n: number; readonly fence: number };
/** A claimed delivery, ready to be sent. */
type Ready = ClaimRow & { readonly message: SignedMessage };
/** Claimed deliveries of an endpoint. The claim is committed. */
export type ClaimedDeliveries = {
  readonly url: string;
  readonly secrets: readonly WebhookSecret[];
  readonly ready: readonly Ready[];
};

/**
 * Sends the due deliveries of an endpoint once: some at the same time, and of each subject the earliest. `some`: there may be more
 * that are due.
 */
export async function tryDeliveries(ports: TryPorts, orgId: string, endpointId: string): Promise<'none' | 'some'> {
  const claimed = await claim(ports, orgId, endpointId);
  if (claimed === undefined) return 'none';
  await sendClaimed(ports, { orgId, endpointId }, claimed);
  return 'some';
}

/** Sends claimed deliveries at the same time, and writes the outcome of each. */
export async function sendClaimed(ports: TryPorts, { orgId, endpointId }: { readonly orgId: string; readonly endpointId: string }, { url, secrets, ready }: ClaimedDeliveries): Promise<void> {
  await Promise.all(
    ready.map(async (one) => {
      const sending = { fetch: ports.webhookFetch, monotonic: ports.monotonic };
      const sent = await sendWebhook(sending, { url, message: one.message, secrets, withinMs: sendWithinMs });
      await settle(ports, orgId, { endpointId, delivery: one, sent });
    }),
  );
} // prettier-ignore

/** Claims due deliveries. Those that the endpoint may not see any more end as skipped. */
function claim(ports: TryPorts, orgId: string, endpointId: string): Promise<ClaimedDeliveries | undefined> {
  const { database, clock, installed } = ports;
  const nowMs = clock.nowMs();
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const claiming = tx.query<ClaimRow>(
      `with due as materialized (
         select d.n from store.webhook_delivery d
         where d.org_id = $1 and d.endpoint_id = $2 and d.state = 'waiting' and d.due_at <= $3 and (d.claimed_until is null or d.claimed_until <= $3)
           and exists (select 1 from store.webhook_endpoint o where o.org_id = $1 and o.id = $2 and o.off_at is null)
           and not exists (select 1 from store.tenants t where t.org_id = $1 and t.suspended_at is not null)
           and not exists (select 1 from store.webhook_delivery e
             where e.org_id = $1 and e.endpoint_id = $2 and e.subject = d.subject and e.n < d.n and e.state = 'waiting')
         order by d.due_at, d.n limit ${sentAtOnce} for update skip locked)
       update store.webhook_delivery d set claimed_until = $4, fence = fence + 1 from due
       where d.org_id = $1 and d.endpoint_id = $2 and d.n = due.n returning d.n, d.fence`,
      [orgId, endpointId, instantOfMs(nowMs), instantOfMs(nowMs + deliveryLeaseMs)],
    );
    const [endpoint, rows] = await Promise.all([readEndpoint(tx, orgId, endpointId), claiming]); // one round trip
    if (!endpoint || rows.length === 0) return undefined;
    const [[sight, events], secrets] = await Promise.all([
      readSight(tx, { orgId, installed }, endpoint).then(async (seen) => {
        const { catalogue } = seen.tenant;
        return [seen, await readDomainEvents(tx, { orgId, catalogue }, rows.map(({ n }) => n))] as const; // prettier-ignore
      }),
      openWebhookSecrets(tx, { orgId, endpointId }, ports),
    ]);
    const ready: Ready[] = [];
    const skipped: number[] = [];
    for (const row of rows) {
      const event = events.get(row.n);
      const body = event && (await bodyOfEvent(tx, sight, { event, content: endpoint.content }));
      if (event === undefined || body === undefined) skipped.push(row.n);
      else ready.push({ ...row, message: { id: event.id, atMs: nowMs, body } });
    }
    if (skipped.length > 0)
      await tx.query(
        `update store.webhook_delivery set state = 'skipped', claimed_until = null, done_at = $4, request = null, answer = null
         where org_id = $1 and endpoint_id = $2 and n = any($3::bigint[])`,
        [orgId, endpointId, skipped, instantOfMs(nowMs)],
      );
    return { url: endpoint.url, secrets, ready };
  });
}

type Settling = { readonly endpointId: string; readonly delivery: ClaimRow; readonly sent: TriedSend };

/** Writes the outcome of a try. A claim that was lost meanwhile writes nothing: another worker has the delivery. */
function settle(ports: TryPorts, orgId: string, { endpointId, delivery, sent }: Settling): Promise<void> {
  const { database, clock, random } = ports;
  const nowMs = clock.nowMs();
  const { status, ms, fault, request, answer } = sent;
  const isGood = isGoodAnswer(status);
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<{ tries: number; log: readonly unknown[] }>(
      `select tries, log from store.webhook_delivery
       where org_id = $1 and endpoint_id = $2 and n = $3 and fence = $4 and state = 'waiting' for update`,
      [orgId, endpointId, delivery.n, delivery.fence],
    );
    if (!row) return;
    const tries = row.tries + 1;
    const wait = isGood ? undefined : waitAfter(tries, chanceOf(random));
    const state = isGood ? 'done' : wait === undefined ? 'dead' : 'waiting';
    const log = [...row.log, { at: instantOfMs(nowMs), status, ms, fault }].slice(-mostLogged);
    await tx.query(
      `update store.webhook_delivery set state = $4, tries = $5, due_at = $6, done_at = $7, claimed_until = null, log = $8::jsonb, request = $9, answer = $10
       where org_id = $1 and endpoint_id = $2 and n = $3`,
      [orgId, endpointId, delivery.n, state, tries, instantOfMs(nowMs + (wait ?? 0)), state === 'waiting' ? null : instantOfMs(nowMs), JSON.stringify(log), request, answer],
    ); // prettier-ignore
    await tx.query(
      `update store.webhook_endpoint set failing_since = $3 where org_id = $1 and id = $2 and (failing_since is null) = ($3::text is not null)`,
      [orgId, endpointId, isGood ? null : instantOfMs(nowMs)],
    );
    if (status !== 410) return; // RFC 9110, 15.5.11: the receiver wants no more
    const endpoint = await readEndpoint(tx, orgId, endpointId);
    if (endpoint && !endpoint.off) await ports.turnOff(tx, orgId, endpoint, 'gone');
  });
}

/** Returns a number from 0 to 1 by chance. */
const chanceOf = (random: RandomBytes): number => Buffer.from(random(4)).readUInt32LE() / 0xffffffff;
