import { z } from 'zod';
import { explainedAccessSchema, seenBySchema } from '../access/sight.ts';
import { idSchema } from '../ids.ts';

/** The kind of the document that says who sees one record, and by which grants. */
export const sightReportKind = 'sight';

/** Who could see one record at one time. It names the record by kind and id, and contains no value of it. */
export const sightReportSchema = z.object({
  form: z.literal(1),
  kind: z.literal(sightReportKind),
  organisation: z.object({ id: idSchema, name: z.string() }),
  madeAt: z.string(),
  madeBy: z.object({ id: idSchema, name: z.string() }),
  /** The head of the chain at that time, as devices get it. */
  head: z.object({ n: z.number().int(), hash: z.string(), signature: z.string() }),
  record: z.object({ entity: z.string(), label: z.string(), id: idSchema }),
  /** The person or the role whose rights are explained; null: only the people who see the record are listed. */
  of: z.union([z.object({ person: idSchema, name: z.string() }), z.object({ role: z.string() })]).nullable(),
  rights: explainedAccessSchema.nullable(),
  seenBy: seenBySchema,
});
export type SightReport = z.output<typeof sightReportSchema>;
