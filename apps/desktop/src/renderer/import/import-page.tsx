import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Stepper } from '@outpost/ui/frame/stepper';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { RefusedState } from '@outpost/ui/states/refused-state';
import { CloseBar, ViewBar } from '@outpost/ui/frame/view-bar';
import { WizardFooter } from '@outpost/ui/frame/wizard-footer';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { mayCreate } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useLiveValue, usePrincipal } from '../session/session-context.tsx';
import { ColumnsStep } from './columns-step.tsx';
import { DryRunStep } from './dry-run-step.tsx';
import { useDroppedFiles } from './dropped-files.tsx';
import { FileStep } from './file-step.tsx';
import { importWords } from './import-words.ts';
import { RunStep } from './run-step.tsx';
import { useImport } from './use-import.ts';
import classes from './import.module.css';

const steps = [
  { id: 'file', name: 'File' },
  { id: 'columns', name: 'Columns' },
  { id: 'dry-run', name: 'Dry run' },
  { id: 'import', name: 'Import' },
];
type Step = 'file' | 'columns' | 'dry-run' | 'import';

/**
 * The import wizard: the kinds of files, the targets of their columns, the effect of the import, and the import itself. Works
 * offline.
 */
export function ImportPage() {
  const formats = useFormats();
  const navigate = useNavigate();
  const isOffline = useLiveValue('sync', (sync) => sync?.state === 'offline');
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const { show } = useSnackbar();
  const work = useImport();
  const [chosen, setStep] = useState<Step>('file');
  const { files: dropped, clear: clearDropped } = useDroppedFiles();
  const isOver = work.progress !== undefined && work.progress.state !== 'planned' && work.progress.state !== 'reading';
  const step = isOver ? 'import' : chosen;
  const openFiles = async (files: readonly File[]) => {
    const plan = await work.open(files);
    // The person may want another sheet, and can only choose it here.
    if (plan && plan.files.every(({ sheets }) => sheets.length < 2)) setStep('columns');
  };
  const takeFiles = (files: readonly File[]) => {
    if (step === 'file') void openFiles(files);
    else show({ text: 'Another import is open here. Finish or close it, then drop the files again.', tone: 'bad' });
  };
  const latest = useRef(takeFiles);
  useEffect(() => {
    latest.current = takeFiles;
  });
  useEffect(() => {
    if (dropped.length === 0) return;
    clearDropped();
    latest.current(dropped);
  }, [dropped, clearDropped]);
  const openCount = work.plan?.readings.filter(({ isOpen }) => isOpen).length ?? 0;
  const words = work.plan && importWords(work.plan.counts, { formats, catalogue });

  const canImport = [...catalogue.entities.values()].some(
    (entity) => !entity.name.startsWith('platform/') && entity.audience !== 'own' && mayCreate(principal, entity), // everybody may have records of their own
  );
  if (!canImport) {
    return (
      <>
        <ViewBar title="Import" />
        <RefusedState title="Your role cannot add records">
          Importing adds records. An administrator can give you a role that can.
        </RefusedState>
      </>
    );
  }

  const back = { columns: 'file', 'dry-run': 'columns' } as const;
  const note =
    step === 'dry-run' && words
      ? `${isOffline ? 'Works offline: ' : ''}${words.total} ${words.count === 1 ? 'is' : 'are'} saved here and sent later`
      : work.isBusy
        ? 'Reading'
        : undefined;
  return (
    <>
      <CloseBar
        title="Import"
        note={work.plan && !isOver ? 'Nothing is changed yet' : undefined}
        onClose={() => void navigate({ to: '/' })}
      >
        <Stepper steps={steps} current={step} />
      </CloseBar>
      {work.problem === undefined ? null : (
        <p role="alert" className={classes.problem}>
          {work.problem}
        </p>
      )}
      <div className={classes.page}>
        {step === 'file' ? (
          <FileStep plan={work.plan} isBusy={work.isBusy} onFiles={openFiles} onSheet={work.chooseSheet} />
        ) : null}
        {step === 'columns' && work.plan ? <ColumnsStep plan={work.plan} onChange={work.change} /> : null}
        {step === 'dry-run' && work.plan ? <DryRunStep plan={work.plan} onChange={work.change} /> : null}
        {step === 'import' && work.progress ? (
          <RunStep
            plan={work.plan}
            progress={work.progress}
            onCancel={work.cancel}
            onRestart={() => {
              work.restart();
              setStep('file');
            }}
          />
        ) : null}
      </div>
      {step === 'import' ? null : (
        <WizardFooter
          {...(step === 'file'
            ? {}
            : { back: { label: step === 'columns' ? 'File' : 'Columns', onPress: () => setStep(back[step]) } })}
          {...(note === undefined ? {} : { note })}
          next={
            step === 'file'
              ? {
                  label: 'Columns',
                  ...(work.plan ? {} : { disabledReason: 'Choose a file first.' }),
                  onPress: () => setStep('columns'),
                }
              : step === 'columns'
                ? { label: 'Dry run', onPress: () => setStep('dry-run') }
                : {
                    label: `Import ${words?.total ?? ''}`,
                    ...(openCount > 0
                      ? { disabledReason: 'First choose how to read the columns that can be read in two ways.' }
                      : (words?.count ?? 0) === 0
                        ? { disabledReason: 'There is nothing to import: all rows are here already or are refused.' }
                        : {}),
                    onPress: () => void work.run(),
                  }
          }
        />
      )}
    </>
  );
}
