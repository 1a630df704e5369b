import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { StateBlock } from './state-block.tsx';

/** The record was deleted in the meantime: by whom and when, the result of an unsent edit, and how to restore the record. */
export type DeletedStateProps = {
  readonly title: string;
  readonly children?: ReactNode;
  readonly onRestore?: (() => void) | undefined;
  readonly restoreLabel?: string | undefined;
  readonly onCopy?: (() => void) | undefined;
  readonly copyLabel?: string | undefined;
};

/** Shown for a record that somebody deleted while this person had it open. */
export function DeletedState({
  title,
  children,
  onRestore,
  restoreLabel = 'Restore it',
  onCopy,
  copyLabel = 'Copy my note',
}: DeletedStateProps) {
  return (
    <StateBlock
      icon="trash"
      title={title}
      actions={
        onRestore || onCopy ? (
          <>
            {onRestore ? (
              <Button icon="undo" onClick={onRestore}>
                {restoreLabel}
              </Button>
            ) : null}
            {onCopy ? (
              <Button variant="quiet" icon="copy" onClick={onCopy}>
                {copyLabel}
              </Button>
            ) : null}
          </>
        ) : undefined
      }
    >
      {children}
    </StateBlock>
  );
}
