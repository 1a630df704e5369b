import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { readSendWindow, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { purposeChoices } from '@outpost/domain/packs/crm/message-choices';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { StateLine, type StateWords } from '../../../people/listed-beside.tsx';
import { useActs } from '../../../queries/use-acts.ts';
import { refusalOf } from '../../../records/may.ts';
import { oneOf } from '../../../records/entity-shape.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal, useSignedIn } from '../../../session/session-context.tsx';
import { useTemplates } from '../templates/use-templates.ts';
import { PeopleInIt } from './people-in-it.tsx';
import { useConditionWords } from './use-condition-words.ts';
import { drawnSteps, sequenceStepWords, stepNumber, stepsOf, type StepTelling, windowWords } from './sequence-words.ts';
import { atTheEnd, countsOfSteps, noStepCounts, type StepCounts } from './step-counts.ts';
import { mostEnrolments, sequenceKind, useEnrolments, useSequenceVersions } from './use-sequences.ts';
import classes from './sequences.module.css';

type Props = {
  readonly sequence: ShownRecord;
  readonly state: StateWords;
  readonly mayWrite: boolean;
  readonly onEdit: () => void;
};

/** One sequence: its steps with how many records are at each, and the records in it. */
export function SequenceDetails({ sequence, state, mayWrite, onEdit }: Props) {
  const formats = useFormats();
  const { perform } = useActs();
  const { timeZone } = useSignedIn();
  const { entities } = useCatalogue();
  const refusal = refusalOf(usePrincipal(), 'update', sequenceKind, { record: sequence, nameOf: () => undefined });
  const versions = useSequenceVersions(sequence.id);
  const enrolments = useEnrolments(sequence.id);
  const templates = useTemplates();
  const [newestVersion] = versions ?? [];
  const newestSteps = useMemo(() => stepsOf(newestVersion), [newestVersion]);
  const conditionOf = useConditionWords(textIn(sequence.fields['about']), newestSteps);
  if (versions === undefined || enrolments === undefined || templates === undefined) return null; // takes some milliseconds
  const [newest] = versions;
  const steps = newestSteps;
  const byVersion = new Map(versions.map((one) => [one.id as unknown, stepsOf(one)]));
  const stepsOfVersion = (version: unknown) => byVersion.get(version);
  const name = titleOf(sequenceKind, sequence);
  const { paused, retired, about, describes, purpose } = sequence.fields;
  const read = newest?.fields['window'] == null ? undefined : readSendWindow(newest.fields['window']);
  const kind = entities.get(textIn(about));
  const turn = (label: string, fields: Readonly<Record<string, boolean>>) => void perform({ label: cutLabel(`${label} ${name}`), edits: [{ entity: sequenceKind.name, id: sequence.id, fields }] }); // prettier-ignore
  return (
    <section className={classes.details} aria-labelledby="sequence">
      <h2 id="sequence" dir="auto">
        {name}
      </h2>
      <StateLine state={state} />
      {textIn(describes) === '' ? null : (
        <p className={classes.text} dir="auto">
          {textIn(describes)}
        </p>
      )}
      {paused === true ? (
        <p className={classes.note} role="status">
          <Icon name="pause" size={14} />
          <span>
            <b>Nobody in it goes on.</b> Messages that are already on their way still go out.
          </span>
        </p>
      ) : null}
      <dl className={classes.facts}>
        <div>
          <dt>Begins</dt>
          <dd>By hand, on a {kind ? oneOf(kind) : 'record'}</dd>
        </div>
        <div>
          <dt>Stops</dt>
          <dd>
            When they answer, are reached by telephone, meet you or opt out
            {about === 'crm/deal' ? '; when the deal is closed' : ''}
          </dd>
        </div>
        <div>
          <dt>Sends</dt>
          <dd>{windowWords(read?.ok === true ? read.value : undefined, timeZone)}</dd>
        </div>
        <div>
          <dt>Purpose</dt>
          <dd>{purposeChoices.find(({ value }) => value === purpose)?.label ?? ''}</dd>
        </div>
        {newest === undefined ? null : (
          <div>
            <dt>Version</dt>
            <dd dir="auto">
              {formats.instant(newest.createdAt)}
              {textIn(newest.fields['note']) === '' ? '' : `: ${textIn(newest.fields['note'])}`}
            </dd>
          </div>
        )}
      </dl>
      <div className={classes.acts}>
        {mayWrite && refusal === undefined ? (
          <>
            <Button size="sm" icon="pencil" onClick={onEdit}>
              Edit the steps
            </Button>
            {paused === true ? (
              <Button size="sm" icon="play" onClick={() => turn('Let go on', { paused: false })}>
                Let all go on
              </Button>
            ) : (
              <Button size="sm" icon="pause" onClick={() => turn('Paused', { paused: true })}>
                Pause all
              </Button>
            )}
            {retired === true ? (
              <Button size="sm" variant="quiet" onClick={() => turn('Offered again', { retired: false })}>
                Offer it again
              </Button>
            ) : (
              <Button size="sm" variant="quiet" onClick={() => turn('No longer offered', { retired: true })}>
                No longer offer it
              </Button>
            )}
          </>
        ) : (
          <span className={classes.quiet}>{refusal ?? 'Your role may not change sequences.'}</span>
        )}
      </div>
      <div className={classes.beside}>
        {steps === undefined ? (
          <p className={classes.quiet}>
            {newest === undefined
              ? 'It has no steps yet. Nobody can start it before they are saved.'
              : 'This app cannot read the steps: they may be newer than the app.'}
          </p>
        ) : (
          <Steps
            steps={steps}
            counts={countsOfSteps(enrolments.rows, stepsOfVersion)}
            conditionOf={conditionOf}
            templateOf={(id) => {
              const found = templates.find((one) => one.id === id);
              return found && textIn(found.fields['name']);
            }}
          />
        )}
        <PeopleInIt enrolments={enrolments} stepsOfVersion={stepsOfVersion} isPaused={paused === true} />
      </div>
      {enrolments.more ? (
        <p className={classes.quiet} role="status">
          Counted over {formats.count(mostEnrolments)} records, those under way first. There are more.
        </p>
      ) : null}
    </section>
  );
}

type StepsProps = StepTelling & {
  readonly steps: readonly SequenceStep[];
  readonly counts: ReadonlyMap<string, StepCounts>;
};

/**
 * The steps in words, each with how many records are there now, how many it was done for, and how many answered. A branch has how many took
 * each of its parts.
 */
function Steps({ steps, counts, ...telling }: StepsProps) {
  const formats = useFormats();
  const atEnd = counts.get(atTheEnd)?.here ?? 0;
  return (
    <section aria-labelledby="steps">
      <h3 id="steps" className={classes.heading}>
        Steps
      </h3>
      <ol className={classes.steps}>
        {drawnSteps(steps).map(({ step, place, depth }) => {
          const { icon, title, detail } = sequenceStepWords(step, telling);
          const { here, done, answered, yes, otherwise } = counts.get(step.id) ?? noStepCounts;
          if (step.kind === 'wait' || step.kind === 'else')
            return (
              <li key={step.id} data-wait data-depth={Math.min(depth, 4)}>
                <Icon name={icon} size={14} />
                <span>{title}</span>
              </li>
            );
          const doneWords = step.kind === 'task' ? 'made' : 'sent';
          return (
            <li key={step.id} className={classes.step} data-depth={Math.min(depth, 4)}>
              <span className={classes.number}>{stepNumber(steps, place)?.number}</span>
              <Icon name={icon} size={16} />
              <span className={classes.two}>
                <b dir="auto">{title}</b>
                {detail === '' ? null : <span className={classes.quiet}>{detail}</span>}
              </span>
              <span className={classes.counts}>
                <span data-some={here > 0 || undefined}>{formats.count(here)} here</span>
                {step.kind === 'if' ? (
                  <>
                    <span>{formats.count(yes)} yes</span>
                    <span>{formats.count(otherwise)} otherwise</span>
                  </>
                ) : (
                  <span>
                    {formats.count(done)} {doneWords}
                  </span>
                )}
                {step.kind === 'task' || step.kind === 'if' ? null : <span>{formats.count(answered)} answered</span>}
              </span>
            </li>
          );
        })}
      </ol>
      {atEnd === 0 ? null : (
        <p className={classes.quiet}>{formats.plural(atEnd, 'record waits', 'records wait')} for the end.</p>
      )}
    </section>
  );
}
