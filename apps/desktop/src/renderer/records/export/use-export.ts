import { useEffect, useRef, useState } from 'react';
import { archiveMediaType, exportFormats } from '../../../bridge/calls/export-calls.ts';
import { readExport, type WantedExport } from '../../../bridge/read-export.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useAppPorts } from '../../window/app-ports.tsx';

/** `isPartial`: this device does not hold all records. `isNarrowed`: those that the person may not export are left out. */
type Lacks = { readonly isPartial: boolean; readonly isNarrowed: boolean };

/**
 * The state of an export. `problem` is the message of a refusal. `isBeginning`: its records are being counted.
 */
export type ExportState =
  | { readonly state: 'ready'; readonly problem?: string; readonly isBeginning?: true }
  | ({ readonly state: 'running'; readonly done: number; readonly total: number } & Lacks)
  | ({ readonly state: 'done'; readonly done: number; readonly fileName: string } & Lacks);

/** The export of a list, or of everything, into a file of the person. */
export type Export = {
  readonly progress: ExportState;
  readonly run: (wanted: WantedExport) => Promise<void>;
  readonly stop: () => void;
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)); // every letter is one byte

/** Returns an export. It stops when its component leaves the screen. */
export function useExport(): Export {
  const { bridge, saveFile } = useAppPorts();
  const [progress, setProgress] = useState<ExportState>({ state: 'ready' });
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
    run: async (wanted) => {
      isStopped.current = false;
      setProgress({ state: 'ready', isBeginning: true });
      const parts: Blob[] = []; // the browser keeps the bytes of large blobs outside of the page's memory
      let total = 0;
      let lacks: Lacks = { isPartial: false, isNarrowed: false };
      const result = await readExport(bridge, wanted, {
        onBegin: (begun) => {
          total = begun.total;
          lacks = { isPartial: begun.isPartial, isNarrowed: begun.isNarrowed };
          setProgress({ state: 'running', done: 0, total, ...lacks });
        },
        take: (base64, done) => {
          parts.push(new Blob([bytesOf(base64)]));
          setProgress({ state: 'running', done, total, ...lacks });
        },
        isStopped: () => isStopped.current,
      });
      if (!result.ok) return setProgress({ state: 'ready', problem: refusalText(result) });
      const { fileName, done, isWhole } = result.value;
      if (!isWhole) return setProgress({ state: 'ready' });
      const type = wanted === 'everything' ? archiveMediaType : exportFormats[wanted.format].mediaType;
      saveFile(fileName, new Blob(parts, { type }));
      return setProgress({ state: 'done', done, fileName, ...lacks });
    },
  };
}
