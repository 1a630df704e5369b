import type { Bridge, BridgeResult, CallOutput } from './contract.ts';
import type { ExportQuestionInput, TableToExport } from './calls/export-calls.ts';

/** The reader of an exported file. */
export type ExportReader = {
  /** Called once, before the first piece. */
  readonly onBegin?: (begun: CallOutput<'exports.begin'>) => void;
  /** Takes the next bytes of the file, as base64. `done` is the number of records written so far. */
  readonly take: (base64: string, done: number) => void;
  readonly isStopped: () => boolean;
};

/** The result of an export: its file name and its number of records. `isWhole` is false where the reader has stopped it. */
export type ReadExport = { readonly fileName: string; readonly done: number; readonly isWhole: boolean };

/** The wanted file: a list, a table, or everything that the person sees. */
export type WantedExport = ExportQuestionInput | TableToExport | 'everything';

/** Begins an export and gives the file's bytes to the reader, in order. The export ends if the reader stops it or throws. */
export async function readExport(
  bridge: Bridge,
  wanted: WantedExport,
  { onBegin, ...reader }: ExportReader,
): Promise<BridgeResult<ReadExport>> {
  const begun =
    wanted === 'everything'
      ? await bridge.call('exports.beginAll', null)
      : 'rows' in wanted
        ? await bridge.call('exports.beginTable', wanted)
        : await bridge.call('exports.begin', wanted);
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
    let done = 0;
    for (let piece: number | null = 0; piece !== null;) {
      if (isStopped()) return { ok: true, value: { done, isWhole: false } };
      const answer: BridgeResult<CallOutput<'exports.piece'>> = await bridge.call('exports.piece', { exportId, piece });
      if (!answer.ok) return answer;
      ({ done } = answer.value);
      take(answer.value.base64, done);
      piece = answer.value.next;
    }
    return { ok: true, value: { done, isWhole: true } };
  } finally {
    await bridge.call('exports.cancel', { exportId });
  }
}
