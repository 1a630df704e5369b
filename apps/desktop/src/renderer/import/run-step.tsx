import { Progress } from '@mantine/core';
import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { StateBlock } from '@outpost/ui/states/state-block';
import { useNavigate } from '@tanstack/react-router';
import type { ImportPlan, ImportProgress } from '../../bridge/import-plan.ts';
import { useActs } from '../queries/use-acts.ts';
import { manyOf } from '../records/entity-shape.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { kindParams } from '../window/kind-params.ts';
import { countWords, mainKindOf } from './import-words.ts';
import { Reports } from './reports.tsx';
import { useSaveRefusedRows } from './use-save-refused-rows.ts';
import classes from './import.module.css';

type Props = {
  readonly plan: ImportPlan | undefined;
  readonly progress: ImportProgress;
  readonly onCancel: () => Promise<void>;
  readonly onRestart: () => void;
};

const titles = {
  reading: 'Reading the files',
  planned: 'About to import',
  running: 'Importing',
  done: 'Imported',
  cancelled: 'Stopped',
  failed: 'The import stopped',
} as const;
const icons = {
  reading: 'file',
  planned: 'upload',
  running: 'upload',
  done: 'check',
  cancelled: 'ban',
  failed: 'warning',
} as const;

/** The import running in the background, and its result. One press undoes all of it. */
export function RunStep({ plan, progress, onCancel, onRestart }: Props) {
  const formats = useFormats();
  const catalogue = usePastCatalogue();
  const navigate = useNavigate();
  const { undoGroup } = useActs();
  const saveRefused = useSaveRefusedRows(plan);
  const { state, done, total, group, message } = progress;
  const isRunning = state === 'running' || state === 'planned' || state === 'reading';
  /** The run may have left out records, too: their rows are refused. */
  const hasRefused = plan !== undefined && (plan.counts.refused > 0 || (state === 'done' && done < total));
  const percent = total === 0 ? 0 : (done / total) * 100;
  const made = catalogue.entities.get((plan && mainKindOf(plan.counts)) ?? '');
  const show = () => {
    if (made) void navigate({ to: '/list/$pack/$name', params: kindParams(made.name) });
  };
  const undo = async () => {
    if (group !== null && (await undoGroup(group, 'The import is taken back'))) onRestart();
  };
  return (
    <div className={classes.middle}>
      <StateBlock
        icon={icons[state]}
        title={titles[state]}
        actions={
          isRunning ? (
            <Button onClick={() => void onCancel()}>Stop here</Button>
          ) : (
            <>
              {state === 'done' && made ? (
                <Button variant="primary" onClick={show}>
                  Show the {manyOf(made)}
                </Button>
              ) : (
                <Button onClick={onRestart}>Import again</Button>
              )}
              {hasRefused ? (
                <Button icon="download" onClick={() => void saveRefused()}>
                  Save the refused rows
                </Button>
              ) : null}
              {group !== null && done > 0 ? (
                <Button icon="undo" onClick={() => void undo()}>
                  Take it all back
                </Button>
              ) : null}
            </>
          )
        }
      >
        {isRunning
          ? `${formats.count(done)} of ${formats.count(total)} records. You can go on working; this runs in the background.`
          : (message ??
            `${formats.plural(done, 'record', 'records')} ${done === 1 ? 'is' : 'are'} saved on this device${state === 'done' && plan ? `: ${countWords(plan.counts.creates, { formats, catalogue })}` : ''}. They are sent when there is a network.`)}
      </StateBlock>
      {!isRunning && plan && plan.reports.length > 0 ? (
        <div className={classes.told}>
          <Reports plan={plan} title="Values that were imported in another form" />
        </div>
      ) : null}
      {isRunning ? <Progress w={320} value={percent} aria-label="Import" /> : null}
    </div>
  );
}
