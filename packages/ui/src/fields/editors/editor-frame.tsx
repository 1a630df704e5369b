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

/** The frame around a field's editor: its place in a form, a row or a cell, and the error where the input has no room for it. */
export function EditorFrame({ variant, error, onKeyDownCapture, children }: Props) {
  return (
    <div className={classes.host} data-variant={variant} onKeyDownCapture={onKeyDownCapture}>
      {children}
      {variant !== 'form' && error !== undefined ? (
        <div role="alert" className={classes.floatingError}>
          {error}
        </div>
      ) : null}
    </div>
  );
}
