import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { isWrittenStep, readSendWindow, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useEffect, useRef, useState } from 'react';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { noteUnderway } from '../../../../queries/acts-underway.ts';
import { useActs } from '../../../../queries/use-acts.ts';
import { manyOf, oneOf } from '../../../../records/entity-shape.ts';
import { useIsOffline } from '../../../../session/use-from-server.ts';
import { useSignedIn } from '../../../../session/session-context.tsx';
import type { ManyActProps } from '../../../../slots/pack-screens.ts';
import { useBridge } from '../../../../window/app-ports.tsx';
import dialog from '../../../../window/dialog.module.css';
import { windowWords } from '../sequence-words.ts';
import { useConditionWords } from '../use-condition-words.ts';
import { sequenceKind } from '../use-sequences.ts';
import { NotStartedList } from './not-started-list.tsx';
import { PagedLetters } from './paged-letters.tsx';
import { type StartedSoFar, startEach } from './start-each.ts';
import { useEnrolmentPlan } from './use-enrolment-plan.ts';
import change from '../../../../many/many.module.css';
import shared from '../sequences.module.css';

type Props = ManyActProps & {
  readonly sequence: ShownRecord;
  readonly version: ShownRecord;
  readonly steps: readonly SequenceStep[];
  /** The newest version of each template. */
  readonly newest: ReadonlyMap<string, ShownRecord>;
  /** The name of a template. */
  readonly templateOf: (id: string) => string | undefined;
};

/** The run of a start: nothing, under way, or failed. */
type Running = { readonly state: 'running'; readonly sum: StartedSoFar | undefined } | { readonly state: 'failed'; readonly message: string }; // prettier-ignore

/** The plan for the selected records, the words record by record, and the button that starts the sequence. */
export function StartManyForm(props: Props) {
  const { entity, records, count, sequence, version, steps, newest, templateOf, onLeaveOut, onDone, onClose } = props;
  const bridge = useBridge();
  const formats = useFormats();
  const isOffline = useIsOffline();
  const { person: me, timeZone } = useSignedIn();
  const { saidGroupDone } = useActs();
  const conditionOf = useConditionWords(entity.name, steps);
  const told = useEnrolmentPlan({ entity, list: records, sequence, version, steps, newest });
  const [run, setRun] = useState<Running>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const name = titleOf(sequenceKind, sequence);
  const many = (number: number) => formats.plural(number, oneOf(entity), manyOf(entity));
  const starts = told.state === 'ready' ? told.plan.starts : [];
  const read = version.fields['window'] == null ? undefined : readSendWindow(version.fields['window']);
  const window = read?.ok === true ? read.value : undefined;
  const messages = steps.filter(isWrittenStep).length;

  const start = async () => {
    if (starts.length === 0 || run?.state === 'running') return;
    setRun({ state: 'running', sum: undefined });
    const label = cutLabel(`Started the sequence ${name}: ${many(starts.length)}`);
    const asked = { label, ownerId: me.id, isTrial: false, signal: stop.current.signal };
    const end = await noteUnderway(
      bridge,
      startEach(bridge, starts, { ...asked, onPiece: (sum) => setRun({ state: 'running', sum }) }),
    );
    const { group, made, refused } = end.sum;
    if (group !== null && made > 0) {
      const said = made === starts.length ? label : `Started the sequence ${name}: ${many(made)}`;
      const left = refused[0] === undefined ? '' : ` ${formats.count(refused.length)} refused: ${refused[0].why}`;
      saidGroupDone(`${end.state === 'stopped' && made < starts.length ? 'Stopped. ' : ''}${said}${left}`, group);
    }
    if (end.state === 'failed') return setRun(end);
    return end.state === 'stopped' ? undefined : onDone();
  };
  const why =
    run?.state === 'running'
      ? 'It is being started.'
      : told.state === 'failed'
        ? told.message
        : told.state !== 'ready'
          ? 'The records are being looked at.'
          : starts.length === 0
            ? `It starts on none of these ${manyOf(entity)}.`
            : undefined;
  return (
    <SubmitForm className={shared.dialog} onSubmit={start}>
      <div className={change.told} aria-live="polite">
        {told.state === 'failed' ? (
          <p role="alert" className={change.bad}>
            {told.message}
          </p>
        ) : told.state === 'ready' ? (
          <dl className={change.figures}>
            <Figure value={starts.length} text="start now" />
            <Figure value={told.plan.not.length} text="do not start, the others do" isBad={told.plan.not.length > 0} />
            <Figure value={starts.length * messages} text="messages in all, if nobody answers" />
          </dl>
        ) : (
          <p className={shared.quiet}>
            {told.state === 'reading' ? 'Reading' : 'Checking'} {many(count)}…
          </p>
        )}
        {run?.state === 'running' ? (
          <p className={shared.quiet}>
            {formats.count(run.sum?.done ?? 0)} of {formats.count(starts.length)} {manyOf(entity)} done …
          </p>
        ) : null}
        {run?.state === 'failed' ? (
          <p role="alert" className={change.bad}>
            {run.message}
          </p>
        ) : null}
      </div>
      {told.state === 'ready' && told.plan.not.length > 0 ? (
        <NotStartedList
          not={told.plan.not}
          onClose={onClose}
          onLeaveOut={run === undefined && starts.length > 0 ? onLeaveOut : undefined}
        />
      ) : null}
      {starts.length > 0 ? <PagedLetters {...{ starts, steps, window, telling: { templateOf, conditionOf } }} /> : null}
      <div className={shared.lines}>
        <p className={shared.quiet}>
          Messages go out: {windowWords(window, timeZone)}. The words are written now and stay as they are shown.
        </p>
        <p className={shared.quiet}>
          One undo takes all of it back, even after it was sent to the server. Messages that went out by then stay.
        </p>
        {isOffline ? (
          <p className={shared.quiet} role="status">
            You are offline. It starts now, on this device; its messages go out once the network is back.
          </p>
        ) : null}
      </div>
      <div className={dialog.acts}>
        <Button
          onClick={() => {
            stop.current.abort();
            onClose();
          }}
        >
          {run?.state === 'running' ? 'Stop here' : 'Cancel'}
        </Button>
        <Button type="submit" variant="primary" keys="mod+enter" disabledReason={why}>
          {told.state === 'ready' && starts.length > 0 ? `Start it for ${many(starts.length)}` : 'Start it'}
        </Button>
      </div>
    </SubmitForm>
  );
}

type FigureProps = { readonly value: number; readonly text: string; readonly isBad?: boolean };

function Figure({ value, text, isBad = false }: FigureProps) {
  const formats = useFormats();
  return (
    <div className={change.figure} data-bad={isBad || undefined}>
      <dd>{formats.count(value)}</dd>
      <dt>{text}</dt>
    </div>
  );
}
