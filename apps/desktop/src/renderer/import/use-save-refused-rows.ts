import type { CallOutput } from '../../bridge/contract.ts';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import { useActs } from '../queries/use-acts.ts';
import { useAppPorts } from '../window/app-ports.tsx';

/** Returns the function that saves the refused rows of each file of an open import as a CSV file. */
export function useSaveRefusedRows(plan: ImportPlan | undefined): () => Promise<void> {
  const { bridge, saveFile } = useAppPorts();
  const { tell } = useActs();
  return async () => {
    if (!plan) return;
    for (const { name: file } of plan.files) {
      const parts: string[] = [];
      for (let piece: number | null = 0; piece !== null;) {
        const answer: CallOutput<'imports.refusedRows'> | undefined = await tell<'imports.refusedRows'>(
          bridge.call('imports.refusedRows', { importId: plan.importId, file, piece }),
        );
        if (!answer) return;
        parts.push(answer.csv);
        piece = answer.next;
      }
      const csv = parts.join('');
      if (csv !== '') saveFile(`refused-rows of ${file.replace(/(?:\.csv)?$/iu, '.csv')}`, csv);
    }
  };
}
