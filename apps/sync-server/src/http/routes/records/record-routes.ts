import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { actSchema, editSchema, maxEditsPerAct } from '@outpost/domain/kernel/acts/act';
import { idSchema } from '@outpost/domain/kernel/ids';
import { listQuerySchema, reportSchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept } from '@outpost/domain/kernel/refusal';
import { decisionSchema, wireRecordSchema } from '@outpost/domain/sync/protocol';
import {
  askList,
  askRecord,
  askReport,
  askSearch,
  askSummary,
  askWays,
  type InsightPorts,
  describeKinds,
} from '../../../insights/questions.ts';
import type { Caller } from '../../../identity/identity-ports.ts';
import { sessionEnded } from '../../../identity/sessions/signed-in.ts';
import { applyActs } from '../../../records/apply-acts.ts';
import type { WritePorts } from '../../../records/write-ports.ts';
import { authorOfCaller } from '../../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../../tenancy/create-tenant.ts';
import { restOf } from '../../../sharing/loop-share.ts';
import { readActs } from './acts-body.ts';
import { actingCaller } from '../../answers/origin-of.ts';
import { idsOfCall } from './conditions.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { authenticateSession } from '../../guards/authenticate.ts';
import type { Budgets } from '../../guards/budgets.ts';
import { documented } from '../../answers/document-schema.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';

export type RecordRoutePorts = InsightPorts &
  WritePorts &
  TenancyPorts & { readonly signedIn: ReturnType<typeof authenticateSession>; readonly budgets: Budgets };

const anything = z.json();
const rowsSchema = z.object({ rows: z.array(anything), next: z.string().nullable() });
const groupsSchema = z.object({ groups: z.array(anything), more: z.boolean() });
const reportAnswerSchema = z.object({ rows: z.array(anything), more: z.boolean() });
const hitsSchema = z.object({
  hits: z.array(
    z.object({
      entity: z.string(),
      id: z.string(),
      title: z.string(),
      how: z
        .enum(['title', 'fields', 'near'])
        .describe(
          'Where the words were found: in the title, in any searched fields, or with a typing error in the title.',
        ),
      record: anything,
    }),
  ),
});
const searchSchema = z.strictObject({
  text: z.string().max(200),
  entities: z.array(z.string().max(120)).max(50).optional(),
  limit: z.number().int().min(1).max(200).default(20),
});

const kindsSchema = z.object({
  kinds: z.array(
    z.object({
      name: z.string(),
      schema: z.number(),
      label: z.object({ one: z.string(), many: z.string() }),
      parent: z.string().nullable(),
      fields: z.record(z.string(), anything),
    }),
  ),
});

const movesSchema = z.object({
  moves: z.array(
    z.object({
      to: z.string(),
      label: z.string(),
      move: z.object({ name: z.string(), label: z.string() }).nullable(),
      asks: z.array(z.string()),
      why: z.string().nullable(),
    }),
  ),
});

const programsAct = actSchema
  .omit({ number: true, again: true, madeAt: true, id: true })
  .extend({ id: idSchema.optional(), edits: z.array(editSchema).max(maxEditsPerAct) });
/** E-3: a program that writes many records makes several requests. */
const actsSchema = z.strictObject({ acts: z.array(programsAct).min(1).max(100) });
const actsSchemas = {
  whole: actsSchema,
  envelope: z.strictObject({ acts: z.array(z.never()) }),
  act: programsAct,
  edit: editSchema,
};
const decidedSchema = z.object({ answers: z.array(decisionSchema) });

const tags = ['Records'];

/**
 * adds the routes for lists, sums, reports, search and single records, with the caller's rights. Also adds the route for acts of programs, which
 * the server numbers.
 */
