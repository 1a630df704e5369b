import type { Bridge, BridgeResult, CallOutput } from './contract.ts';
import type { ArchivedFileCounts, ExportQuestionInput, TableToExport, WorkbookToExport } from './calls/export-calls.ts';

/** The reader of an exported file. */
export type ExportReader = {
  /** Called once, before the first piece. */
  readonly onBegin?: (begun: CallOutput<'exports.begin'>) => void;
  /** Takes the next bytes of the file, as base64. `done` is the number of records written so far; `files` counts those of an archive. */
  readonly take: (base64: string, done: number, files?: ArchivedFileCounts) => void;
  readonly isStopped: () => boolean;
};

/**
 * The result of an export: its file name and its number of records. `isWhole` is false where the reader has stopped it. `files`: of
 * an archive that holds the bytes of files.
 */
export type ReadExport = {
  readonly fileName: string;
  readonly done: number;
  readonly isWhole: boolean;
  readonly files?: ArchivedFileCounts;
};

/** The wanted file: a list, a table, the tables of a workbook, or everything that the person sees. */
export type WantedExport = ExportQuestionInput | TableToExport | WorkbookToExport | 'everything';

function beginExport(bridge: Bridge, wanted: WantedExport): Promise<BridgeResult<CallOutput<'exports.begin'>>> {
  if (wanted === 'everything') return bridge.call('exports.beginAll', null);
  if ('sheets' in wanted) return bridge.call('exports.beginWorkbook', wanted);
  return 'rows' in wanted ? bridge.call('exports.beginTable', wanted) : bridge.call('exports.begin', wanted);
}

/** Begins an export and gives the file's bytes to the reader, in order. The export ends if the reader stops it or throws. */
export async function readExport(
  bridge: Bridge,
  wanted: WantedExport,
  { onBegin, ...reader }: ExportReader,
): Promise<BridgeResult<ReadExport>> {
  const begun = await beginExport(bridge, wanted);
  if (!begun.ok) return begun;
  const { exportId, fileName } = begun.value;
  const read = await readPieces(bridge, exportId, { ...reader, onBegin: () => onBegin?.(begun.value) });
  return read.ok ? { ok: true, value: { fileName, ...read.value } } : read;
}

/** Gives the bytes of an export that has begun to the reader, in order. The export ends if the reader stops it or throws. */
export async function readPieces(
  bridge: Bridge,
  exportId: string,
  { onBegin, take, isStopped }: Omit<ExportReader, 'onBegin'> & { readonly onBegin?: () => void },
): Promise<BridgeResult<Omit<ReadExport, 'fileName'>>> {
  try {
    onBegin?.();
    let at: Omit<ReadExport, 'fileName' | 'isWhole'> = { done: 0 };
    for (let piece: number | null = 0; piece !== null;) {
      if (isStopped()) return { ok: true, value: { ...at, isWhole: false } };
      const answer: BridgeResult<CallOutput<'exports.piece'>> = await bridge.call('exports.piece', { exportId, piece });
      if (!answer.ok) return answer;
      const { base64, done, files } = answer.value;
      at = { done, ...(files === undefined ? {} : { files }) };
      take(base64, done, files);
      piece = answer.value.next;
    }
    return { ok: true, value: { ...at, isWhole: true } };
  } finally {
    await bridge.call('exports.cancel', { exportId });
  }
}
