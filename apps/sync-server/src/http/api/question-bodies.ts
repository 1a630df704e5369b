import { z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { reportSchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';

/** The question of a summary without its kind, which the path names. */
export const summaryBody = summaryQuerySchema.omit({ entity: true });
/** The question of a report without its kind. */
export const reportBody = reportSchema.omit({ entity: true });
/** The words of a search, each as a prefix, and the kinds to search. */
export const searchBody = z.strictObject({
  text: z.string().max(200).describe('Words that a record contains, each as a prefix. A blank text finds nothing.'),
  kinds: z
    .array(z.string().max(120))
    .max(50)
    .optional()
    .describe(
      'Names of kinds, as `/api/v1/kinds` lists them. Left out: every kind in use. Kinds out of the caller’s sight give no hits.',
    ),
  limit: z.number().int().min(1).max(200).default(20),
});

const value = z.json();
const more = z.boolean().describe('Whether there are more than this answer may contain.');

export const summaryAnswerSchema = z.object({
  groups: z.array(
    z.object({
      value: value.describe('The value of the group; null: records without one, or all records.'),
      count: z.number().int(),
      sums: z
        .record(z.string(), z.record(z.string(), z.number()))
        .describe('By field, then by currency; "" for numbers other than money. Money is in minor units.'),
    }),
  ),
  more,
});
export const reportAnswerSchema = z.object({
  rows: z.array(
    z.object({
      groups: z.array(value).describe('In the order of `groupBy`. A span of dates is named by its first day.'),
      measures: z.record(z.string(), z.number().nullable()).describe('By name. Money is in minor units.'),
      currency: z.string().optional(),
    }),
  ),
  more,
});
export const searchAnswerSchema = z.object({
  hits: z.array(
    z.object({
      kind: z.string(),
      id: idSchema,
      title: z.string(),
      how: z.enum(['title', 'fields', 'near']).describe('Found in the title, in any fields, or with a typing error.'),
      record: value,
    }),
  ),
});
