import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { AutomationDraft } from '@outpost/domain/kernel/automation/automation-draft';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFieldSpecs } from '../../../records/use-field-specs.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { FilterEditor } from './filter-editor.tsx';
import { automatedKinds } from './step-editor.tsx';
import classes from './editor.module.css';

export type StartFormProps = {
  readonly draft: AutomationDraft;
  readonly of: Entity;
  readonly onChange: (next: AutomationDraft, key?: string) => void;
};

/** The name of an automation, what it is for, and the kind of record that starts it. */
export function AboutForm({ draft, onChange }: StartFormProps) {
  const { entities } = useCatalogue();
  return (
    <>
      <TextInput
        label="Name"
        description="After what it does: “Large deal won”."
        value={draft.name}
        maxLength={120}
        dir="auto"
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value }, 'name')}
      />
      <Textarea
        label="Description"
        value={draft.describes}
        maxLength={400}
        autosize
        minRows={2}
        maxRows={6}
        dir="auto"
        onChange={(event) => onChange({ ...draft, describes: event.currentTarget.value }, 'describes')}
      />
      <NativeSelect
        label="Kind of record"
        description="Changes of these records start it. Filters and fields of another kind are left out."
        data={automatedKinds(entities.values(), ({ many }) => many)}
        value={draft.entity}
        onChange={(event) => onChange(ofOtherKind(draft, event.currentTarget.value))}
      />
    </>
  );
}

/** Returns the draft for another kind of record, without the filters over the earlier one. Steps stay, and show what does not fit. */
export const ofOtherKind = ({ name, describes, base, trigger: { on }, steps }: AutomationDraft, entity: string): AutomationDraft => ({
  name,
  describes,
  base,
  entity,
  trigger: { kind: 'change', on },
  steps,
}); // prettier-ignore

const noNames = {};

/** The change that starts an automation. */
export function TriggerForm({ draft, of, onChange }: StartFormProps) {
  const specs = useFieldSpecs(of, noNames);
  const { trigger } = draft;
  const one = of.label.one.toLowerCase();
  const put = (next: Partial<AutomationDraft['trigger']>, without: readonly (keyof AutomationDraft['trigger'])[] = []) => {
    const kept = Object.entries({ ...trigger, ...next }).filter(([name, value]) => value !== undefined && !without.some((out) => out === name));
    onChange({ ...draft, trigger: Object.fromEntries(kept) as AutomationDraft['trigger'] }); // the same parts, without the empty ones
  }; // prettier-ignore
  const turn = (what: 'created' | 'changed', isOn: boolean) =>
    put({ on: (['created', 'changed'] as const).filter((each) => (each === what ? isOn : trigger.on.includes(each))) });
  const isChanged = trigger.on.includes('changed');
  const offered = [...specs]
    .filter(([, { kind }]) => kind !== 'sealed')
    .map(([value, { label }]) => ({ value, label }));
  return (
    <>
      <fieldset className={classes.fieldset}>
        <legend className={classes.label}>Starts when</legend>
        <Checkbox
          label={`a ${one} is made`}
          checked={trigger.on.includes('created')}
          onChange={(event) => turn('created', event.currentTarget.checked)}
        />
        <Checkbox
          label={`a ${one} is changed`}
          checked={isChanged}
          onChange={(event) => turn('changed', event.currentTarget.checked)}
        />
      </fieldset>
      {isChanged ? (
        <FieldEditor
          spec={{
            id: 'fields',
            label: 'Fields that change',
            kind: 'tags',
            options: offered,
            help: 'Empty: any field.',
          }}
          value={[...(trigger.fields ?? [])]}
          onChange={(value) => {
            const fields = Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
            if (fields.length === 0) put({}, ['fields']);
            else put({ fields });
          }}
        />
      ) : null}
      {isChanged || trigger.before !== undefined ? (
        <FilterEditor
          entity={of}
          label="Before the change"
          help="The values that the record had."
          button="Filter before it"
          value={trigger.before}
          onChange={(before) => (before === undefined ? put({}, ['before']) : put({ before }))}
        />
      ) : null}
      <FilterEditor
        entity={of}
        label="After the change"
        help="The values that it has then. It starts when a record begins to match."
        button="Filter after it"
        value={trigger.after}
        onChange={(after) => (after === undefined ? put({}, ['after']) : put({ after }))}
      />
      <Checkbox
        label="It also answers its own changes"
        description="Five runs that start each other are the most."
        checked={trigger.answersOwn === true}
        onChange={(event) => (event.currentTarget.checked ? put({ answersOwn: true }) : put({}, ['answersOwn']))}
      />
    </>
  );
}

/** The conditions under which a run goes on to its steps. */
export function ConditionsForm({ draft, of, onChange }: StartFormProps) {
  return (
    <FilterEditor
      entity={of}
      label="Only if"
      help="Asked once when a run starts. Other records end there. Empty: always."
      button="Build the conditions"
      value={draft.conditions}
      onChange={(conditions) => onChange({ ...draft, conditions })}
    />
  );
}
