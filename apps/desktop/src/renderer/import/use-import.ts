import { useCallback, useEffect, useState } from 'react';
import type { CallInput } from '../../bridge/contract.ts';
import type { ImportPlan, ImportProgress } from '../../bridge/import-plan.ts';
import { giveImportFiles } from '../../bridge/give-import-files.ts';
import { useBridge } from '../window/app-ports.tsx';
import { refusalText } from '../queries/use-acts.ts';
import { partialFile } from '../files/partial-file.ts';

/** The state of an import for the wizard: the plan, the progress, and the possible actions. */
export type ImportState = {
  readonly plan: ImportPlan | undefined;
  readonly progress: ImportProgress | undefined;
  readonly problem: string | undefined;
  readonly isBusy: boolean;
  /** Returns the plan; undefined if the files are refused. */
  readonly open: (files: readonly File[]) => Promise<ImportPlan | undefined>;
  /** Reads the same files again, and another sheet of one workbook, which is at this place among them. */
  readonly chooseSheet: (place: number, sheet: string) => Promise<void>;
  readonly change: (change: Omit<CallInput<'imports.change'>, 'importId'>) => Promise<void>;
  readonly run: () => Promise<boolean>;
  readonly cancel: () => Promise<void>;
  readonly restart: () => void;
};

type ChosenFile = { readonly file: File; readonly sheet?: string };

/** Follows one import from its files to its end. It runs in the replica, so leaving the page does not stop it. */
export function useImport(): ImportState {
  const bridge = useBridge();
  const [plan, setPlan] = useState<ImportPlan>();
  const [chosen, setChosen] = useState<readonly ChosenFile[]>([]);
  const [progress, setProgress] = useState<ImportProgress>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const importId = plan?.importId;

  useEffect(
    () =>
      bridge.subscribe('imports', (event) => {
        if (importId === undefined ? event.state === 'running' : event.importId === importId) setProgress(event);
      }),
    [bridge, importId],
  );

  const take = useCallback(async (answer: ReturnType<typeof bridge.call<'imports.open'>>) => {
    setBusy(true);
    const result = await answer;
    setBusy(false);
    setProblem(result.ok ? undefined : refusalText(result));
    if (result.ok) setPlan(result.value);
    return result.ok ? result.value : undefined;
  }, []);
  /**
   * Reads files. If they give a plan, the import that they replace is discarded. If they are refused, it stays as it
   * is.
   */
  const read = async (files: readonly ChosenFile[]) => {
    setBusy(true);
    const given = await giveImportFiles(
      bridge,
      files.map(({ file, sheet }) => partialFile(file, sheet)),
    );
    const answer = await take(given.ok ? bridge.call('imports.open', given.value) : Promise.resolve(given));
    if (answer) setChosen(files);
    const leftOver = answer ? (progress?.importId === importId ? undefined : importId) : given.ok ? given.value.importId : undefined; // prettier-ignore
    if (leftOver !== undefined) await bridge.call('imports.cancel', { importId: leftOver }); // it keeps copies of its files
    return answer;
  };
  return {
    plan,
    progress,
    problem,
    isBusy,
    open: (files) => read(files.map((file) => ({ file }))),
    chooseSheet: async (place, sheet) => {
      await read(chosen.map((one, index) => (index === place ? { ...one, sheet } : one)));
    },
    change: async (change) => {
      if (importId !== undefined) await take(bridge.call('imports.change', { importId, ...change }));
    },
    run: async () => {
      if (importId === undefined) return false;
      const result = await bridge.call('imports.run', { importId });
      setProblem(result.ok ? undefined : refusalText(result));
      if (result.ok) setProgress(result.value);
      return result.ok;
    },
    cancel: async () => {
      const id = importId ?? progress?.importId;
      if (id === undefined) return;
      const result = await bridge.call('imports.cancel', { importId: id });
      if (result.ok) setProgress(result.value);
    },
    restart: () => {
      setPlan(undefined);
      setChosen([]);
      setProgress(undefined);
      setProblem(undefined);
    },
  };
}
