import { idSchema } from '@outpost/domain/kernel/ids';
import { keptRefusedRowsSchema } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { z } from 'zod';

/** An act on many records, from the device's history (S-9): an import or another group of acts, or one act. */
export const undertakingSchema = z.strictObject({
  id: idSchema,
  /** `group`: undone by `acts.undoGroup`; `act`: undone by `acts.undo`. */
  kind: z.enum(['group', 'act']),
  label: z.string(),
  madeAt: z.string(),
  by: idSchema,
  /** The names of an import's files, if this device made the import. */
  files: z.array(z.string()),
  /** The refused rows of an import, where this person may see them and this device has their record. */
  refusedRows: z
    .strictObject({
      /** The record of the import. */
      record: idSchema,
      files: keptRefusedRowsSchema,
      /** Whether this person may delete the record with its files. */
      mayDelete: z.boolean(),
    })
    .nullable(),
  /** Whether an undo of it waits to be sent. */
  isBeingUndone: z.boolean(),
  /** The undo of it that holds, if the device's history has one. */
  undone: z.strictObject({ by: idSchema, at: z.string() }).nullable(),
  parts: z.array(
    z.strictObject({
      entity: z.string(),
      /** True: it created these records. False: it changed them. */
      isCreated: z.boolean(),
      records: z.number().int(),
      /** Records of the act that no longer exist, and records that a later act has changed. An undo restores the others. */
      gone: z.number().int(),
      changedSince: z.number().int(),
    }),
  ),
});
export type Undertaking = z.infer<typeof undertakingSchema>;

/** Whether an undertaking is the import of a file. */
export const isImport = ({ kind, label }: Pick<Undertaking, 'kind' | 'label'>): boolean =>
  kind === 'group' && /^(Imported|Updated) /u.test(label);
