import { TextInput } from '@mantine/core';
import { Icon } from '@outpost/ui/parts/icons';
import { memo, type Ref, useEffect, useEffectEvent, useRef, useState } from 'react';
import { mostSearchChars } from '../window/list-address.ts';

/** Chosen: shorter than a pause between words, longer than one between letters. */
const pauseMs = 150;

type Props = {
  /** The words that the field has at first. */
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly ref: Ref<HTMLInputElement>;
};

/** The words of a search. `onText` is called when the person pauses, so that a letter draws only this field. */
export const SearchWords = memo(function SearchWords({ text, onText, ref }: Props) {
  const [words, setWords] = useState(text);
  const sent = useRef(text);
  const send = useEffectEvent(() => {
    if (words === sent.current) return;
    sent.current = words;
    onText(words);
  });
  useEffect(() => {
    const timer = setTimeout(send, pauseMs);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <TextInput
      ref={ref}
      type="search"
      autoFocus
      data-words
      aria-label="Words to find"
      placeholder="Names, words, telephone numbers, e-mail addresses"
      leftSection={<Icon name="search" size={16} />}
      value={words}
      maxLength={mostSearchChars}
      onChange={({ currentTarget: { value } }) => setWords(value)}
    />
  );
});
