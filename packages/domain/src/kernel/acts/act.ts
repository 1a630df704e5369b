import { z } from 'zod';
import { mostShared } from '../access/access.ts';
import { labelSchema } from './act-label.ts';
import { idSchema } from '../ids.ts';
import { jsonSchema } from '../json.ts';

const entityName = z.string().regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, 'an entity is named "pack/name"');
// "constructor" and similar names exist in every object: as a field's name they would be taken for a declared field.
const fieldName = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9]*$/, 'a field is named in camelCase')
  .max(80)
  .refine((name) => !(name in Object.prototype), 'this name is not allowed for a field');

/**
 * E-3: one act touches at most this many records. Larger undertakings are groups of acts. Chosen so that an act stays
 * well below a request's limit.
 */
export const maxEditsPerAct = 1_000;

/** S-4b: an earlier unsent act that an edit depends on, and the record of it. */
export const groundSchema = z.strictObject({ act: idSchema, record: idSchema });

/** A record that the act makes. */
export const createSchema = z.strictObject({
  id: idSchema,
  entity: entityName,
  create: z.strictObject({
    fields: z.record(fieldName, jsonSchema),
    ownerId: idSchema.nullable(),
    teamId: idSchema.nullable(),
    sharedWith: z.array(idSchema).max(500, `a record is shared with at most ${mostShared} people`),
    schema: z.number().int().min(1),
  }),
  /**
   * The record of this act whose move makes this one, or after which it repeats (T-19). If that move loses, or the record was done before,
   * this record is not created (T-14).
   */
  follows: idSchema.optional(),
  after: z.array(groundSchema).max(2_000).optional(),
});

/**
 * A change of a record, field by field: `[from, to]`, null where empty. Envelope names are allowed in addition to the
 * entity's own fields.
 */
export const changeSchema = z.strictObject({
  id: idSchema,
  entity: entityName,
  fields: z.record(fieldName, z.tuple([jsonSchema, jsonSchema])),
  /** The author's calendar day, 2026-11-20: the move's values are computed for it (T-14). Without it, the day of `at` in UTC. */
  day: z.string().max(10).optional(),
  /** The version that the author saw: recorded in the journal, never used to decide (S-2). */
  seen: z.number().int().min(0),
  /** For an act that is sent again: the values that its first answer listed as replaced. */
  gaveWay: z.record(fieldName, jsonSchema).optional(),
  after: z.array(groundSchema).max(2_000).optional(),
});

export const editSchema = z.union([createSchema, changeSchema]);

/**
 * Idea 2, S-2: a person's change, as it is sent and as the outbox keeps it. `together`: all or nothing; `each`: decided record by
 * record. `number` runs per device, 1, 2, 3 …; `id` is unique for ever.
 */
export const actSchema = z.strictObject({
  id: idSchema,
  number: z.number().int().min(1),
  /**
   * Everyone who sees a record of the act can read the label, also at records that the server adds. It must not name a record
   * that one of them may not see.
   */
  label: labelSchema,
  shape: z.enum(['together', 'each']),
  /** The undertaking that it belongs to (an import, a bulk edit), undone as one. */
  group: idSchema.optional(),
  /** The act that this one undoes (S-4c); its own edits are the device's expected result. */
  undoes: idSchema.optional(),
  /** The group that this undo closes: later acts of the group are put into the tray. */
  closes: idSchema.optional(),
  /** Whether a server whose tail was lost had confirmed it: it then loses to later changes (S-1c). */
  again: z.boolean().optional(),
  /**
   * When it was first decided: this restores its former place (ADR 0017). The device states it, and the server limits
   * it by the facts that it has about the loss.
   */
  cameFrom: z.strictObject({ at: z.string().max(40), n: z.number().int().min(1) }).optional(),
  /** The device's time, ISO 8601 UTC: stated by the device, not trusted. */
  madeAt: z.string().max(40),
  edits: z.array(editSchema).max(maxEditsPerAct),
});

export type Ground = z.infer<typeof groundSchema>;
export type CreateEdit = z.infer<typeof createSchema>;
export type ChangeEdit = z.infer<typeof changeSchema>;
export type Edit = z.infer<typeof editSchema>;
export type Act = z.infer<typeof actSchema>;

export const isCreate = (edit: Edit): edit is CreateEdit => 'create' in edit;
