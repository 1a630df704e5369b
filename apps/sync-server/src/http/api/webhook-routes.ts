import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { eventSchemasOf, eventSchemaVersion } from '@outpost/domain/kernel/events/event-schemas';
import { idSchema } from '@outpost/domain/kernel/ids';
import type { MonotonicClock } from '@outpost/domain/kernel/ports';
import { accept } from '@outpost/domain/kernel/refusal';
import { readMark, readTenant } from '../../access/asker.ts';
import { inTenant } from '../../db/database.ts';
import {
  changeEndpoint,
  endSecret,
  type EndpointPorts,
  listEndpoints,
  makeEndpoint,
  removeEndpoint,
  rotateSecret,
  showEndpoint,
  type ShownEndpoint,
} from '../../gateway/webhooks/manage-endpoints.ts';
import { webhookSecretKinds } from '../../gateway/webhooks/sign-webhook.ts';
import { deliveryStates, listDeliveries, replayFrom, sendAgain, sendTest } from '../../gateway/webhooks/webhook-deliveries.ts'; // prettier-ignore
import {
  offReasons,
  sentRecordsSchema,
  testedSchema,
  webhookContents,
} from '../../gateway/webhooks/webhook-endpoint.ts';
import type { GuardedFetch } from '../../identity/outgoing/guarded-fetch.ts';
import { answer, jsonBody, madeResponsesOf, responsesOf } from '../answers/answer.ts';
import { documented } from '../answers/document-schema.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';
import { type OncePorts, once } from './once.ts';
import { changeHeaders } from '../routes/records/conditions.ts';

type Ports = EndpointPorts &
  OncePorts & {
    readonly signedIn: ReturnType<typeof authenticateSession>;
    readonly fetch: GuardedFetch;
    readonly monotonic: MonotonicClock;
  };

const grant = z
  .string()
  .max(200)
  .refine((written) => parseGrant(written) !== undefined, 'a grant is written as "pack/kind:read@team"');
const settings = {
  name: z.string().trim().min(1, 'must not be empty').max(120),
  url: z.string().trim().max(2_000).describe('An https address on the public internet.'),
  content: z.enum(webhookContents).describe('`thin`: names and numbers only. `full`: the record with its values, too.'),
  grants: z.array(grant).min(1).max(100).describe('It gets what these and the rights of its maker both show.'),
  sends: z.array(sentRecordsSchema).max(100).describe('Kinds of record, each with fields and a filter where wanted.'),
  events: z.array(z.string().max(120)).max(100).describe('Types of events that change no record: `user.logged_in`.'),
};
const makeBody = documented('webhook-make', 'input', z.strictObject({
  ...settings,
  content: settings.content.default('thin'),
  sends: settings.sends.default([]),
  events: settings.events.default([]),
  kind: z.enum(webhookSecretKinds).default('hmac'),
})); // prettier-ignore
const changeBody = documented('webhook-change', 'input', z.strictObject({ ...settings, isOn: z.boolean() }).partial());

const secretSchema = z.object({
  id: idSchema,
  kind: z.enum(webhookSecretKinds),
  shown: z.string().describe('The last characters of a secret, or the whole public key.'),
  madeAt: z.string(),
  endsAt: z.string().nullable(),
});
const endpointSchema = documented('webhook', 'output', z.object({
  id: idSchema,
  ...settings,
  grants: z.array(z.string()),
  madeBy: idSchema,
  madeAt: z.string(),
  off: z.object({ at: z.string(), why: z.enum(offReasons) }).nullable(),
  failingSince: z.string().nullable(),
  tested: testedSchema.nullable(),
  secrets: z.array(secretSchema),
})); // prettier-ignore
const madeSecretSchema = z.object({
  id: idSchema,
  kind: z.enum(webhookSecretKinds),
  secret: z.string().nullable().describe('Shown this once.'),
  publicKey: z.string().nullable(),
});
const deliverySchema = z.object({
  n: z.number().int(),
  type: z.string(),
  entity: z.string().nullable(),
  subject: z.string().nullable(),
  state: z.enum(deliveryStates),
  tries: z.number().int(),
  dueAt: z.string().nullable(),
  waitsFor: z.number().int().nullable().describe('The event of the same record that is sent before.'),
  log: z.array(testedSchema),
  request: z.string().nullable(),
  answer: z.string().nullable(),
  madeAt: z.string(),
  doneAt: z.string().nullable(),
});
const testSchema = testedSchema.extend({ request: z.string(), answer: z.string().nullable() });
const inPath = z.object({ webhook_id: idSchema });

const shown = ({ personId, ...endpoint }: ShownEndpoint) => ({ ...endpoint, madeBy: personId });

