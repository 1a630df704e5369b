import { useEffect, useState } from 'react';
import type { RefOption, SpecOf } from '../field-spec.ts';

/** A search for the records that a reference may name. */
export type RefSearch = {
  /** The text that was asked for last; nothing before the first question, and after a choice. */
  readonly asked: string | undefined;
  readonly options: readonly RefOption[];
  readonly ask: (text: string) => void;
  /** Asks for all records, unless a text was asked for already. */
  readonly begin: () => void;
  readonly end: () => void;
};

/** Searches at each new text, and cancels the search before it. `onFault`: a search failed, in words. */
export function useRefSearch(
  search: SpecOf<'ref'>['search'],
  initialText: string | undefined,
  onFault: (why: string) => void,
): RefSearch {
  const [asked, setAsked] = useState<string | undefined>(initialText);
  const [options, setOptions] = useState<readonly RefOption[]>([]);
  useEffect(() => {
    if (asked === undefined) return;
    const stop = new AbortController();
    void search(asked, stop.signal).then(
      (found) => {
        if (!stop.signal.aborted) setOptions(found);
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
    ask: setAsked,
    begin: () => setAsked((current) => current ?? ''),
    end: () => setAsked(undefined),
  };
}
