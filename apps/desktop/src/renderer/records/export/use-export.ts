import { useState } from 'react';
import { type ArchivedFileCounts, archiveMediaType, exportFormats } from '../../../bridge/calls/export-calls.ts';
import { readExport, type WantedExport } from '../../../bridge/read-export.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useSavePieces } from './use-save-pieces.ts';

/**
 * `isPartial`: this device does not have all records. `isNarrowed`: those that the person may not export are left out.
 */
type Lacks = { readonly isPartial: boolean; readonly isNarrowed: boolean };

/** The files of records in an archive so far. Absent in exports without files. */
type Files = { readonly files?: ArchivedFileCounts };

/**
 * The state of an export. `problem` is the message of a refusal. `isBeginning`: its records are being counted.
 */
export type ExportState =
  | { readonly state: 'ready'; readonly problem?: string; readonly isBeginning?: true }
  | ({ readonly state: 'running'; readonly done: number; readonly total: number } & Lacks & Files)
  | ({ readonly state: 'done'; readonly done: number; readonly fileName: string } & Lacks & Files);

/** The export of a list, or of everything, into a file of the person. */
export type Export = {
  readonly progress: ExportState;
  readonly run: (wanted: WantedExport) => Promise<void>;
  readonly stop: () => void;
};

/** Returns an export. It stops when its component leaves the screen. */
export function useExport(): Export {
  const bridge = useBridge();
  const { save, stop } = useSavePieces();
  const [progress, setProgress] = useState<ExportState>({ state: 'ready' });
  return {
    progress,
    stop,
    run: async (wanted) => {
      setProgress({ state: 'ready', isBeginning: true });
      let total = 0;
      let lacks: Lacks = { isPartial: false, isNarrowed: false };
      const onPiece = (done: number, files?: ArchivedFileCounts) =>
        setProgress({ state: 'running', done, total, ...lacks, ...(files === undefined ? {} : { files }) });
      const result = await save({
        mediaType: wanted === 'everything' ? archiveMediaType : exportFormats[wanted.format].mediaType,
        read: (reader) =>
          readExport(bridge, wanted, {
            ...reader,
            onBegin: (begun) => {
              total = begun.total;
              lacks = { isPartial: begun.isPartial, isNarrowed: begun.isNarrowed };
              onPiece(0);
            },
          }),
        onPiece,
      });
      if (!result.ok) return setProgress({ state: 'ready', problem: refusalText(result) });
      const { isWhole, ...read } = result.value;
      return setProgress(isWhole ? { state: 'done', ...read, ...lacks } : { state: 'ready' });
    },
  };
}
