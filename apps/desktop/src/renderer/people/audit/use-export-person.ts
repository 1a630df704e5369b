import type { ArchiveCounts } from '@outpost/domain/kernel/audit/person-archive';
import { useEffect, useRef, useState } from 'react';
import { archiveMediaType } from '../../../bridge/calls/export-calls.ts';
import { readPieces } from '../../../bridge/read-export.ts';
import { bytesOf } from '../../files/read-content.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useAppPorts } from '../../window/app-ports.tsx';

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
  const { bridge, saveFile } = useAppPorts();
  const [progress, setProgress] = useState<PersonExportState>({ state: 'ready' });
  const isStopped = useRef(false);
  useEffect(() => {
    isStopped.current = false;
    return () => {
      isStopped.current = true;
    };
  }, []);
  return {
    progress,
    stop: () => {
      isStopped.current = true;
    },
    run: async (id) => {
      isStopped.current = false;
      setProgress({ state: 'running', bytes: 0 });
      const begun = await bridge.call('exports.beginPerson', { id });
      if (!begun.ok) return setProgress({ state: 'ready', problem: refusalText(begun) });
      const { exportId, fileName, counts } = begun.value;
      const parts: Blob[] = []; // the browser keeps the bytes of large blobs outside of the page's memory
      const read = await readPieces(bridge, exportId, {
        take: (base64, bytes) => {
          parts.push(new Blob([bytesOf(base64)]));
          setProgress({ state: 'running', bytes });
        },
        isStopped: () => isStopped.current,
      });
      if (!read.ok) return setProgress({ state: 'ready', problem: refusalText(read) });
      if (!read.value.isWhole) return setProgress({ state: 'ready' });
      saveFile(fileName, new Blob(parts, { type: archiveMediaType }));
      return setProgress({ state: 'done', fileName, counts });
    },
  };
}
