import { useEffect, useRef } from 'react';
import type { ArchivedFileCounts } from '../../../bridge/calls/export-calls.ts';
import type { BridgeResult } from '../../../bridge/contract.ts';
import type { ExportReader } from '../../../bridge/read-export.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import { bytesOfBase64 } from '../../window/bytes-of.ts';

/** A file that was read. `isWhole`: the person has not stopped it. */
type ReadFile = { readonly fileName: string; readonly isWhole: boolean };

/** A file that comes in pieces. */
type FileOfPieces<T extends ReadFile> = {
  readonly mediaType: string;
  /** Gives all pieces to the reader, in order. */
  readonly read: (reader: Pick<ExportReader, 'take' | 'isStopped'>) => Promise<BridgeResult<T>>;
  /** Called after each piece, with the number of records or bytes so far, and the files of an archive. */
  readonly onPiece: (done: number, files?: ArchivedFileCounts) => void;
};

export type SavePieces = {
  /** Reads a file and saves it for the person if it is whole. Returns the answer of `read`. */
  readonly save: <T extends ReadFile>(file: FileOfPieces<T>) => Promise<BridgeResult<T>>;
  readonly stop: () => void;
};

/** Returns functions that save a file and stop it. It stops when its component leaves the screen. */
export function useSavePieces(): SavePieces {
  const { saveFile } = useAppPorts();
  const isStopped = useRef(false);
  useEffect(() => {
    isStopped.current = false;
    return () => {
      isStopped.current = true;
    };
  }, []);
  return {
    stop: () => {
      isStopped.current = true;
    },
    save: async ({ mediaType, read, onPiece }) => {
      isStopped.current = false;
      const parts: Blob[] = []; // the browser keeps the bytes of large blobs outside of the page's memory
      const answer = await read({
        take: (base64, done, files) => {
          parts.push(new Blob([bytesOfBase64(base64)]));
          onPiece(done, files);
        },
        isStopped: () => isStopped.current,
      });
      if (answer.ok && answer.value.isWhole) saveFile(answer.value.fileName, new Blob(parts, { type: mediaType }));
      return answer;
    },
  };
}
