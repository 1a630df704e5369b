import { z } from 'zod';
import { idSchema } from '../ids.ts';

/** The name of a report that a pack declares: its kind of record and its id, "pack/kind/report". */
const declaredName = z
  .string()
  .max(240)
  .regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/);

/** The id of a report's record, or the name of a declared report. */
export const reportNameSchema = z.union(
  [idSchema, declaredName],
  'a report is named by the id of its record, or as "pack/kind/report" where a pack declares it',
);
