import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { chooseHeader } from '@outpost/domain/sync/choose-header';
import { changePassword } from '../../../identity/accounts/accounts.ts';
import type { IdentityPorts } from '../../../identity/identity-ports.ts';
import { askForCode, resetPassword } from '../../../identity/accounts/forgotten-password.ts';
import { refresh } from '../../../identity/sessions/refresh.ts';
import { signIn } from '../../../identity/sign-in/sign-in.ts';
import { signOut } from '../../../identity/sessions/sign-out.ts';
import { signedInSchema } from '../../../identity/sessions/signed-in.ts';
import type { Context } from 'hono';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import { authenticate, authenticateSession } from '../../guards/authenticate.ts';
import { originOf } from '../../answers/origin-of.ts';
import type { ClientAddress } from '../../guards/client-address.ts';
import { provenDevice } from '../../guards/proven-device.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { codeField, deviceField, emailField, passwordField, refreshTokenField, ticketField } from './auth-fields.ts';

const signInSchema = z.strictObject({
  email: emailField,
  password: passwordField,
  device: deviceField,
  newPassword: passwordField.optional(),
  organisation: idSchema.optional(),
});
const doneSchema = z.strictObject({ done: z.literal(true) });
const rsaKeySchema = z.object({
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  kid: z.string(),
  use: z.literal('sig'),
  alg: z.literal('RS256'),
});
const publicKeySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  use: z.literal('sig'),
  alg: z.literal('EdDSA'),
});

const done = accept({ done: true as const });
const tags = ['Signing in'];
const withoutToken: [] = [];

/**
 * Adds the routes for signing in and out, for passwords, and for the public keys by which tokens and heads are
 * verified.
 */
export function addAuthRoutes(app: OpenAPIHono<HttpEnv>, identity: IdentityPorts, clientAddress: ClientAddress): void {
  /** Returns the ports with the origin of a request, for the journal. */
  const from = (c: Context<HttpEnv>): IdentityPorts => ({ ...identity, origin: originOf(c) });
  const signInRoute = createRoute({
    method: 'post',
    path: '/auth/sign-in',
    tags,
    security: withoutToken,
    summary: 'Signs a person in on a device',
    request: { body: jsonBody(signInSchema) },
    responses: responsesOf(
      'Signed in. The access token is valid for 15 minutes. The refresh token is valid for one exchange, within the limits of the organisation (usually 7 days).',
      signedInSchema,
    ),
  });
  app.openapi(signInRoute, async (c) => {
    const { device, ...input } = c.req.valid('json');
    const proven = await provenDevice(c, { identity, clientAddress });
    if (!proven.ok) return answer(c, proven);
    const mayChoose = c.req.header(chooseHeader) === 'organisation';
    return answer(c, await signIn({ ...input, mayChoose, device: { ...device, ...proven.value } }, from(c)));
  });

  const forgottenRoute = createRoute({
    method: 'post',
    path: '/auth/forgotten-password',
    tags,
    security: withoutToken,
    summary:
      'Sends a code for a new password to an e-mail address, if it has an account; the answer does not say whether',
    request: { body: jsonBody(z.strictObject({ email: emailField })) },
    responses: responsesOf(
      'The device keeps the ticket: the code works only together with it. The code is valid for the given number of minutes.',
      z.strictObject({ ticket: z.string(), minutes: z.number() }),
    ),
  });
  app.openapi(forgottenRoute, async (c) => answer(c, await askForCode(c.req.valid('json'), from(c))));

  const resetRoute = createRoute({
    method: 'post',
    path: '/auth/reset-password',
    tags,
    security: withoutToken,
    summary: 'Replaces a forgotten password by the code from the e-mail, and ends all sessions of the account',
    request: { body: jsonBody(z.strictObject({ ticket: ticketField, code: codeField, password: passwordField })) },
    responses: responsesOf('Replaced. Sign in with it.', doneSchema),
  });
  app.openapi(resetRoute, async (c) => {
    const replaced = await resetPassword(c.req.valid('json'), from(c));
    return answer(c, replaced.ok ? done : replaced);
  });

  const refreshRoute = createRoute({
    method: 'post',
    path: '/auth/refresh',
    tags,
    security: withoutToken,
    summary: 'Exchanges a refresh token for its successor; the same one gives the same successor until that is used',
    request: { body: jsonBody(z.strictObject({ refreshToken: refreshTokenField })) },
    responses: responsesOf('Signed in for longer.', signedInSchema),
  });
  app.openapi(refreshRoute, async (c) => {
    const proven = await provenDevice(c, { identity, clientAddress });
    if (!proven.ok) return answer(c, proven);
    return answer(c, await refresh({ ...c.req.valid('json'), ...proven.value }, from(c)));
  });

  const signOutRoute = createRoute({
    method: 'post',
    path: '/auth/sign-out',
    tags,
    summary: 'Ends the session of the access token',
    middleware: authenticate(identity), // idempotent
    request: { body: jsonBody(z.strictObject({ refreshToken: refreshTokenField.optional() })) }, // devices send it too; the access token is enough
    responses: responsesOf('Signed out.', doneSchema),
  });
  app.openapi(signOutRoute, async (c) => {
    await signOut(c.get('caller'), from(c));
    return answer(c, done);
  });

  const passwordRoute = createRoute({
    method: 'put',
    path: '/auth/password',
    tags,
    summary: "Changes one's own password and ends one's other sessions, unless they are kept",
    middleware: authenticateSession(identity),
    request: {
      body: jsonBody(
        z.strictObject({
          currentPassword: passwordField,
          newPassword: passwordField,
          others: z.enum(['end', 'keep']).optional(),
        }),
      ),
    },
    responses: responsesOf('Changed.', doneSchema),
  });
  app.openapi(passwordRoute, async (c) => {
    const changed = await changePassword({ caller: c.get('caller'), ...c.req.valid('json') }, from(c));
    return answer(c, changed.ok ? done : changed);
  });

  const keysRoute = createRoute({
    method: 'get',
    path: '/.well-known/jwks.json',
    tags,
    security: withoutToken,
    summary: 'The public keys of access tokens and of signed heads (RFC 7517)',
    responses: responsesOf(
      'The present key first, then the one before.',
      z.object({ keys: z.array(z.union([publicKeySchema, rsaKeySchema])) }),
    ),
  });
  const journalKeysRoute = createRoute({
    method: 'get',
    path: '/.well-known/journal-jwks.json',
    tags,
    security: withoutToken,
    summary: 'The public keys by which journals, exports and certificates of any age are verified (RFC 7517)',
    responses: responsesOf('All present and former signing keys.', z.object({ keys: z.array(publicKeySchema) })),
  });
  app.openapi(journalKeysRoute, (c) => {
    c.header('cache-control', 'public, max-age=300');
    return answer(c, accept({ keys: [...identity.keys.journalJwks().keys] }));
  });
  app.openapi(keysRoute, (c) => {
    c.header('cache-control', 'public, max-age=300');
    return answer(c, accept({ keys: [...identity.keys.jwks().keys] }));
  });
}
