import { archiveCountsSchema } from '@outpost/domain/kernel/audit/person-archive';
import { idSchema } from '@outpost/domain/kernel/ids';
import { mostTiles } from '@outpost/domain/kernel/reports/dashboard-definition';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';

/** The formats of exported lists. Their keys are the endings of their files. */
export const exportFormats = {
  csv: { label: 'CSV', mediaType: 'text/csv;charset=utf-8' },
  xlsx: { label: 'Excel', mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  ics: { label: 'Calendar', mediaType: 'text/calendar;charset=utf-8' },
  vcf: { label: 'Cards', mediaType: 'text/vcard;charset=utf-8' },
} as const;
export type ExportFormat = keyof typeof exportFormats;
/** The formats that hold any table. A calendar holds records with a time, cards hold people and companies. */
export const tableFormats = ['csv', 'xlsx'] as const satisfies readonly ExportFormat[];
export type TableFormat = (typeof tableFormats)[number];

/**
 * A list to export. `columns` holds names of the kind's columns and paths of referred fields ("account.sector"), or "listed" for
 * those that a list of the kind shows by default, or "all" for all columns of the kind.
 */
export const exportQuestionSchema = listQuerySchema.omit({ limit: true, offset: true, after: true }).extend({
  columns: z.union([z.enum(['listed', 'all']), z.array(z.string().max(120)).min(1).max(500)]).default('listed'),
  format: z.enum(Object.keys(exportFormats) as ExportFormat[]), // Object.keys loses the type of the keys
});
export type ExportQuestion = z.output<typeof exportQuestionSchema>;
export type ExportQuestionInput = z.input<typeof exportQuestionSchema>;

/** A value of a table: text, a number, or an amount in minor units with its currency (ISO 4217). */
const tableValueSchema = z.union([
  z.string().max(10_000),
  z.number(),
  z.strictObject({ amount: z.number().int(), currency: z.string().length(3) }),
  z.null(),
]);
export type TableValue = z.output<typeof tableValueSchema>;

const tableSchema = z.strictObject({
  name: z.string().min(1).max(200),
  columns: z.array(z.string().max(200)).min(1).max(100),
  rows: z.array(z.array(tableValueSchema).max(100)).max(20_000),
});
export type ExportedTable = z.output<typeof tableSchema>;

/** A table that a screen shows, such as the figures of a report. */
export const tableToExportSchema = tableSchema.extend({ format: z.enum(tableFormats) });
export type TableToExport = z.output<typeof tableToExportSchema>;

/** Several tables as the sheets of one workbook, such as the reports of a dashboard. */
export const workbookToExportSchema = z.strictObject({
  name: z.string().min(1).max(200),
  format: z.literal('xlsx'),
  sheets: z
    .array(tableSchema)
    .min(1)
    .max(mostTiles + 1),
});
export type WorkbookToExport = z.output<typeof workbookToExportSchema>;

const begun = z.strictObject({
  exportId: idSchema,
  fileName: z.string(),
  /** The number of its records at this time. */
  total: z.number().int(),
  /** Records are missing: the first sync is not complete, or the device does not keep their kind or a linked one. */
  isPartial: z.boolean(),
  /**
   * Records that the person sees and may not export are left out. They are counted in `total`. The referred fields of such records
   * are left out, too.
   */
  isNarrowed: z.boolean(),
});

/**
 * The files of records in an archive so far: those whose bytes are in it, and those whose bytes are neither on this device nor
 * come from the server. `files/manifest.csv` in the archive names each with the reason.
 */
const archivedFileCounts = z.strictObject({ written: z.number().int(), missing: z.number().int() });
export type ArchivedFileCounts = z.output<typeof archivedFileCounts>;

/** The media type of an archive of everything. */
export const archiveMediaType = 'application/zip';

/** The calls of exports. The caller reads the file piece by piece, so the export is never ahead of its reader. */
export const exportCalls = {
  /** Begins an export of a list. */
  'exports.begin': {
    input: exportQuestionSchema,
    output: begun,
  },
  /**
   * Begins the export of everything that the person sees on this device, as a ZIP archive of CSV and JSON lines files, with the
   * bytes of files and photos. Bytes that are not on this device are requested from the server.
   */
  'exports.beginAll': {
    input: z.null(),
    output: begun,
  },
  /** Begins an export of a table. */
  'exports.beginTable': { input: tableToExportSchema, output: begun },
  /** Begins an export of several tables as an Excel workbook, one sheet for each. `total` is the number of all rows. */
  'exports.beginWorkbook': { input: workbookToExportSchema, output: begun },
  /**
   * Asks the server for all data about one person as a ZIP archive. `id`: the id of any record that represents a
   * person. `counts` is null where the server does not list the contents of the archive. Refuses `access/denied` where
   * the person does not administer the organisation, `records/not-found`, and `sync/offline`. The export is an entry of
   * the journal.
   */
  'exports.beginPerson': {
    input: z.strictObject({ id: idSchema }),
    output: z.strictObject({ exportId: idSchema, fileName: z.string(), counts: archiveCountsSchema.nullable() }),
  },
  /**
   * Asks the server for everything of the organisation as a ZIP archive, for its owners. Refuses `access/denied`,
   * `access/step-up-needed` and `sync/offline`. The export is an entry of the journal.
   */
  'exports.beginOrganisation': {
    input: z.null(),
    output: z.strictObject({ exportId: idSchema, fileName: z.string() }),
  },
  /**
   * Returns bytes of the file as base64: request piece 0, then `next` until it is null, in order. The newest piece can be
   * requested again. `done` is the number of records written so far; of an archive of the server it is the number of bytes. A piece
   * is empty while the export waits for bytes of the server. `files` is absent in exports without files.
   */
  'exports.piece': {
    input: z.strictObject({ exportId: idSchema, piece: z.number().int().min(0) }),
    output: z.strictObject({
      base64: z.string(),
      done: z.number().int(),
      next: z.number().int().nullable(),
      files: archivedFileCounts.optional(),
    }),
  },
  'exports.cancel': { input: z.strictObject({ exportId: idSchema }), output: z.null() },
} as const;
