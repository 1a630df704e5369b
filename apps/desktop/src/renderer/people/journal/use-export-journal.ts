import { useFormats } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useState } from 'react';
import type { CallInput } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { saveFile } from '../../window/save-file.ts';

/**
 * Returns a function that saves entries as a file, with the server's signature in a second file next to it, and names
 * the saved files. `isRunning`: the server is making the file.
 */
export function useExportJournal(): {
  readonly isRunning: boolean;
  readonly run: (input: CallInput<'journal.export'>) => Promise<void>;
} {
  const bridge = useBridge();
  const formats = useFormats();
  const { show } = useSnackbar();
  const [isRunning, setIsRunning] = useState(false);
  const run = async (input: CallInput<'journal.export'>): Promise<void> => {
    setIsRunning(true);
    const answer = await bridge.call('journal.export', input);
    setIsRunning(false);
    if (!answer.ok) return show({ text: refusalText(answer), tone: 'bad' });
    const { fileName, content, signature, entries, more } = answer.value;
    saveFile(document, { name: fileName, content });
    saveFile(document, { name: `${fileName}.jws`, content: signature });
    const count = formats.plural(entries, 'entry', 'entries');
    return show({
      text: more
        ? `Saved the newest ${count}. Choose a shorter period for older ones. The signature is in ${fileName}.jws`
        : `Saved ${count}. The signature is in ${fileName}.jws`,
    });
  };
  return { isRunning, run };
}
