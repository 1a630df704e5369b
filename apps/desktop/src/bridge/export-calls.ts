import { idSchema } from '@outpost/domain/kernel/ids';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';

/** The formats of exported lists. */
export const exportFormats = ['csv'] as const;

/**
 * A list to export. `columns`: names of the kind's columns; "listed" for the columns that a list of the kind shows by default;
 * "all" for all columns that a list can show.
 */
export const exportQuestionSchema = listQuerySchema.omit({ limit: true, offset: true, after: true }).extend({
  columns: z.union([z.enum(['listed', 'all']), z.array(z.string().max(120)).min(1).max(500)]).default('listed'),
  format: z.enum(exportFormats),
});
export type ExportQuestion = z.output<typeof exportQuestionSchema>;
export type ExportQuestionInput = z.input<typeof exportQuestionSchema>;

/** The calls of exports. The caller reads the file piece by piece, so the export is never ahead of its reader. */
export const exportCalls = {
  /** Begins an export. `total` is the number of its records at this time. */
  'exports.begin': {
    input: exportQuestionSchema,
    output: z.strictObject({ exportId: idSchema, fileName: z.string(), total: z.number().int() }),
  },
  /**
   * Returns bytes of the file as base64: request piece 0, then `next` until it is null, in order. The newest piece can be
   * requested again. `done` is the number of records written so far.
   */
  'exports.piece': {
    input: z.strictObject({ exportId: idSchema, piece: z.number().int().min(0) }),
    output: z.strictObject({ base64: z.string(), done: z.number().int(), next: z.number().int().nullable() }),
  },
  'exports.cancel': { input: z.strictObject({ exportId: idSchema }), output: z.null() },
} as const;
