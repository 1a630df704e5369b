import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { sourceMappingSchema } from '@outpost/domain/kernel/webhooks-in/source-mapping';
import {
  changeSource,
  discardReceived,
  endSourceSecret,
  listReceived,
  listSources,
  makeSource,
  previewDelivery,
  removeSource,
  rotateSourceSecret,
  showSource,
  type SourceOverview,
  type SourcePorts,
  tryReceivedAgain,
} from '../../gateway/webhooks-in/manage-sources.ts';
import type { Context } from 'hono';
import type { DeliveryPlan } from '../../gateway/webhooks-in/plan-delivery.ts';
import { receivedOutcomes, receivedStates } from '../../gateway/webhooks-in/received.ts';
import { sourceProofs } from '../../gateway/webhooks-in/webhook-source.ts';
import { answer, jsonBody, madeResponsesOf, responsesOf } from '../answers/answer.ts';
import { documented } from '../answers/document-schema.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';
import { changeHeaders } from '../routes/records/conditions.ts';
import { type OncePorts, once } from './once.ts';

type Ports = SourcePorts &
  OncePorts & {
    readonly signedIn: ReturnType<typeof authenticateSession>;
    /** Lets a delivery be applied soon. */
    readonly wake: (orgId: string, sourceId: string) => void;
    /** This server's public address, where it has one. */
    readonly serverUrl: string | undefined;
  };

