import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';

const place = { id: idSchema, kind: z.string(), field: z.string() };

/** The calls of sealed fields (K-4): no other call answers with one of their values. */
export const sealedCalls = {
  /**
   * Returns the groups of sealed fields of a record that the person may see, each with its masked values. A group that the
   * person may not see is left out, as if the kind of record did not have it.
   */
  'sealed.of': {
    input: z.strictObject({ id: idSchema }),
    output: z.strictObject({
      groups: z.array(
        z.strictObject({
          kind: z.string(),
          /** The number of waiting acts on it. */
          waiting: z.number().int(),
          /** The reason why the person may not change the group; empty where they may. */
          whyFixed: z.string(),
          /** By field: its masked value; empty for an empty field. */
          masked: z.record(z.string(), z.string()),
        }),
      ),
    }),
  },
  /**
   * Returns a value in clear, and records that in the journal: immediately where the server can be reached, otherwise
   * at the next contact.
   */
  'sealed.reveal': { input: z.strictObject(place), output: z.strictObject({ value: jsonSchema }) },
  /** Changes a value; null empties it. */
  'sealed.change': { input: z.strictObject({ ...place, value: jsonSchema }), output: z.null() },
} as const;
