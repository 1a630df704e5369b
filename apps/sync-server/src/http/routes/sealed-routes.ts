import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { noteRevealed } from '../../insights/note-revealed.ts';
import type { InsightPorts } from '../../insights/questions.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import { originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';

const revealedSchema = z.strictObject({
  entity: z.string().max(120),
  record: idSchema,
  field: z.string().max(80),
  at: z.iso.datetime({ precision: 3 }),
});

/** Adds the route by which devices report the sealed fields that their person has revealed (K-4). */
export function addSealedRoutes(
  app: OpenAPIHono<HttpEnv>,
  ports: InsightPorts & { readonly signedIn: ReturnType<typeof authenticateSession> },
): void {
  const route = createRoute({
    method: 'post',
    path: '/sync/revealed',
    tags: ['Sync'],
    middleware: ports.signedIn,
    summary: 'Reports the sealed fields that the caller has revealed on this device, for the journal',
    request: { body: jsonBody(z.strictObject({ revealed: z.array(revealedSchema).min(1).max(100) })) },
    responses: responsesOf('Noted.', z.object({ done: z.literal(true) })),
  });
  app.openapi(route, async (c) => {
    const { orgId, userId } = c.get('caller');
    await noteRevealed(ports, { orgId, userId, origin: originOf(c) }, c.req.valid('json').revealed);
    return answer(c, accept({ done: true as const }));
  });
}
