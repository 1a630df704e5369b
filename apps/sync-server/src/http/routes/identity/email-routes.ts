import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { accept } from '@outpost/domain/kernel/refusal';
import { askToChangeEmail, changeEmail } from '../../../tenancy/change-email.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { codeField, emailField, passwordField, ticketField } from './auth-fields.ts';
import type { TenantRoutePorts } from '../tenant-routes.ts';

const changeSchema = z.strictObject({
  email: emailField,
  ticket: ticketField,
  code: codeField,
  presentTicket: ticketField,
  presentCode: codeField,
});

/** Adds the routes by which a person changes their own address, agreed by both addresses. */
export function addEmailRoutes(app: OpenAPIHono<HttpEnv>, ports: TenantRoutePorts): void {
  const common = { tags: ['Signing in'], path: '/auth/email', middleware: ports.signedIn };
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      summary: 'Sends a code to a new address of one’s own, and another one to the present address',
      request: { body: jsonBody(z.strictObject({ email: emailField, password: passwordField })) },
      responses: responsesOf(
        'The device keeps both tickets. The codes are valid for the given number of minutes.',
        z.strictObject({ ticket: z.string(), presentTicket: z.string(), minutes: z.number() }),
      ),
    }),
    async (c) => answer(c, await askToChangeEmail(ports, { caller: c.get('caller'), ...c.req.valid('json') })),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'put',
      summary: 'Changes one’s own address by the codes from both',
      request: { body: jsonBody(changeSchema) },
      responses: responsesOf(
        'Changed, in all organisations. Sign in with it.',
        z.strictObject({ done: z.literal(true) }),
      ),
    }),
    async (c) => {
      const changed = await changeEmail(ports, c.get('caller'), c.req.valid('json'));
      return answer(c, changed.ok ? accept({ done: true as const }) : changed);
    },
  );
}
