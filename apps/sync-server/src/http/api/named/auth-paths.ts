import { z } from '@hono/zod-openapi';
import { accept } from '@outpost/domain/kernel/refusal';
import { askForCode, resetPassword } from '../../../identity/forgotten-password.ts';
import { refresh } from '../../../identity/refresh.ts';
import { signIn } from '../../../identity/sign-in.ts';
import { signOut } from '../../../identity/sign-out.ts';
import { signedInSchema } from '../../../identity/signed-in.ts';
import {
  codeField,
  deviceField,
  emailField,
  passwordField,
  refreshTokenField,
  ticketField,
} from '../../routes/auth-fields.ts';
import { named, open } from './named-path.ts';

const done = z.strictObject({ done: z.literal(true) });

/** The paths of section 2.1 that this server has. */
export const authPaths = [
  open({
    method: 'post',
    path: '/auth/login',
    summary: 'Signs a person in. A program without a device of its own leaves `device` out',
    section: '2.1',
    body: z.strictObject({ email: emailField, password: passwordField, device: deviceField.optional() }),
    reply: signedInSchema,
    work: (ports, { body: { device: given, ...who } }) =>
      signIn({ ...who, device: given ?? { id: ports.ids.newId(), name: 'Program' } }, ports.identity),
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
    work: (ports, { body }) => refresh(body, ports.identity),
  }),
  open({
    method: 'post',
    path: '/auth/forgot-password',
    summary: 'Sends a code for a new password, if the address has an account; the answer does not say whether',
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
