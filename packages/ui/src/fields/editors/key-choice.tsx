import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Kbd } from '../../parts/kbd.tsx';
import type { SpecOption } from '../field-spec.ts';
import classes from './key-choice.module.css';

/** A choice that is made by one key. */
export type KeyChoiceProps = {
  readonly label: string;
  /** At most nine options have a key. */
  readonly options: readonly SpecOption[];
  readonly value: string | undefined;
  readonly onPick: (value: string) => void;
  /** Called when a letter is typed here. The letter goes to the element that has the focus afterwards. */
  readonly onLetter?: (() => void) | undefined;
  /** A remark under the buttons. */
  readonly note?: string | undefined;
};

/**
 * A choice by buttons. It takes the focus when it appears: the keys 1 to 9 then choose, the arrow keys go between the buttons, and
 * Enter presses one.
 */
export function KeyChoice({ label, options, value, onPick, onLetter, note }: KeyChoiceProps) {
  const box = useRef<HTMLDivElement>(null);
  const noteId = useId();
  const chosen = options.findIndex((option) => option.value === value);
  const [place, setPlace] = useState(Math.max(0, chosen));
  const focus = (next: number) => {
    setPlace(next);
    box.current?.querySelectorAll('button')[next]?.focus();
  };
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = /^[1-9]$/u.test(event.key) ? options[Number(event.key) - 1] : undefined;
    const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0; // prettier-ignore
    if (digit) onPick(digit.value);
    else if (step !== 0) focus((place + step + options.length) % options.length);
    else if (/^\p{L}$/u.test(event.key)) return onLetter?.();
    else return undefined;
    event.preventDefault();
    return undefined;
  };
  return (
    <div className={classes.choice}>
      <div className={classes.label}>{label}</div>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its buttons have the focus */}
      <div
        ref={box}
        role="toolbar"
        aria-label={label}
        aria-describedby={note === undefined ? undefined : noteId}
        className={classes.buttons}
        data-takes-keys
        onKeyDown={onKeyDown}
      >
        {options.map((option, index) => (
          <button
            key={option.value}
            type="button"
            className={classes.option}
            aria-pressed={option.value === value}
            tabIndex={index === place ? 0 : -1}
            onClick={() => {
              setPlace(index);
              onPick(option.value);
            }}
          >
            {option.label}
            {index < 9 ? <Kbd keys={String(index + 1)} /> : null}
          </button>
        ))}
      </div>
      {note === undefined ? null : (
        <p id={noteId} className={classes.note}>
          {note}
        </p>
      )}
    </div>
  );
}
