import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { accept } from '@outpost/domain/kernel/refusal';
import type { Database } from '../../db/database.ts';
import { answer, responsesOf } from '../answers/answer.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

const tags = ['Health'];
const security: [] = [];
const liveSchema = z.object({ status: z.literal('live') });
const readySchema = z.object({ status: z.enum(['ready', 'not-ready']) });

/** Adds the routes for the operator's monitoring: whether the process answers, and whether it can work. */
export function addHealthRoutes(
  app: OpenAPIHono<HttpEnv>,
  { database, isStopping }: { readonly database: Database; readonly isStopping: () => boolean },
): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/health/live',
      tags,
      security,
      summary: 'Whether the process answers',
      responses: responsesOf('It does.', liveSchema),
    }),
    (c) => answer(c, accept({ status: 'live' as const })),
  );
  const readyRoute = createRoute({
    method: 'get',
    path: '/health/ready',
    tags,
    security,
    summary: 'Whether it can work: the database answers, and it is not stopping',
    responses: {
      ...responsesOf('It can.', readySchema),
      503: { description: "It can't.", content: { 'application/json': { schema: readySchema } } },
    },
  });
  app.openapi(readyRoute, async (c) => {
    const isReady =
      !isStopping() &&
      (await database
        .transaction('snapshot', (tx) => tx.query('select 1 as one'))
        .then(
          () => true,
          () => false,
        ));
    return isReady ? c.json({ status: 'ready' as const }, 200) : c.json({ status: 'not-ready' as const }, 503);
  });
}
