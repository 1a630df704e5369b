import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useOpenRecord } from '../../window/use-open-record.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { causeWords, runLineWords, runStatusWords } from './automation-words.ts';
import classes from './automations.module.css';

type Decision = CallInput<'automations.decide'>['decision'];
type Props = { readonly automation: string; readonly run: string; readonly onDecided: () => void };

/** While the log is open, the run goes on by itself. */
const everyMs = 5_000;

const told: Readonly<Record<Decision, string>> = {
  'try-again': 'The step is tried again',
  skip: 'The step is skipped',
  cancel: 'The run is cancelled',
};

/** The log of one run, oldest line first, and what a person can decide about it. */
export function RunLog({ automation, run, onDecided }: Props) {
  const bridge = useBridge();
  const { tell } = useActs();
  const answer = useFromServer('automations.run', { id: automation, run }, { everyMs });
  const decide = async (decision: Decision): Promise<void> => {
    const done = await tell<'automations.decide'>(
      bridge.call('automations.decide', { id: automation, run, decision }),
      told[decision],
    );
    if (done === undefined) return;
    answer.again();
    onDecided();
  };
  return (
    <div className={classes.log} role="region" aria-label="Log of the run">
      <FromServer answer={answer} offline="The server has the log">
        {(data) => <Log data={data} onDecide={(decision) => void decide(decision)} />}
      </FromServer>
    </div>
  );
}

type LogProps = {
  readonly data: CallOutput<'automations.run'>;
  readonly onDecide: (decision: Decision) => void;
};

function Log({ data: { run, lines, version }, onDecide }: LogProps) {
  const formats = useFormats();
  const open = useOpenRecord();
  const { cause } = run;
  const names = useRefNames([
    ...lines.flatMap(({ by, to, record }) => [by, to, record]),
    cause?.kind === 'button' ? cause.by : null,
  ]);
  const entity = usePastCatalogue().entities.get(run.entity);
  const { status } = run;
  const last = lines.at(-1)?.kind;
  const isParted = last === 'until' || last === 'approve' || last === 'offer'; // skipped with both of its parts
  const isStopped = status === 'refused' || status === 'failed';
  return (
    <>
      <div className={classes.head}>
        <h4 className={classes.heading}>{runStatusWords[status]}</h4>
        <span className={classes.quiet}>
          {cause === null
            ? `journal row ${run.n}`
            : causeWords(cause, { entity, formats, nameOf: (id) => names[id]?.title })}
          {version === null ? '' : `, version ${version.number}`}
        </span>
      </div>
      {isStopped && run.why !== null ? (
        <p className={classes.stopped} role="status" dir="auto">
          <b>Stopped at step “{run.step}”.</b> {run.why} Steps before it stand.
        </p>
      ) : null}
      <div className={classes.acts}>
        {isStopped ? (
          <Button size="sm" variant="primary" icon="refresh" onClick={() => onDecide('try-again')}>
            Try the step again
          </Button>
        ) : null}
        {isStopped || status === 'waiting' ? (
          <Button size="sm" onClick={() => onDecide('skip')}>
            {status === 'waiting' && !isParted ? 'Do not wait' : 'Skip it'}
          </Button>
        ) : null}
        {isStopped || status === 'waiting' || status === 'running' ? (
          <Button size="sm" variant="quiet" onClick={() => onDecide('cancel')}>
            Cancel the run
          </Button>
        ) : null}
        <Button size="sm" variant="quiet" onClick={() => open(run.recordId)}>
          Open the record
        </Button>
      </div>
      {lines.length === 0 ? <p className={classes.quiet}>No step was taken.</p> : null}
      <ol className={classes.lines}>
        {lines.map((line) => (
          <li key={`${line.at} ${line.step ?? ''} ${line.record ?? ''} ${line.outcome}`} data-outcome={line.outcome}>
            <b>
              {line.step ?? 'The run'}
              {line.record == null ? null : (
                <span dir="auto">: {names[line.record]?.title ?? 'a record that is not here'}</span>
              )}
            </b>
            <span dir="auto">
              {line.to === null
                ? runLineWords(line, formats)
                : `Assigned to ${names[line.to]?.title ?? 'a person'}. ${line.why ?? ''}`}
            </span>
            <span className={classes.quiet}>
              {formats.instant(line.at)}
              {line.by === null ? '' : `, ${names[line.by]?.title ?? 'a person'}`}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
