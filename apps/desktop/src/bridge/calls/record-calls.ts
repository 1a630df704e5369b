import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { listQuerySchema, reportSchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { historyRowSchema } from '@outpost/domain/sync/protocol';
import { z } from 'zod';
import { refNamesSchema } from '../ref-names.ts';
import { waySchema } from '../shapes/record-way.ts';
import { searchHitSchema } from '../shapes/search-hit.ts';
import { shownRecordSchema } from '../shapes/shown-record.ts';
import { timelineQuestionSchema } from '../shapes/timeline-question.ts';
import { outboxEntrySchema, replacedSchema } from '../shapes/waiting-acts.ts';

/** Reading records: lists, figures, one record, its history and its timeline. */
export const recordCalls = {
  'records.list': {
    input: listQuerySchema,
    output: z.strictObject({ rows: z.array(shownRecordSchema), refs: refNamesSchema, next: z.string().nullable() }),
  },
  'records.summary': {
    input: summaryQuerySchema,
    output: z.strictObject({
      groups: z.array(
        z.strictObject({
          value: jsonSchema,
          count: z.number().int(),
          sums: z.record(z.string(), z.record(z.string(), z.number())),
        }),
      ),
      /** Whether there are groups beyond the limit of one answer (`maxGroupRows`). */
      more: z.literal(true).optional(),
      refs: refNamesSchema,
    }),
  },
  'records.report': {
    input: reportSchema,
    output: z.strictObject({
      rows: z.array(
        z.strictObject({
          groups: z.array(jsonSchema),
          measures: z.record(z.string(), z.number().nullable()),
          currency: z.string().optional(),
        }),
      ),
      refs: refNamesSchema,
    }),
  },
  'records.get': {
    input: z.strictObject({ id: idSchema }),
    output: z.strictObject({
      record: shownRecordSchema,
      refs: refNamesSchema,
      waiting: z.array(outboxEntrySchema),
      replaced: z.array(replacedSchema),
      /** The person's rights on this record, with the reasons of refusals. */
      may: z.record(
        z.enum(['update', 'assign', 'delete', 'administer']),
        z.strictObject({ allowed: z.boolean(), why: z.string() }),
      ),
      ways: z.array(waySchema),
    }),
  },
  'records.search': {
    input: z.strictObject({
      text: z.string().max(200),
      entities: z.array(z.string()).max(100).optional(),
      limit: z.number().int().min(1).max(200).default(30),
    }),
    output: z.strictObject({
      hits: z.array(searchHitSchema),
    }),
  },
  /**
   * The journal rows of the record and its children on the device, newest first (S-9). Requests older ones from the server
   * where online.
   */
  'records.history': {
    input: z.strictObject({
      id: idSchema,
      before: z.number().int().optional(),
      limit: z.number().int().min(1).max(500).default(100),
      withChildren: z.boolean().default(false),
    }),
    output: z.strictObject({
      rows: z.array(historyRowSchema),
      refs: refNamesSchema,
      more: z.boolean(),
      names: z.record(idSchema, z.string()),
    }),
  },
  /**
   * Returns the timeline of a record, newest first: the records that belong to it, and its journal rows. `withRelated`: those of
   * its related records too, as far as this device holds them (ADR 0050).
   */
  'records.timeline': {
    input: timelineQuestionSchema,
    output: z.strictObject({
      entries: z.array(
        z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('record'), at: z.string(), parent: idSchema, record: shownRecordSchema }),
          z.strictObject({ kind: z.literal('change'), at: z.string(), row: historyRowSchema }),
        ]),
      ),
      refs: refNamesSchema,
      names: z.record(idSchema, z.string()),
      more: z.boolean(),
      /** The number of related records whose entries were read. `isAll`: there are no further ones. */
      related: z.strictObject({ count: z.number().int(), isAll: z.boolean() }),
    }),
  },
  /**
   * Returns since when records are in their stages, by record, from the journal on this device and the acts that wait. `isAtLeast`:
   * the device's history does not reach back to the move, so it was earlier. Records without history here are left out.
   */
  'records.stageSince': {
    input: z.strictObject({ entity: z.string().max(120), ids: z.array(idSchema).max(2_000) }),
    output: z.strictObject({
      since: z.record(idSchema, z.strictObject({ at: z.string(), isAtLeast: z.boolean() })),
    }),
  },
} as const;
