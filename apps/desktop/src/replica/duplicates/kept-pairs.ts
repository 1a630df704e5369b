import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import type { OpenTenant } from '../session/open-tenant.ts';
import { mostApart, mostPairs } from './find-pairs.ts';

/** The result of the last search for the pairs of a kind, as the device keeps it between starts. */
const keptPairsSchema = z.object({
  foundAt: z.string(),
  records: z.number().int(),
  isCut: z.boolean(),
  pairs: z.array(z.tuple([idSchema, idSchema])).max(mostPairs + mostApart),
});
export type KeptPairs = z.infer<typeof keptPairsSchema>;

const nameOf = (entity: string) => `duplicates/${entity}`;

/** Returns the pairs that the last search of a kind found; undefined where no search has ended. */
export const readKeptPairs = async ({ device }: OpenTenant, entity: string): Promise<KeptPairs | undefined> =>
  keptPairsSchema.safeParse(await device.database.getLocal(nameOf(entity))).data;

/** Keeps the pairs that a search found. They are on disk when this resolves. */
export const keepPairs = ({ device }: OpenTenant, entity: string, kept: KeptPairs): Promise<void> =>
  device.database.setLocal(nameOf(entity), kept);
