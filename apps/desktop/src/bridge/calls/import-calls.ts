import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import { importFileSchema, importPieceSchema, importPlanSchema, importProgressSchema } from '../import-plan.ts';

/** Imports of files: announced, sent in pieces, planned, run. */
export const importCalls = {
  /** Announces the files of an import. */
  'imports.begin': {
    input: z.strictObject({ files: z.array(importFileSchema).min(1).max(20) }),
    output: z.strictObject({ importId: idSchema }),
  },
  /** Takes the next bytes of a file of an import. All files are sent completely, piece by piece, before the import is opened. */
  'imports.piece': { input: importPieceSchema, output: z.strictObject({ receivedBytes: z.number().int() }) },
  /**
   * `recipe`: the name of a recipe of the catalogue, or "entity:crm/contact" for files of one kind of record; otherwise the
   * headers decide.
   */
  'imports.open': {
    input: z.strictObject({ importId: idSchema, recipe: z.string().optional() }),
    output: importPlanSchema,
  },
  'imports.change': {
    input: z.strictObject({
      importId: idSchema,
      mapping: z
        .array(z.strictObject({ file: z.string(), column: z.string(), field: z.string().nullable() }))
        .default([]),
      mends: z.record(z.string(), z.boolean()).default({}),
      readings: z.record(z.string(), z.string()).default({}),
      /** By kind of record: its match fields, in order; an empty list for "every row is another record". */
      matching: z.record(z.string(), z.array(z.string()).max(20)).default({}),
      /** Drops all earlier decisions about columns, readings and matching before this change is applied. */
      isAfresh: z.boolean().exactOptional(),
    }),
    output: importPlanSchema,
  },
  /**
   * Returns the refused rows of one file of the import with reasons and hints, to mend and import again; '' where there are none.
   * They come in pieces: request piece 0, then `next` until it is null, in order.
   */
  'imports.refusedRows': {
    input: z.strictObject({
      importId: idSchema,
      file: z.string(),
      piece: z.number().int().min(0).default(0),
    }),
    output: z.strictObject({ csv: z.string(), next: z.number().int().nullable() }),
  },
  /** The next file with the same columns is read in the same way, unless `remembers` is false. */
  'imports.run': {
    input: z.strictObject({ importId: idSchema, remembers: z.boolean().exactOptional() }),
    output: importProgressSchema,
  },
  'imports.cancel': { input: z.strictObject({ importId: idSchema }), output: importProgressSchema },
  'imports.progress': { input: z.strictObject({ importId: idSchema }), output: importProgressSchema },
} as const;
