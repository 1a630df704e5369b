import {
  type AutomationDefinition,
  hasParts,
  type Step,
} from '@outpost/domain/kernel/automation/automation-definition';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import type { ShownAutomation } from '../../../bridge/calls/automation-calls.ts';
import { useActs } from '../../queries/use-acts.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { StateLine } from '../listed-beside.tsx';
import {
  automationState,
  type DefinitionWording,
  filterWords,
  partWords,
  stepWords,
  triggerWords,
} from './automation-words.ts';
import { DryRun } from './dry-run.tsx';
import { Runs } from './runs.tsx';
import { definitionOf, useWording } from './use-wording.ts';
import classes from './automations.module.css';

type Props = { readonly automation: ShownAutomation; readonly onChanged: () => void; readonly onEdit: () => void };

/** One automation: what starts it, its steps in words, and its runs. */
export function AutomationDetails({ automation, onChanged, onEdit }: Props) {
  const bridge = useBridge();
  const { tell } = useActs();
  const [isDry, setDry] = useState(false);
  const { id, name, describes, paused, version, isLive } = automation;
  const definition = definitionOf(version);
  const wording = useWording(definition);
  const turn = async (): Promise<void> => {
    const isPaused = paused === null;
    const done = await tell<'automations.turn'>(
      bridge.call('automations.turn', { id, isPaused }),
      `${isPaused ? 'Paused' : 'Resumed'} ${name}`,
    );
    if (done !== undefined) onChanged();
  };
  return (
    <section className={classes.details} aria-labelledby="automation">
      <h2 id="automation" dir="auto">
        {name}
      </h2>
      <StateLine state={automationState(automation)} />
      {describes === null ? null : (
        <p className={classes.quiet} dir="auto">
          {describes}
        </p>
      )}
      {paused === null ? null : <Paused paused={paused} />}
      {version === null ? <p className={classes.quiet}>It has no version yet.</p> : null}
      {definition !== undefined && wording !== undefined ? (
        <Definition automation={automation} definition={definition} wording={wording} />
      ) : version === null ? null : (
        <p className={classes.quiet}>This app cannot read the version: it may be newer than the app.</p>
      )}
      <div className={classes.acts}>
        <Button size="sm" icon="pencil" onClick={onEdit}>
          Edit
        </Button>
        {isLive ? (
          <Button size="sm" onClick={() => void turn()}>
            {paused === null ? 'Pause' : 'Resume'}
          </Button>
        ) : null}
        {version === null || definition === undefined ? null : (
          <Button size="sm" variant="quiet" icon="history" onClick={() => setDry(!isDry)}>
            {isDry ? 'Close the dry run' : 'Dry run'}
          </Button>
        )}
      </div>
      {isDry && version !== null && definition !== undefined && wording !== undefined ? (
        <DryRun version={version.id} definition={definition} wording={wording} />
      ) : null}
      <Runs automation={automation} onChanged={onChanged} />
    </section>
  );
}

const pausedBecause = {
  person: 'It starts nothing since then, and its runs stand still.',
  storm:
    'It started more often in an hour than it may. It starts nothing since then, and its runs stand still. Look at the runs before you resume it.',
  definition:
    'Its definition names a field or a kind that is no longer there. It starts nothing since then. It needs a new version.',
} as const;

function Paused({ paused: { at, why } }: { readonly paused: NonNullable<ShownAutomation['paused']> }) {
  const formats = useFormats();
  return (
    <p className={classes.note} role="status">
      <Icon name={why === 'person' ? 'clock' : 'warning'} size={14} />
      <span>
        <b>Paused since {formats.instant(at)}.</b> {pausedBecause[why]}
      </span>
    </p>
  );
}

type DefinitionProps = {
  readonly automation: ShownAutomation;
  readonly definition: AutomationDefinition;
  readonly wording: DefinitionWording;
};

function Definition({ automation: { version, isLive, lastDue }, definition, wording }: DefinitionProps) {
  const formats = useFormats();
  const { trigger, conditions, steps } = definition;
  const people = useRefNames(version?.madeBy);
  const change = trigger.kind === 'change' ? trigger : undefined;
  const before = filterWords(wording, change?.before);
  const after = filterWords(wording, change?.after);
  const met = filterWords(wording, conditions);
  return (
    <>
      <dl className={classes.facts}>
        <div>
          <dt>Starts</dt>
          <dd>{triggerWords(wording, definition, formats)}</dd>
        </div>
        {before === '' ? null : (
          <div>
            <dt>Before</dt>
            <dd>{before}</dd>
          </div>
        )}
        {after === '' ? null : (
          <div>
            <dt>After</dt>
            <dd>{after}</dd>
          </div>
        )}
        {met === '' ? null : (
          <div>
            <dt>Only if</dt>
            <dd>{met}</dd>
          </div>
        )}
        {lastDue === null ? null : (
          <div>
            <dt>Last time</dt>
            <dd>
              {formats.instant(lastDue.at)}, {formats.plural(lastDue.started, 'start', 'starts')}
              {lastDue.left === 0 ? '' : `, ${formats.number(lastDue.left)} left out`}
            </dd>
          </div>
        )}
        <div>
          <dt>Version</dt>
          <dd>
            {version?.number}
            {isLive ? '' : ', a draft'}
          </dd>
        </div>
        <div>
          <dt>Rights of</dt>
          <dd dir="auto">{people[version?.madeBy ?? '']?.title ?? 'a person who is not on this device'}</dd>
        </div>
      </dl>
      <section aria-labelledby="steps">
        <h3 id="steps" className={classes.heading}>
          Steps
        </h3>
        <Steps steps={steps} wording={wording} />
      </section>
    </>
  );
}

/** The steps in words, those in its parts inside of it. */
function Steps({ steps, wording }: { readonly steps: readonly Step[]; readonly wording: DefinitionWording }) {
  if (steps.length === 0) return <p className={classes.quiet}>Nothing</p>;
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <li key={step.id} dir="auto">
          {stepWords(wording, step)}
          {hasParts(step) ? (
            <div className={classes.parts}>
              <span>{partWords[step.kind].yes}</span>
              <Steps steps={step.yes} wording={step.kind === 'each' ? wording.forKind(step.entity) : wording} />
              <span>{partWords[step.kind].no}</span>
              <Steps steps={step.no} wording={wording} />
            </div>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
