import { type AutomationDraft, allDraftSteps } from '@outpost/domain/kernel/automation/automation-draft';
import { stepSubjects } from '@outpost/domain/kernel/automation/step-subjects';
import { withChangedStep } from '@outpost/domain/kernel/automation/draft-steps';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useCatalogue } from '../../../records/use-entity.ts';
import { stepKinds } from './draft-words.ts';
import { AboutForm, ConditionsForm, type StartFormProps } from './start-forms.tsx';
import { TriggerForm } from './trigger-form.tsx';
import { StepEditor } from './step-editor.tsx';
import type { ChosenPlace, ListedPart } from './part-list.tsx';
import classes from './editor.module.css';

type Props = {
  readonly draft: AutomationDraft;
  /** The kind whose records start the automation; undefined where it is no longer there. */
  readonly of: Entity | undefined;
  readonly chosen: ChosenPlace;
  readonly part: ListedPart | undefined;
  readonly onChange: StartFormProps['onChange'];
  readonly acts: {
    readonly move: (way: 'up' | 'down') => void;
    readonly copy: () => void;
    readonly remove: () => void;
  };
  readonly onAdd: () => void;
};

const headings = { about: 'Name and kind', trigger: 'What starts it', conditions: 'Conditions' } as const;

/** The form of what is chosen in the list, with its faults above it. */
export function ChosenPart(props: Props) {
  const { draft, of, chosen, part, onChange, acts, onAdd } = props;
  const [kind, id] = chosen.split(':');
  const step = kind === 'step' ? allDraftSteps(draft.steps).find((one) => one.id === id) : undefined;
  const { entities } = useCatalogue();
  const subject = step === undefined ? undefined : entities.get(stepSubjects(draft.steps, draft.entity).get(step.id)?.entity ?? '');
  if (chosen === 'about' || of === undefined) {
    if (of === undefined) return <AboutOnly {...props} />;
    return (
      <>
        <Head title={headings.about} faults={part?.faults ?? []} />
        <AboutForm draft={draft} of={of} onChange={onChange} />
      </>
    );
  }
  if (chosen === 'trigger')
    return (
      <>
        <Head title={headings.trigger} faults={part?.faults ?? []} />
        <TriggerForm draft={draft} of={of} onChange={onChange} />
      </>
    );
  if (chosen === 'conditions')
    return (
      <>
        <Head title={headings.conditions} faults={part?.faults ?? []} />
        <ConditionsForm draft={draft} of={of} onChange={onChange} />
      </>
    );
  if (step === undefined)
    return (
      <>
        <Head title={part?.title ?? ''} faults={[]} />
        <p className={classes.quiet}>
          {partHelp(draft, chosen)}
        </p>
        <div>
          <Button size="sm" icon="plus" onClick={onAdd}>
            Add one here
          </Button>
        </div>
      </>
    );
  return (
    <>
      <Head
        title={`${part?.number ?? ''}. ${stepKinds.find((one) => one.kind === step.kind)?.label ?? step.kind}`}
        faults={part?.faults ?? []}
      />
      <div className={classes.acts} role="group" aria-label="The step">
        <IconButton icon="arrow-up" label="Move the step up" keys="alt+arrowup" onClick={() => acts.move('up')} />
        <IconButton icon="arrow-down" label="Move the step down" keys="alt+arrowdown" onClick={() => acts.move('down')} />
        <IconButton icon="copy" label="Duplicate the step" onClick={acts.copy} />
        <IconButton icon="trash" label="Take the step out" onClick={acts.remove} />
      </div>
      {subject === undefined ? (
        <p className={classes.quiet}>Choose first which records the loop goes through.</p>
      ) : (
        <StepEditor
          key={subject.name}
          of={subject}
          step={step}
          onChange={(next, key) => onChange({ ...draft, steps: withChangedStep(draft.steps, next) }, key)}
        />
      )}
    </>
  );
} // prettier-ignore

/** Says when the steps of a part follow. */
function partHelp({ steps }: AutomationDraft, chosen: ChosenPlace): string {
  const [, id, part] = chosen.split(':');
  const step = allDraftSteps(steps).find((one) => one.id === id);
  const isYes = part === 'yes';
  if (step?.kind === 'approve')
    return isYes ? 'The steps that follow when the first answer approves.' : 'The steps that follow when the first answer declines, or the time is over.';
  if (step?.kind === 'offer')
    return isYes ? 'The steps that follow when somebody took it. They own the record then.' : 'The steps that follow when everybody left it to others, or the time is over.';
  if (step?.kind === 'each')
    return isYes ? 'The steps that follow for each of the records, one record behind the other.' : 'The steps that follow where there is no such record.';
  if (step?.kind === 'until')
    return isYes ? 'The steps that follow as soon as the record matches.' : 'The steps that follow where the time is over and the record does not match.';
  return `The steps that follow where the condition ${isYes ? 'matches' : 'does not match'}.`;
} // prettier-ignore

/** A draft whose kind of record was taken away needs another one first. */
const AboutOnly = ({ part }: Pick<Props, 'part'>) => (
  <>
    <Head title={headings.about} faults={part?.faults ?? ['The kind of record is no longer there.']} />
    <p className={classes.quiet}>Make a new automation for another kind of record.</p>
  </>
);

function Head({ title, faults }: { readonly title: string; readonly faults: readonly string[] }) {
  return (
    <>
      <h2 className={classes.heading}>{title}</h2>
      {faults.map((fault) => (
        <p key={fault} className={classes.fault} role="alert">
          <Icon name="warning" size={14} /> {fault}
        </p>
      ))}
    </>
  );
}