/** Adds the routes by which administrators manage webhooks out, and the one with the schemas of all events. */
export function addWebhookRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  const common = { tags: ['Webhooks'], middleware: ports.signedIn };
  const path = '/api/v1/webhooks';
  const onePath = `${path}/{webhook_id}` as const;
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path,
      summary: 'The addresses to which events of the organisation are sent',
      responses: responsesOf('In the order in which they were made.', z.object({ webhooks: z.array(endpointSchema) })),
    }),
    async (c) => {
      const found = await listEndpoints(ports, c.get('caller'));
      return answer(c, found.ok ? accept({ webhooks: found.value.map(shown) }) : found) as never; // JSON is deeper than the type checker follows
    },
  );
  app.openapi(
    createRoute({
      ...common,
      middleware: [ports.signedIn, once(ports, 201)],
      method: 'post',
      path,
      summary: 'Adds an address that gets events from now on, signed as Standard Webhooks says',
      request: { headers: changeHeaders.pick({ 'idempotency-key': true }), body: jsonBody(makeBody) },
      responses: madeResponsesOf(
        'Added. The secret is shown only now.',
        z.object({ id: idSchema, webhook: endpointSchema, secret: madeSecretSchema }),
      ),
    }),
    async (c) => {
      const made = await makeEndpoint(ports, c.get('caller'), c.req.valid('json'));
      if (made.ok) c.status(201);
      return answer(c, made.ok ? accept({ id: made.value.endpoint.id, webhook: shown(made.value.endpoint), secret: made.value.secret }) : made) as never; // prettier-ignore
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: onePath,
      summary: 'One address',
      request: { params: inPath },
      responses: responsesOf('The address with its settings, without its secrets.', endpointSchema),
    }),
    async (c) => {
      const found = await showEndpoint(ports, c.get('caller'), c.req.valid('param').webhook_id);
      return answer(c, found.ok ? accept(shown(found.value)) : found) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'put',
      path: onePath,
      summary: 'Changes an address, or turns it on or off; settings that are left out stay',
      request: { params: inPath, body: jsonBody(changeBody) },
      responses: responsesOf('Changed.', endpointSchema),
    }),
    async (c) => {
      const { webhook_id: id } = c.req.valid('param');
      const given = Object.fromEntries(Object.entries(c.req.valid('json')).filter(([, value]) => value !== undefined));
      const changed = await changeEndpoint(ports, c.get('caller'), { ...given, id });
      return answer(c, changed.ok ? accept(shown(changed.value)) : changed) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: onePath,
      summary: 'Removes an address with its secrets and its log',
      request: { params: inPath },
      responses: responsesOf('Removed.', z.object({ id: idSchema })),
    }),
    async (c) => answer(c, await removeEndpoint(ports, c.get('caller'), c.req.valid('param').webhook_id)),
  );
  addSecretRoutes(app, ports, common);
  addDeliveryRoutes(app, ports, common);
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/api/v1/events/schemas',
      summary: 'The types of events, each with its JSON schema',
      responses: responsesOf(
        'The schema of each type by its name. `version` changes with the form of all of them.',
        z.object({ version: z.number().int(), schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
      ),
    }),
    async (c) => {
      const { orgId } = c.get('caller');
      const { tenant } = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) =>
        readTenant(tx, { orgId, installed: ports.installed }, await readMark(tx, orgId)),
      );
      const schemas = Object.fromEntries(eventSchemasOf(tenant.catalogue));
      return answer(c, accept({ version: eventSchemaVersion, schemas })) as never;
    },
  );
}

type Common = { readonly tags: string[]; readonly middleware: Ports['signedIn'] };

function addSecretRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports, common: Common): void {
  const path = '/api/v1/webhooks/{webhook_id}/secrets';
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path,
      summary: 'Gives an address another secret; the former ones of its kind sign, too, for some hours',
      request: {
        params: inPath,
        body: jsonBody(
          z.strictObject({
            kind: z.enum(webhookSecretKinds).default('hmac'),
            overlapHours: z.number().min(0).max(168).default(24),
          }),
        ),
      },
      responses: responsesOf('The new secret, shown only now.', madeSecretSchema),
    }),
    async (c) => {
      const { webhook_id: id } = c.req.valid('param');
      return answer(c, await rotateSecret(ports, c.get('caller'), { id, ...c.req.valid('json') }));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: `${path}/{secret_id}`,
      summary: 'Ends a secret at once',
      request: { params: inPath.extend({ secret_id: idSchema }) },
      responses: responsesOf('Ended.', z.object({ id: idSchema })),
    }),
    async (c) => {
      const { webhook_id: id, secret_id: secretId } = c.req.valid('param');
      return answer(c, await endSecret(ports, c.get('caller'), { id, secretId }));
    },
  );
}

function addDeliveryRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports, common: Common): void {
  const path = '/api/v1/webhooks/{webhook_id}';
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${path}/test`,
      summary: 'Sends a test event and returns the answer',
      request: { params: inPath, body: jsonBody(z.strictObject({})) },
      responses: responsesOf('The request and its answer, whatever it was.', testSchema),
    }),
    async (c) => answer(c, await sendTest(ports, c.get('caller'), c.req.valid('param').webhook_id)),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${path}/replay`,
      summary: 'Sends the events since a moment again',
      request: { params: inPath, body: jsonBody(z.strictObject({ from: z.iso.datetime() })) },
      responses: responsesOf(
        'They are sent in their order. `events`: the number of journal rows that are looked at.',
        z.object({ events: z.number().int() }),
      ),
    }),
    async (c) => {
      const from = new Date(c.req.valid('json').from).toISOString();
      return answer(c, await replayFrom(ports, c.get('caller'), { id: c.req.valid('param').webhook_id, from }));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: `${path}/deliveries`,
      summary: 'The deliveries of an address in the last 90 days, newest event first',
      request: {
        params: inPath,
        query: z.object({
          state: z.enum(deliveryStates).optional(),
          before: z.coerce.number().int().min(1).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: responsesOf(
        'A page. `more`: ask again with the last number as `before`.',
        z.object({ deliveries: z.array(deliverySchema), more: z.boolean() }),
      ),
    }),
    async (c) => {
      const { webhook_id: id } = c.req.valid('param');
      return answer(c, await listDeliveries(ports, c.get('caller'), { id, ...c.req.valid('query') })) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${path}/deliveries/{n}/send`,
      summary: 'Sends one delivery now',
      request: {
        params: inPath.extend({ n: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
        body: jsonBody(z.strictObject({})),
      },
      responses: responsesOf('It is sent.', z.object({ n: z.number().int() })),
    }),
    async (c) => {
      const { webhook_id: id, n } = c.req.valid('param');
      return answer(c, await sendAgain(ports, c.get('caller'), { id, n }));
    },
  );
}
