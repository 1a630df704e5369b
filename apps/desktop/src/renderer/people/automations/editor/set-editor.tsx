import { NativeSelect } from '@mantine/core';
import type { StepValue } from '@outpost/domain/kernel/automation/automation-definition';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isWritable } from '@outpost/domain/kernel/entities/fields';
import { fieldNamed, fixedReason } from '../../../records/field-spec-of.ts';
import { useFieldSpecs } from '../../../records/use-field-specs.ts';
import { useRefNames } from '../../../records/use-ref-names.ts';
import { firstValue, StepValueEditor } from './step-value-editor.tsx';
import type { OfferedPlace } from './use-offered-places.ts';
import classes from './editor.module.css';

type StepSet = Readonly<Record<string, StepValue>>;
type Props = {
  /** The kind whose records start the automation, and the kind whose fields are written. */
  readonly of: Entity;
  readonly written: Entity;
  /** The record is made by the step: it needs its required fields, and may have fixed ones. */
  readonly isNew: boolean;
  readonly set: StepSet;
  readonly offered: readonly OfferedPlace[];
  readonly onChange: (next: StepSet) => void;
};

const unwritten = new Set(['sealed', 'file', 'repeat', 'json']);

/** Returns the values with which a new record of a kind begins: those that it needs. */
export function firstSet(of: Entity, made: Entity): StepSet {
  const needed = Object.entries(made.fields).filter(([, field]) => field.required && isWritable(field));
  return Object.fromEntries(
    needed.map(([name, field]) => [
      name,
      firstValue(of, name, field, { id: name, label: field.label, kind: field.type === 'text' ? 'text' : field.type === 'date' || field.type === 'instant' ? field.type : 'flag' }),
    ]),
  ); // prettier-ignore
}

/** The fields that a step writes, each with its own editor, and the list from which one more is added. */
export function SetEditor({ of, written, isNew, set, offered, onChange }: Props) {
  const specs = useFieldSpecs(written, useRefNames(set));
  const fields = [...specs].flatMap(([name, spec]) => {
    const field = fieldNamed(written, name);
    if (field === undefined || unwritten.has(spec.kind) || fixedReason(field, isNew) !== undefined) return [];
    return name === 'ownerId' || name === 'teamId' || isWritable(field) ? [{ name, spec, field }] : [];
  });
  const chosen = fields.filter(({ name }) => Object.hasOwn(set, name));
  const others = fields.filter(({ name }) => !Object.hasOwn(set, name));
  const without = (name: string): StepSet => Object.fromEntries(Object.entries(set).filter(([one]) => one !== name));
  const unknown = Object.keys(set).filter((name) => !fields.some((one) => one.name === name));
  return (
    <div className={classes.set}>
      {chosen.map(({ name, spec, field }) => {
        const value = set[name];
        if (value === undefined) return null;
        const isNeeded = isNew && field.required;
        return (
          <StepValueEditor
            key={name}
            of={of}
            spec={{ ...spec, isRequired: isNeeded }}
            field={field}
            value={value}
            offered={offered}
            onChange={(next) => onChange({ ...set, [name]: next })}
            onRemove={isNeeded ? undefined : () => onChange(without(name))}
          />
        );
      })}
      {unknown.map((name) => (
        <p key={name} className={classes.fault}>
          “{name}” is written, too. This screen cannot change it.{' '}
          <button type="button" className={classes.link} onClick={() => onChange(without(name))}>
            Leave {name} out
          </button>
        </p>
      ))}
      {others.length === 0 ? null : (
        <NativeSelect
          label="One more field"
          data={[
            { value: '', label: 'Choose…' },
            ...others.map(({ name, spec }) => ({ value: name, label: spec.label })),
          ]}
          value=""
          onChange={(event) => {
            const added = others.find(({ name }) => name === event.currentTarget.value);
            if (added) onChange({ ...set, [added.name]: firstValue(of, added.name, added.field, added.spec) });
          }}
        />
      )}
    </div>
  );
}
