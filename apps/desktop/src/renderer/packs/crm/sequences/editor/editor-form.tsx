import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { readSendWindow, readSequenceSteps } from '@outpost/domain/kernel/sequences/sequence-steps';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { purposeChoices } from '@outpost/domain/packs/crm/message-choices';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { SnippetTextarea } from '@outpost/ui/snippets/snippet-textarea';
import { useState } from 'react';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { useActs } from '../../../../queries/use-acts.ts';
import type { FormDraft } from '../../../../queries/use-form-draft.ts';
import { useCatalogue, useEntity } from '../../../../records/use-entity.ts';
import { textIn } from '../../../../records/values/shown-value.ts';
import { useSignedIn } from '../../../../session/session-context.tsx';
import { useAppPorts } from '../../../../window/app-ports.tsx';
import { valuesByName } from '../../templates/offered-values.ts';
import { useOfferedValues } from '../../templates/use-offered-values.ts';
import { draftStepOf, draftStepsIn, faultOfStep, savedForm } from './draft-steps.ts';
import { EditedSteps } from './edited-steps.tsx';
import { sequenceKinds } from '../sequence-kinds.ts';
import { stepsOf } from '../sequence-words.ts';
import { useKeptInput } from '../use-kept-input.ts';
import { sequenceKind, sequenceVersionKind } from '../use-sequences.ts';
import classes from '../sequences.module.css';

type Props = {
  readonly sequence: ShownRecord | undefined;
  readonly versions: readonly ShownRecord[];
  readonly templates: readonly ShownRecord[];
  readonly draft: FormDraft;
  readonly underWay: number;
  readonly onClose: (made?: string) => void;
};

