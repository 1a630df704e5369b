import { z } from '@hono/zod-openapi';
import { factorKinds } from '@outpost/domain/kernel/factor-kinds';
import { idSchema } from '@outpost/domain/kernel/ids';
import { mostPasswordChars } from '../../../identity/passwords/password-rules.ts';

/** A password, of any strength. */
export const passwordField = z
  .string('must be a password')
  .min(1, 'must be a password')
  .max(mostPasswordChars, `a password has at most ${mostPasswordChars} characters`);

/** An e-mail address, perhaps with spaces around it. */
export const emailField = z
  .string('must be an e-mail address such as ann@example.com')
  .max(254, 'an e-mail address has at most 254 characters') // RFC 5321, section 4.5.3.1.3
  .regex(/^\s*[^\s@]+@[^\s@]+\s*$/, 'must be an e-mail address such as ann@example.com');

/** A refresh token, of any device. */
export const refreshTokenField = z
  .string('must be a refresh token')
  .min(1, 'must be a refresh token')
  .max(300, 'is longer than any refresh token');

/** The part of a code that the asking device keeps (`identity/tries/codes.ts`). */
export const ticketField = z
  .string('must be the ticket of the request')
  .regex(/^[A-Za-z0-9_-]{43}$/, 'must be the ticket of the request');

/** A code as a person types it. */
export const codeField = z
  .string('must be the code from the e-mail')
  .min(1, 'must be the code from the e-mail')
  .max(40, 'is longer than any code');

/** An answer to the step after a first factor, as a person types it. */
export const factorAnswerField = z
  .string('must be a code')
  .trim()
  .min(1, 'must be a code')
  .max(40, 'is longer than any code');

/** A password or a code, as a person types it. */
export const proofField = z
  .string('must be a password or a code')
  .min(1, 'must be a password or a code')
  .max(mostPasswordChars, 'is longer than any password');

/** A telephone number with its country code. */
export const phoneField = z
  .string('must be a telephone number')
  .max(40, 'is longer than any telephone number')
  .transform((text) => text.replaceAll(/[\s()./-]/g, ''))
  .pipe(
    z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a telephone number with its country code, such as +1 415 555 0100'),
  ); // E.164

/** The challenge of a sign-in that is halfway. */
export const challengeField = z.string('must be the challenge of the sign-in').max(200, 'is longer than any challenge');

/** The device that signs in. `key`: the server gave it to the device at an earlier sign-in with this address. */
export const deviceField = z.strictObject({
  id: idSchema,
  name: z
    .string('must be the name of the device')
    .trim()
    .min(1, 'must be the name of the device')
    .max(120, 'at most 120 characters'),
  key: z.string().max(100, 'is longer than any device key').optional(),
});

/** The name that people give a factor. */
export const factorNameField = z.string().trim().min(1, 'must not be empty').max(60, 'at most 60 characters');

/** The answer to the challenge of a sign-in. `device`: the one that got the challenge. */
export const challengeSchema = z.strictObject({
  challenge: challengeField,
  device: deviceField.pick({ id: true }),
  kind: z.enum(factorKinds, 'must be a kind of answer'),
  answer: factorAnswerField,
  trust: z.boolean().optional(),
});
