import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { queueAnswerSchema, queueQuestionSchema } from '@outpost/domain/kernel/catalogue/intents/queued-work';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { askQueue, hurryWork, type QueuePorts } from '../../jobs/intents/ask-queue.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import { documented } from '../answers/document-schema.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';

/** Adds the routes by which administrators look after the intents of their organisation. What a person decides about one is a change of its record. */
export function addQueueRoutes(
  app: OpenAPIHono<HttpEnv>,
  ports: QueuePorts & { readonly signedIn: ReturnType<typeof authenticateSession> },
): void {
  const common = { tags: ['Queue'], middleware: ports.signedIn };
  const askRoute = createRoute({
    ...common,
    method: 'get',
    path: '/admin/queue',
    summary: 'What waits, runs, or has ended without success, of the work that only the server can do',
    request: { query: queueQuestionSchema },
    responses: responsesOf(
      'The intents in one state, newest first, with the number in each state. Never the content of a record.',
      documented('QueueAnswer', 'output', queueAnswerSchema),
    ),
  });
  app.openapi(askRoute, async (c) => answer(c, await askQueue(ports, c.get('caller'), c.req.valid('query'))));

  const hurryRoute = createRoute({
    ...common,
    method: 'post',
    path: '/admin/queue/hurry',
    summary: 'Ends the wait of an intent for its next try',
    request: { body: jsonBody(z.strictObject({ entity: z.string().max(120), record: idSchema })) },
    responses: responsesOf('It is tried within a minute.', z.object({ hurried: z.boolean() })),
  });
  app.openapi(hurryRoute, async (c) => {
    const { entity, record } = c.req.valid('json');
    const hurried = await hurryWork(ports, c.get('caller'), { entity, id: record });
    return answer(c, hurried.ok ? accept({ hurried: hurried.value }) : hurried);
  });
}
