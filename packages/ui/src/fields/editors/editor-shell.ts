import type { KeyboardEvent } from 'react';
import type { FieldSpec } from '../field-spec.ts';
import type { DoneHow, EditorVariant } from './editor-props.ts';
import classes from './field-editor.module.css';

/**
 * Returns label, help, error and style of a Mantine input by its variant. In rows and cells the label is not drawn but read out
 * by screen readers.
 */
export function inputLooks(spec: FieldSpec, variant: EditorVariant, error: string | undefined) {
  const shared = { error: variant === 'form' ? error : error !== undefined, 'data-takes-keys': true };
  if (variant === 'form') {
    return {
      ...shared,
      label: spec.label,
      description: spec.help,
      required: spec.isRequired ?? false,
      withAsterisk: false,
      ...(spec.emptyText === undefined ? {} : { placeholder: spec.emptyText }),
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
    'data-mantine-stop-propagation': 'true' as const, // Esc leaves this field, and not the dialog around it
    variant: variant === 'cell' ? ('unstyled' as const) : ('default' as const),
    classNames: {
      root: classes.fill ?? '',
      wrapper: classes.fillWrapper ?? '',
      input: (variant === 'cell' ? classes.cell : classes.inline) ?? '',
    },
  };
}

/** Returns the place of an editor's list. In rows and cells the list is as wide as its longest entry. */
export const listPlacing = (variant: EditorVariant) => ({
  transitionProps: { duration: 0 },
  position: 'bottom-start' as const,
  width: variant === 'form' ? ('target' as const) : ('max-content' as const),
});

/** Returns how this key leaves the editor, or `undefined`. Shift-Enter starts a new line in fields of several lines. */
export function doneBy(event: KeyboardEvent, isMultiline = false): DoneHow | undefined {
  if (event.nativeEvent.isComposing) return undefined;
  if (event.key === 'Escape') return 'escape';
  if (event.key === 'Tab') return event.shiftKey ? 'shift-tab' : 'tab';
  if (event.key === 'Enter') return isMultiline && !event.ctrlKey && !event.metaKey ? undefined : 'enter';
  return undefined;
}

/** Lets Escape and Tab leave a list's editor before the list itself handles the key. */
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
