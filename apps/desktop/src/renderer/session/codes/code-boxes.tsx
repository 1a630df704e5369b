import { TextInput, type TextInputProps } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import classes from './code-boxes.module.css';

type CodeBoxesProps = Omit<TextInputProps, 'value' | 'onChange' | 'inputContainer' | 'classNames'> & {
  readonly value: string;
  /** The number of digits. */
  readonly chars: number;
  readonly onChange: (digits: string) => void;
};

const digitsIn = (text: string): string => text.replaceAll(/\D/g, '');

/** Returns the digits after an input. Where all boxes are full, a further digit or a pasted code begins a new one. */
function digitsAfter(
  before: string,
  { text, caret, chars }: { readonly text: string; readonly caret: number; readonly chars: number },
): string {
  const digits = digitsIn(text);
  const added = digits.length - before.length;
  if (before.length < chars || added <= 0) return digits.slice(0, chars);
  const end = digitsIn(text.slice(0, caret)).length;
  return digits.slice(end - added, end).slice(0, chars);
}

/**
 * A field of a code of digits that looks like one box for each digit. It is one text field: a code is pasted or filled in at once, with
 * or without blanks, and screen readers read one field. The boxes only show its digits and the place of the next one.
 */
export function CodeBoxes({ value, chars, onChange, error, ...field }: CodeBoxesProps) {
  const [place, setPlace] = useState(value.length);
  const follow = ({ currentTarget }: SyntheticEvent<HTMLInputElement>) =>
    setPlace(currentTarget.selectionStart ?? currentTarget.value.length);
  const now = Math.min(place, chars - 1);
  const half = chars % 2 === 0 ? chars / 2 : undefined;
  return (
    <TextInput
      {...field}
      value={value}
      error={error}
      inputMode="numeric"
      classNames={{ wrapper: classes.over ?? '', input: classes.input ?? '' }}
      inputContainer={(input) => (
        <div className={classes.boxes} data-error={Boolean(error) || undefined}>
          {Array.from({ length: chars }, (_, at) => (
            <span
              key={at}
              aria-hidden
              className={classes.box}
              data-now={at === now || undefined}
              data-empty={value[at] === undefined || undefined}
              data-half={at === half || undefined}
            >
              {value[at]}
            </span>
          ))}
          {input}
        </div>
      )}
      onSelect={follow}
      onChange={(event) => {
        const { value: text, selectionStart } = event.currentTarget;
        const digits = digitsAfter(value, { text, caret: selectionStart ?? text.length, chars });
        setPlace(Math.min(selectionStart ?? digits.length, digits.length));
        onChange(digits);
      }}
    />
  );
}
