import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** Bytes of a file as base64: the contract is JSON on every transport. */
export const importFileSchema = z.strictObject({
  name: z.string().max(400),
  base64: z.string().max(90_000_000),
  /** A file of the recipe by its name, where it is known what this one is; else its header tells. */
  takenFor: z.string().max(100).optional(),
});

export const importPlanSchema = z.strictObject({
  importId: idSchema,
  files: z.array(
    z.strictObject({
      name: z.string(),
      /** What the file was taken for: a table of the recipe, or null. */
      takenFor: z.string().nullable(),
      label: z.string().nullable(),
      rows: z.number().int(),
      encoding: z.string(),
      delimiter: z.string(),
      columns: z.array(
        z.strictObject({
          header: z.string(),
          samples: z.array(z.string()),
          field: z.string().nullable(),
          fieldLabel: z.string().nullable(),
          type: z.string().nullable(),
          found: z.string(),
          tone: z.enum(['good', 'warn', 'bad']),
          reading: z.string().nullable(),
        }),
      ),
      /** What a column may go to. */
      targets: z.array(z.strictObject({ field: z.string(), label: z.string(), type: z.string() })),
    }),
  ),
  /** Mends offered once for all rows. */
  mends: z.array(
    z.strictObject({
      id: z.string(),
      file: z.string(),
      column: z.string(),
      from: z.string(),
      to: z.string(),
      rows: z.number().int(),
      why: z.string(),
      taken: z.boolean(),
    }),
  ),
  /** How columns were read, where there was a choice. */
  readings: z.array(
    z.strictObject({
      id: z.string(),
      file: z.string(),
      column: z.string(),
      said: z.string(),
      why: z.string(),
      choices: z.array(z.strictObject({ value: z.string(), label: z.string() })),
      chosen: z.string(),
    }),
  ),
  counts: z.strictObject({
    rowsRead: z.number().int(),
    creates: z.record(z.string(), z.number().int()),
    changes: z.record(z.string(), z.number().int()),
    unchanged: z.number().int(),
    refused: z.number().int(),
  }),
  warnings: z.array(z.string()),
  /** The first of the rows that would be refused; all of them by `imports.refusedRows`. */
  refused: z.array(
    z.strictObject({
      file: z.string(),
      row: z.number().int(),
      column: z.string().nullable(),
      message: z.string(),
      right: z.string(),
    }),
  ),
});
export type ImportPlan = z.infer<typeof importPlanSchema>;

export const importProgressSchema = z.strictObject({
  importId: idSchema,
  state: z.enum(['planned', 'running', 'done', 'cancelled', 'failed']),
  done: z.number().int(),
  total: z.number().int(),
  group: idSchema.nullable(),
  message: z.string().nullable(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;
