import { isInstant } from '@outpost/domain/kernel/entities/field-types';
import { z } from 'zod';

/**
 * The state of a record's page in its address. `asOf`: the instant of which it shows the record; left out: today. `note`: the
 * editor for notes has the focus, to write an answer.
 */
export const recordSearchSchema = z.object({
  asOf: z.string().refine(isInstant).optional().catch(undefined),
  note: z.boolean().optional().catch(undefined),
});
