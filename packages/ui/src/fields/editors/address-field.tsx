import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { SpecOf } from '../field-spec.ts';
import { asMap } from '../json-shapes.ts';
import type { EditorProps } from './editor-props.ts';
import classes from './field-editor.module.css';

const parts = [
  ['street', 'Street', 'address-line1'],
  ['city', 'City', 'address-level2'],
  ['region', 'State or region', 'address-level1'],
  ['postalCode', 'Postal code', 'postal-code'],
  ['country', 'Country', 'country-name'],
] as const;

/** An address in its parts. Leaving a part stores the address. */
export function AddressField({
  spec,
  value,
  onChange,
  variant = 'form',
  error,
  autoFocus = false,
  onDone,
}: EditorProps<SpecOf<'address'>>) {
  const stored = asMap(value) ?? {};
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  useEffect(() => setTyped({}), [value]);
  const textOf = (part: string) => typed[part] ?? (typeof stored[part] === 'string' ? stored[part] : '');
  const leave = (part: string) => {
    const text = textOf(part).trim();
    if (text === (stored[part] ?? '')) return;
    const next: Readonly<Record<string, string>> = Object.fromEntries(
      parts.flatMap(([name]) => {
        const word = name === part ? text : textOf(name);
        return word === '' ? [] : [[name, word] as const];
      }),
    );
    onChange(Object.keys(next).length === 0 ? null : next);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape comes from the inputs inside
    <fieldset
      className={classes.address}
      data-variant={variant}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && onDone) {
          event.stopPropagation();
          onDone('escape');
        }
      }}
    >
      <legend className={variant === 'form' ? classes.label : 'outpost-visually-hidden'}>{spec.label}</legend>
      {parts.map(([part, label, autoComplete], index) => (
        <TextInput
          key={part}
          data-part={part}
          aria-label={label}
          placeholder={label}
          value={textOf(part)}
          dir="auto"
          autoComplete={autoComplete}
          autoFocus={autoFocus && index === 0}
          onChange={(event) => {
            const { value: text } = event.currentTarget;
            setTyped((current) => ({ ...current, [part]: text }));
          }}
          onBlur={() => leave(part)}
        />
      ))}
      {spec.help === undefined ? null : <div className={classes.help}>{spec.help}</div>}
      {error === undefined ? null : (
        <div role="alert" className={classes.error}>
          {error}
        </div>
      )}
    </fieldset>
  );
}
