import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { activityAnswerSchema } from '@outpost/domain/kernel/audit/activity';
import { accept } from '@outpost/domain/kernel/refusal';
import type { MemberPorts } from '../../../tenancy/members.ts';
import {
  endAllSessionsOf,
  endOwnSession,
  endOwnTrust,
  endOwnSessions,
  endSessionOf,
  type ListedSession,
  listOwnSessions,
  listSessions,
} from '../../../tenancy/sessions-of-people.ts';
import { askActivity } from '../../../insights/ask-activity.ts';
import { documented } from '../../answers/document-schema.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import type { authenticateSession } from '../../guards/authenticate.ts';

export type SessionRoutePorts = MemberPorts & { readonly signedIn: ReturnType<typeof authenticateSession> };

const sessionSchema = z.object({
  id: idSchema,
  personId: idSchema,
  deviceId: idSchema,
  name: z.string(),
  kind: z.string().nullable(),
  address: z.string().nullable(),
  signedInFrom: z.string().nullable(),
  signedInAt: z.string(),
  lastUsedAt: z.string(),
  endsAt: z.string(),
  endedAt: z.string().nullable(),
  endedWhy: z.string().nullable(),
  endedBy: z.string().nullable(),
  unsent: z.number().int().nullable(),
  held: z.object({ records: z.number().int(), files: z.number().int() }).nullable(),
  lost: z.object({ at: z.string(), by: idSchema }).nullable(),
  asked: z
    .object({
      at: z.string(),
      by: idSchema,
      answer: z.enum(['lost', 'here']).nullable(),
      answeredAt: z.string().nullable(),
    })
    .nullable(),
  isHere: z.boolean(),
  trustedUntil: z.string().nullable(),
  wipe: z
    .object({
      id: idSchema,
      why: z.string(),
      orderedAt: z.string(),
      contactedAt: z.string().nullable(),
      handedOverAt: z.string().nullable(),
      wipedAt: z.string().nullable(),
      acts: z.number().int(),
      applied: z.number().int(),
    })
    .nullable(),
}) satisfies z.ZodType<ListedSession>;
const sessionsSchema = z.object({ sessions: z.array(sessionSchema) });
const doneSchema = z.object({ done: z.literal(true) });
const endedSchema = z.object({ ended: z.number().int() });
const done = { done: true as const };

/** Adds the routes of sessions: a person lists and ends their own, administrators those of the people whom they administer. */
export function addSessionRoutes(app: OpenAPIHono<HttpEnv>, ports: SessionRoutePorts): void {
  const common = { tags: ['Sessions and devices'], middleware: ports.signedIn };
  const inPath = { params: z.object({ id: idSchema }) };

  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/me/sessions',
      summary: "The caller's sessions, with the devices that they are on",
      responses: responsesOf('The most recently used first. Ended ones are kept for thirty days.', sessionsSchema),
    }),
    async (c) => answer(c, accept({ sessions: [...(await listOwnSessions(ports, c.get('caller')))] })),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: '/me/sessions/{id}',
      summary: "Ends one of the caller's sessions",
      request: inPath,
      responses: responsesOf('Ended.', doneSchema),
    }),
    async (c) => {
      const ended = await endOwnSession(ports, c.get('caller'), c.req.valid('param').id);
      return answer(c, ended.ok ? accept(done) : ended);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: '/me/sessions/{id}/trust',
      summary: "Makes the device of one of the caller's sessions ask for the second factor again",
      request: inPath,
      responses: responsesOf('It asks at the next sign-in.', doneSchema),
    }),
    async (c) => {
      const ended = await endOwnTrust(ports, c.get('caller'), c.req.valid('param').id);
      return answer(c, ended.ok ? accept(done) : ended);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/me/sessions/end',
      summary: "Ends all of the caller's sessions, or all others",
      request: { body: jsonBody(z.strictObject({ which: z.enum(['all', 'others']) })) },
      responses: responsesOf('The number of sessions that ended.', endedSchema),
    }),
    async (c) => answer(c, await endOwnSessions(ports, c.get('caller'), c.req.valid('json'))),
  );
  app.openapi(
    createRoute({
      ...common,
      tags: ['Audit'],
      method: 'get',
      path: '/people/{id}/activity',
      summary:
        'The actions of a person in the last 90 days, by day and kind: the caller, or another one for administrators',
      request: { ...inPath, query: z.object({ before: z.coerce.number().int().min(1).optional() }) },
      responses: responsesOf(
        'The counts; next leads to older ones.',
        documented('ActivityAnswer', 'output', activityAnswerSchema),
      ),
    }),
    async (c) => {
      const { before } = c.req.valid('query');
      return answer(c, await askActivity(ports, c.get('caller'), { person: c.req.valid('param').id, before }));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/admin/sessions',
      summary: 'The sessions of the people whom the caller administers',
      request: { query: z.object({ person: idSchema.optional() }) },
      responses: responsesOf('A thousand at most, the most recently used first.', sessionsSchema),
    }),
    async (c) => {
      const listed = await listSessions(ports, c.get('caller'), { personId: c.req.valid('query').person ?? null });
      return answer(c, listed.ok ? accept({ sessions: [...listed.value] }) : listed);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: '/admin/sessions/{id}',
      summary: 'Ends a session of another person',
      request: inPath,
      responses: responsesOf('Ended.', doneSchema),
    }),
    async (c) => {
      const ended = await endSessionOf(ports, c.get('caller'), c.req.valid('param').id);
      return answer(c, ended.ok ? accept(done) : ended);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/admin/members/{id}/sessions/end',
      summary: 'Ends all sessions of a person',
      request: { ...inPath, body: jsonBody(z.strictObject({})) },
      responses: responsesOf('The number of sessions that ended.', endedSchema),
    }),
    async (c) => answer(c, await endAllSessionsOf(ports, c.get('caller'), c.req.valid('param').id)),
  );
}
