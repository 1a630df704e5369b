import { z } from 'zod';

/** The header of an archive of one person's data that has its counts, as JSON. */
export const archiveCountsHeader = 'outpost-archive-counts';

/**
 * How much an archive of one person's data contains. `leftOut`: records that name the person and are of kinds that the administrator
 * does not see whole. They are in no file of the archive.
 */
export const archiveCountsSchema = z.object({
  records: z.number().int().min(0),
  journalRows: z.number().int().min(0),
  files: z.number().int().min(0),
  leftOut: z.number().int().min(0),
});
export type ArchiveCounts = z.output<typeof archiveCountsSchema>;
