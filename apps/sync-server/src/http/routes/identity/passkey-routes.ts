import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import type { IdentityPorts } from '../../../identity/identity-ports.ts';
import { newPasskeyForChallenge, passkeyForChallenge, passkeyForStepUp } from '../../../identity/passkey-pages/asked-for-passkey.ts'; // prettier-ignore
import { takePasskeyAnswer } from '../../../identity/passkey-pages/begin-passkey.ts';
import { startPasskey } from '../../../identity/passkey-pages/own-passkey.ts';
import { partyOf } from '../../../identity/passkeys/relying-party.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { secretField } from './secret-field.ts';
import { authenticateSession } from '../../guards/authenticate.ts';
import { challengeField, deviceField, factorNameField } from './auth-fields.ts';

/** The data by which the browser comes back to the app. */
const backSchema = z.strictObject({
  challenge: secretField('the SHA-256 of the verifier'),
  state: secretField('a random text'),
  returnTo: z.string().max(100),
  device: deviceField.pick({ id: true }),
});
const pageSchema = z.strictObject({ ticket: z.string(), minutes: z.number() });
/** The name of the passkey that a person makes while they sign in. */
const usualName = 'Passkey';

/**
 * Adds the routes by which the app asks for a passkey of a known account. The app opens the page `/sign-in/{ticket}`
 * in the person's browser, gets a code back, and exchanges it for the answer. Signing in by a passkey alone is `/auth/browser`.
 */
export function addPasskeyRoutes(app: OpenAPIHono<HttpEnv>, identity: IdentityPorts): void {
  const tags = ['Passkeys'];
  const open: { tags: string[]; security: [] } = { tags, security: [] };
  const own = { tags, middleware: authenticateSession(identity) };
  const begun = 'Begun: the ticket of the page, valid for the given number of minutes.';

  app.openapi(
    createRoute({
      ...own,
      method: 'get',
      path: '/auth/passkeys',
      summary: 'Whether this server offers passkeys',
      responses: responsesOf('Null, or the reason why not.', z.strictObject({ whyNot: z.string().nullable() })),
    }),
    (c) => {
      const party = partyOf(identity);
      return answer(c, accept({ whyNot: party.ok ? null : party.message }));
    },
  );

  app.openapi(
    createRoute({
      ...own,
      method: 'post',
      path: '/auth/factors/passkey',
      summary: 'Begins to make a passkey on a page of the server; its answer turns it on (/auth/factors/{id}/confirm)',
      request: { body: jsonBody(z.strictObject({ name: factorNameField, back: backSchema })) },
      responses: responsesOf(begun, pageSchema.extend({ id: idSchema })),
    }),
    async (c) => answer(c, await startPasskey({ caller: c.get('caller'), ...c.req.valid('json') }, identity)),
  );

  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/challenge/passkey',
      summary: 'Begins to answer the second step of a sign-in by a passkey (/auth/challenge)',
      request: { body: jsonBody(z.strictObject({ challenge: challengeField, back: backSchema })) },
      responses: responsesOf(begun, pageSchema),
    }),
    async (c) => answer(c, await passkeyForChallenge(c.req.valid('json'), identity)),
  );

  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/challenge/new-passkey',
      summary: 'Begins to make the passkey that a role of the person requires, in the middle of a sign-in',
      request: { body: jsonBody(z.strictObject({ challenge: challengeField, back: backSchema })) },
      responses: responsesOf(begun, pageSchema),
    }),
    async (c) => answer(c, await newPasskeyForChallenge({ ...c.req.valid('json'), name: usualName }, identity)),
  );

  app.openapi(
    createRoute({
      ...own,
      method: 'post',
      path: '/auth/step-up/passkey',
      summary: 'Begins to prove by a passkey who the caller is (/auth/step-up)',
      request: { body: jsonBody(z.strictObject({ back: backSchema })) },
      responses: responsesOf(begun, pageSchema),
    }),
    async (c) => answer(c, await passkeyForStepUp({ caller: c.get('caller'), ...c.req.valid('json') }, identity)),
  );

  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/browser/answer',
      summary: 'Exchanges the code that the browser brought back for the answer of the passkey; it works once',
      request: {
        body: jsonBody(
          z.strictObject({
            code: secretField('the code that the browser brought back'),
            verifier: secretField('the verifier'),
            device: deviceField.pick({ id: true }),
          }),
        ),
      },
      responses: responsesOf(
        'The answer to the second step, to a proof, or to the set-up, as a code of the kind "passkey".',
        z.strictObject({ answer: z.string() }),
      ),
    }),
    async (c) => answer(c, await takePasskeyAnswer(c.req.valid('json'), identity)),
  );
}
