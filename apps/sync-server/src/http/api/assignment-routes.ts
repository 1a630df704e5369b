import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { assignmentPartsSchema } from '@outpost/domain/kernel/assignment/assignment-definition';
import { idSchema } from '@outpost/domain/kernel/ids';
import { refuse } from '@outpost/domain/kernel/refusal';
import { firstIssue, plainIssue } from '@outpost/domain/kernel/text/plain-issue';
import { showDecisions, tryRuleOut } from '../../gateway/assignment/ask-rules.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';

type Ports = TenancyPorts & { readonly signedIn: ReturnType<typeof authenticateSession> };

const passed = z.array(z.object({ person: idSchema.nullable(), part: z.string(), why: z.string() })).describe('The people, and where person is null the parts, that were passed over.'); // prettier-ignore
const names = z.record(z.string(), z.string()).describe('The names of the people, by id.');
const decisionSchema = z.object({
  id: idSchema,
  entity: z.string(),
  recordId: idSchema,
  person: idSchema.nullable().describe('Null: nobody could take the record.'),
  reason: z.string(),
  passed,
  at: z.string(),
});

/** Adds the routes by which administrators look at what assignment rules decided, and try one out. */
export function addAssignmentRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  const common = { tags: ['Automations'], middleware: ports.signedIn };
  const path = '/api/v1/assignment-rules';
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: `${path}/{rule_id}/decisions`,
      summary: 'The newest decisions of an assignment rule, with their reasons',
      request: { params: z.object({ rule_id: idSchema }) },
      responses: responsesOf('The newest comes first.', z.object({ decisions: z.array(decisionSchema), names })),
    }),
    async (c) =>
      answer(c, await showDecisions(ports, c.get('caller'), { rule: c.req.valid('param').rule_id })) as never,
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${path}/try-out`,
      summary: 'Says who would get a record now by a rule, and why, and writes nothing',
      request: {
        body: jsonBody(
          z.strictObject({
            rule: idSchema.nullable().describe('The rule whose turns count. Null: nobody had a turn yet.'),
            entity: z.string().max(120),
            parts: z.array(z.unknown()).max(30).describe('The parts as the field of the rule has them.'),
            fallback: idSchema.nullable(),
            record: idSchema,
          }),
        ),
      },
      responses: responsesOf('The person, and the reasons.', z.object({ person: idSchema.nullable(), reason: z.string(), passed, names })), // prettier-ignore
    }),
    async (c) => {
      const { rule, entity, parts, fallback, record } = c.req.valid('json');
      const read = assignmentPartsSchema.safeParse(parts, { error: plainIssue });
      if (!read.success) {
        const { path: at, message } = firstIssue(read.error);
        return answer(c, refuse('records/invalid', `The parts of the rule: ${[at.join('.'), message].filter(Boolean).join(' ')}.`, {})); // prettier-ignore
      }
      return answer(c, await tryRuleOut(ports, c.get('caller'), { rule, definition: { entity, parts: read.data, fallback }, record })) as never; // prettier-ignore
    },
  );
}
