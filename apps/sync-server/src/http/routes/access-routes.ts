import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { actions, scopes } from '@outpost/domain/kernel/catalogue/role';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { askAccess } from '../../insights/explain-access.ts';
import type { InsightPorts } from '../../insights/questions.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';

type Ports = InsightPorts & { readonly signedIn: ReturnType<typeof authenticateSession> };

const action = z
  .string('wants an action such as "update"')
  .regex(/^[a-z][a-z0-9-]{0,60}$/, 'wants an action such as "update"');
const questionSchema = z.strictObject({
  person: idSchema,
  record: z.strictObject({ entity: z.string().max(120), id: idSchema }),
  actions: z
    .array(action)
    .min(1)
    .max(20)
    .default([...actions]),
});
const reach = z.enum(['everything', 'team', 'owner', 'shared']);
const reasonSchema = z.union([
  z.object({
    by: z.literal('grant'),
    role: z.string(),
    teamId: z.string().nullable(),
    grant: z.object({ resource: z.string(), action: z.string(), scope: z.enum(scopes) }),
    reach,
  }),
  z.object({ by: z.enum(['everyone', 'own', 'open']) }),
  z.object({ by: z.literal('open-reach'), reach }),
]);
const explainedSchema = z.object({
  actions: z.array(z.object({ action: z.string(), may: z.boolean(), reasons: z.array(reasonSchema) })),
});

/** adds the route by which an administrator asks why a person may do something to a record, or may not. */
export function addAccessRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  const route = createRoute({
    method: 'post',
    path: '/access/explain',
    tags: ['Access'],
    middleware: ports.signedIn,
    summary: 'The actions that a person may do to a record, with the grants that decide',
    request: { body: jsonBody(questionSchema) },
    responses: responsesOf('An answer for each action; without reasons the person may not.', explainedSchema),
  });
  app.openapi(route, async (c) => {
    const explained = await askAccess(ports, c.get('caller'), c.req.valid('json'));
    return answer(c, explained.ok ? accept({ actions: [...explained.value] }) : explained) as never;
  });
}
