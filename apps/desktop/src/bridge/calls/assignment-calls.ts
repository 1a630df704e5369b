import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';
import { shownRecordSchema } from '../shapes/shown-record.ts';

/** People, and where `person` is null parts, that were passed over. `part`: the name of the part. */
const passed = z.array(z.object({ person: idSchema.nullable(), part: z.string(), why: z.string() }));
/** The names of the people of an answer, by id. */
const names = z.record(z.string(), z.string());

/** A decision of a rule. `person`: null where nobody could take the record. */
const decisionSchema = z.object({
  id: idSchema,
  entity: z.string(),
  recordId: idSchema,
  person: idSchema.nullable(),
  reason: z.string(),
  passed,
  at: z.string(),
});
export type ShownDecision = z.infer<typeof decisionSchema>;

/**
 * The calls about assignment rules. The server has the turns and the decisions, so both refuse `sync/offline` where it does not answer, and
 * `access/denied` to people who are not administrators.
 */
export const assignmentCalls = {
  /** Returns the newest decisions of a rule, the newest first. `records`: those of the answer that this device holds, by id. */
  'assignment.decisions': {
    input: z.strictObject({ rule: idSchema }),
    output: z.object({ decisions: z.array(decisionSchema), names, records: z.record(idSchema, shownRecordSchema) }),
  },
  /** Says who would get a record now, and why. Nothing is written. `rule`: null where it is not saved yet. */
  'assignment.tryOut': {
    input: z.strictObject({
      rule: idSchema.nullable(),
      entity: z.string(),
      parts: z.array(jsonSchema),
      fallback: idSchema.nullable(),
      record: idSchema,
    }),
    output: z.object({ person: idSchema.nullable(), reason: z.string(), passed, names }),
  },
} as const;
