import { z } from 'zod';
import { scopes } from '../catalogue/role.ts';
import { idSchema } from '../ids.ts';

const reach = z.enum(['everything', 'team', 'owner', 'shared']);
const grant = z.object({ resource: z.string(), action: z.string(), scope: z.enum(scopes) });
const ofRole = { role: z.string(), teamId: idSchema.nullable() };

/** One `AccessReason`, as the server writes it. */
export const accessReasonSchema = z.union([
  z.object({ by: z.literal('grant'), ...ofRole, grant, reach }),
  z.object({ by: z.enum(['everyone', 'own', 'open']) }),
  z.object({ by: z.literal('open-reach'), reach }),
]);

/** The action on a record, and the reasons why a person may do it; none where they may not. */
export const explainedActionSchema = z.object({
  action: z.string(),
  may: z.boolean(),
  reasons: z.array(accessReasonSchema),
});
export type ShownAction = z.output<typeof explainedActionSchema>;

/** The rights of a person, or of a role, to one record. */
export const explainedAccessSchema = z.object({
  actions: z.array(explainedActionSchema),
  /** The grants on the record's kind that were looked at, whether or not one of them reaches the record. */
  grants: z.array(
    z.object({
      ...ofRole,
      grant,
      /** The end of a role that is held for a time, ISO 8601 UTC; null without an end. */
      until: z.string().nullable(),
    }),
  ),
  /** The groups of sealed fields of the kind, the number of their fields, and whether the person may read them (K-4). */
  sealed: z.array(z.object({ group: z.string(), fields: z.number().int(), may: z.boolean() })),
  /** Whether the person works for the organisation now; null for a role. */
  status: z.enum(['active', 'suspended', 'removed']).nullable(),
});
export type ExplainedAccess = z.output<typeof explainedAccessSchema>;

const seen = {
  id: idSchema,
  name: z.string(),
  reasons: z.array(accessReasonSchema),
  actions: z.array(z.string()),
};

/** The people who see one record, by name, each with the reasons and the actions that they may also take. */
export const seenBySchema = z.object({
  people: z.array(z.object(seen)),
  /** All people who see it. Greater than the number of `people` where the list was cut. */
  count: z.number().int(),
  /** The API keys that are valid and see it, by name, each with its maker. Empty in answers and reports of earlier builds. */
  machines: z.array(z.object({ ...seen, madeBy: z.object({ id: idSchema, name: z.string() }) })).default([]),
});
export type SeenBy = z.output<typeof seenBySchema>;
