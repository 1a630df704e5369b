import { isInstant } from '@outpost/domain/kernel/entities/field-types';
import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import {
  filterSchema,
  listQuerySchema,
  relativeSpans,
  reportSchema,
  summaryQuerySchema,
} from '@outpost/domain/kernel/questions/list-query';
import { historyRowSchema } from '@outpost/domain/sync/protocol';
import { z } from 'zod';
import { referredPathsSchema, refNamesSchema } from '../ref-names.ts';
import { waySchema } from '../shapes/record-way.ts';
import { searchHitSchema } from '../shapes/search-hit.ts';
import { shownRecordSchema } from '../shapes/shown-record.ts';
import { timelineAnswerSchema, timelineQuestionSchema } from '../shapes/timeline-question.ts';
import { outboxEntrySchema, replacedSchema } from '../shapes/waiting-acts.ts';

/** Reading records: lists, figures, one record, its history and its timeline. */
export const recordCalls = {
  'records.list': {
    input: listQuerySchema.extend({ referred: referredPathsSchema }),
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
   * Returns a record as it was at an instant, from the history on this device and, where it does not reach that far, the server's
   * (S-9). `not-known`: `since` is the instant from which the history is known; `isServerAsked`: the server answered, and has no
   * older history for this person.
   */
  'records.asItWas': {
    input: z.strictObject({ id: idSchema, at: z.string().refine(isInstant, 'must be an instant') }),
    output: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('not-yet'), createdAt: z.string() }),
      z.strictObject({
        state: z.literal('not-known'),
        why: z.enum(['older', 'gap', 'other-fields', 'not-sent']),
        since: z.string().nullable(),
        isServerAsked: z.boolean(),
      }),
      z.strictObject({
        state: z.literal('known'),
        record: shownRecordSchema,
        /** By field: the first change after the instant. */
        next: z.record(z.string(), z.strictObject({ by: idSchema, at: z.string() })),
        /** Fields whose value at the instant is not known. */
        unknown: z.array(z.string()),
        refs: refNamesSchema,
        names: z.record(idSchema, z.string()),
      }),
    ]),
  },
  /**
   * Returns the timeline of a record, newest first: the records that belong to it, and its journal rows. `withRelated`: those of
   * its related records too, as far as this device holds them (ADR 0050).
   */
  'records.timeline': {
    input: timelineQuestionSchema,
    output: timelineAnswerSchema,
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
  /**
   * Counts what happened to the records of a kind with stages in `span`, by the journal on this device: new ones, moves to a
   * later or an earlier open stage, outcomes, and due dates that were moved out of `dueWithin`. `from`: the first day of the
   * span. `sums`: the present worth by currency, in minor units. `stages`: how many are in each stage now, or at the end of a
   * span that has ended. `isAll`: false where more records have changed than one answer looks at.
   */
  'records.moves': {
    input: z.strictObject({
      entity: z.string().max(120),
      where: filterSchema.optional(),
      span: z.enum(relativeSpans),
      dueWithin: z.enum(relativeSpans).optional(),
    }),
    output: z.strictObject({
      from: z.string(),
      lines: z.array(
        z.strictObject({
          kind: z.enum(['made', 'ahead', 'back', 'won', 'lost', 'slipped']),
          count: z.number().int(),
          sums: z.record(z.string(), z.number()),
          stages: z.record(z.string(), z.number().int()),
        }),
      ),
      isAll: z.boolean(),
    }),
  },
} as const;
