import { z } from 'zod';
import type { Entity } from '../../entities/entity.ts';
import type { StoredRecord } from '../../entities/record.ts';
import { hashedId } from '../../hashed-id.ts';
import { idSchema } from '../../ids.ts';

/** The kind of the records of imports, whose files are the refused rows. */
export const importKind = 'platform/import';

/**
 * The number of days after which the refused rows of an import end. They may describe people of whom there is no record, so an
 * erasure does not find them. Chosen: the time for which devices have the history of an import.
 */
export const refusedRowsDays = 90;

/** Returns the instant before which refused rows were kept that have ended, in UTC. */
export const refusedRowsEndedBefore = (nowMs: number): string =>
  new Date(nowMs - refusedRowsDays * 86_400_000).toISOString();

/** Whether a record of a kind of files is a file of an import. */
export function isFileOfImport(
  { parent = '' }: Pick<Entity, 'parent'>,
  { fields }: Pick<StoredRecord, 'fields'>,
): boolean {
  const about = fields[parent];
  return typeof about === 'string' && about.startsWith(`${importKind}:`);
}

/** Returns the id of the record of an import, by the group of its acts: the same on every device. */
export const importRecordId = (group: string): string => hashedId('import', group);

/**
 * The refused rows of an import's files: for each of them the record of the file with the rows, the kind of the imported file,
 * the number of rows in it, and the number of refused rows that did not fit into it.
 */
export const keptRefusedRowsSchema = z
  .array(
    z.strictObject({
      file: idSchema,
      label: z.string().max(120),
      rows: z.number().int().min(0),
      leftOut: z.number().int().min(0),
    }),
  )
  .max(20);
export type KeptRefusedRows = z.output<typeof keptRefusedRowsSchema>;

/** Returns the refused rows that the record of an import names; none where there is no record, or where an older build reads a newer form. */
export const refusedRowsIn = (record: Pick<StoredRecord, 'fields'> | undefined): KeptRefusedRows =>
  keptRefusedRowsSchema.safeParse(record?.fields['refusedRows']).data ?? [];
