import type { KeyboardEvent } from 'react';
import type { FieldSpec } from '../field-spec.ts';
import type { DoneHow, EditorVariant } from './editor-props.ts';
import classes from './field-editor.module.css';

/** Label, help, error and looks of a Mantine input, by where it stands. In rows and cells the label is said, not drawn. */
export function inputLooks(spec: FieldSpec, variant: EditorVariant, error: string | undefined) {
  const shared = { error: variant === 'form' ? error : error !== undefined, 'data-takes-keys': true };
  if (variant === 'form') {
    return {
      ...shared,
      label: spec.label,
      description: spec.help,
      required: spec.isRequired ?? false,
      withAsterisk: false,
      inputWrapperOrder: ['label' as const, 'input' as const, 'description' as const, 'error' as const],
      classNames: {
        label: classes.label ?? '',
        description: classes.help ?? '',
        error: classes.error ?? '',
        wrapper: classes.wrapper ?? '',
      },
    };
  }
  return {
    ...shared,
    'aria-label': spec.label,
    variant: variant === 'cell' ? ('unstyled' as const) : ('default' as const),
    classNames: {
      root: classes.fill ?? '',
      wrapper: classes.fillWrapper ?? '',
      input: (variant === 'cell' ? classes.cell : classes.inline) ?? '',
    },
  };
}

/** The key as a way of leaving the editor, or nothing. Shift-Enter stays with fields of several lines. */
export function doneBy(event: KeyboardEvent, isMultiline = false): DoneHow | undefined {
  if (event.nativeEvent.isComposing) return undefined;
  if (event.key === 'Escape') return 'escape';
  if (event.key === 'Tab') return event.shiftKey ? 'shift-tab' : 'tab';
  if (event.key === 'Enter') return isMultiline && !event.ctrlKey && !event.metaKey ? undefined : 'enter';
  return undefined;
}

/** Escape and Tab leave the editor of a list, before the list takes the key for itself. */
export function leaveList(
  event: KeyboardEvent,
  { variant, done }: { readonly variant: EditorVariant; readonly done: (how: DoneHow) => void },
): void {
  const how = doneBy(event);
  if (how === undefined || how === 'enter') return;
  if (how === 'escape') event.stopPropagation();
  else if (variant === 'cell') event.preventDefault();
  done(how);
}
