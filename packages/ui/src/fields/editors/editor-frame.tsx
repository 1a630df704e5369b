import { Popover } from '@mantine/core';
import type { KeyboardEventHandler, ReactNode } from 'react';
import type { EditorVariant } from './editor-props.ts';
import classes from './field-editor.module.css';

type Props = {
  readonly variant: EditorVariant;
  /** Drawn below the editor in rows and cells. A form's input draws its own error. */
  readonly error?: string | undefined;
  readonly onKeyDownCapture?: KeyboardEventHandler | undefined;
  readonly children: ReactNode;
};

/**
 * The frame around a field's editor: its place in a form, a row or a cell, and the error where the input has no room for it. The
 * error is drawn over the page, because a grid clips its content.
 */
export function EditorFrame({ variant, error, onKeyDownCapture, children }: Props) {
  const host = (
    <div className={classes.host} data-variant={variant} onKeyDownCapture={onKeyDownCapture}>
      {children}
    </div>
  );
  if (variant === 'form') return host;
  return (
    <Popover
      opened={error !== undefined}
      position="bottom-start"
      offset={4}
      transitionProps={{ duration: 0 }}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withRoles={false}
    >
      <Popover.Target>{host}</Popover.Target>
      <Popover.Dropdown role="alert" className={classes.floatingError}>
        {error}
      </Popover.Dropdown>
    </Popover>
  );
}
