import { Select } from '@mantine/core';
import { type KeyboardEvent, useEffect, useState } from 'react';
import type { SpecOf } from '../field-spec.ts';
import { EditorFrame } from './editor-frame.tsx';
import type { EditorProps } from './editor-props.ts';
import { inputLooks, leaveList, listPlacing } from './editor-shell.ts';
import { useDoneOnce } from './use-done-once.ts';

/**
 * Enter takes the highlighted choice. Mantine keeps the place of the highlighted one as a number, which a timer of the opening list sets
 * back while a person types: Enter then took nothing, or left the former choice.
 */
function takeHighlighted(event: KeyboardEvent): void {
  const { target } = event;
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
  if (!(target instanceof HTMLInputElement) || target.getAttribute('aria-expanded') !== 'true') return;
  const list = document.getElementById(target.getAttribute('aria-controls') ?? '');
  const highlighted = list?.querySelector<HTMLElement>('[data-combobox-selected]');
  if (!highlighted) return;
  event.preventDefault();
  event.stopPropagation();
  highlighted.click();
}

/** A choice from a list; typing filters the list. In a cell the list opens immediately. */
export function ChoiceField({
  spec,
  value: given,
  onChange,
  variant = 'form',
  error,
  autoFocus = false,
  initialText,
  onDone,
  onError,
}: EditorProps<SpecOf<'choice'>>) {
  'use no memo'; // `setDrawn` draws Mantine's field again, although nothing of it has changed
  const done = useDoneOnce({ variant, onDone });
  // A list that opens with its field is drawn after the field. Mantine does not draw the field again, so the field would still be
  // marked as closed. A screen reader would then not announce the choices.
  const [, setDrawn] = useState(0);
  useEffect(() => {
    const frame = requestAnimationFrame(setDrawn);
    return () => cancelAnimationFrame(frame);
  }, []);
  const value = given === null || given === undefined || given === '' ? (spec.emptyMeans ?? given) : given;
  const mustStay = spec.isRequired === true || spec.emptyMeans !== undefined;
  const isMissing = spec.isRequired === true && (value === null || value === undefined || value === '');
  return (
    <EditorFrame
      variant={variant}
      onKeyDownCapture={(event) => {
        takeHighlighted(event);
        if (onDone) leaveList(event, { variant, done });
      }}
    >
      <Select
        {...inputLooks(spec, variant, error)}
        data={spec.options
          .filter((option) => option.isRetired !== true || option.value === value)
          .map((option) => ({ value: option.value, label: option.label }))}
        value={typeof value === 'string' ? value : null}
        onChange={(picked) => {
          if (picked !== value) onChange(picked);
          onError?.(undefined);
          done('enter');
        }}
        searchable
        {...(spec.emptyText === undefined ? {} : { placeholder: spec.emptyText })}
        clearable={!mustStay && variant === 'form'}
        allowDeselect={!mustStay && variant !== 'form'} // a form has a button that empties it
        autoFocus={autoFocus}
        defaultDropdownOpened={variant !== 'form'}
        {...(initialText === undefined ? {} : { defaultSearchValue: initialText })}
        nothingFoundMessage="No choice has this name"
        selectFirstOptionOnChange
        comboboxProps={listPlacing(variant)}
        onBlur={() => {
          onError?.(isMissing ? `${spec.label} can’t be empty.` : undefined);
          done('blur');
        }}
      />
    </EditorFrame>
  );
}
