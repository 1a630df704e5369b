import type { JsonValue } from '@outpost/domain/kernel/json';
import { KeyChoice } from '@outpost/ui/fields/editors/key-choice';
import type { SpecOf } from '@outpost/ui/fields/field-spec';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { RefObject } from 'react';

type Props = {
  readonly spec: SpecOf<'choice'>;
  readonly value: JsonValue | undefined;
  /** Values with which the form is submitted immediately. */
  readonly complete: readonly string[];
  /** The box around the other fields of the form. */
  readonly fields: RefObject<HTMLElement | null>;
  readonly onPick: (value: string) => void;
};

/**
 * The choice that a form asks for first, by keys. A value that completes the form submits it; any other value moves the
 * focus to the first of the other fields. A letter goes there, too, so that a text can be typed immediately.
 */
export function FirstChoice({ spec, value, complete, fields, onPick }: Props) {
  const formats = useFormats();
  const options = spec.options.filter(({ isRetired }) => isRetired !== true);
  const goOn = () =>
    fields.current
      ?.querySelector<HTMLElement>('input, textarea, [contenteditable="true"]')
      ?.focus({ preventScroll: true });
  const keys = options.flatMap((option, place) => (complete.includes(option.value) ? [String(place + 1)] : []));
  return (
    <KeyChoice
      label={spec.label}
      options={options}
      value={typeof value === 'string' ? value : undefined}
      {...(keys.length === 0 ? {} : { note: `${formats.list(keys)} log it immediately.` })}
      onLetter={goOn}
      onPick={(picked) => {
        onPick(picked);
        if (complete.includes(picked)) fields.current?.closest('form')?.requestSubmit();
        else goOn();
      }}
    />
  );
}
