import { useEffect, useRef, useState } from 'react';
import type { ExportQuestionInput } from '../../bridge/export-calls.ts';
import { readExport } from '../../bridge/read-export.ts';
import { refusalText } from '../queries/use-acts.ts';
import { useAppPorts } from '../window/app-ports.tsx';

/** The state of an export. `problem` is the message of a refusal. */
export type ExportState =
  | { readonly state: 'ready'; readonly problem?: string }
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | { readonly state: 'done'; readonly done: number; readonly fileName: string };

/** The export of a list into a file of the person. */
export type Export = {
  readonly progress: ExportState;
  readonly run: (question: ExportQuestionInput) => Promise<void>;
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
    run: async (question) => {
      isStopped.current = false;
      const parts: Blob[] = []; // the browser keeps the bytes of large blobs outside of the page's memory
      let total = 0;
      const result = await readExport(bridge, question, {
        onBegin: (begun) => {
          ({ total } = begun);
          setProgress({ state: 'running', done: 0, total });
        },
        take: (base64, done) => {
          parts.push(new Blob([bytesOf(base64)]));
          setProgress({ state: 'running', done, total });
        },
        isStopped: () => isStopped.current,
      });
      if (!result.ok) return setProgress({ state: 'ready', problem: refusalText(result) });
      const { fileName, done, isWhole } = result.value;
      if (!isWhole) return setProgress({ state: 'ready' });
      saveFile(fileName, new Blob(parts, { type: 'text/csv;charset=utf-8' }));
      return setProgress({ state: 'done', done, fileName });
    },
  };
}
