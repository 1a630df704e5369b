import { NativeSelect, NumberInput } from '@mantine/core';
import {
  mostAsked,
  mostLooped,
  type Told,
  type WaitTime,
  waitUnits,
} from '@outpost/domain/kernel/automation/automation-definition';
import type { DraftStep } from '@outpost/domain/kernel/automation/draft-step';
import { isAutomated } from '@outpost/domain/kernel/automation/definition-problem';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { namesKind } from '@outpost/domain/kernel/entities/fields';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { fieldNamed, specOfField } from '../../../records/field-spec-of.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { useSpecSources } from '../../../records/use-field-specs.ts';
import { useRefNames } from '../../../records/use-ref-names.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { FromServer } from '../../../session/from-server.tsx';
import { useFromServer } from '../../../session/use-from-server.ts';
import { useAssignmentRules } from '../use-assignment-rules.ts';
import { usePeopleEntities, useRolesAndTeams } from '../../use-people.ts';
import { CalculateForm } from './steps/calculate-form.tsx';
import { LoopForm } from './steps/loop-form.tsx';
import type { StepDraftOf as Of, StepFormProps as FormProps } from './steps/step-form-props.ts';
import { FilterEditor } from './filter-editor.tsx';
import { firstSet, SetEditor } from './set-editor.tsx';
import { PlacedText } from './step-value-editor.tsx';
import { useOfferedPlaces } from './use-offered-places.ts';
import classes from './editor.module.css';

/** The form of one step, by its kind. */
export function StepEditor(props: FormProps) {
  const { step } = props;
  switch (step.kind) {
    case 'change':
      return <ChangeForm {...props} step={step} />;
    case 'create':
      return <CreateForm {...props} step={step} />;
    case 'tell':
      return <TellForm {...props} step={step} />;
    case 'wait':
      return <WaitForm {...props} step={step} />;
    case 'webhook':
      return <WebhookForm {...props} step={step} />;
    case 'assign':
      return <AssignForm {...props} step={step} />;
    case 'approve':
      return <ApproveForm {...props} step={step} />;
    case 'offer':
      return <OfferForm {...props} step={step} />;
    case 'until':
      return <UntilForm {...props} step={step} />;
    case 'branch':
      return <BranchForm {...props} step={step} />;
    case 'each':
      return <LoopForm {...props} step={step} />;
    case 'calculate':
      return <CalculateForm {...props} step={step} />;
  }
}

function ChangeForm({ of, step, onChange }: FormProps<Of<'change'>>) {
  const offered = useOfferedPlaces(of);
  return (
    <SetEditor
      of={of}
      written={of}
      isNew={false}
      set={step.set}
      offered={offered}
      onChange={(set) => onChange({ ...step, set }, `${step.id} set ${Object.keys(set).length}`)}
    />
  );
}

function CreateForm({ of, step, onChange }: FormProps<Of<'create'>>) {
  const { entities } = useCatalogue();
  const offered = useOfferedPlaces(of);
  const made = entities.get(step.entity);
  return (
    <>
      <NativeSelect
        label="Kind of the new record"
        data={[{ value: '', label: 'Choose…' }, ...automatedKinds(entities.values(), ({ one }) => one)]}
        value={step.entity}
        onChange={(event) => {
          const next = entities.get(event.currentTarget.value);
          onChange({ ...step, entity: next?.name ?? '', set: next ? firstSet(of, next) : {} });
        }}
      />
      {made === undefined ? null : (
        <SetEditor
          key={made.name}
          of={of}
          written={made}
          isNew
          set={step.set}
          offered={offered}
          onChange={(set) => onChange({ ...step, set }, `${step.id} set ${Object.keys(set).length}`)}
        />
      )}
    </>
  );
}

/** Returns the kinds whose records automations read and write, by name: the tenant's own among them. */
export const automatedKinds = (entities: Iterable<Entity>, labelOf: (label: Entity['label']) => string) =>
  [...entities]
    .filter(isAutomated)
    .map(({ name, label }) => ({ value: name, label: labelOf(label) }))
    .sort((a, b) => a.label.localeCompare(b.label));

const toldModes = [
  { value: 'field', label: 'A person in a field' },
  { value: 'role', label: 'Everyone with a role' },
  { value: 'team', label: 'Everyone in a team' },
  { value: 'person', label: 'One person' },
] as const;

const TellForm = (props: FormProps<Of<'tell'>>) => <ToldForm {...props} who="Who is told" what="What they are told" nobody="Nobody is told where the field is empty." />; // prettier-ignore

