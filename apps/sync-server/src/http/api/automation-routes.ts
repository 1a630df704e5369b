import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { runStatuses } from '@outpost/domain/kernel/automation/run-machine';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { dryRun } from '../../gateway/automations/dry-run.ts';
import { decideRun, readAutomations, listRuns, runDecisions, showRun, pauseOrResume } from '../../gateway/automations/manage-automations.ts'; // prettier-ignore
import { runCauseSchema, stepOutcomes } from '../../gateway/automations/run-store.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import { documented } from '../answers/document-schema.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';

type Ports = TenancyPorts & { readonly signedIn: ReturnType<typeof authenticateSession> };

const definitionSchema = z
  .object({ entity: z.string(), trigger: z.unknown(), conditions: z.unknown().optional(), steps: z.array(z.unknown()) })
  .describe('The change that starts it, its conditions and its steps, as the fields of the version have them.');
const versionSchema = z.object({
  id: idSchema,
  number: z.number().int(),
  madeBy: idSchema.describe('The person whose rights its steps have.'),
  definition: definitionSchema.nullable(),
});
const automationSchema = documented('automation', 'output', z.object({
  id: idSchema,
  name: z.string(),
  describes: z.string().nullable(),
  isLive: z.boolean(),
  version: versionSchema.nullable().describe('The live version, or the newest one of a draft.'),
  paused: z.object({ at: z.string(), why: z.enum(['person', 'storm', 'definition']) }).nullable(),
  runs: z.record(z.enum(runStatuses), z.number().int()).describe('Its runs in each state; 1000 stands for more, too.'),
  lastDue: z.object({ at: z.string(), started: z.number().int(), left: z.number().int() }).nullable().describe('The last due moment of its dates or its schedule, the runs that it started, and the records that it left out.'),
})); // prettier-ignore
const runSchema = documented('automation-run', 'output', z.object({
  id: idSchema,
  n: z.number().int().describe('The journal row that started it. For a date or a schedule: the newest row at that moment.'),
  entity: z.string(),
  recordId: idSchema,
  versionId: idSchema,
  depth: z.number().int(),
  cause: runCauseSchema.nullable().describe('The press, the date or the due moment that started it. Null: the change.'),
  status: z.enum(runStatuses),
  step: z.string().nullable(),
  why: z.string().nullable(),
  wakesAt: z.string().nullable(),
  madeAt: z.string(),
  changedAt: z.string(),
})); // prettier-ignore
const lineSchema = z.object({
  step: z.string().nullable(),
  kind: z.string().nullable(),
  outcome: z.enum(stepOutcomes),
  why: z.string().nullable(),
  act: idSchema.nullable(),
  by: idSchema.nullable().describe('The person who decided. Null: the server.'),
  at: z.string(),
  record: idSchema.nullable().describe('The record of a loop that the line is about. Null: the record of the run.'),
  to: idSchema.nullable().describe('The person to whom an assignment rule gave the record.'),
});
const dryRunSchema = z.object({
  basis: z.enum(['changes', 'records', 'none']).describe('changes: from the journal. records: from the records as they are now. none: nobody knows who would have pressed the button.'),
  moments: z.number().int().describe('The due moments of a schedule in these days.'),
  matching: z.number().int().describe('For records and none: the records that match now.'),
  rows: z.number().int(),
  isWhole: z.boolean(),
  starts: z.number().int(),
  unmet: z.number().int(),
  days: z.record(z.string(), z.number().int()),
  steps: z.record(z.string(), z.number().int()),
  unknown: z.record(z.string(), z.number().int()).describe('How often it is not known how a step ends that waits for a change or a person. The steps in its parts are not counted then.'),
  examples: z.array(z.object({ record: idSchema, n: z.number().int(), at: z.string(), steps: z.array(z.string()) })),
}); // prettier-ignore

const inPath = z.object({ automation_id: idSchema });
const runInPath = inPath.extend({ run_id: idSchema });
const nothing = jsonBody(z.strictObject({}));

/** Adds the routes by which administrators look at automations and their runs, and decide about them. */
export function addAutomationRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  const common = { tags: ['Automations'], middleware: ports.signedIn };
  const path = '/api/v1/automations';
  const onePath = `${path}/{automation_id}` as const;
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path,
      summary: 'The automations of the organisation, with the numbers of their runs',
      responses: responsesOf('By name.', z.object({ automations: z.array(automationSchema) })),
    }),
    async (c) => {
      const found = await readAutomations(ports, c.get('caller'));
      return answer(c, found.ok ? accept({ automations: found.value }) : found) as never; // JSON is deeper than the type checker follows
    },
  );
  for (const act of ['pause', 'resume'] as const)
    app.openapi(
      createRoute({
        ...common,
        method: 'post',
        path: `${onePath}/${act}`,
        summary:
          act === 'pause' ? 'Pauses an automation: changes start nothing, and its runs stand still' : 'Lets an automation go on', // prettier-ignore
        request: { params: inPath, body: nothing },
        responses: responsesOf('Done.', z.object({ id: idSchema })),
      }),
      async (c) => {
        const { automation_id: id } = c.req.valid('param');
        return answer(c, await pauseOrResume(ports, c.get('caller'), { id, isPaused: act === 'pause' }));
      },
    );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: `${onePath}/runs`,
      summary: 'The runs of an automation in the last 90 days, newest first',
      request: {
        params: inPath,
        query: z.object({
          status: z.enum(runStatuses).optional(),
          before: z.coerce.number().int().min(1).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: responsesOf(
        'A page. `more`: ask again with the last `n` as `before`.',
        z.object({ runs: z.array(runSchema), more: z.boolean() }),
      ),
    }),
    async (c) => {
      const { automation_id: id } = c.req.valid('param');
      return answer(c, await listRuns(ports, c.get('caller'), { id, ...c.req.valid('query') })) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: `${onePath}/runs/{run_id}`,
      summary: 'One run with its log',
      request: { params: runInPath },
      responses: responsesOf(
        'The oldest line comes first.',
        z.object({ run: runSchema, version: versionSchema.nullable(), lines: z.array(lineSchema) }),
      ),
    }),
    async (c) => {
      const { automation_id: id, run_id: run } = c.req.valid('param');
      return answer(c, await showRun(ports, c.get('caller'), { id, run })) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${onePath}/runs/{run_id}/decide`,
      summary: 'Tries the step of a stopped run again, skips it, or cancels the run',
      request: { params: runInPath, body: jsonBody(z.strictObject({ decision: z.enum(runDecisions) })) },
      responses: responsesOf('The state of the run now.', z.object({ status: z.enum(runStatuses) })),
    }),
    async (c) => {
      const { automation_id: id, run_id: run } = c.req.valid('param');
      return answer(c, await decideRun(ports, c.get('caller'), { id, run, ...c.req.valid('json') }));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${path}/dry-run`,
      summary: 'Says what a version would have done with the changes of the last days, and writes nothing',
      request: {
        body: jsonBody(z.strictObject({ version: idSchema, days: z.number().int().min(1).max(90).default(30) })),
      },
      responses: responsesOf('Counts, and the newest of the changes that would have started it.', dryRunSchema),
    }),
    async (c) => answer(c, await dryRun(ports, c.get('caller'), c.req.valid('json'))) as never,
  );
}
