import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { StateBlock } from './state-block.tsx';

/** A refusal by permission: the person sees an alternative and the people who can grant access. */
export type RefusedStateProps = {
  readonly title: string;
  readonly children?: ReactNode;
  readonly ask?: { readonly label: string; readonly onPress: () => void } | undefined;
  readonly other?: { readonly label: string; readonly onPress: () => void } | undefined;
};

/** A place that the person's role does not allow. */
export function RefusedState({ title, children, ask, other }: RefusedStateProps) {
  return (
    <StateBlock
      icon="lock"
      title={title}
      actions={
        ask || other ? (
          <>
            {ask ? <Button onClick={ask.onPress}>{ask.label}</Button> : null}
            {other ? (
              <Button variant="quiet" onClick={other.onPress}>
                {other.label}
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
