import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** The number of bytes in one piece of a file: small compared with a process' memory, large enough that the calls cost little. */
export const importPieceBytes = 768 * 1024;

/** A file to import. Its bytes follow in pieces. */
export const importFileSchema = z.strictObject({
  name: z.string().max(400),
  sizeBytes: z.number().int().min(0),
  /** The name of a file of the recipe, if the person has chosen it; otherwise its header decides. */
  takenFor: z.string().max(100).optional(),
  /** The name of the sheet to read of an Excel workbook, or of the part of a calendar; otherwise the first visible one. */
  sheet: z.string().max(200).optional(),
});

/** Bytes of a file as base64, because the contract is JSON on every transport. `at` is the offset of the piece's first byte. */
export const importPieceSchema = z.strictObject({
  importId: idSchema,
  file: z.number().int().min(0).max(19),
  at: z.number().int().min(0),
  base64: z.string().max(1_500_000),
});

/** An unfinished import of the same files, and its progress. */
const earlierImportSchema = z.strictObject({
  group: idSchema,
  done: z.number().int(),
  total: z.number().int(),
  startedAt: z.string(),
  /** True: this import continues it, in the same group, after its last record. False: its files are now read differently. */
  goesOn: z.boolean(),
});

export const importPlanSchema = z.strictObject({
  importId: idSchema,
  earlier: earlierImportSchema.nullable(),
  /**
   * The time of this device's last import of files with the same columns, whose decisions about columns, readings and
   * matching were taken over.
   */
  rememberedAt: z.string().nullable(),
  files: z.array(
    z.strictObject({
      name: z.string(),
      /** The recognised table of the recipe, or null. */
      takenFor: z.string().nullable(),
      label: z.string().nullable(),
      rows: z.number().int(),
      encoding: z.string(),
      delimiter: z.string(),
      format: z.enum(['csv', 'xlsx', 'vcf', 'ics']),
      /** The sheet that was read, and the sheets to choose from; null and empty for a file that is not a workbook. */
      sheet: z.string().nullable(),
      sheets: z.array(z.string()),
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
      /** The possible fields of a column. */
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
      /**
       * Whether the new value is certainly right and the old one occurs nowhere else: the command line applies the mend by
       * default.
       */
      isSure: z.boolean(),
    }),
  ),
  /** The readings of columns with a choice. */
  readings: z.array(
    z.strictObject({
      id: z.string(),
      file: z.string(),
      column: z.string(),
      said: z.string(),
      why: z.string(),
      choices: z.array(z.strictObject({ value: z.string(), label: z.string() })),
      chosen: z.string(),
      /** Whether the cells leave it open and no person has answered: the import then does not run. */
      isOpen: z.boolean(),
    }),
  ),
  /** The match fields of each kind of record, and the alternatives. */
  matching: z.array(
    z.strictObject({
      entity: z.string(),
      label: z.string(),
      offered: z.array(z.strictObject({ field: z.string(), label: z.string() })),
      chosen: z.array(z.string()),
      /** Whether a person has chosen them; otherwise a name alone matches no record. */
      isAsked: z.boolean(),
    }),
  ),
  /**
   * By column: data that is not imported, not understood, or changed by reading. Empty if everything is imported as written.
   */
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
  /** The first rows that would be refused; `imports.refusedRows` returns all. */
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
  /** The parts of `done` by kind of record: the created records, and the existing records that are changed. */
  created: z.record(z.string(), z.number().int()),
  changed: z.record(z.string(), z.number().int()),
  group: idSchema.nullable(),
  message: z.string().nullable(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;