export function addRecordRoutes(app: OpenAPIHono<HttpEnv>, ports: RecordRoutePorts): void {
  const middleware = ports.signedIn;
  /** Returns the ports for a person's question. They charge the time that Postgres works to the person's budget. */
  const asking = (caller: Caller): InsightPorts => ({
    ...ports,
    worked: (ms) => ports.budgets.spend(caller, 'questionMs', ms),
  });
  const question = <S extends z.ZodType, A extends z.ZodType>(
    path: string,
    summary: string,
    schemas: { readonly body: S; readonly reply: A },
  ) =>
    createRoute({
      method: 'post',
      path,
      tags,
      middleware,
      summary,
      request: { body: jsonBody(documented(`question${path}`, 'input', schemas.body)) },
      responses: responsesOf(summary, documented(`answer${path}`, 'output', schemas.reply)),
    });

  app.openapi(
    question('/records/list', 'A window of a list', { body: listQuerySchema, reply: rowsSchema }),
    async (c) => {
      const asked = await askList(asking(c.get('caller')), c.get('caller'), c.req.valid('json'));
      return answer(c, asked.ok ? accept({ rows: [...asked.value.rows], next: asked.value.next }) : asked) as never;
    },
  );
  app.openapi(
    question('/records/summary', 'Exact counts and sums, by groups', { body: summaryQuerySchema, reply: groupsSchema }),
    async (c) => answer(c, await askSummary(asking(c.get('caller')), c.get('caller'), c.req.valid('json'))) as never,
  );
  app.openapi(
    question('/records/report', 'Measures over a filter, by fields or spans of dates', {
      body: reportSchema,
      reply: reportAnswerSchema,
    }),
    async (c) => answer(c, await askReport(asking(c.get('caller')), c.get('caller'), c.req.valid('json'))) as never,
  );
  app.openapi(
    question('/records/search', 'Records of several kinds that a text finds', {
      body: searchSchema,
      reply: hitsSchema,
    }),
    async (c) => {
      const { text, entities, limit } = c.req.valid('json');
      const asked = { text, limit, ...(entities === undefined ? {} : { entities }) };
      const found = await askSearch(asking(c.get('caller')), c.get('caller'), asked);
      return answer(c, found.ok ? accept({ hits: found.value }) : found) as never;
    },
  );

  for (const path of ['/records/kinds', '/api/v1/kinds'] as const) {
    const kindsRoute = createRoute({
      method: 'get',
      path,
      tags,
      middleware,
      summary: 'All kinds of record, each with the JSON schema of its fields',
      responses: responsesOf('By name, the tenant’s own fields included.', documented('Kinds', 'output', kindsSchema)),
    });
    app.openapi(kindsRoute, async (c) => {
      const kinds = await describeKinds(ports, c.get('caller'));
      return answer(c, kinds.ok ? accept({ kinds: kinds.value }) : kinds) as never; // JSON is deeper than the type checker follows
    });
  }

  const recordRoute = createRoute({
    method: 'get',
    path: '/records/{pack}/{name}/{id}',
    tags,
    middleware,
    summary: 'One record',
    request: { params: z.object({ pack: z.string().max(60), name: z.string().max(60), id: idSchema }) },
    responses: responsesOf('The record as it is now.', documented('Record', 'output', wireRecordSchema)),
  });
  app.openapi(recordRoute, async (c) => {
    const { pack, name, id } = c.req.valid('param');
    return answer(c, await askRecord(ports, c.get('caller'), { entity: `${pack}/${name}`, id })) as never;
  });

  const movesRoute = createRoute({
    method: 'get',
    path: '/records/{pack}/{kind}/{id}/moves',
    tags,
    middleware,
    summary: 'Where the caller can take the record from its state, and why not elsewhere',
    request: { params: z.object({ pack: z.string().max(60), kind: z.string().max(60), id: idSchema }) },
    responses: responsesOf(
      'Every other state, in the order of its kind; none for a kind without states. An act with the change of the state makes the move.',
      documented('Moves', 'output', movesSchema),
    ),
  });
  app.openapi(movesRoute, async (c) => {
    const { pack, kind, id } = c.req.valid('param');
    const ways = await askWays(ports, c.get('caller'), { entity: `${pack}/${kind}`, id });
    return answer(c, ways.ok ? accept({ moves: ways.value }) : ways) as never;
  });

  addActsRoute(app, ports, '/acts');
  addActsRoute(app, ports, '/api/v1/acts');
}

function addActsRoute(app: OpenAPIHono<HttpEnv>, ports: RecordRoutePorts, path: '/acts' | '/api/v1/acts'): void {
  const actsRoute = createRoute({
    method: 'post',
    path,
    tags,
    middleware: ports.signedIn,
    summary: 'Carries out acts, in their order; a known id changes nothing and gets its first answer',
    request: { body: jsonBody(documented('Acts', 'input', actsSchema)) },
    responses: responsesOf('A decision for each act.', documented('Decided', 'output', decidedSchema)),
  });
  app.openAPIRegistry.registerPath(actsRoute); // not `app.openapi`: its validator would parse all acts in one turn
  app.post(path, ports.signedIn, async (c) => {
    const caller = c.get('caller');
    const { orgId, userId, sessionId } = caller;
    const read = await readActs(c.get('body'), actsSchemas, restOf(orgId));
    if (!read.ok) return answer(c, read);
    const ids = await idsOfCall(ports, c);
    if (!ids.ok) return answer(c, ids);
    ports.budgets.spend({ orgId, userId }, 'acts', read.value.acts.length);
    const madeAt = new Date(ports.clock.nowMs()).toISOString();
    const acts = read.value.acts.map((act, place) => ({
      ...act,
      id: act.id ?? ids.value.act(place),
      number: 1,
      madeAt,
    }));
    const applied = await applyActs(ports, {
      orgId,
      author: authorOfCaller(caller),
      device: sessionId,
      from: actingCaller(c).from,
      heads: [],
      acts,
      numbering: 'next',
    });
    if (applied.kind === 'ended') return answer(c, sessionEnded(applied.why)) as never;
    if (applied.kind !== 'decided' || applied.stopped)
      throw new Error(`Acts that the server numbers were not decided: ${JSON.stringify(applied)}`);
    return answer(c, accept({ answers: [...applied.answers] })) as never;
  });
}
