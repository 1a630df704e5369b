import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { explainedAccessSchema, seenBySchema } from '@outpost/domain/kernel/access/sight';
import { signedDocumentSchema } from '@outpost/domain/kernel/audit/audit-report';
import { actions } from '@outpost/domain/kernel/catalogue/role';
import { idSchema } from '@outpost/domain/kernel/ids';
import type { Context } from 'hono';
import { inTenant } from '../../db/database.ts';
import { askSeenBy } from '../../insights/ask-seen-by.ts';
import { askAccess } from '../../insights/explain-access.ts';
import { makeSightReport, type SightReportPorts } from '../../insights/make-sight-report.ts';
import type { InsightPorts } from '../../insights/questions.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import { documented } from '../answers/document-schema.ts';
import { originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';
import type { Budgets } from '../guards/budgets.ts';
import type { Caller } from '../../identity/identity-ports.ts';

type Ports = InsightPorts &
  Omit<SightReportPorts, 'origin'> & {
    readonly signedIn: ReturnType<typeof authenticateSession>;
    readonly budgets: Budgets;
  };

const action = z
  .string('must be an action such as "update"')
  .regex(/^[a-z][a-z0-9-]{0,60}$/, 'must be an action such as "update"');
const record = z.strictObject({ entity: z.string().max(120), id: idSchema });
const question = {
  record,
  actions: z
    .array(action)
    .min(1)
    .max(20)
    .default([...actions]),
};
const questionSchema = z.union([
  z.strictObject({ person: idSchema, ...question }),
  z.strictObject({ role: z.string().min(1).max(60), ...question }),
]);
/** `of`: the person or the role whose rights the report explains. */
const reportSchema = z.strictObject({
  ...question,
  of: z.union([z.strictObject({ person: idSchema }), z.strictObject({ role: z.string().min(1).max(60) })]).optional(),
});
type Asked = { readonly entity: string; readonly id: string; readonly about?: string };

/** adds the routes by which an administrator asks for the rights of others to a record. Each answer leaves a line in the journal. */
export function addAccessRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  const common = { tags: ['Access'], middleware: ports.signedIn };
  const explainRoute = createRoute({
    ...common,
    method: 'post',
    path: '/access/explain',
    summary: 'The actions that a person or a role may do to a record, with the grants that decide',
    request: { body: jsonBody(questionSchema) },
    responses: responsesOf('An answer for each action; without reasons the person may not.', explainedAccessSchema),
  });
  app.openapi(explainRoute, async (c) => {
    const asked = c.req.valid('json');
    const explained = await askAccess(asking(ports, c.get('caller')), c.get('caller'), asked);
    if (explained.ok) await noteLook(c, ports, { ...asked.record, ...('person' in asked && { about: asked.person }) });
    return answer(c, explained);
  });

  const seenByRoute = createRoute({
    ...common,
    method: 'post',
    path: '/access/seen-by',
    summary: 'All people who see a record, each with the grants that decide',
    request: { body: jsonBody(z.strictObject({ record })) },
    responses: responsesOf('The people, by name.', seenBySchema),
  });
  app.openapi(seenByRoute, async (c) => {
    const asked = c.req.valid('json').record;
    const seenBy = await askSeenBy(asking(ports, c.get('caller')), c.get('caller'), asked);
    if (seenBy.ok) await noteLook(c, ports, asked);
    return answer(c, seenBy);
  });

  const reportRoute = createRoute({
    ...common,
    method: 'post',
    path: '/access/report',
    summary: 'Signs and keeps a report of who sees a record, and perhaps of the rights of one person or role',
    request: { body: jsonBody(reportSchema) },
    responses: responsesOf('The report as JSON text, and its detached signature.', documented('SignedDocument', 'output', signedDocumentSchema)), // prettier-ignore
  });
  app.openapi(reportRoute, async (c) => {
    const { record: about, of = null, actions: asked } = c.req.valid('json');
    const reporting = { ...ports, ...asking(ports, c.get('caller')), origin: originOf(c) };
    return answer(c, await makeSightReport(reporting, c.get('caller'), { record: about, of, actions: asked }));
  });
}

/** Returns the ports for a question. They charge its time to the caller's budget and the tenant's. */
const asking = (ports: Ports, caller: Caller): InsightPorts => ({
  ...ports,
  worked: (ms) => ports.budgets.spend(caller, 'questionMs', ms),
});

/** Queues the journal's entry that an administrator looked at the rights of others. Looks of one person in an hour share a bound. */
function noteLook(c: Context<HttpEnv>, { database, clock }: Ports, { about, entity, id }: Asked): Promise<void> {
  const { orgId, userId } = c.get('caller');
  return inTenant(database, { orgId, mode: 'write' }, (tx) =>
    noteEvent(tx, orgId, {
      action: 'access/looked-at',
      nowMs: clock.nowMs(),
      origin: originOf(c),
      about: about ?? null,
      entity,
      record: id,
      key: userId,
    }),
  );
}
