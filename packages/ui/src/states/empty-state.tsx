import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { StateBlock } from './state-block.tsx';

/**
 * A place without records: the text names the records that belong here and offers one button, and import as the alternative.
 */
export type EmptyStateProps = {
  readonly icon: string;
  readonly title: string;
  readonly children?: ReactNode;
  readonly add?:
    { readonly label: string; readonly keys?: string | undefined; readonly onPress: () => void } | undefined;
  readonly onImport?: (() => void) | undefined;
};

/** An empty list. Its button is not filled, because the filled button of the screen is in the bar (UX, section 4). */
export function EmptyState({ icon, title, children, add, onImport }: EmptyStateProps) {
  return (
    <StateBlock
      icon={icon}
      title={title}
      actions={
        add || onImport ? (
          <>
            {add ? (
              <Button icon="plus" keys={add.keys} onClick={add.onPress}>
                {add.label}
              </Button>
            ) : null}
            {onImport ? (
              <Button icon="upload" onClick={onImport}>
                Import
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
