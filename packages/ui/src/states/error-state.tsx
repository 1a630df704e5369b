import { type ReactNode, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { StateBlock } from './state-block.tsx';

/** An internal error: its id to copy, and a retry button. */
export type ErrorStateProps = {
  /** "OP-7F3K-2209". */ readonly id: string;
  readonly title?: string | undefined;
  readonly children?: ReactNode;
  readonly onRetry?: (() => void) | undefined;
  /** Whether nothing else is on the page. */ readonly isPage?: boolean | undefined;
};

/** Explains that the fault is ours, that no data was lost, and which id to send us. */
export function ErrorState({
  id,
  title = 'This view could not be drawn',
  children = 'Your records are fine, and nothing was lost. If it stays, send us the number below.',
  onRetry,
  isPage,
}: ErrorStateProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(id).then(
      () => setCopied(true),
      () => setCopied(false),
    ); // the clipboard refused: the person can still select the id by hand
  return (
    <StateBlock
      icon="warning"
      title={title}
      isAlert
      isPage={isPage}
      actions={
        <>
          {onRetry ? <Button onClick={onRetry}>Try again</Button> : null}
          <Button variant="quiet" icon={isCopied ? 'check' : 'copy'} onClick={copy}>
            {id}
          </Button>
        </>
      }
    >
      {children}
    </StateBlock>
  );
}
