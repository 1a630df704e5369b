import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { proofKinds, sentKinds, setUpKinds } from '@outpost/domain/kernel/factor-kinds';
import type { Context } from 'hono';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { answerChallenge, sendChallengeCode, setUpForChallenge } from '../../../identity/factors/challenge.ts';
import { kindsToSetUp } from '../../../identity/factors/begin-factor.ts';
import { confirmFactor, listOwnFactors, removeOwnFactor, renameOwnFactor, renewBackupCodes, startSent, startTotp } from '../../../identity/factors/own-factors.ts'; // prettier-ignore
import { requireStepUp, sendStepUpCode, stepUp } from '../../../identity/factors/step-up.ts';
import type { IdentityPorts } from '../../../identity/identity-ports.ts';
import { signedInSchema } from '../../../identity/sessions/signed-in.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import { originOf } from '../../answers/origin-of.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import type { ClientAddress } from '../../guards/client-address.ts';
import { provenDevice } from '../../guards/proven-device.ts';
import { authenticateSession } from '../../guards/authenticate.ts';
import { challengeSchema, factorAnswerField, factorNameField, phoneField, proofField } from './auth-fields.ts';

const factorsSchema = z.strictObject({
  factors: z.array(
    z.strictObject({
      id: idSchema,
      kind: z.enum(['passkey', 'totp', 'email', 'sms', 'backup-codes']),
      name: z.string(),
      madeAt: z.string(),
      usedAt: z.string().nullable(),
      left: z.number().int().nullable(),
    }),
  ),
  offered: z.array(z.enum(setUpKinds)),
});
const sentSchema = z.strictObject({ minutes: z.number().int() });
const doneSchema = z.strictObject({ done: z.literal(true) });
const codesSchema = z.strictObject({ codes: z.array(z.string()) });

