import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { isId } from '@outpost/domain/kernel/ids';
import type { Clock } from '@outpost/domain/kernel/ports';
import { accept, refuse, type Refusal } from '@outpost/domain/kernel/refusal';
import { Buckets, type Flow } from '../../../db/buckets.ts';
import { type Database, inTenant } from '../../../db/database.ts';
import { type SenderProof, proofOfRequest } from '../../../gateway/webhooks-in/proof-of-request.ts';
import { keepDelivery } from '../../../gateway/webhooks-in/received.ts';
import { readSourceAt, type WebhookSource } from '../../../gateway/webhooks-in/webhook-source.ts';
import { openWebhookSecrets } from '../../../gateway/webhooks/webhook-secrets.ts';
import type { KeyRing } from '../../../identity/keys/key-ring.ts';
import { answer, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { payloadIn, readHookBody, type HookBody } from './read-hook-body.ts';

export type SourceAddressPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: Pick<KeyRing, 'unseal'>;
  /** Lets a kept delivery be applied soon. */
  readonly wake: (orgId: string, sourceId: string) => void;
};

/** Chosen: a busy shop. Only requests that proved their sender count, so nobody else can use it up. */
const flow: Flow = { burst: 600, perSecond: 10 };
/** Chosen: longer than the check of a proof takes. Every request without a right proof is answered this long after it began, known address or not. */
const refusedAfterMs = 150;
/** A refused request is noted at its source once in this time. */
const notedEachMs = 60_000;
const fullForSeconds = 600;

const receivedSchema = z.object({ received: z.literal(true) });
const nothingHere = (): Refusal =>
  refuse('request/not-found', 'There is nothing at this address. /openapi.json lists all addresses.', { path: '/hooks' }); // prettier-ignore
/** Stands for the sources that do not exist. Nobody knows its secret. */
const decoy = { proof: 'standard', header: null } as const;
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * EVT-10, EVT-11: adds the address to which the senders of sources post. Without a right proof it answers alike and as late, whether the
 * organisation and the source exist or not. It answers 202 when the delivery is durable; a repetition gets the same answer and does nothing.
 */
export function addSourceAddress(app: OpenAPIHono<HttpEnv>, ports: SourceAddressPorts): void {
  const { database, clock, wake } = ports;
  const buckets = new Buckets(() => clock.nowMs());
  const decoySecret = randomBytes(32);
  const noted = new Map<string, number>();
  const { 200: taken, ...refusals } = responsesOf(
    'Kept. What becomes of it is in the log of the source.',
    receivedSchema,
  );
  app.openAPIRegistry.registerPath(
    createRoute({
      method: 'post',
      path: '/hooks/{org}/in/{address}',
      tags: ['Webhooks'],
      security: [],
      summary: 'Takes a delivery for a source: a JSON object or a form, proven as the source asks',
      request: {
        params: z.object({ org: z.string(), address: z.string() }),
        body: { required: true, content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } } },
      },
      responses: { 202: taken, ...refusals },
    }),
  ); // not `app.openapi`: its validator would read the body before the sender is known

  const judge = async (orgId: string, address: string, request: Parameters<typeof proofOfRequest>[2]): Promise<{ readonly source: WebhookSource | undefined; readonly proof: SenderProof }> => {
    const isAddress = isId(orgId) && /^[A-Za-z0-9_-]{43}$/.test(address);
    const asked = isAddress ? { orgId, address } : { orgId: nobody, address: '' }; // any other text is never given to Postgres
    const known = await inTenant(database, { orgId: asked.orgId, mode: 'snapshot' }, async (tx) => {
      const source = await readSourceAt(tx, asked.orgId, asked.address);
      const secrets = await openWebhookSecrets(tx, { orgId: asked.orgId, endpointId: source?.id ?? nobody }, ports);
      return { source, secrets: secrets.map(({ bytes }) => bytes) };
    });
    const isOpen = known.source !== undefined && known.source.offAt === null && known.secrets.length > 0;
    const proof = proofOfRequest(known.source ?? decoy, isOpen ? known.secrets : [decoySecret], request);
    return { source: isOpen ? known.source : undefined, proof };
  }; // prettier-ignore

  /** Notes for the people of a source why a request was refused. */
  const noteRefused = async (orgId: string, { id }: WebhookSource, why: string): Promise<void> => {
    const nowMs = clock.nowMs();
    if (nowMs - (noted.get(id) ?? 0) < notedEachMs) return;
    noted.set(id, nowMs);
    await inTenant(database, { orgId, mode: 'write' }, (tx) =>
      tx.query('update store.webhook_source set refused_at = $3, refused_why = $4 where org_id = $1 and id = $2', [orgId, id, new Date(nowMs).toISOString(), why]),
    );
  }; // prettier-ignore

  app.post('/hooks/:org/in/:address', async (c) => {
    const even = sleep(refusedAfterMs);
    const { org, address } = c.req.param();
    const body = await readHookBody(c);
    if (!body.ok) return answer(c, body) as never;
    const request = { body: body.value.bytes, header: (name: string) => c.req.header(name), nowMs: clock.nowMs() };
    const { source, proof } = await judge(org, address, request);
    if (!source || !proof.ok) {
      if (source && !proof.ok) await noteRefused(org, source, proof.why);
      await even;
      return answer(c, nothingHere()) as never;
    }
    const kept = await keep(org, { source, proof, body: body.value });
    if (kept.ok) c.status(202);
    return answer(c, kept) as never;
  });

  type Keeping = { readonly source: WebhookSource; readonly proof: Extract<SenderProof, { ok: true }>; readonly body: HookBody }; // prettier-ignore

  async function keep(orgId: string, { source, proof: { key, sentId }, body }: Keeping) {
    const tooMany = (waitSeconds: number, why: string) =>
      refuse('request/too-many', `${why} Try again in ${waitSeconds} seconds.`, { waitSeconds });
    const { id: sourceId } = source;
    if (buckets.left(sourceId, flow) < 1) return tooMany(Math.ceil(1 / flow.perSecond), 'This source takes no more at this rate.'); // prettier-ignore
    buckets.take(sourceId, flow, 1);
    const payload = payloadIn(body);
    if (!payload.ok) return payload;
    const kept = await keepDelivery(database, orgId, { sourceId, key, sentId, payload: payload.value, nowMs: clock.nowMs() }); // prettier-ignore
    if (kept === 'full') return tooMany(fullForSeconds, 'Too many deliveries of this source wait for a person.');
    if (kept === 'kept') wake(orgId, sourceId);
    return accept({ received: true as const });
  }
}
