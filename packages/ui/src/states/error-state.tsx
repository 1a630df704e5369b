import { type ReactNode, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { StateBlock } from './state-block.tsx';

/** An error of ours: its number to copy, and another try. */
export type ErrorStateProps = {
  /** "OP-7F3K-2209". */ readonly id: string;
  readonly title?: string | undefined;
  readonly children?: ReactNode;
  readonly onRetry?: (() => void) | undefined;
};

/** Says that it was us, that nothing was lost, and what to send us. */
export function ErrorState({
  id,
  title = 'This view could not be drawn',
  children = 'Your records are fine, and nothing was lost. If it stays, send us the number below.',
  onRetry,
}: ErrorStateProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(id).then(
      () => setCopied(true),
      () => setCopied(false),
    ); // refused: the number stays there to be marked by hand
  return (
    <StateBlock
      icon="warning"
      title={title}
      isAlert
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