function ApproveForm(props: FormProps<Of<'approve'>>) {
  const { step, onChange } = props;
  return (
    <>
      <p className={classes.quiet}>
        They answer on the page of the record, also without a network. Of several people the first answer that reaches the server counts. It is offered to at most {mostAsked} people.
      </p>
      <ToldForm {...props} who="Who is asked" what="What they are asked" nobody="The step is refused where the field is empty." />
      <TimeForm label="For at most" time={step} onChange={(time, key) => onChange({ ...step, ...time }, key && `${step.id} ${key}`)} />
    </>
  );
} // prettier-ignore

function OfferForm(props: FormProps<Of<'offer'>>) {
  const { step, onChange } = props;
  return (
    <>
      <p className={classes.quiet}>
        The first who takes it becomes the owner, also without a network: the first answer that reaches the server counts. It is offered to at most {mostAsked} people.
      </p>
      <ToldForm {...props} who="To whom it is offered" what="What they read" nobody="The step is refused where the field is empty." />
      <TimeForm label="For at most" time={step} onChange={(time, key) => onChange({ ...step, ...time }, key && `${step.id} ${key}`)} />
    </>
  );
} // prettier-ignore

type ToldProps = FormProps<Of<'tell' | 'approve' | 'offer'>> & {
  readonly who: string;
  readonly what: string;
  /** The meaning of an empty field. */
  readonly nobody: string;
};

/** The people of a step, and its words to them. */
function ToldForm({ of, step, onChange, who, what, nobody }: ToldProps) {
  const { person } = usePeopleEntities();
  const offered = useOfferedPlaces(of);
  const sources = useSpecSources(useRefNames(step.to));
  const { roles = [], teams = [] } = useRolesAndTeams() ?? {};
  const { to } = step;
  const mode = toldModes.find(({ value }) => value in to)?.value ?? 'person';
  const tell = (next: Told) => onChange({ ...step, to: next });
  const people = ['ownerId', ...Object.keys(of.fields)].flatMap((name) => {
    const field = fieldNamed(of, name);
    const isPerson = field?.type === 'ref' && !namesKind(field) && field.targets[0] === person;
    return isPerson ? [{ value: name, label: field.label }] : [];
  });
  const owner = fieldNamed(of, 'ownerId');
  return (
    <>
      <NativeSelect
        label={who}
        data={[...toldModes]}
        value={mode}
        onChange={(event) => {
          const next = event.currentTarget.value;
          tell(next === 'field' ? { field: 'ownerId' } : next === 'role' ? { role: '' } : next === 'team' ? { team: '' } : { person: '' }); // prettier-ignore
        }}
      />
      {'field' in to ? (
        <NativeSelect
          label="Field"
          description={nobody}
          data={people}
          value={to.field}
          onChange={(event) => tell({ field: event.currentTarget.value })}
        />
      ) : 'role' in to ? (
        <NativeSelect
          label="Role"
          data={[
            { value: '', label: 'Choose…' },
            ...roles.map(({ fields }) => ({ value: textIn(fields['key']), label: textIn(fields['label']) })),
          ]}
          value={to.role}
          onChange={(event) => tell({ role: event.currentTarget.value })}
        />
      ) : 'team' in to ? (
        <NativeSelect
          label="Team"
          data={[
            { value: '', label: 'Choose…' },
            ...teams.map(({ id, fields }) => ({ value: id, label: textIn(fields['name']) })),
          ]}
          value={to.team}
          onChange={(event) => tell({ team: event.currentTarget.value })}
        />
      ) : owner === undefined ? null : (
        <FieldEditor
          spec={{ ...specOfField('person', owner, sources), label: 'Person' }}
          value={to.person === '' ? null : to.person}
          onChange={(value) => tell({ person: typeof value === 'string' ? value : '' })}
        />
      )}
      <PlacedText
        label={what}
        isLong
        maxLength={500}
        value={step.words}
        offered={offered}
        onChange={(words) => onChange({ ...step, words }, `${step.id} words`)}
      />
    </>
  );
}

const units = Object.keys(waitUnits) as (keyof typeof waitUnits)[]; // the keys of a literal

const WaitForm = ({ step, onChange }: FormProps<Of<'wait'>>) => (
  <TimeForm label="How long" time={step} onChange={(time, key) => onChange({ ...step, ...time }, key && `${step.id} ${key}`)} />
); // prettier-ignore

type TimeFormProps = {
  readonly label: string;
  readonly time: WaitTime;
  readonly onChange: (next: WaitTime, key?: string) => void;
};

