import { Checkbox } from '@mantine/core';
import type { ChangeTrigger } from '@outpost/domain/kernel/automation/automation-definition';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFieldSpecs } from '../../../records/use-field-specs.ts';
import { FilterEditor } from './filter-editor.tsx';
import { OnDevices } from './on-devices.tsx';
import type { TriggerProps } from './start-forms.tsx';
import classes from './editor.module.css';

const noNames = {};

/** The change that starts an automation. */
export function ChangeTriggerForm({ draft, of, trigger, onChange }: TriggerProps<'change'>) {
  const specs = useFieldSpecs(of, noNames);
  const one = of.label.one.toLowerCase();
  const put = (next: Partial<ChangeTrigger>, without: readonly (keyof ChangeTrigger)[] = []) => {
    const kept = Object.entries({ ...trigger, ...next }).filter(([name, value]) => value !== undefined && !without.some((out) => out === name));
    onChange({ ...draft, trigger: Object.fromEntries(kept) as ChangeTrigger }); // the same parts, without the empty ones
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
      <OnDevices
        draft={draft}
        isOn={trigger.onDevices === true}
        onTurn={(isOn) => (isOn ? put({ onDevices: true }) : put({}, ['onDevices']))}
      />
    </>
  );
}
