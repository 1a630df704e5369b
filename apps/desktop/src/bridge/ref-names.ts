import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';

/**
 * The names of referenced records, by id. Absent where the device does not hold the record. `fields`: the values of the
 * referred fields that the question asked for, by field; empty ones are left out.
 */
export const refNamesSchema = z.record(
  idSchema,
  z.strictObject({
    entity: z.string(),
    title: z.string(),
    life: z.string(),
    fields: z.record(z.string(), jsonSchema).exactOptional(),
  }),
);

/**
 * The referred fields that a list shows, as "account.sector". Their values are in `refs`, at the record that the reference names. A
 * path that leads to no such field has no values: a screen may ask for a field that was retired a moment ago.
 */
export const referredPathsSchema = z
  .array(
    z
      .string()
      .regex(/^[a-z][a-zA-Z0-9]*\.[a-z][a-zA-Z0-9]*$/, 'a referred field is named as "account.sector"')
      .max(120),
  )
  .max(200)
  .exactOptional();
