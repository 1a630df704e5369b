import { factorKinds, sentKinds, setUpKinds } from '@outpost/domain/kernel/access/factor-kinds';
import { z } from 'zod';

const server = z.url();
const email = z.string().max(320);

/** The answer to the step after a first factor. */
export const secondStepSchema = z.strictObject({
  challenge: z.string().max(200),
  kind: z.enum(factorKinds),
  answer: z.string().max(40),
});

export const begunFactorSchema = z.strictObject({
  id: z.uuid(),
  secret: z.string().optional(),
  uri: z.string().optional(),
  minutes: z.number().optional(),
});

/** The calls about an account before anybody is signed in. All of them need the server: they refuse `sync/offline` without it. */
export const accountCalls = {
  /** Sends a code for a new password to an address. The answer does not tell whether it has an account. */
  'session.askForCode': {
    input: z.strictObject({ server, email }),
    output: z.strictObject({ ticket: z.string(), minutes: z.number() }),
  },
  /** Begins to set up a factor that a role wants, in the middle of a sign-in. `secret` and `uri`: of an authenticator app. */
  'session.setUpFactor': {
    input: z.strictObject({
      server,
      challenge: z.string().max(200),
      kind: z.enum(setUpKinds),
      phone: z.string().max(40).optional(),
    }),
    output: begunFactorSchema,
  },
  /** Sends the code that answers a challenge of a sign-in (`access/second-factor-needed`). */
  'session.askForFactorCode': {
    input: z.strictObject({ server, challenge: z.string().max(200), kind: z.enum(sentKinds) }),
    output: z.strictObject({ minutes: z.number() }),
  },
  /** Replaces a forgotten password by the code from the e-mail. Refuses `access/bad-code`, and a weak password. */
  'session.resetPassword': {
    input: z.strictObject({
      server,
      ticket: z.string().max(100),
      code: z.string().max(40),
      password: z.string().max(1_000),
    }),
    output: z.null(),
  },
} as const;
