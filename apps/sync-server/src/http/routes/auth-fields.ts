import { z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { mostPasswordChars } from '../../identity/passwords/password-rules.ts';

/** A password, of any strength. */
export const passwordField = z
  .string('wants a password')
  .min(1, 'wants a password')
  .max(mostPasswordChars, `a password has at most ${mostPasswordChars} characters`);

/** An e-mail address, perhaps with spaces around it. */
export const emailField = z
  .string('wants an e-mail address such as ann@example.com')
  .max(254, 'an e-mail address has at most 254 characters') // RFC 5321, section 4.5.3.1.3
  .regex(/^\s*[^\s@]+@[^\s@]+\s*$/, 'wants an e-mail address such as ann@example.com');

/** A refresh token, of any device. */
export const refreshTokenField = z
  .string('wants a refresh token')
  .min(1, 'wants a refresh token')
  .max(300, 'is longer than any refresh token');

/** What the asking device keeps of a code (`identity/codes.ts`). */
export const ticketField = z
  .string('wants the ticket of the request')
  .regex(/^[A-Za-z0-9_-]{43}$/, 'wants the ticket of the request');

/** A code as a person types it. */
export const codeField = z
  .string('wants the code from the e-mail')
  .min(1, 'wants the code from the e-mail')
  .max(40, 'is longer than any code');

/** The device that signs in. `key`: the server gave it to the device at an earlier sign-in with this address. */
export const deviceField = z.strictObject({
  id: idSchema,
  name: z
    .string('wants what people call the device')
    .trim()
    .min(1, 'wants what people call the device')
    .max(120, 'at most 120 characters'),
  key: z.string().max(100, 'is longer than any device key').optional(),
});
