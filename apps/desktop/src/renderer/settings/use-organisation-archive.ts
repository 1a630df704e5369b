import { useRef, useState } from 'react';
import { archiveMediaType } from '../../bridge/calls/export-calls.ts';
import { readPieces } from '../../bridge/read-export.ts';
import { refusalText } from '../queries/use-acts.ts';
import { useSavePieces } from '../records/export/use-save-pieces.ts';
import { useBridge } from '../window/app-ports.tsx';

/** The state of the archive. `bytes`: how much of it has arrived. */
export type ArchiveSavingState =
  | { readonly state: 'ready'; readonly problem?: string; readonly wasCancelled?: true }
  | { readonly state: 'running'; readonly bytes: number }
  | { readonly state: 'done'; readonly fileName: string; readonly bytes: number };

export type ArchiveSaving = {
  readonly progress: ArchiveSavingState;
  readonly run: () => Promise<void>;
  readonly cancel: () => void;
};

/** Returns the archive of the organisation as a file to save. It stops when its component leaves the screen. */
export function useOrganisationArchive(): ArchiveSaving {
  const bridge = useBridge();
  const { save, stop } = useSavePieces();
  const [progress, setProgress] = useState<ArchiveSavingState>({ state: 'ready' });
  /** The newest run, and the export that it reads. A cancelled run changes nothing more on the screen. */
  const run = useRef<{ exportId?: string }>(undefined);
  return {
    progress,
    cancel: () => {
      const exportId = run.current?.exportId;
      run.current = undefined;
      stop();
      setProgress({ state: 'ready', wasCancelled: true });
      if (exportId !== undefined) void bridge.call('exports.cancel', { exportId }); // also ends a piece that is under way
    },
    run: async () => {
      const mine: { exportId?: string } = {};
      run.current = mine;
      const isMine = () => run.current === mine;
      setProgress({ state: 'running', bytes: 0 });
      const result = await save({
        mediaType: archiveMediaType,
        read: async (reader) => {
          const begun = await bridge.call('exports.beginOrganisation', null);
          if (!begun.ok) return begun;
          const { exportId, fileName } = begun.value;
          mine.exportId = exportId;
          const isStopped = () => reader.isStopped() || !isMine();
          const read = await readPieces(bridge, exportId, { ...reader, isStopped });
          if (!read.ok) return read;
          return { ok: true, value: { fileName, ...read.value, isWhole: read.value.isWhole && isMine() } };
        },
        onPiece: (bytes) => {
          if (isMine()) setProgress({ state: 'running', bytes });
        },
      });
      if (!isMine()) return;
      if (!result.ok) return setProgress({ state: 'ready', problem: refusalText(result) });
      const { fileName, done, isWhole } = result.value;
      return setProgress(isWhole ? { state: 'done', fileName, bytes: done } : { state: 'ready' });
    },
  };
}