/** The sending times that a new sequence begins with. */
const office = { from: '09:00', until: '17:00', weekdays: true };
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The fields of a sequence and its steps. A changed step or sending time makes a new version. */
export function EditorForm({ sequence, versions, templates, draft, underWay, onClose }: Props) {
  const { entities } = useCatalogue();
  const { newId } = useAppPorts();
  const { person, timeZone } = useSignedIn();
  const { perform } = useActs();
  const formats = useFormats();
  const input = useKeptInput(draft);
  const [isSaving, setSaving] = useState(false);
  const [newest] = versions;
  const saved = {
    name: textIn(sequence?.fields['name']),
    describes: textIn(sequence?.fields['describes']),
    about: textIn(sequence?.fields['about']) || sequenceKinds[0],
    purpose: textIn(sequence?.fields['purpose']) || purposeChoices[0].value,
    note: '',
  };
  const savedWindow = readSendWindow(newest?.fields['window']);
  const inUse = savedWindow.ok ? savedWindow.value : undefined;
  const savedTimes = sequence === undefined ? { ...office, isOn: true } : { ...(inUse ?? office), isOn: inUse !== undefined }; // prettier-ignore
  const savedSteps = (stepsOf(newest) ?? []).map(draftStepOf);
  type Part = keyof typeof saved;
  const valueOf = (part: Part): string => {
    const kept = input.values[part];
    return typeof kept === 'string' ? kept : saved[part];
  };
  const change = (part: Part) => (event: { readonly currentTarget: { readonly value: string } }) => input.onValue(part, event.currentTarget.value); // prettier-ignore
  const keptTimes = input.values['times'];
  const times = { ...savedTimes, ...(typeof keptTimes === 'object' && !Array.isArray(keptTimes) ? keptTimes : {}) };
  const changeTimes = (one: Readonly<Record<string, JsonValue>>) => input.onValue('times', { ...times, ...one });
  const steps = draftStepsIn(input.values['steps']) ?? savedSteps;
  const entity = useEntity(valueOf('about'));
  const offered = useOfferedValues(entity, undefined);
  const values = valuesByName(offered);
  const faults = new Map(steps.flatMap((step) => {
    const fault = faultOfStep(step, values, steps);
    return fault === undefined ? [] : [[step.id, fault] as const];
  })); // prettier-ignore
  const written = steps.map(savedForm);
  const whole = readSequenceSteps(written);
  const { isOn, ...asked } = times;
  const window = isOn ? readSendWindow(asked) : undefined;
  const isVersionChanged =
    newest === undefined ||
    !isSame(written, savedSteps.map(savedForm)) ||
    !isSame(window?.ok === true ? window.value : undefined, inUse);
  const fieldsChanged = (['name', 'describes', 'purpose'] as const).filter((part) => valueOf(part).trim() !== saved[part]); // prettier-ignore
  const isDraft = Object.keys(input.values).length > 0;
  const name = valueOf('name').trim();
  const [faulty] = faults.values();
  const why =
    name === ''
      ? 'Name it after its occasion.'
      : window?.ok === false
        ? `Sending times: ${window.message}.`
        : faulty !== undefined
          ? `A step is not complete: ${faulty}`
          : !whole.ok
            ? `${whole.message.charAt(0).toUpperCase()}${whole.message.slice(1)}.`
            : isSaving
              ? 'It is being saved.'
              : isVersionChanged || fieldsChanged.length > 0
                ? undefined
                : 'Nothing has changed.';
  const save = async () => {
    if (why !== undefined || !whole.ok) return;
    setSaving(true);
    const id = sequence?.id ?? newId();
    const describes = valueOf('describes').trim();
    const texts = { name, purpose: valueOf('purpose'), describes: describes === '' ? null : describes };
    const number = Number(/version (\d+)$/.exec(textIn(newest?.fields['name']))?.[1] ?? versions.length) + 1;
    const note = valueOf('note').trim();
    const version = {
      name: `${cutText(name, 120)}, version ${number}`,
      sequence: id,
      steps: written,
      ...(window?.ok === true ? { window: window.value } : {}),
      ...(note === '' ? {} : { note }),
    };
    const edits = [
      ...(sequence === undefined
        ? [{ entity: sequenceKind.name, id, create: { fields: { name, about: valueOf('about'), purpose: valueOf('purpose'), ...(describes === '' ? {} : { describes }) }, ownerId: person.id } }] // prettier-ignore
        : fieldsChanged.length > 0
          ? [{ entity: sequenceKind.name, id, fields: Object.fromEntries(fieldsChanged.map((part) => [part, texts[part]])) }] // prettier-ignore
          : []),
      ...(isVersionChanged ? [{ entity: sequenceVersionKind.name, create: { fields: version, ownerId: person.id } }] : []), // prettier-ignore
    ];
    const label = cutLabel(`${sequence === undefined ? 'Wrote' : 'Changed'} the sequence ${name}`);
    if (await perform({ label, edits })) {
      input.forget();
      onClose(id);
    }
    setSaving(false);
  };
  const ofKind = templates.filter(({ id, fields }) => fields['about'] === entity.name && (fields['retired'] !== true || steps.some(({ template }) => template === id))); // prettier-ignore
  return (
    <div className={classes.page}>
      <section className={classes.editor} aria-label="Sequence">
        <TextInput
          label="Name"
          description="The occasion, such as “After the proposal”."
          value={valueOf('name')}
          maxLength={120}
          dir="auto"
          data-autofocus={sequence === undefined || undefined}
          onChange={change('name')}
        />
        <SnippetTextarea
          label="Description"
          value={valueOf('describes')}
          maxLength={400}
          autosize
          minRows={1}
          maxRows={4}
          dir="auto"
          onChange={change('describes')}
        />
        <div className={classes.row}>
          <NativeSelect
            label="Written about"
            data={sequenceKinds.map((kind) => ({ value: kind, label: entities.get(kind)?.label.one ?? kind }))}
            value={valueOf('about')}
            disabled={sequence !== undefined}
            onChange={change('about')}
          />
          <NativeSelect
            label="Purpose"
            data={purposeChoices.map(({ value, label }) => ({ value, label }))}
            value={valueOf('purpose')}
            onChange={change('purpose')}
          />
        </div>
        <p className={classes.quiet}>
          Offers and surveys go only to people who agreed to them.
          {sequence === undefined ? '' : ' The kind of record cannot be changed any more.'}
        </p>
        <fieldset className={classes.times}>
          <legend>Sending times</legend>
          <Checkbox
            label="Send only at certain times"
            checked={times.isOn}
            onChange={(event) => changeTimes({ isOn: event.currentTarget.checked })}
          />
          {times.isOn ? (
            <>
              <div className={classes.row}>
                <TextInput
                  label="From"
                  type="time"
                  value={times.from}
                  onChange={(event) => changeTimes({ from: event.currentTarget.value })}
                />
                <TextInput
                  label="Until"
                  type="time"
                  value={times.until}
                  onChange={(event) => changeTimes({ until: event.currentTarget.value })}
                />
                <Checkbox
                  label="Monday to Friday only"
                  checked={times.weekdays}
                  onChange={(event) => changeTimes({ weekdays: event.currentTarget.checked })}
                />
              </div>
              {window?.ok === false ? (
                <p className={classes.fault} role="status">
                  Sending times: {window.message}.
                </p>
              ) : null}
            </>
          ) : null}
          <p className={classes.quiet}>
            In the organisation’s time zone ({timeZone.replaceAll('_', ' ')}). Texts also wait for 8:00 to 21:00 where
            the receiver is.
          </p>
        </fieldset>
        <EditedSteps
          entity={entity}
          steps={steps}
          taken={versions.flatMap((one) => (stepsOf(one) ?? []).map(({ id }) => id))}
          faults={faults}
          offered={offered}
          templates={ofKind.map((one) => ({ value: one.id, label: textIn(one.fields['name']) }))}
          onSteps={(next) => input.onValue('steps', [...next])}
        />
        {newest === undefined ? null : (
          <TextInput
            label="What changed"
            value={valueOf('note')}
            maxLength={200}
            dir="auto"
            onChange={change('note')}
          />
        )}
        {underWay > 0 ? (
          <p className={classes.note}>
            <span>
              {formats.plural(underWay, 'record', 'records')} under way {underWay === 1 ? 'keeps' : 'keep'} the steps
              and words with which {underWay === 1 ? 'it' : 'they'} began.
            </span>
          </p>
        ) : null}
        <div className={classes.acts}>
          <span className={classes.kept} role="status">
            {isDraft ? 'The draft is kept on this device.' : ''}
          </span>
          <Button onClick={() => onClose()}>Close the editor</Button>
          {isDraft ? (
            <Button
              onClick={() => {
                input.forget();
                if (sequence === undefined) onClose();
              }}
            >
              Discard the draft
            </Button>
          ) : null}
          <Button variant="primary" onClick={() => void save()} disabledReason={why}>
            {sequence === undefined ? 'Add the sequence' : isVersionChanged ? 'Save as new version' : 'Save'}
          </Button>
        </div>
      </section>
    </div>
  );
}
