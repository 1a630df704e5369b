import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';

const word = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/);

/** Questions to the work of a pack on the server (T-22). */
export const packCalls = {
  /** Asks an address that a pack adds to the API. Refuses `sync/offline` where the server does not answer, and as the pack does. */
  'packs.ask': {
    input: z.strictObject({ pack: word, route: word, given: jsonSchema }),
    output: z.strictObject({ value: jsonSchema }),
  },
} as const;
