import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useState } from 'react';
import { refusalText } from '../../queries/use-acts.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import { bytesOfBase64 } from '../../window/bytes-of.ts';

/** Saves signed documents as files, and names the saved files. */
export type SaveDocument = {
  /** The id of the document that is being fetched from the server. */
  readonly running: string | undefined;
  /** Saves the document as JSON, with the server's signature in a second file next to it. */
  readonly saveJson: (id: string) => Promise<void>;
  readonly savePdf: (id: string) => Promise<void>;
};

/** Returns the functions that save a document. A refusal of the server is shown in a line. */
export function useSaveDocument(): SaveDocument {
  const { bridge, saveFile } = useAppPorts();
  const { show } = useSnackbar();
  const [running, setRunning] = useState<string>();
  return {
    running,
    saveJson: async (id) => {
      setRunning(id);
      const answer = await bridge.call('audit.document', { id });
      setRunning(undefined);
      if (!answer.ok) return show({ text: refusalText(answer), tone: 'bad' });
      const { fileName, content, signature } = answer.value;
      saveFile(fileName, content);
      saveFile(`${fileName}.jws`, signature);
      return show({ text: `Saved ${fileName}. The signature is in ${fileName}.jws` });
    },
    savePdf: async (id) => {
      setRunning(id);
      const answer = await bridge.call('audit.reportPdf', { id });
      setRunning(undefined);
      if (!answer.ok) return show({ text: refusalText(answer), tone: 'bad' });
      const { fileName, base64 } = answer.value;
      saveFile(fileName, new Blob([bytesOfBase64(base64)], { type: 'application/pdf' }));
      return show({ text: `Saved ${fileName}` });
    },
  };
}
