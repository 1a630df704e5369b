import { Checkbox } from '@mantine/core';
import type { SpecOf } from '../field-spec.ts';
import type { EditorProps } from './editor-props.ts';
import classes from './field-editor.module.css';

/** Yes or no. A press stores the value. */
export function FlagField({
  spec,
  value,
  onChange,
  variant = 'form',
  error,
  autoFocus = false,
  onDone,
}: EditorProps<SpecOf<'flag'>>) {
  return (
    <div className={classes.host} data-variant={variant} data-takes-keys>
      <Checkbox
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
        {...(variant === 'form'
          ? { label: spec.label, description: spec.help, error, classNames: { description: classes.help ?? '' } }
          : { 'aria-label': spec.label })}
        autoFocus={autoFocus}
        className={classes.flag ?? ''}
        onBlur={() => onDone?.('blur')}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === 'Escape') {
            event.stopPropagation();
            onDone?.(event.key === 'Enter' ? 'enter' : 'escape');
          } else if (event.key === 'Tab' && variant === 'cell') {
            event.preventDefault();
            onDone?.(event.shiftKey ? 'shift-tab' : 'tab');
          }
        }}
      />
    </div>
  );
}
