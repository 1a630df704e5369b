import { useEffect, useState } from 'react';
import type { RefOption, SpecOf } from '../../field-spec.ts';

/** A search for the records that a reference may name. */
export type RefSearch = {
  /** The text of the last search; undefined before the first search, and after a choice. */
  readonly asked: string | undefined;
  readonly options: readonly RefOption[];
  /** The text that the options answer; undefined before the first answer, and after a choice. */
  readonly answered: string | undefined;
  readonly ask: (text: string) => void;
  /** Searches for all records, unless a search was made already. */
  readonly begin: () => void;
  readonly end: () => void;
};

const noAnswer: Pick<RefSearch, 'options' | 'answered'> = { options: [], answered: undefined };

/** Searches at each new text, and cancels the search before it. `onFault`: called with the reason when a search failed. */
export function useRefSearch(
  search: SpecOf<'ref'>['search'],
  initialText: string | undefined,
  onFault: (why: string) => void,
): RefSearch {
  const [asked, setAsked] = useState<string | undefined>(initialText);
  const [{ options, answered }, setAnswer] = useState<Pick<RefSearch, 'options' | 'answered'>>(noAnswer);
  useEffect(() => {
    if (asked === undefined) return;
    const stop = new AbortController();
    void search(asked, stop.signal).then(
      (found) => {
        if (!stop.signal.aborted) setAnswer({ options: found, answered: asked });
      },
      (fault: unknown) => {
        if (!stop.signal.aborted) onFault(fault instanceof Error ? fault.message : 'The search failed.');
      },
    );
    return () => stop.abort();
    // oxlint-disable-next-line react/exhaustive-deps -- only a new text or another search asks again
  }, [asked, search]);
  return {
    asked,
    options,
    answered: asked === undefined ? undefined : answered,
    ask: setAsked,
    begin: () => setAsked((current) => current ?? ''),
    end: () => setAsked(undefined),
  };
}
