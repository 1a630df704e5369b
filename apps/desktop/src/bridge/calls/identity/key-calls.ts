import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** A key of the API, without its secret. Instants are ISO 8601 UTC; `usedOn` is a day. */
const apiKeySchema = z.object({
  id: idSchema,
  clientId: z.string(),
  name: z.string(),
  madeBy: idSchema,
  grants: z.array(z.string()),
  madeAt: z.string(),
  expiresAt: z.string(),
  usedOn: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type ShownApiKey = z.infer<typeof apiKeySchema>;

/** A key with its secret, which the server shows this once. No device stores it. */
const madeKeySchema = z.object({ id: idSchema, clientId: z.string(), clientSecret: z.string(), key: z.string() });
export type ShownNewKey = z.infer<typeof madeKeySchema>;

/** The calls about keys of the API. The server has them, so all refuse `sync/offline` where it does not answer. */
export const keyCalls = {
  /**
   * Returns the keys of the organisation, newest first. Refuses `access/denied` to people who are not administrators.
   */
  'keys.list': { input: z.null(), output: z.object({ keys: z.array(apiKeySchema) }) },
  /** Makes a key. A dangerous act (`access/step-up-needed`). */
  'keys.make': {
    input: z.strictObject({
      name: z.string().max(120),
      grants: z.array(z.string().max(200)).max(100),
      days: z.number().int().min(1).max(730),
    }),
    output: madeKeySchema,
  },
  /** Gives a key another secret; the former one is valid for some more hours. */
  'keys.rotate': { input: z.strictObject({ id: idSchema, overlapHours: z.number().min(0).max(168) }), output: madeKeySchema },
  /** Ends a key: its next request is refused. */
  'keys.end': { input: z.strictObject({ id: idSchema }), output: z.null() },
} as const; // prettier-ignore
