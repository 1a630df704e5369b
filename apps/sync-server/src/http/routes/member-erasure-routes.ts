import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { eraseMember } from '../../tenancy/erasing/erase-member.ts';
import { type EraseMemberPorts, previewErasure } from '../../tenancy/erasing/judge-erasure.ts';
import { askOwnErasure, readOwnErasure, stopOwnErasure } from '../../tenancy/erasing/own-erasure.ts';
import { actingCaller } from '../answers/origin-of.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';

type MemberErasurePorts = EraseMemberPorts & { readonly signedIn: ReturnType<typeof authenticateSession> };

const previewSchema = z.object({
  name: z.string(),
  isMember: z.boolean(),
  owned: z.number().int(),
  own: z.number().int(),
  namesakes: z.number().int(),
  sessions: z.number().int(),
});
const orderSchema = z.strictObject({
  name: z.string().max(200),
  heir: idSchema.nullable(),
  inTexts: z.boolean(),
  reason: z.string().trim().min(1, 'must say the law or the ticket').max(500),
});
const ownErasureSchema = z.object({ askedAt: z.string(), dueAt: z.string() });
const erasedSchema = z.object({ pseudonym: z.string(), document: idSchema, handedOn: z.number().int() });

/** Adds the routes that erase a person with an account from the organisation (ADR 122). */
export function addMemberErasureRoutes(app: OpenAPIHono<HttpEnv>, ports: MemberErasurePorts): void {
  const common = { tags: ['Organisation'], middleware: ports.signedIn };
  const params = z.object({ id: idSchema });
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/admin/members/{id}/erasure',
      summary: 'What an erasure of a person would remove and change',
      request: { params },
      responses: responsesOf('Nothing has changed.', previewSchema),
    }),
    async (c) => answer(c, await previewErasure(ports, c.get('caller'), c.req.valid('param').id)),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/admin/members/{id}/erase',
      summary: 'Erases a person with an account by law; what they did stays under a pseudonym',
      request: { params, body: jsonBody(orderSchema) },
      responses: responsesOf('Erased. The certificate is among the documents of the audit log.', erasedSchema),
    }),
    async (c) => {
      const asked = { id: c.req.valid('param').id, order: c.req.valid('json') };
      return answer(c, await eraseMember(ports, actingCaller(c), asked));
    },
  );
  addOwnErasureRoutes(app, ports);
}

/** Adds the routes by which a person erases their own account. */
function addOwnErasureRoutes(app: OpenAPIHono<HttpEnv>, ports: MemberErasurePorts): void {
  const common = { tags: ['Signing in'], path: '/me/erasure', middleware: ports.signedIn };
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      summary: "Whether and when the caller's account is erased",
      responses: responsesOf('The erasure that waits, or null.', z.object({ erasure: ownErasureSchema.nullable() })),
    }),
    async (c) => answer(c, accept({ erasure: await readOwnErasure(ports, c.get('caller')) })),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      summary: "Asks to erase the caller's account in all organisations after 30 days",
      request: { body: jsonBody(z.strictObject({ email: z.string().max(254) })) },
      responses: responsesOf('Asked for. The person has a mail with a code that stops it.', ownErasureSchema),
    }),
    async (c) => answer(c, await askOwnErasure(ports, c.get('caller'), c.req.valid('json'))),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      summary: "Stops the erasure of the caller's account",
      responses: responsesOf('Stopped. Nothing is erased.', z.object({ done: z.literal(true) })),
    }),
    async (c) => {
      const stopped = await stopOwnErasure(ports, c.get('caller'));
      return answer(c, stopped.ok ? accept({ done: true as const }) : stopped);
    },
  );
}
