import type { Result } from '@outpost/domain/kernel/refusal';
import type { ArchivedFileCounts } from '../../bridge/calls/export-calls.ts';
import type { ExportColumn } from './export-columns.ts';
import type { RowWindow } from './exported-rows.ts';

/** Bytes of a file, and the number of rows written so far. `files`: of an archive that holds the bytes of files. */
export type FilePart = { readonly bytes: Uint8Array; readonly done: number; readonly files?: ArchivedFileCounts };

/** A row of a file. `id` names it in messages. */
export type ExportedRow = { readonly id: string };

/** A list to write: its name, its columns, and the time zone and the time of the export. */
export type ListToWrite<Row> = {
  readonly name: string;
  readonly columns: readonly ExportColumn<Row>[];
  readonly timeZone: string;
  readonly nowMs: number;
};

/** The rows of a list, window by window. The last window may be a refusal. */
export type RowWindows<Row> = AsyncIterable<Result<RowWindow<Row>>>;

/**
 * Writes a list as a file, one part for each window of rows. Reads a window only when the next part is requested. If a
 * window is refused, or the format cannot hold the list, the last yielded value is that refusal.
 */
export type FileWriter = <Row extends ExportedRow>(
  list: ListToWrite<Row>,
  windows: RowWindows<Row>,
) => AsyncGenerator<Result<FilePart>, void, void>;
