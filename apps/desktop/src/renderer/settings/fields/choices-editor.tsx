import { TextInput } from '@mantine/core';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { FieldOption } from './field-definitions.ts';
import classes from '../settings.module.css';

/** The input of the list of a field's choices. A choice without a value is new: it can be removed again. */
export type ChoicesEditorProps = {
  readonly choices: readonly FieldOption[];
  /** Called with each change as it is made; with a name when its row is left. */
  readonly onChange: (choices: readonly FieldOption[]) => void;
  readonly error?: string | undefined;
};

/**
 * The choices of a list, one per row. Choices that records may have are renamed or retired, never removed or moved: a record
 * keeps its choice, and is sorted by its place.
 */
export function ChoicesEditor({ choices, onChange, error }: ChoicesEditorProps) {
  const list = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState<number>();
  useLayoutEffect(() => {
    if (wanted === undefined) return;
    list.current?.querySelectorAll<HTMLElement>('input')[wanted]?.focus(); // before the next key is pressed
    setWanted(undefined);
  }, [wanted]);
  const changed = (place: number, change: Partial<FieldOption>) =>
    choices.map((option, index) => (index === place ? { ...option, ...change } : option));
  const put = (place: number, change: Partial<FieldOption>) => onChange(changed(place, change));
  /** Moves to the row that has no name yet, or to a new one at the end. */
  const goOn = (from: readonly FieldOption[]) => {
    const empty = from.findIndex(({ label }) => label === '');
    const place = empty < 0 ? from.length : empty;
    onChange(empty < 0 ? [...from, { value: '', label: '' }] : from);
    setWanted(place);
  };
  return (
    <fieldset className={classes.choices}>
      <legend>Choices</legend>
      <div ref={list} className={classes.choiceRows}>
        {choices.map((option, place) => (
          <Choice
            key={option.value === '' ? `new ${place}` : option.value}
            option={option}
            place={place + 1}
            onLabel={(label) => put(place, { label })}
            onEnter={(label) => goOn(changed(place, { label }))}
            act={
              option.value === '' ? (
                <IconButton
                  icon="close"
                  size={32}
                  label={`Take out choice ${place + 1}`}
                  onClick={() => onChange(choices.filter((_, index) => index !== place))}
                />
              ) : option.isRetired === true ? (
                <IconButton
                  icon="undo"
                  size={32}
                  label={`Offer ${option.label} again`}
                  onClick={() => put(place, { isRetired: false })}
                />
              ) : (
                <IconButton
                  icon="eye-off"
                  size={32}
                  label={`Stop offering ${option.label}`}
                  onClick={() => put(place, { isRetired: true })}
                />
              )
            }
          />
        ))}
      </div>
      <div>
        <Button size="sm" variant="quiet" icon="plus" onClick={() => goOn(choices)}>
          Add a choice
        </Button>
      </div>
      {error === undefined ? null : (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

type ChoiceProps = {
  readonly option: FieldOption;
  readonly place: number;
  readonly onLabel: (label: string) => void;
  readonly onEnter: (label: string) => void;
  readonly act: ReactNode;
};

function Choice({ option, place, onLabel, onEnter, act }: ChoiceProps) {
  const [text, setText] = useState(option.label);
  const [known, setKnown] = useState(option.label);
  if (known !== option.label) {
    setKnown(option.label);
    setText(option.label);
  }
  const leave = () => {
    const label = text.trim();
    if (label === option.label) return;
    if (label === '' && option.value !== '')
      setText(option.label); // a choice that records use keeps a name
    else onLabel(label);
  };
  return (
    <div className={classes.choice} data-retired={option.isRetired === true || undefined}>
      <TextInput
        aria-label={`Choice ${place}${option.isRetired === true ? ', no longer offered' : ''}`}
        value={text}
        maxLength={120}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
          event.preventDefault(); // the form's own Enter would add the field
          if (text.trim() === '') leave();
          else onEnter(text.trim());
        }}
        {...(option.isRetired === true
          ? { description: 'No longer offered. Records that have this value keep it.' }
          : {})}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
      />
      {act}
    </div>
  );
}
