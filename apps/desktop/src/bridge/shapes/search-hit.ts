import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** One record that a search finds. */
export const searchHitSchema = z.strictObject({
  id: idSchema,
  entity: z.string(),
  title: z.string(),
  subtitle: z.string(),
  /** Where the words were found: in the title, in any searched fields, or with a typing error in the title. */
  how: z.enum(['title', 'fields', 'near']),
  ownerId: idSchema.nullable(),
});
