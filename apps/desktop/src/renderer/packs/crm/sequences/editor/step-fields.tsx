import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { mostTextChars, textPartsInWords } from '@outpost/domain/kernel/messages/text-parts';
import { IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { SnippetTextarea } from '@outpost/ui/snippets/snippet-textarea';
import { useRef } from 'react';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { InsertValue } from '../../../../records/values/insert-value.tsx';
import { type OfferedValue, writtenInTemplates } from '../../templates/offered-values.ts';
import { BranchFields, PartAdds } from './branch-fields.tsx';
import type { AddedKind, SequenceBranchPart, SequenceDraftStep } from './draft-steps.ts';
import { stepIcons } from '../sequence-words.ts';
import classes from '../sequences.module.css';

type Props = {
  readonly step: SequenceDraftStep;
  /** The name of the step among the others: "step 2", "wait 1". */
  readonly name: string;
  readonly fault: string | undefined;
  readonly entity: Entity;
  /** In how many parts of branches it lies. */
  readonly depth: number;
  /** The name of its branch, of the “otherwise” and the end of one. */
  readonly branch: string | undefined;
  /** The messages before it, for which the condition of a branch may ask. */
  readonly earlier: readonly { readonly value: string; readonly label: string }[];
  /** Adds a step to a part of this branch. */
  readonly onAdd: (part: SequenceBranchPart, kind: AddedKind) => void;
  readonly offered: readonly OfferedValue[];
  readonly templates: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (change: Partial<SequenceDraftStep>) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
};

const kinds = { email: 'E-mail', text: 'Text', letter: 'Letter', task: 'Task', wait: 'Wait', if: 'If', else: 'Otherwise', end: 'End of the branch' } as const; // prettier-ignore

/** The fields of one step of a sequence, with its fault below them. */
export function StepFields({ step, name, fault, depth, branch, onAdd, onDuplicate, onRemove, ...rest }: Props) {
  const isPart = step.kind === 'else' || step.kind === 'end';
  return (
    <div
      className={classes.stepFields}
      data-depth={Math.min(depth, 4)}
      data-step={step.id}
      role="group"
      aria-label={`${name}: ${kinds[step.kind]}`}
    >
      <div className={classes.stepTitle}>
        <Icon name={stepIcons[step.kind]} size={14} />
        <b>
          {kinds[step.kind]} {branch === undefined ? null : <span className={classes.quiet}>of {branch}</span>}
        </b>
        {step.kind === 'if' || isPart ? null : (
          <IconButton icon="copy" label={`Duplicate ${name}`} onClick={onDuplicate} />
        )}
        {isPart ? null : <IconButton icon="trash" label={`Remove ${name}`} onClick={onRemove} />}
      </div>
      <KindFields step={step} name={name} {...rest} />
      {step.kind === 'if' || step.kind === 'else' ? (
        <PartAdds name={name} onAdd={(kind) => onAdd(step.kind === 'if' ? 'if' : 'else', kind)} />
      ) : null}
      {fault === undefined ? null : (
        <p className={classes.fault} role="status">
          {fault}
        </p>
      )}
    </div>
  );
}

type KindProps = Pick<Props, 'step' | 'name' | 'entity' | 'earlier' | 'offered' | 'templates' | 'onChange'>;

function KindFields({ step, name, entity, earlier, offered, templates, onChange }: KindProps) {
  const words = useRef<HTMLTextAreaElement>(null);
  const goesOn = (
    <Checkbox
      size="xs"
      label="If it cannot be sent, the next step follows"
      checked={step.goesOn}
      onChange={(event) => onChange({ goesOn: event.currentTarget.checked })}
    />
  );
  switch (step.kind) {
    case 'if':
      return <BranchFields {...{ step, name, entity, earlier, onChange }} />;
    case 'else':
    case 'end':
      return null;
    case 'email':
    case 'letter':
      return (
        <>
          <NativeSelect
            aria-label={`Template of ${name}`}
            data={[{ value: '', label: 'Choose a template' }, ...templates]}
            value={step.template}
            onChange={(event) => onChange({ template: event.currentTarget.value })}
          />
          {step.kind === 'letter' ? (
            <span className={classes.quiet}>Goes to the contact’s postal address, and waits for a print batch.</span>
          ) : null}
          {goesOn}
        </>
      );
    case 'text':
      return (
        <>
          <SnippetTextarea
            keepsValues
            ref={words}
            aria-label={`Words of ${name}`}
            value={step.words}
            maxLength={mostTextChars}
            autosize
            minRows={2}
            maxRows={8}
            dir="auto"
            onChange={(event) => onChange({ words: event.currentTarget.value })}
          />
          <div className={classes.acts}>
            <InsertValue
              offered={offered}
              written={writtenInTemplates}
              into={words}
              onText={(text) => onChange({ words: text })}
            />
            <span className={classes.quiet}>
              {textPartsInWords(step.words)}
              {step.words.includes('{{') ? ' With the values it may be longer.' : ''}
            </span>
          </div>
          {goesOn}
        </>
      );
    case 'task':
      return (
        <div className={classes.row}>
          <TextInput
            aria-label={`Subject of ${name}`}
            placeholder="What is to be done"
            value={step.subject}
            maxLength={200}
            dir="auto"
            onChange={(event) => onChange({ subject: event.currentTarget.value })}
          />
          <NumberField label={`Days until ${name} is due`} value={step.days} onChange={(days) => onChange({ days })} />
          <span className={classes.quiet}>days until it is due</span>
        </div>
      );
    case 'wait':
      return (
        <div className={classes.row}>
          <NumberField label={`Length of ${name}`} value={step.count} onChange={(count) => onChange({ count })} />
          <NativeSelect
            aria-label={`Unit of ${name}`}
            data={[
              { value: 'hour', label: 'hours' },
              { value: 'day', label: 'days' },
              { value: 'weekday', label: 'weekdays' },
            ]}
            value={step.unit}
            onChange={({ currentTarget: { value } }) => onChange({ unit: value === 'hour' || value === 'day' ? value : 'weekday' })} // prettier-ignore
          />
        </div>
      );
  }
}

type NumberProps = {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
};

/** A field of digits. Empty: no number. */
const NumberField = ({ label, value, onChange }: NumberProps) => (
  <TextInput
    aria-label={label}
    className={classes.digits ?? ''}
    inputMode="numeric"
    maxLength={3}
    value={value === null ? '' : String(value)}
    onChange={(event) => {
      const digits = event.currentTarget.value.replaceAll(/\D/g, '');
      onChange(digits === '' ? null : Number(digits));
    }}
  />
);
