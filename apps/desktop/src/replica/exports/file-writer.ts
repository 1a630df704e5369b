import type { Result } from '@outpost/domain/kernel/refusal';
import type { ExportColumn } from './export-columns.ts';
import type { exportedRows } from './exported-rows.ts';

/** Bytes of a file, and the number of records written so far. */
export type FilePart = { readonly bytes: Uint8Array; readonly done: number };

/** A list to write: its name, its columns, and the time zone and the time of the export. */
export type ListToWrite = {
  readonly name: string;
  readonly columns: readonly ExportColumn[];
  readonly timeZone: string;
  readonly nowMs: number;
};

/**
 * Writes a list as a file, one part for each window of records. Reads a window only when the next part is requested. If a
 * window is refused, or the format cannot hold the list, the last yielded value is that refusal.
 */
export type FileWriter = (
  list: ListToWrite,
  windows: ReturnType<typeof exportedRows>,
) => AsyncGenerator<Result<FilePart>, void, void>;
