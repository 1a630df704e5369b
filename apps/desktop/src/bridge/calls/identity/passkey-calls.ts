import { z } from 'zod';

const server = z.url();
const challenge = z.string().max(200);
const id = z.uuid();

/**
 * The calls of passkeys of a known account: a page of the server asks for them in the person's own browser. The screen opens `url`, and
 * `passkeys.finish` waits until the browser comes back. Signing in by a passkey alone is `session.startInBrowser`.
 */
export const passkeyCalls = {
  /** `whyNot`: why this server offers no passkeys; null where it does. */
  'passkeys.state': { input: z.null(), output: z.strictObject({ whyNot: z.string().nullable() }) },
  /**
   * Begins to ask for a passkey. `answer`: for the second step of a sign-in. `new-passkey`: for the passkey that a role
   * requires, in the middle of a sign-in. `proof`: before a dangerous act. `passkey`: to make a passkey for the person;
   * `factor` is its id. A request that was begun before ends.
   */
  'passkeys.begin': {
    input: z.discriminatedUnion('for', [
      z.strictObject({ for: z.literal('answer'), server, challenge }),
      z.strictObject({ for: z.literal('new-passkey'), server, challenge }),
      z.strictObject({ for: z.literal('proof') }),
      z.strictObject({ for: z.literal('passkey'), name: z.string().max(60) }),
    ]),
    output: z.strictObject({ id, url: z.string(), factor: id.optional() }),
  },
  /** Waits for the browser. `answer`: a code of the kind "passkey" for the step that was begun. Refuses `access/sign-in-over`. */
  'passkeys.finish': { input: z.strictObject({ id }), output: z.strictObject({ answer: z.string() }) },
  /** Stops waiting. */
  'passkeys.cancel': { input: z.strictObject({ id }), output: z.null() },
} as const;