/** Adds the route of the step after a first factor, and those of one's own second factors. */
export function addFactorRoutes(
  app: OpenAPIHono<HttpEnv>,
  identity: IdentityPorts,
  clientAddress: ClientAddress,
): void {
  const tags = ['Second factors'];
  const own = { tags, middleware: authenticateSession(identity) };
  const inPath = { params: z.object({ id: idSchema }) };
  /** Adds the origin of the request, for the journal. */
  const from = (c: Context<HttpEnv>): IdentityPorts => ({ ...identity, origin: originOf(c) });

  const challengeRoute = createRoute({
    method: 'post',
    path: '/auth/challenge',
    tags,
    security: [],
    summary: 'Answers the second step of a sign-in, after a right password',
    request: { body: jsonBody(challengeSchema) },
    responses: responsesOf('Signed in, as by /auth/sign-in.', signedInSchema),
  });
  app.openapi(challengeRoute, async (c) => {
    const { device, ...input } = c.req.valid('json');
    const proven = await provenDevice(c, { identity, clientAddress });
    if (!proven.ok) return answer(c, proven);
    return answer(c, await answerChallenge({ ...input, device: { ...device, ...proven.value } }, from(c)));
  });

  const codeRoute = createRoute({
    method: 'post',
    path: '/auth/challenge/code',
    tags,
    security: [],
    summary: 'Sends the code that answers a challenge',
    request: {
      body: jsonBody(
        challengeSchema.omit({ kind: true, answer: true, trust: true }).extend({ kind: z.enum(sentKinds) }),
      ),
    },
    responses: responsesOf('Sent.', sentSchema),
  });
  app.openapi(codeRoute, async (c) => answer(c, await sendChallengeCode(c.req.valid('json'), identity)));

  const setUpRoute = createRoute({
    method: 'post',
    path: '/auth/challenge/set-up',
    tags,
    security: [],
    summary: 'Begins to set up the factor that a role of the person requires, in the middle of a sign-in',
    request: { body: jsonBody(challengeSchema.omit({ kind: true, answer: true, trust: true }).extend({ kind: z.enum(setUpKinds).exclude(['passkey']), phone: phoneField.optional() })) }, // prettier-ignore
    responses: responsesOf(
      'Begun: the secret of an authenticator app, or the minutes for which the sent code is valid.',
      z.strictObject({ id: idSchema, secret: z.string().optional(), uri: z.string().optional(), minutes: z.number().int().optional() }), // prettier-ignore
    ),
  });
  app.openapi(setUpRoute, async (c) => answer(c, await setUpForChallenge(c.req.valid('json'), identity)));

  const stepUpRoute = createRoute({
    ...own,
    method: 'post',
    path: '/auth/step-up',
    summary: 'Proves who the caller is before a dangerous act, for ten minutes',
    request: { body: jsonBody(z.strictObject({ kind: z.enum(proofKinds), answer: proofField })) },
    responses: responsesOf('Proved. Repeat the request.', doneSchema),
  });
  app.openapi(stepUpRoute, async (c) => {
    const done = await stepUp({ caller: c.get('caller'), ...c.req.valid('json') }, from(c));
    return answer(c, done.ok ? accept({ done: true as const }) : done);
  });

  const isProvedRoute = createRoute({
    ...own,
    method: 'get',
    path: '/auth/step-up',
    summary: 'Whether a dangerous act would be allowed now; refuses with the possible proofs where it would not',
    responses: responsesOf('The caller has proved within the last ten minutes who they are.', doneSchema),
  });
  app.openapi(isProvedRoute, async (c) => {
    const proved = await requireStepUp(c.get('caller'), identity);
    return answer(c, proved.ok ? accept({ done: true as const }) : proved);
  });

  const stepUpCodeRoute = createRoute({
    ...own,
    method: 'post',
    path: '/auth/step-up/code',
    summary: 'Sends the code that proves who the caller is',
    request: { body: jsonBody(z.strictObject({ kind: z.enum(sentKinds) })) },
    responses: responsesOf('Sent.', sentSchema),
  });
  app.openapi(stepUpCodeRoute, async (c) =>
    answer(c, await sendStepUpCode({ caller: c.get('caller'), ...c.req.valid('json') }, identity)),
  );

  const listRoute = createRoute({
    ...own,
    method: 'get',
    path: '/auth/factors',
    summary: "The caller's second factors",
    responses: responsesOf('The oldest first, and the kinds that can be set up.', factorsSchema),
  });
  app.openapi(listRoute, async (c) => {
    const listed = await listOwnFactors(c.get('caller'), identity);
    return answer(c, listed.ok ? accept({ factors: [...listed.value], offered: [...kindsToSetUp(identity)] }) : listed);
  });

  const startRoute = createRoute({
    ...own,
    method: 'post',
    path: '/auth/factors/totp',
    summary: 'Begins to set up an authenticator app; it has no effect until a code of it is sent',
    request: { body: jsonBody(z.strictObject({ name: factorNameField })) },
    responses: responsesOf('The secret, shown once.', z.strictObject({ id: idSchema, secret: z.string(), uri: z.string() })), // prettier-ignore
  });
  app.openapi(startRoute, async (c) =>
    answer(c, await startTotp({ caller: c.get('caller'), ...c.req.valid('json') }, identity)),
  );

  const emailRoute = createRoute({
    ...own,
    method: 'post',
    path: '/auth/factors/email',
    summary: "Sends a code to the caller's address, to set up codes by e-mail",
    request: { body: jsonBody(z.strictObject({})) },
    responses: responsesOf('Sent.', sentSchema.extend({ id: idSchema })),
  });
  app.openapi(emailRoute, async (c) =>
    answer(c, await startSent({ caller: c.get('caller'), kind: 'email' }, identity)),
  );

  const smsRoute = createRoute({
    ...own,
    method: 'post',
    path: '/auth/factors/sms',
    summary: 'Sends a code to a telephone, to set up codes by text message',
    request: { body: jsonBody(z.strictObject({ phone: phoneField })) },
    responses: responsesOf('Sent.', sentSchema.extend({ id: idSchema })),
  });
  app.openapi(smsRoute, async (c) =>
    answer(c, await startSent({ caller: c.get('caller'), kind: 'sms', ...c.req.valid('json') }, identity)),
  );

  const confirmRoute = createRoute({
    ...own,
    method: 'post',
    path: '/auth/factors/{id}/confirm',
    summary: 'Turns a factor on by its first code',
    request: { ...inPath, body: jsonBody(z.strictObject({ code: factorAnswerField })) },
    responses: responsesOf('On. With the first factor come ten backup codes, shown once.', codesSchema),
  });
  app.openapi(confirmRoute, async (c) => {
    const given = { caller: c.get('caller'), ...c.req.valid('param'), ...c.req.valid('json') };
    const confirmed = await confirmFactor(given, from(c));
    return answer(c, confirmed.ok ? accept({ codes: [...confirmed.value.codes] }) : confirmed);
  });

  const codesRoute = createRoute({
    ...own,
    method: 'post',
    path: '/auth/factors/backup-codes',
    summary: 'Makes ten backup codes; the former ones end',
    request: { body: jsonBody(z.strictObject({})) },
    responses: responsesOf('Shown once.', codesSchema),
  });
  app.openapi(codesRoute, async (c) => {
    const made = await renewBackupCodes(c.get('caller'), from(c));
    return answer(c, made.ok ? accept({ codes: [...made.value.codes] }) : made);
  });

  const nameRoute = createRoute({
    ...own,
    method: 'put',
    path: '/auth/factors/{id}/name',
    summary: 'Gives a second factor of the caller another name',
    request: { ...inPath, body: jsonBody(z.strictObject({ name: factorNameField })) },
    responses: responsesOf('Renamed.', doneSchema),
  });
  app.openapi(nameRoute, async (c) => {
    const given = { caller: c.get('caller'), ...c.req.valid('param'), ...c.req.valid('json') };
    const renamed = await renameOwnFactor(given, from(c));
    return answer(c, renamed.ok ? accept({ done: true as const }) : renamed);
  });

  const removeRoute = createRoute({
    ...own,
    method: 'delete',
    path: '/auth/factors/{id}',
    summary: 'Removes a second factor of the caller',
    request: inPath,
    responses: responsesOf('Removed.', doneSchema),
  });
  app.openapi(removeRoute, async (c) => {
    const removed = await removeOwnFactor({ caller: c.get('caller'), ...c.req.valid('param') }, from(c));
    return answer(c, removed.ok ? accept({ done: true as const }) : removed);
  });
}
