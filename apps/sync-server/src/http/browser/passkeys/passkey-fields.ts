import { z } from 'zod';

/**
 * Bytes in base64url, with a limited number of characters. The largest key of an algorithm that this server takes is RS256 with
 * 4096 bits.
 */
const bytesField = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');
/** WebAuthn, section 5.1: at most 1,023 bytes. */
const credentialId = bytesField(1_364);
const clientDataJSON = bytesField(4_000);
const credential = { id: credentialId, rawId: credentialId, type: z.literal('public-key') };

/** RegistrationResponseJSON, as far as it is read. */
const madeSchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON,
    attestationObject: bytesField(16_000),
    transports: z
      .array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']).catch('hybrid'))
      .max(10)
      .optional(),
  }),
});

/** AuthenticationResponseJSON, as far as it is read. */
const shownSchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON,
    authenticatorData: bytesField(4_000),
    signature: bytesField(2_000),
    /** WebAuthn, section 5.4.3: at most 64 bytes. */
    userHandle: bytesField(90).optional(),
  }),
});

/** The name of the page in its cookie. */
const page = z.string().regex(/^[0-9a-f]{16}$/, 'must be the id of the page');

export const onPageSchema = z.strictObject({ page });

/** The authenticator's result from the browser: a new credential, or the signature of one. */
export const shownOnPageSchema = z
  .strictObject({ page, made: madeSchema.optional(), shown: shownSchema.optional() })
  .transform(({ page: id, made, shown }, context) => {
    const none = { clientExtensionResults: {} }; // no extension is asked for
    if (made && !shown) {
      const { transports = [], ...response } = made.response;
      return { page: id, response: { made: { ...made, ...none, response: { ...response, transports } } } };
    }
    if (shown && !made) {
      const { userHandle, ...response } = shown.response;
      const handle = userHandle === undefined ? {} : { userHandle };
      return { page: id, response: { shown: { ...shown, ...none, response: { ...response, ...handle } } } };
    }
    context.addIssue({ code: 'custom', message: 'must have a new credential or a signature' });
    return z.NEVER;
  });
