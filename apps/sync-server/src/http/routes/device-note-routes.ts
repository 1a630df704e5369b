import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { noteExported } from '../../insights/note-exported.ts';
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

const exportedSchema = z.strictObject({
  of: z.string().min(1).max(120),
  count: z.int().min(0).max(1_000_000_000),
  format: z.string().min(1).max(20),
  at: z.iso.datetime({ precision: 3 }),
});
const mostNotes = 100;

/** Adds the routes by which devices report for the journal what their person has done there: revealed sealed fields (K-4), and exports. */
export function addDeviceNoteRoutes(
  app: OpenAPIHono<HttpEnv>,
  ports: InsightPorts & { readonly signedIn: ReturnType<typeof authenticateSession> },
): void {
  const responses = responsesOf('Noted.', z.object({ done: z.literal(true) }));
  const revealedRoute = createRoute({
    method: 'post',
    path: '/sync/revealed',
    tags: ['Sync'],
    middleware: ports.signedIn,
    summary: 'Reports the sealed fields that the caller has revealed on this device, for the journal',
    request: { body: jsonBody(z.strictObject({ revealed: z.array(revealedSchema).min(1).max(mostNotes) })) },
    responses,
  });
  app.openapi(revealedRoute, async (c) => {
    const { orgId, userId } = c.get('caller');
    await noteRevealed(ports, { orgId, userId, origin: originOf(c) }, c.req.valid('json').revealed);
    return answer(c, accept({ done: true as const }));
  });
  const exportedRoute = createRoute({
    method: 'post',
    path: '/sync/exported',
    tags: ['Sync'],
    middleware: ports.signedIn,
    summary: 'Reports the exports that the caller has begun on this device, for the journal',
    request: { body: jsonBody(z.strictObject({ exported: z.array(exportedSchema).min(1).max(mostNotes) })) },
    responses,
  });
  app.openapi(exportedRoute, async (c) => {
    const { orgId } = c.get('caller');
    await noteExported(ports, { orgId, origin: originOf(c) }, c.req.valid('json').exported);
    return answer(c, accept({ done: true as const }));
  });
}
