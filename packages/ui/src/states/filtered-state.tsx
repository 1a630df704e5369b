import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { useFormats } from '../formats/formats-context.tsx';
import { StateBlock } from './state-block.tsx';

/** Records exist, but none matches. `noun` is singular: "No control matches". */
export type FilteredStateProps = {
  readonly noun: string;
  readonly nouns?: string | undefined;
  readonly total: number;
  readonly children?: ReactNode;
  readonly onClear: () => void;
  readonly clearLabel?: string | undefined;
  readonly other?: { readonly label: string; readonly onPress: () => void } | undefined;
};

/** The filter matches no record: shows the filter and offers to clear it. */
export function FilteredState({
  noun,
  nouns,
  total,
  children,
  onClear,
  clearLabel = 'Clear the filter',
  other,
}: FilteredStateProps) {
  const { count } = useFormats();
  return (
    <StateBlock
      icon="filter"
      title={`No ${noun} matches`}
      actions={
        <>
          <Button onClick={onClear}>{clearLabel}</Button>
          {other ? (
            <Button variant="quiet" onClick={other.onPress}>
              {other.label}
            </Button>
          ) : null}
        </>
      }
    >
      {nouns === undefined
        ? `${count(total)} ${total === 1 ? 'is' : 'are'} here.`
        : `${count(total)} ${nouns} ${total === 1 ? 'is' : 'are'} here.`}{' '}
      {children}
    </StateBlock>
  );
}