const mapping = documented('webhook-source-mapping', 'input', sourceMappingSchema);
const settings = { name: z.string().trim().min(1, 'must not be empty').max(120), mapping };
/** A name of HTTP (RFC 9110, "token"). Headers that carry the request itself prove nothing. */
const headerName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]{1,60}$/, 'must be the name of a header, such as "x-hub-signature-256"')
  .refine((name) => !['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'host', 'cookie', 'connection'].includes(name), 'must be a header of its own'); // prettier-ignore
/** Where a sender of each kind usually puts its proof: GitHub and Meta sign in X-Hub-Signature-256. */
const usualHeaders = { standard: null, body: 'x-hub-signature-256', token: 'authorization' } as const;
const makeBody = documented('webhook-source-make', 'input', z.strictObject({
  ...settings,
  proof: z.enum(sourceProofs).default('standard').describe('`standard`: Standard Webhooks. `body`: an HMAC-SHA256 of the body in a header. `token`: a bearer token.'),
  header: headerName.nullable().default(null).describe('The header of the signature or token. Left out: the usual one.'),
})); // prettier-ignore
const changeBody = documented('webhook-source-change', 'input', z.strictObject({ ...settings, isOn: z.boolean() }).partial()); // prettier-ignore
const previewBody = documented('webhook-source-preview', 'input', z.strictObject({ mapping, payload: z.record(z.string(), z.unknown()) })); // prettier-ignore

const faultSchema = z.object({ field: z.string(), message: z.string() });
const sourceSchema = documented('webhook-source', 'output', z.object({
  id: idSchema,
  name: z.string(),
  url: z.string().describe('The address to which its sender posts.'),
  proof: z.enum(sourceProofs),
  header: z.string().nullable(),
  mapping: sourceMappingSchema,
  grants: z.array(z.string()),
  madeBy: idSchema,
  madeAt: z.string(),
  offAt: z.string().nullable(),
  refused: z.object({ at: z.string(), why: z.string() }).nullable().describe('The last request without a right proof.'),
  lastAt: z.string().nullable(),
  failed: z.number().int(),
  waiting: z.number().int(),
  secrets: z.array(z.object({ id: idSchema, shown: z.string(), madeAt: z.string(), endsAt: z.string().nullable() })),
})); // prettier-ignore
const madeSecretSchema = z.object({ id: idSchema, secret: z.string().describe('Shown this once.') });
const receivedSchema = z.object({
  n: z.number().int(),
  sentId: z.string().nullable().describe('The id that the sender gave.'),
  state: z.enum(receivedStates),
  outcome: z.enum(receivedOutcomes).nullable(),
  faults: z.array(faultSchema).describe('Why it failed; an empty field stands for the whole record.'),
  entity: z.string().nullable(),
  record: idSchema.nullable(),
  payload: z.string().nullable().describe('The JSON that came. Null: discarded or erased.'),
  turn: z.number().int(),
  receivedAt: z.string(),
  doneAt: z.string().nullable(),
});
const planSchema = z.object({
  kind: z.enum([...receivedOutcomes, 'faults']),
  values: z.record(z.string(), z.unknown()),
  faults: z.array(faultSchema),
  record: idSchema.nullable(),
});
const inPath = z.object({ source_id: idSchema });

/** `at`: the address of this server as senders reach it. */
const shownAt = (at: string) => ({ personId, address: _, path, ...source }: SourceOverview) => ({ ...source, url: `${at}${path}`, madeBy: personId }); // prettier-ignore

const shownPlan = (plan: DeliveryPlan) => ({
  kind: plan.kind,
  values: plan.values,
  faults: plan.kind === 'faults' ? plan.faults : [],
  record: 'record' in plan ? plan.record.id : null,
});

/** Adds the routes by which administrators manage the sources of webhooks, and decide about what these have sent. */
export function addSourceRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  const common = { tags: ['Webhooks'], middleware: ports.signedIn };
  const path = '/api/v1/webhook-sources';
  const onePath = `${path}/{source_id}` as const;
  const shown = (c: Context<HttpEnv>) => shownAt((ports.serverUrl ?? new URL(c.req.url).origin).replace(/\/+$/, ''));
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path,
      summary: 'The sources whose webhooks make records of the organisation',
      responses: responsesOf('In the order in which they were made.', z.object({ sources: z.array(sourceSchema) })),
    }),
    async (c) => {
      const found = await listSources(ports, c.get('caller'));
      return answer(c, found.ok ? accept({ sources: found.value.map(shown(c)) }) : found) as never; // JSON is deeper than the type checker follows
    },
  );
  app.openapi(
    createRoute({
      ...common,
      middleware: [ports.signedIn, once(ports, 201)],
      method: 'post',
      path,
      summary: 'Adds a source, with an address of its own and a secret',
      request: { headers: changeHeaders.pick({ 'idempotency-key': true }), body: jsonBody(makeBody) },
      responses: madeResponsesOf(
        'Added. The secret is shown only now.',
        z.object({ id: idSchema, source: sourceSchema, secret: madeSecretSchema }),
      ),
    }),
    async (c) => {
      const { proof, header, ...given } = c.req.valid('json');
      if (proof === 'standard' && header !== null)
        return answer(c, refuse('request/invalid', 'body.header: must be left out for Standard Webhooks, which names its headers', { path: 'body.header' })) as never; // prettier-ignore
      const made = await makeSource(ports, c.get('caller'), { ...given, proof, header: header ?? usualHeaders[proof] });
      if (made.ok) c.status(201);
      return answer(c, made.ok ? accept({ id: made.value.source.id, source: shown(c)(made.value.source), secret: made.value.secret }) : made) as never; // prettier-ignore
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${path}/preview`,
      summary: 'Says what a payload would do with a mapping; nothing is written',
      request: { body: jsonBody(previewBody) },
      responses: responsesOf('The values, and the faults at their fields.', planSchema),
    }),
    async (c) => {
      const given = c.req.valid('json');
      const asked = { mapping: given.mapping, payload: given.payload as JsonValue }; // it came as JSON
      const plan = await previewDelivery(ports, c.get('caller'), asked);
      return answer(c, plan.ok ? accept(shownPlan(plan.value)) : plan) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: onePath,
      summary: 'One source',
      request: { params: inPath },
      responses: responsesOf('The source with its settings, without its secrets.', sourceSchema),
    }),
    async (c) => {
      const found = await showSource(ports, c.get('caller'), c.req.valid('param').source_id);
      return answer(c, found.ok ? accept(shown(c)(found.value)) : found) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'put',
      path: onePath,
      summary: 'Changes a source, or turns it on or off; settings that are left out stay',
      request: { params: inPath, body: jsonBody(changeBody) },
      responses: responsesOf('Changed.', sourceSchema),
    }),
    async (c) => {
      const { source_id: id } = c.req.valid('param');
      const given = Object.fromEntries(Object.entries(c.req.valid('json')).filter(([, value]) => value !== undefined));
      const changed = await changeSource(ports, c.get('caller'), { ...given, id });
      return answer(c, changed.ok ? accept(shown(c)(changed.value)) : changed) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: onePath,
      summary: 'Removes a source with its secrets and its log; what it made stays',
      request: { params: inPath },
      responses: responsesOf('Removed.', z.object({ id: idSchema })),
    }),
    async (c) => answer(c, await removeSource(ports, c.get('caller'), c.req.valid('param').source_id)),
  );
  addSourceSecretRoutes(app, ports, common);
  addReceivedRoutes(app, ports, common);
}

type Common = { readonly tags: string[]; readonly middleware: Ports['signedIn'] };

function addSourceSecretRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports, common: Common): void {
  const path = '/api/v1/webhook-sources/{source_id}/secrets';
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path,
      summary: 'Gives a source another secret; the former ones count, too, for some hours',
      request: {
        params: inPath,
        body: jsonBody(z.strictObject({ overlapHours: z.number().min(0).max(168).default(24) })),
      },
      responses: responsesOf('The new secret, shown only now.', madeSecretSchema),
    }),
    async (c) => {
      const { source_id: id } = c.req.valid('param');
      return answer(c, await rotateSourceSecret(ports, c.get('caller'), { id, ...c.req.valid('json') }));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: `${path}/{secret_id}`,
      summary: 'Ends a secret of a source at once',
      request: { params: inPath.extend({ secret_id: idSchema }) },
      responses: responsesOf('Ended.', z.object({ id: idSchema })),
    }),
    async (c) => {
      const { source_id: id, secret_id: secretId } = c.req.valid('param');
      return answer(c, await endSourceSecret(ports, c.get('caller'), { id, secretId }));
    },
  );
}

const oneInPath = inPath.extend({ n: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
const decidedSchema = z.object({ n: z.number().int() });

function addReceivedRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports, common: Common): void {
  const path = '/api/v1/webhook-sources/{source_id}/deliveries';
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path,
      summary: 'What a source has sent in the last 90 days, newest first',
      request: {
        params: inPath,
        query: z.object({
          state: z.enum(receivedStates).optional(),
          before: z.coerce.number().int().min(1).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: responsesOf(
        'A page. `more`: ask again with the last number as `before`.',
        z.object({ deliveries: z.array(receivedSchema), more: z.boolean() }),
      ),
    }),
    async (c) => {
      const { source_id: id } = c.req.valid('param');
      return answer(c, await listReceived(ports, c.get('caller'), { id, ...c.req.valid('query') })) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${path}/{n}/again`,
      summary: 'Tries a delivery that failed again, with the present mapping',
      request: { params: oneInPath, body: jsonBody(z.strictObject({})) },
      responses: responsesOf('It is tried again.', decidedSchema),
    }),
    async (c) => {
      const { source_id: id, n } = c.req.valid('param');
      return answer(c, woken(c.get('caller').orgId, id, await tryReceivedAgain(ports, c.get('caller'), { id, n })));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${path}/{n}/discard`,
      summary: 'Discards a delivery that failed',
      request: { params: oneInPath, body: jsonBody(z.strictObject({})) },
      responses: responsesOf('It makes nothing, and its payload is deleted.', decidedSchema),
    }),
    async (c) => {
      const { source_id: id, n } = c.req.valid('param');
      return answer(c, await discardReceived(ports, c.get('caller'), { id, n }));
    },
  );

  function woken<T>(orgId: string, id: string, done: Result<T>): Result<T> {
    if (done.ok) ports.wake(orgId, id);
    return done;
  }
}
