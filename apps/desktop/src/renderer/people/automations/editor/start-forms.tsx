import { NativeSelect, TextInput } from '@mantine/core';
import type { TriggerKind, TriggerOf } from '@outpost/domain/kernel/automation/automation-definition';
import { type AutomationDraft, newTriggerOf } from '@outpost/domain/kernel/automation/automation-draft';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { SnippetTextarea } from '@outpost/ui/snippets/snippet-textarea';
import { useCatalogue } from '../../../records/use-entity.ts';
import { FilterEditor } from './filter-editor.tsx';
import { automatedKinds } from './step-editor.tsx';

export type StartFormProps = {
  readonly draft: AutomationDraft;
  readonly of: Entity;
  readonly onChange: (next: AutomationDraft, key?: string) => void;
};

/** The form of one kind of start. */
export type TriggerProps<K extends TriggerKind> = StartFormProps & { readonly trigger: TriggerOf<K> };

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
      <SnippetTextarea
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
        description="It starts for these records. Filters and fields of another kind are left out."
        data={automatedKinds(entities.values(), ({ many }) => many)}
        value={draft.entity}
        onChange={(event) => onChange(ofOtherKind(draft, event.currentTarget.value))}
      />
    </>
  );
}

/** Returns the draft for another kind of record, without the filters and dates of the earlier one. Steps stay, and show what does not fit. */
export const ofOtherKind = ({ name, describes, base, trigger, steps }: AutomationDraft, entity: string): AutomationDraft => ({
  name,
  describes,
  base,
  entity,
  trigger: trigger.kind === 'change' ? { kind: 'change', on: trigger.on } : trigger.kind === 'date' ? newTriggerOf('date') : trigger,
  steps,
}); // prettier-ignore

const conditionHelp = {
  change: 'Asked once when a run starts. Other records end there. Empty: always.',
  button: 'Asked when the press reaches the server. On other records the person is told why nothing was done. Empty: always.',
  date: 'Asked when the moment has come. Other records start nothing. Empty: every record with the date.',
  schedule: 'Asked at each due moment. It starts for the records that match then. Empty: all records.',
} as const; // prettier-ignore

/** The conditions under which a run goes on to its steps. */
export function ConditionsForm({ draft, of, onChange }: StartFormProps) {
  return (
    <FilterEditor
      entity={of}
      label="Only if"
      help={conditionHelp[draft.trigger.kind]}
      button="Build the conditions"
      value={draft.conditions}
      onChange={(conditions) => onChange({ ...draft, conditions })}
    />
  );
}
