import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { StepValue } from '@outpost/domain/kernel/automation/automation-definition';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { IconButton } from '@outpost/ui/parts/button';
import { SnippetTextarea } from '@outpost/ui/snippets/snippet-textarea';
import { useRef } from 'react';
import { fieldNamed } from '../../../records/field-spec-of.ts';
import { InsertValue } from '../../../records/values/insert-value.tsx';
import type { OfferedPlace } from './use-offered-places.ts';
import { writtenPlace } from './use-offered-places.ts';
import classes from './editor.module.css';

/** The ways to give a value: one that is written here, days from then, the record itself, or a value of the record. */
type Mode = 'is' | 'text' | 'days' | 'record' | 'of' | 'empty';

type Props = {
  /** The kind whose records start the automation. */
  readonly of: Entity;
  readonly spec: FieldSpec;
  readonly field: Field;
  readonly value: StepValue;
  readonly offered: readonly OfferedPlace[];
  readonly onChange: (next: StepValue) => void;
  /** Left out: a new record needs the field. */
  readonly onRemove?: (() => void) | undefined;
};

const modeOf = (value: StepValue, spec: FieldSpec): Mode => {
  if ('is' in value) return isText(spec) ? (value.is === null ? 'empty' : 'text') : 'is';
  return 'text' in value ? 'text' : 'days' in value ? 'days' : 'record' in value ? 'record' : 'of';
};

const isText = ({ kind }: FieldSpec): boolean => kind === 'text' || kind === 'long-text';
const isTime = ({ kind }: FieldSpec): boolean => kind === 'date' || kind === 'instant';

/** Returns the fields of the starting record whose values fit a field. */
const sourcesFor = (of: Entity, field: Field): readonly { readonly value: string; readonly label: string }[] =>
  [...Object.keys(of.fields), 'ownerId', 'teamId'].flatMap((name) => {
    const from = fieldNamed(of, name);
    if (from?.type !== field.type) return [];
    const fits = from.type !== 'ref' || field.type !== 'ref' || from.targets.some((one) => field.targets.includes(one));
    return fits ? [{ value: name, label: from.label }] : [];
  });

/** Returns the value with which a field of a step begins: the record itself where it fits, and else what is written most often. */
export function firstValue(of: Entity, name: string, field: Field, spec: FieldSpec): StepValue {
  if (isText(spec)) return { text: '' };
  if (isTime(spec)) return { days: 1 };
  if (field.type === 'ref' && field.targets.includes(of.name)) return { record: true };
  if (name === 'ownerId' || name === 'teamId') return { of: name };
  return { is: null };
}

/** One field that a step writes: the field's own editor, or another way to give the value. */
export function StepValueEditor({ of, spec, field, value, offered, onChange, onRemove }: Props) {
  const one = of.label.one.toLowerCase();
  const mode = modeOf(value, spec);
  const sources = sourcesFor(of, field);
  const modes: readonly { readonly value: Mode; readonly label: string }[] = [
    ...(isTime(spec) ? [{ value: 'days', label: 'Days from then' } as const] : []),
    isText(spec) ? { value: 'text', label: 'A text' } : { value: 'is', label: 'A value' },
    ...(field.type === 'ref' && field.targets.includes(of.name) ? [{ value: 'record', label: `The ${one}` } as const] : []),
    ...(sources.length === 0 ? [] : [{ value: 'of', label: `From the ${one}` } as const]),
    ...(isText(spec) && spec.isRequired !== true ? [{ value: 'empty', label: 'Empty' } as const] : []),
  ]; // prettier-ignore
  const turn = (next: string) => {
    if (next === mode) return;
    if (next === 'of') onChange({ of: sources[0]?.value ?? '' });
    else if (next === 'text') onChange({ text: '' });
    else if (next === 'days') onChange({ days: 1 });
    else if (next === 'record') onChange({ record: true });
    else onChange({ is: null });
  };
  return (
    <div className={classes.value} role="group" aria-label={spec.label}>
      <div className={classes.valueTools}>
        {modes.length > 1 ? (
          <NativeSelect
            size="xs"
            aria-label={`How ${spec.label} is given`}
            data={[...modes]}
            value={mode}
            onChange={(event) => turn(event.currentTarget.value)}
          />
        ) : null}
        {onRemove === undefined ? null : (
          <IconButton icon="close" label={`Leave ${spec.label} out`} onClick={onRemove} />
        )}
      </div>
      <Editor spec={spec} mode={mode} value={value} one={one} sources={sources} offered={offered} onChange={onChange} />
    </div>
  );
}

type EditorProps = Pick<Props, 'spec' | 'value' | 'offered' | 'onChange'> & {
  readonly mode: Mode;
  readonly one: string;
  readonly sources: readonly { readonly value: string; readonly label: string }[];
};

function Editor({ spec, mode, value, one, sources, offered, onChange }: EditorProps) {
  switch (mode) {
    case 'is':
      return (
        <FieldEditor
          spec={{ ...spec, readOnlyReason: undefined, help: undefined }}
          value={'is' in value ? value.is : null}
          onChange={(is) => onChange({ is })}
        />
      );
    case 'text':
      return (
        <PlacedText
          label={spec.label}
          isLong={spec.kind === 'long-text'}
          value={'text' in value ? value.text : 'is' in value && typeof value.is === 'string' ? value.is : ''}
          offered={offered}
          onChange={(text) => onChange({ text })}
        />
      );
    case 'days':
      return (
        <NumberInput
          label={spec.label}
          description="Days after the step. 0 is the same day; below 0 is before it."
          allowDecimal={false}
          min={-3_650}
          max={3_650}
          value={'days' in value ? value.days : 1}
          onChange={(days) => {
            if (typeof days === 'number') onChange({ days });
          }}
        />
      );
    case 'of':
      return (
        <NativeSelect
          label={spec.label}
          description={`The value that the ${one} has then.`}
          data={[...sources]}
          value={'of' in value ? value.of : ''}
          onChange={(event) => onChange({ of: event.currentTarget.value })}
        />
      );
    case 'record':
    case 'empty':
      return (
        <div>
          <div className={classes.label}>{spec.label}</div>
          <p className={classes.quiet}>{mode === 'record' ? `Refers to the ${one}.` : 'The field is emptied.'}</p>
        </div>
      );
  }
}

type TextProps = {
  readonly label: string;
  readonly isLong: boolean;
  readonly value: string;
  readonly offered: readonly OfferedPlace[];
  readonly maxLength?: number;
  readonly onChange: (text: string) => void;
};

/** A text in which values of the record stand in braces. */
export function PlacedText({ label, isLong, value, offered, maxLength = 2_000, onChange }: TextProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const line = useRef<HTMLInputElement>(null);
  const shared = { label, value, maxLength, dir: 'auto' } as const;
  return (
    <div className={classes.placed}>
      {isLong ? (
        <SnippetTextarea
          keepsValues
          {...shared}
          ref={area}
          autosize
          minRows={3}
          maxRows={12}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <TextInput {...shared} ref={line} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
      <InsertValue offered={offered} written={writtenPlace} into={isLong ? area : line} onText={onChange} />
    </div>
  );
}
