import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

const keySchema = z.object({
  id: idSchema,
  domain: z.string(),
  /** The answer of the DNS at the last check. Only a published key signs. `another-key`: the record holds another key, or none. */
  state: z.enum(['published', 'not-published', 'another-key']),
  /** Instants are ISO 8601 UTC. Null: never checked. */
  checkedAt: z.string().nullable(),
  madeAt: z.string(),
  /** The TXT record to publish. */
  record: z.object({ name: z.string(), text: z.string() }),
});
/** A key that signs e-mails of a domain, as administrators see it. */
export type ShownSigningKey = z.infer<typeof keySchema>;

/** The calls about the keys that sign e-mails (DKIM). The server has them, so all refuse `sync/offline` where it does not answer. */
export const dkimCalls = {
  'dkim.list': { input: z.null(), output: z.object({ keys: z.array(keySchema) }) },
  'dkim.make': { input: z.strictObject({ domain: z.string().max(253) }), output: z.object({ key: keySchema }) },
  'dkim.check': { input: z.strictObject({ id: idSchema }), output: z.object({ key: keySchema }) },
  'dkim.remove': { input: z.strictObject({ id: idSchema }), output: z.null() },
} as const;
