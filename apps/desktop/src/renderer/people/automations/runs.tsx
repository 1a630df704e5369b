import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { RunStatus } from '@outpost/domain/kernel/automation/run-machine';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ChoiceTabs } from '@outpost/ui/frame/choice-tabs';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useState } from 'react';
import type { ShownAutomation, ShownRun } from '../../../bridge/calls/automation-calls.ts';
import type { CallOutput } from '../../../bridge/contract.ts';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { runStatusWords, runWhy } from './automation-words.ts';
import { RunLog } from './run-log.tsx';
import classes from './automations.module.css';

const everyMs = 15_000;
/** The server counts no further. */
const mostCounted = 1_000;
/** Those that a person has to look at come first. */
const order: readonly RunStatus[] = ['refused', 'failed', 'running', 'waiting', 'done', 'ended', 'cancelled'];

/** The runs of an automation, newest first, by state. A row opens the run's log. */
export function Runs({ automation: { id, runs: counts }, onChanged }: { readonly automation: ShownAutomation; readonly onChanged: () => void }) {
  const formats = useFormats();
  const [status, setStatus] = useState<RunStatus | null>(null);
  const [before, setBefore] = useState<number | null>(null);
  const [open, setOpen] = useState<string>();
  const answer = useFromServer('automations.runs', { id, status, before }, { everyMs });
  const countText = (one: RunStatus): string => {
    const count = counts[one] ?? 0;
    return count >= mostCounted ? `${formats.number(mostCounted)}+` : formats.number(count);
  };
  const choose = (one: RunStatus | null): void => {
    setStatus(one);
    setBefore(null);
  };
  return (
    <section aria-labelledby="runs">
      <div className={classes.head}>
        <h3 id="runs" className={classes.heading}>
          Runs
        </h3>
        <span className={classes.quiet}>kept for 90 days, each start once</span>
      </div>
      <ChoiceTabs
        label="State"
        choices={[
          { value: null, label: 'All' },
          ...order
            .filter((one) => (counts[one] ?? 0) > 0 || one === status)
            .map((one) => ({ value: one, label: runStatusWords[one], count: countText(one) })),
        ]}
        value={status}
        onChoose={choose}
      />
      <FromServer answer={answer} offline="The server has the runs">
        {(data) =>
          data.runs.length === 0 ? (
            <p className={classes.quiet}>{status === null ? 'Nothing has started it yet.' : 'No run is in this state.'}</p>
          ) : (
            <>
              <RunTable data={data} open={open} onOpen={(run) => setOpen(run === open ? undefined : run)} />
              {open !== undefined && data.runs.some((run) => run.id === open) ? (
                <RunLog
                  key={open}
                  automation={id}
                  run={open}
                  onDecided={() => {
                    answer.again();
                    onChanged();
                  }}
                />
              ) : null}
              {data.more ? (
                <Button size="sm" onClick={() => setBefore(data.runs.at(-1)?.n ?? null)}>
                  Older
                </Button>
              ) : null}
            </>
          )
        }
      </FromServer>
    </section>
  );
} // prettier-ignore

type TableProps = {
  readonly data: CallOutput<'automations.runs'>;
  readonly open: string | undefined;
  readonly onOpen: (run: string) => void;
};

function RunTable({ data, open, onOpen }: TableProps) {
  const formats = useFormats();
  const past = usePastCatalogue();
  const isNarrow = useNarrow();
  const columns = [
    { id: 'record', header: 'Record' },
    { id: 'state', header: 'How it stands' },
    { id: 'step', header: 'At step', isWideOnly: true },
    { id: 'why', header: 'Why', isWideOnly: true },
  ].filter((column) => !isNarrow || column.isWideOnly !== true);
  const titleOfRun = ({ recordId }: ShownRun): string => {
    const held = data.records[recordId];
    return held ? titleOf(entityOf(past, held.entity), held) : 'A record that is not on this device';
  };
  const rowOf = (run: ShownRun) => ({
    id: run.id,
    isChosen: run.id === open,
    cells: [
      <span key="record" className={classes.two}>
        <span dir="auto">{titleOfRun(run)}</span>
        <span className={classes.quiet}>{formats.instant(run.madeAt)}</span>
      </span>,
      <span key="state" data-status={run.status} className={classes.status}>
        {runStatusWords[run.status]}
      </span>,
      ...(isNarrow
        ? []
        : [
            <span key="step">{run.step ?? ''}</span>,
            <span key="why" dir="auto">
              {runWhy(run, formats)}
            </span>,
          ]),
    ],
  });
  return <DataTable label="Runs" columns={columns} rows={data.runs.map(rowOf)} onRow={onOpen} isCompact />;
}
