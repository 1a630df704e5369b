import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { askToRegister, register, type RegisterPorts } from '../../../tenancy/registering/register.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { codeField, emailField, passwordField, ticketField } from './auth-fields.ts';

const name = z.string().trim().min(1, 'must not be empty').max(200);
/** The parts of a new account: the code with its ticket, the person, and the organisation. */
export const registerSchema = z.strictObject({
  ticket: ticketField,
  email: emailField,
  code: codeField,
  name,
  password: passwordField,
  organisation: z.strictObject({ name, currency: z.string().max(3), timeZone: z.string().max(60) }),
});

export const registeredSchema = z.object({
  organisation: z.object({ id: idSchema, name: z.string() }),
  email: z.string(),
});

/** Adds the routes of people who register by themselves, where the server is open for that. */
export function addRegisterRoutes(app: OpenAPIHono<HttpEnv>, ports: RegisterPorts): void {
  const open: { tags: string[]; security: [] } = { tags: ['Signing in'], security: [] };
  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/ask-to-register',
      summary: 'Sends a code to an e-mail address without an account; the answer does not say whether it has one',
      request: { body: jsonBody(z.strictObject({ email: emailField })) },
      responses: responsesOf(
        'The device keeps the ticket: the code works only together with it. The code is valid for the given number of minutes.',
        z.strictObject({ ticket: z.string(), minutes: z.number() }),
      ),
    }),
    async (c) => answer(c, await askToRegister(ports, c.req.valid('json'))),
  );
  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/register',
      summary: 'Makes an account for the address that a code proves, and an organisation that it owns',
      request: { body: jsonBody(registerSchema) },
      responses: responsesOf('Made. Sign in with the password.', registeredSchema),
    }),
    async (c) => answer(c, await register(ports, c.req.valid('json'))),
  );
}
