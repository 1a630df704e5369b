import { z } from 'zod';

/**
 * The possible duplicates that this device has found, by kind of record. Kinds that were not searched yet are missing.
 * `pairs`: the pairs that look alike, and that nobody called different. `isCut`: there are more pairs than a search keeps.
 */
export const duplicateCountsSchema = z.strictObject({
  kinds: z.record(z.string(), z.strictObject({ pairs: z.number().int(), isCut: z.boolean() })),
});
export type DuplicateCounts = z.infer<typeof duplicateCountsSchema>;
export const noDuplicateCounts: DuplicateCounts = { kinds: {} };
