import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { cloudEventSchemasOf, cloudEventVersion } from '@outpost/domain/kernel/events/cloud-event';
import type { Clock } from '@outpost/domain/kernel/ports';
import { accept } from '@outpost/domain/kernel/refusal';
import { readMark, readTenant } from '../../access/asker.ts';
import { inTenant } from '../../db/database.ts';
import { type EventsOutPorts, listEventsOut, listStreams } from '../../gateway/brokers/events-out.ts';
import { signInsByDay } from '../../insights/sign-ins-by-day.ts';
import { answer, responsesOf } from '../answers/answer.ts';
import { documented } from '../answers/document-schema.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';

type Ports = EventsOutPorts & {
  readonly clock: Clock;
  readonly signedIn: ReturnType<typeof authenticateSession>;
};

const streamSchema = z.object({
  broker: z.string(),
  n: z.number().int().nullable().describe('The last row of the journal that the broker has confirmed.'),
  publishedAt: z.string().nullable(),
  failingSince: z.string().nullable(),
  fault: z.enum(['unreachable', 'refused']).nullable(),
  restsUntil: z.string().nullable().describe('When a broker that cannot be reached is tried again.'),
});
const cloudEventSchema = documented('cloud-event', 'output', z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string().optional(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  dataschema: z.string(),
  tenant: z.string(),
  sequence: z.string(),
  partitionkey: z.string(),
  data: z.record(z.string(), z.unknown()),
})); // prettier-ignore
const eventSchema = z.object({
  n: z.number().int(),
  topics: z.array(z.string()),
  event: cloudEventSchema,
  deliveredTo: z.array(z.string()),
});

/** Adds the routes by which administrators see the events that go out to brokers, and the one with the schemas of their data. */
export function addEventRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  const common = { tags: ['Events'], middleware: ports.signedIn };
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/api/v1/events/streams',
      summary: 'The brokers that get the events of the organisation, and how far they have come',
      responses: responsesOf(
        'One entry for each broker of the server. `head`: the last row of the journal.',
        z.object({ streams: z.array(streamSchema), head: z.number().int(), topics: z.array(z.string()) }),
      ),
    }),
    async (c) => answer(c, await listStreams(ports, c.get('caller'))) as never, // JSON is deeper than the type checker follows
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/api/v1/events',
      summary: 'Events as they go out to brokers, newest first',
      request: {
        query: z.object({
          before: z.coerce.number().int().min(1).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
          topic: z.string().max(120).optional(),
        }),
      },
      responses: responsesOf(
        'A page. `more`: ask again with it as `before`; null: there are no earlier ones.',
        z.object({ events: z.array(eventSchema), more: z.number().int().nullable() }),
      ),
    }),
    async (c) => answer(c, await listEventsOut(ports, c.get('caller'), c.req.valid('query'))) as never,
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/api/v1/events/sign-ins',
      summary: 'Sign-ins and active people of each of the last 14 days',
      responses: responsesOf(
        'Newest first, in the time zone of the organisation. A day without any is left out.',
        z.object({
          from: z.string().describe('The first moment that was read.'),
          days: z.array(z.object({ day: z.string(), signIns: z.number().int(), people: z.number().int() })),
        }),
      ),
    }),
    async (c) => answer(c, await signInsByDay(ports, c.get('caller'))) as never,
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/api/v1/events/schemas/cloud-events',
      summary: 'The types of CloudEvents, each with the JSON schema of its data',
      responses: responsesOf(
        'The schema of each type by its name; its `$id` is the `dataschema` of the events. `version` changes with the form of all of them.',
        z.object({ version: z.number().int(), schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
      ),
    }),
    async (c) => {
      const { orgId } = c.get('caller');
      const { tenant } = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) =>
        readTenant(tx, { orgId, installed: ports.installed }, await readMark(tx, orgId)),
      );
      const schemas = Object.fromEntries(cloudEventSchemasOf(tenant.catalogue));
      return answer(c, accept({ version: cloudEventVersion, schemas })) as never;
    },
  );
}
