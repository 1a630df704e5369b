import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** The names of referenced records. Absent where the device does not hold the record. */
export const refNamesSchema = z.record(
  idSchema,
  z.strictObject({ entity: z.string(), title: z.string(), life: z.string() }),
);