function TimeForm({ label, time: { count, unit }, onChange }: TimeFormProps) {
  return (
    <div className={classes.pair}>
      <NumberInput
        label={label}
        allowDecimal={false}
        min={1}
        max={10_000}
        value={count}
        onChange={(next) => {
          if (typeof next === 'number' && next >= 1) onChange({ count: next, unit }, 'count');
        }}
      />
      <NativeSelect
        label="Unit"
        data={units.map((one) => ({ value: one, label: `${one}s` }))}
        value={unit}
        onChange={(event) => {
          const next = units.find((one) => one === event.currentTarget.value);
          if (next) onChange({ count, unit: next });
        }}
      />
    </div>
  );
}

function WebhookForm({ step, onChange }: FormProps<Of<'webhook'>>) {
  const answer = useFromServer('webhooks.list', null);
  return (
    <FromServer answer={answer} offline="The server has the webhooks">
      {({ webhooks }) => {
        const isGone = step.endpoint !== '' && !webhooks.some(({ id }) => id === step.endpoint);
        return (
          <NativeSelect
            label="Webhook"
            description="It gets the record, or only its id, as the webhook is set, with a signature. Webhooks are made in the settings."
            data={[
              { value: '', label: 'Choose…' },
              ...webhooks.map(({ id, name }) => ({ value: id, label: name })),
              ...(isGone ? [{ value: step.endpoint, label: 'A webhook that was removed' }] : []),
            ]}
            value={step.endpoint}
            onChange={(event) => onChange({ ...step, endpoint: event.currentTarget.value })}
          />
        );
      }}
    </FromServer>
  );
}

function AssignForm({ of, step, onChange }: FormProps<Of<'assign'>>) {
  const rules = useAssignmentRules();
  if (rules === undefined) return null; // takes some milliseconds
  const fitting = rules.filter(({ definition }) => definition?.entity === of.name);
  const isOther = step.rule !== '' && !fitting.some(({ id }) => id === step.rule);
  const many = of.label.many.toLowerCase();
  return (
    <NativeSelect
      label="Assignment rule"
      description={
        fitting.length === 0
          ? `There is no rule for ${many} yet. Assignment rules are made in the settings.`
          : `The person whom it chooses becomes the owner. Assignment rules are made in the settings.`
      }
      data={[
        { value: '', label: 'Choose…' },
        ...fitting.map(({ id, name }) => ({ value: id, label: name })),
        ...(isOther ? [{ value: step.rule, label: `A rule that is not there, or not for ${many}` }] : []),
      ]}
      value={step.rule}
      onChange={(event) => onChange({ ...step, rule: event.currentTarget.value })}
    />
  );
}

function BranchForm({ of, step, onChange }: FormProps<Of<'branch'>>) {
  return (
    <FilterEditor
      entity={of}
      label="Condition"
      help="Asked when the run comes here. Then the steps under Yes or those under No follow."
      button="Build the condition"
      value={step.where}
      onChange={(where) => onChange({ ...step, where }, `${step.id} where`)}
    />
  );
}

function UntilForm({ of, step, onChange }: FormProps<Of<'until'>>) {
  return (
    <>
      <FilterEditor
        entity={of}
        label="Waits until this is true"
        help="Asked when the run comes here, at each change of the record, and when the time is over. A change of another record, or a date that comes, is noticed only then."
        button="Build the condition"
        value={step.where}
        onChange={(where) => onChange({ ...step, where }, `${step.id} where`)}
      />
      <TimeForm label="For at most" time={step} onChange={(time, key) => onChange({ ...step, ...time }, key && `${step.id} ${key}`)} />
    </>
  );
} // prettier-ignore

/** Returns a new step of a kind. */
export function newStepOf(kind: DraftStep['kind'], id: string): DraftStep {
  switch (kind) {
    case 'change':
      return { id, kind, set: {} };
    case 'create':
      return { id, kind, entity: '', set: {} };
    case 'tell':
      return { id, kind, to: { field: 'ownerId' }, words: '' };
    case 'wait':
      return { id, kind, count: 1, unit: 'day' };
    case 'webhook':
      return { id, kind, endpoint: '' };
    case 'assign':
      return { id, kind, rule: '' };
    case 'approve':
      return { id, kind, to: { field: 'ownerId' }, words: '', count: 3, unit: 'day', yes: [], no: [] };
    case 'offer':
      return { id, kind, to: { team: '' }, words: '', count: 30, unit: 'minute', yes: [], no: [] };
    case 'until':
      return { id, kind, count: 3, unit: 'day', yes: [], no: [] };
    case 'each':
      return { id, kind, entity: '', by: '', most: mostLooped, yes: [], no: [] };
    case 'calculate':
      return { id, kind, calculation: '', give: {}, keep: {} };
    case 'branch':
      return { id, kind, yes: [], no: [] };
  }
}
