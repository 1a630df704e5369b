import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useState } from 'react';
import type { CallInput } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useAskAgain } from '../../session/use-from-server.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useSaveDocument } from '../audit/use-save-document.ts';

/** Returns the function that has the server make a report of who sees a record, and saves it as a PDF. */
export function useSightReport(): {
  readonly make: (input: CallInput<'access.makeReport'>) => Promise<void>;
  readonly isBusy: boolean;
} {
  const bridge = useBridge();
  const { show } = useSnackbar();
  const again = useAskAgain('audit.documents');
  const { savePdf, running } = useSaveDocument();
  const [isMaking, setMaking] = useState(false);
  return {
    isBusy: isMaking || running !== undefined,
    make: async (input) => {
      setMaking(true);
      const made = await bridge.call('access.makeReport', input);
      setMaking(false);
      if (!made.ok) return show({ text: refusalText(made), tone: 'bad' });
      again();
      return savePdf(made.value.id);
    },
  };
}
