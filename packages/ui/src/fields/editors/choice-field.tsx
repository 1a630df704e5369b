import { Select } from '@mantine/core';
import { useRef } from 'react';
import type { SpecOf } from '../field-spec.ts';
import type { EditorProps } from './editor-props.ts';
import { inputLooks, leaveList } from './editor-shell.ts';
import classes from './field-editor.module.css';

/** A choice from a list; typing filters the list. In a cell the list opens at once. */
export function ChoiceField({
  spec,
  value,
  onChange,
  variant = 'form',
  error,
  autoFocus = false,
  initialText,
  onDone,
  onError,
}: EditorProps<SpecOf<'choice'>>) {
  const isOver = useRef(false);
  const done = (how: Parameters<NonNullable<typeof onDone>>[0]) => {
    if (isOver.current) return;
    isOver.current = variant !== 'form';
    onDone?.(how);
  };
  const isMissing = spec.isRequired === true && (value === null || value === undefined || value === '');
  return (
    <div
      className={classes.host}
      data-variant={variant}
      onKeyDownCapture={(event) => onDone && leaveList(event, { variant, done })}
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
        clearable={spec.isRequired !== true && variant === 'form'}
        allowDeselect={spec.isRequired !== true}
        autoFocus={autoFocus}
        defaultDropdownOpened={variant !== 'form'}
        {...(initialText === undefined ? {} : { defaultSearchValue: initialText })}
        nothingFoundMessage="None of this name"
        selectFirstOptionOnChange
        comboboxProps={{
          transitionProps: { duration: 0 },
          position: 'bottom-start',
          width: variant === 'form' ? 'target' : 'max-content',
        }}
        onBlur={() => {
          onError?.(isMissing ? `${spec.label} can’t be empty.` : undefined);
          done('blur');
        }}
      />
    </div>
  );
}
