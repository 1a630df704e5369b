import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** Bytes in one piece of a file: small beside what a process holds anyway, large enough that the calls cost nothing. */
export const importPieceBytes = 768 * 1024;

/** A file that is going to be imported. Its bytes follow in pieces. */
export const importFileSchema = z.strictObject({
  name: z.string().max(400),
  sizeBytes: z.number().int().min(0),
  /** A file of the recipe by its name, where it is known what this one is; else its header tells. */
  takenFor: z.string().max(100).optional(),
});

/** Bytes of a file as base64: the contract is JSON on every transport. `at` is the place of the piece's first byte. */
export const importPieceSchema = z.strictObject({
  importId: idSchema,
  file: z.number().int().min(0).max(19),
  at: z.number().int().min(0),
  base64: z.string().max(1_500_000),
});

/** An import of the same files that did not come to its end, and how far it came. */
const earlierImportSchema = z.strictObject({
  group: idSchema,
  done: z.number().int(),
  total: z.number().int(),
  startedAt: z.string(),
  /** It is resumed: in the same group, behind the last record that it made. Else its files are read another way now. */
  goesOn: z.boolean(),
});

export const importPlanSchema = z.strictObject({
  importId: idSchema,
  earlier: earlierImportSchema.nullable(),
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
      /** What it leads to is known for right, and what it mends stands nowhere else: the command line takes it unless told not to. */
      isSure: z.boolean(),
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
      /** The cells leave it open and nobody has answered yet: the import does not run before. */
      isOpen: z.boolean(),
    }),
  ),
  /** By which fields the records of each kind are matched, and by which else they could be. */
  matching: z.array(
    z.strictObject({
      entity: z.string(),
      label: z.string(),
      offered: z.array(z.strictObject({ field: z.string(), label: z.string() })),
      chosen: z.array(z.string()),
      /** Somebody chose it; else a name alone matches nobody. */
      isAsked: z.boolean(),
    }),
  ),
  /** By column: what is not imported, not understood, or changed by reading. Empty: all comes in as it is written. */
  reports: z.array(
    z.strictObject({
      file: z.string(),
      column: z.string().nullable(),
      kind: z.enum(['left-out', 'refused', 'kept', 'changed']),
      code: z.string(),
      count: z.number().int(),
      examples: z.array(z.string()),
      message: z.string(),
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
  state: z.enum(['reading', 'planned', 'running', 'done', 'cancelled', 'failed']),
  done: z.number().int(),
  total: z.number().int(),
  /** Of `done`, by kind of record: those that were made, and those that were there and are changed. */
  created: z.record(z.string(), z.number().int()),
  changed: z.record(z.string(), z.number().int()),
  group: idSchema.nullable(),
  message: z.string().nullable(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;
