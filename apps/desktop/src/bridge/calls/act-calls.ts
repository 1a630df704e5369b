import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import { changedManySchema, changeManySchema } from '../change-many.ts';
import {
  actRequestSchema,
  eachRequestSchema,
  leftByUndoSchema,
  performedEachSchema,
  performedSchema,
} from '../shapes/act-request.ts';
import { undertakingSchema } from '../shapes/undertaking.ts';

const nothing = z.null();

/** A step that was undone or done again: its acts, and the group that they form, if they do. */
const stepSchema = z.strictObject({
  label: z.string(),
  acts: z.array(idSchema),
  group: idSchema.nullable(),
  left: leftByUndoSchema,
});

/** Performing acts, changing many records, undoing and redoing. */
export const actCalls = {
  'acts.perform': { input: actRequestSchema, output: performedSchema },
  /**
   * Performs one piece of many edits of a person, as far as this device does not refuse them, or only tries it. All pieces of a group have
   * one undo.
   */
  'acts.performEach': { input: eachRequestSchema, output: performedEachSchema },
  /**
   * Changes the next records of a list, or only returns the effects of the change. Called until there are no more;
   * its acts form one group.
   */
  'acts.changeMany': { input: changeManySchema, output: changedManySchema },
  /** Undoes an act (S-4c). An act that was not sent is taken out of the outbox. */
  'acts.undo': { input: z.strictObject({ act: idSchema }), output: performedSchema },
  /**
   * Undoes a group. `group` of the answer is the group of the undoing acts. Undoing this group redoes the first one.
   */
  'acts.undoGroup': {
    input: z.strictObject({ group: idSchema }),
    output: z.strictObject({ acts: z.number().int(), group: idSchema, left: leftByUndoSchema }),
  },
  /**
   * Returns imports and other changes of many records, the newest first, as far as the device's history goes: those of the person,
   * or the imports of everybody, with those of their records that this device holds. `text`: only those whose label or name of a
   * file contains all of its words.
   */
  'acts.undertakings': {
    input: z.strictObject({
      of: z.enum(['mine', 'all-imports']),
      text: z.string().max(200),
      limit: z.number().int().min(1).max(1_000),
    }),
    output: z.strictObject({
      undertakings: z.array(undertakingSchema),
      /** How many there are with the text, and in all. */
      found: z.number().int(),
      count: z.number().int(),
      /** False while history is still arriving, after the records: the newest entries may be incomplete. */
      isComplete: z.boolean(),
    }),
  },
  /** Undoes the person's newest act of this window that can be undone, or redoes the newest undo. */
  'acts.undoLast': { input: nothing, output: stepSchema },
  'acts.redoLast': { input: nothing, output: stepSchema },
} as const;
