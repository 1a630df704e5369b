import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { acceptInvite, findInvite } from '../../../tenancy/invites/accept-invite.ts';
import {
  inviteMember,
  listInvites,
  mostInviteDays,
  revokeInvite,
  sendInvite,
} from '../../../tenancy/invites/invites.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { codeField, emailField, passwordField } from './auth-fields.ts';
import type { RegisterPorts } from '../../../tenancy/registering/register.ts';
import type { TenantRoutePorts } from '../tenant-routes.ts';

const name = z.string().trim().min(1, 'must not be empty').max(200);
const days = z.number().int().min(1).max(mostInviteDays).optional();
const memberships = z.array(z.strictObject({ role: z.string().min(1).max(60), teamId: idSchema.nullable() })).max(50);
const sentSchema = z.object({ id: idSchema, expiresAt: z.string() });
const doneSchema = z.object({ done: z.literal(true) });
const invitesSchema = z.object({
  invites: z.array(
    z.object({
      person: idSchema,
      state: z.enum(['waiting', 'accepted', 'expired', 'revoked']),
      sentAt: z.string(),
      expiresAt: z.string(),
    }),
  ),
});
const organisation = z.object({ id: idSchema, name: z.string() });
const openSchema = z.object({ organisation, email: z.string(), name: z.string(), hasAccount: z.boolean() });

/** Adds the routes of invitations: for administrators, and for the invited person, who has a code and no token. */
export function addInviteRoutes(app: OpenAPIHono<HttpEnv>, ports: TenantRoutePorts & RegisterPorts): void {
  const common = { tags: ['Organisation'], middleware: ports.signedIn };
  const inPath = { params: z.object({ id: idSchema }) };
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/admin/invites',
      summary: 'Invitations, newest first',
      responses: responsesOf('One for each invited person.', invitesSchema),
    }),
    async (c) => {
      const listed = await listInvites(ports, c.get('caller'));
      return answer(c, listed.ok ? accept({ invites: [...listed.value] }) : listed);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/admin/invites',
      summary: 'Adds a person and invites their address',
      request: { body: jsonBody(z.strictObject({ email: emailField, name: name.optional(), memberships, days })) },
      responses: responsesOf('The mail is on its way.', sentSchema),
    }),
    async (c) => answer(c, await inviteMember(ports, c.get('caller'), c.req.valid('json'))),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'put',
      path: '/admin/members/{id}/invite',
      summary: 'Invites a person who cannot sign in yet, or sends the invitation again with another code',
      request: { ...inPath, body: jsonBody(z.strictObject({ days })) },
      responses: responsesOf('The mail is on its way.', sentSchema),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const sent = await sendInvite(ports, c.get('caller'), { id, ...c.req.valid('json') });
      return answer(c, sent.ok ? accept({ id, ...sent.value }) : sent);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: '/admin/members/{id}/invite',
      summary: 'Takes an invitation back',
      request: inPath,
      responses: responsesOf('Its code is void.', doneSchema),
    }),
    async (c) => {
      const revoked = await revokeInvite(ports, c.get('caller'), c.req.valid('param'));
      return answer(c, revoked.ok ? accept({ done: true as const }) : revoked);
    },
  );

  const open: { tags: string[]; security: [] } = { tags: ['Signing in'], security: [] };
  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/invite',
      summary: 'The account and organisation that the code of an invitation opens',
      request: { body: jsonBody(z.strictObject({ code: codeField })) },
      responses: responsesOf('The organisation and the invited address.', openSchema),
    }),
    async (c) => answer(c, await findInvite(ports, c.req.valid('json'))),
  );
  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/accept-invite',
      summary: 'Accepts an invitation: with a password of one’s own choice, or with that of one’s existing account',
      request: { body: jsonBody(z.strictObject({ code: codeField, name, password: passwordField })) },
      responses: responsesOf('Accepted. Sign in with it.', z.object({ organisation, email: z.string() })),
    }),
    async (c) => answer(c, await acceptInvite(ports, c.req.valid('json'))),
  );
}
