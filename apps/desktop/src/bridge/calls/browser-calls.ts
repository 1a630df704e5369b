import { z } from 'zod';

const server = z.url();
const challenge = z.string().max(200);
const id = z.uuid();

/**
 * The calls of what happens in the person's own browser, at a page of the server. The screen opens `url`, and `browser.finish` waits until
 * the browser comes back.
 */
export const browserCalls = {
  /**
   * Begins. `sign-in`: by a passkey alone. `answer`: the second step of a sign-in. `new-passkey`: the one that a role wants, in the middle of a
   * sign-in. `proof`: before a dangerous act. `passkey`: makes a passkey of one's own, which `factor` is the id of. One that was begun before ends.
   */
  'browser.begin': {
    input: z.discriminatedUnion('for', [
      z.strictObject({ for: z.literal('sign-in'), server }),
      z.strictObject({ for: z.literal('answer'), server, challenge }),
      z.strictObject({ for: z.literal('new-passkey'), server, challenge }),
      z.strictObject({ for: z.literal('proof') }),
      z.strictObject({ for: z.literal('passkey'), name: z.string().max(60) }),
    ]),
    output: z.strictObject({ id, url: z.string(), factor: id.optional() }),
  },
  /**
   * Waits for the browser. `answer`: a code of the kind "passkey" for the step that was begun; null after a sign-in, which opens the replica.
   * Refuses `access/sign-in-over`; `access/second-factor-needed`; and `replica/wrong-key` where a password must lock the data on this device, or
   * is not the one that does: then call it again with `password`.
   */
  'browser.finish': {
    input: z.strictObject({ id, password: z.string().max(1_000).optional() }),
    output: z.strictObject({ answer: z.string().nullable() }),
  },
  /** Stops waiting. */
  'browser.cancel': { input: z.strictObject({ id }), output: z.null() },
} as const;
