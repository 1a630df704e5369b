import { useCallback, useState } from 'react';
import type { SearchAddress } from './search-address.ts';

/** The words of the field for a search, and the words in the address. */
type Words = {
  /** The words with which the field of this `key` begins. */
  readonly start: string;
  readonly key: number;
  readonly inAddress: string;
  readonly sent: string;
};

/**
 * Returns the state of the field with the words of a search. Its words go into the address. When the address gets other words,
 * for example from the palette, the field begins anew with them: its `key` is another one then.
 */
export function useWordsOfAddress(text: string, onAddress: (change: Partial<SearchAddress>) => void) {
  const [words, setWords] = useState<Words>({ start: text, key: 0, inAddress: text, sent: text });
  if (text !== words.inAddress)
    setWords(
      text === words.sent
        ? { ...words, inAddress: text }
        : { start: text, key: words.key + 1, inAddress: text, sent: text },
    );
  const onText = useCallback(
    (sent: string) => {
      setWords((before) => ({ ...before, sent }));
      onAddress({ text: sent === '' ? undefined : sent });
    },
    [onAddress],
  );
  return { start: words.start, key: words.key, onText };
}
