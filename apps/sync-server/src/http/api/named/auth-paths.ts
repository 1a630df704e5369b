import { z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { answerChallenge } from '../../../identity/factors/challenge.ts';
import { confirmFactor, startTotp } from '../../../identity/factors/own-factors.ts';
import { askForCode, resetPassword } from '../../../identity/accounts/forgotten-password.ts';
import { refresh } from '../../../identity/sessions/refresh.ts';
import { signIn } from '../../../identity/sign-in/sign-in.ts';
import { signOut } from '../../../identity/sessions/sign-out.ts';
import { signedInSchema } from '../../../identity/sessions/signed-in.ts';
import { askToRegister, register } from '../../../tenancy/registering/register.ts';
import { registeredSchema, registerSchema } from '../../routes/identity/register-routes.ts';
import {
  challengeSchema,
  codeField,
  deviceField,
  emailField,
  factorAnswerField,
  factorNameField,
  passwordField,
  refreshTokenField,
  ticketField,
} from '../../routes/identity/auth-fields.ts';
import { named, open } from './named-path.ts';

const done = z.strictObject({ done: z.literal(true) });

/** The paths of section 2.1 that this server has. */
export const authPaths = [
  open({
    method: 'post',
    path: '/auth/login',
    summary:
      'Signs a person in. A program without a device of its own leaves `device` out. `mfa_code`: the code of an authenticator app, where the account has one. `organisation`: one of several; left out: the first that allows it',
    section: '2.1',
    body: z.strictObject({
      email: emailField,
      password: passwordField,
      mfa_code: factorAnswerField.optional(),
      organisation: idSchema.optional(),
      device: deviceField.optional(),
    }),
    reply: signedInSchema,
    work: async (ports, { body: { device: given, mfa_code: answer, ...who }, readDevice }) => {
      const proven = await readDevice();
      if (!proven.ok) return proven;
      const device = { ...(given ?? { id: ports.ids.newId(), name: 'Program' }), ...proven.value };
      const first = await signIn({ ...who, device }, ports.identity);
      if (first.ok || answer === undefined || first.code !== 'access/second-factor-needed') return first;
      const { challenge } = first.details;
      return answerChallenge({ challenge, device, kind: 'totp', answer }, ports.identity);
    },
  }),
  open({
    method: 'post',
    path: '/auth/register',
    summary: 'Sends a code to an address that registers; the answer does not say whether it has an account',
    section: '2.1',
    body: z.strictObject({ email: emailField }),
    reply: z.strictObject({ ticket: z.string(), minutes: z.number() }),
    work: (ports, { body }) => askToRegister(ports, body),
  }),
  open({
    method: 'post',
    path: '/auth/verify-email',
    summary: 'Proves an address that registers by its code, and makes the account with an organisation that it owns',
    section: '2.1',
    body: registerSchema,
    reply: registeredSchema,
    work: (ports, { body }) => register(ports, body),
  }),
  open({
    method: 'post',
    path: '/auth/mfa/verify',
    summary: 'Answers the challenge of /auth/login by a second factor. `device.id` is that of the login',
    section: '2.1',
    body: challengeSchema,
    reply: signedInSchema,
    work: async (ports, { body: { device, ...answered }, readDevice }) => {
      const proven = await readDevice();
      if (!proven.ok) return proven;
      return answerChallenge({ ...answered, device: { ...device, ...proven.value } }, ports.identity);
    },
  }),
  named({
    method: 'post',
    path: '/auth/mfa/enable',
    summary:
      'Begins to set up an authenticator app: answers its `id` and `secret`. A second request with that `id` and the first `code` of the app turns it on; the first factor of an account brings backup codes',
    section: '2.1',
    body: z
      .strictObject({
        name: factorNameField.default('Authenticator app'),
        id: idSchema.optional(),
        code: factorAnswerField.optional(),
      })
      .refine(({ id, code }) => (id === undefined) === (code === undefined), {
        path: ['code'],
        message: 'comes together with the id',
      }),
    reply: z.strictObject({
      id: idSchema,
      secret: z.string().optional(),
      uri: z.string().optional(),
      codes: z.array(z.string()).optional().describe('Backup codes, shown once.'),
    }),
    work: async (ports, { caller, body: { name, id, code } }) => {
      if (id === undefined || code === undefined) return startTotp({ caller, name }, ports.identity);
      const confirmed = await confirmFactor({ caller, id, code }, ports.identity);
      return confirmed.ok ? accept({ id, codes: [...confirmed.value.codes] }) : confirmed;
    },
  }),
  named({
    method: 'post',
    path: '/auth/logout',
    summary: 'Ends the session of the access token',
    section: '2.1',
    body: z.strictObject({ refreshToken: refreshTokenField.optional() }),
    reply: done,
    work: async (ports, { caller }) => {
      await signOut(caller, ports.identity);
      return accept({ done: true as const });
    },
  }),
  open({
    method: 'post',
    path: '/auth/refresh',
    summary: 'Exchanges a refresh token for its successor',
    section: '2.1',
    body: z.strictObject({ refreshToken: refreshTokenField }),
    reply: signedInSchema,
    work: async (ports, { body, readDevice }) => {
      const proven = await readDevice();
      return proven.ok ? refresh({ ...body, ...proven.value }, ports.identity) : proven;
    },
  }),
  open({
    method: 'post',
    path: '/auth/forgot-password',
    summary: 'Sends a code for a new password, if the address has an account; the answer does not say whether it has',
    section: '2.1',
    body: z.strictObject({ email: emailField }),
    reply: z.strictObject({ ticket: z.string(), minutes: z.number() }),
    work: (ports, { body }) => askForCode(body, ports.identity),
  }),
  open({
    method: 'post',
    path: '/auth/reset-password',
    summary: 'Replaces a forgotten password by the code from the e-mail, and ends all sessions of the account',
    section: '2.1',
    body: z.strictObject({ ticket: ticketField, code: codeField, password: passwordField }),
    reply: done,
    work: async (ports, { body }) => {
      const replaced = await resetPassword(body, ports.identity);
      return replaced.ok ? accept({ done: true as const }) : replaced;
    },
  }),
] as const;
