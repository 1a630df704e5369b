import type { ArchiveCounts } from '@outpost/domain/kernel/audit/person-archive';
import { useState } from 'react';
import { archiveMediaType } from '../../../bridge/calls/export-calls.ts';
import { readPieces } from '../../../bridge/read-export.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useSavePieces } from '../../records/export/use-save-pieces.ts';
import { useBridge } from '../../window/app-ports.tsx';

/** The state of an export of one person's data. `bytes`: how much of the archive has arrived. */
export type PersonExportState =
  | { readonly state: 'ready'; readonly problem?: string }
  | { readonly state: 'running'; readonly bytes: number }
  | { readonly state: 'done'; readonly fileName: string; readonly counts: ArchiveCounts | null };

export type PersonExport = {
  readonly progress: PersonExportState;
  readonly run: (id: string) => Promise<void>;
  readonly stop: () => void;
};

/** Returns an export of one person's data into a file. It stops when its component leaves the screen. */
export function useExportPerson(): PersonExport {
  const bridge = useBridge();
  const { save, stop } = useSavePieces();
  const [progress, setProgress] = useState<PersonExportState>({ state: 'ready' });
  return {
    progress,
    stop,
    run: async (id) => {
      setProgress({ state: 'running', bytes: 0 });
      const result = await save({
        mediaType: archiveMediaType,
        read: async (reader) => {
          const begun = await bridge.call('exports.beginPerson', { id });
          if (!begun.ok) return begun;
          const { exportId, fileName, counts } = begun.value;
          const read = await readPieces(bridge, exportId, reader);
          return read.ok ? { ok: true, value: { fileName, counts, ...read.value } } : read;
        },
        onPiece: (bytes) => setProgress({ state: 'running', bytes }),
      });
      if (!result.ok) return setProgress({ state: 'ready', problem: refusalText(result) });
      const { fileName, counts, isWhole } = result.value;
      return setProgress(isWhole ? { state: 'done', fileName, counts } : { state: 'ready' });
    },
  };
}
