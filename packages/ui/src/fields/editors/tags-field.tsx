import { MultiSelect, TagsInput } from '@mantine/core';
import { textsIn } from '@outpost/domain/kernel/json';
import type { SpecOf } from '../field-spec.ts';
import { EditorFrame } from './editor-frame.tsx';
import type { EditorProps } from './editor-props.ts';
import { inputLooks, leaveList } from './editor-shell.ts';

/**
 * A set of tags: free words, or words from a list where the field has a list. Adding or removing a tag stores the
 * change immediately.
 */
export function TagsField({
  spec,
  value,
  onChange,
  variant = 'form',
  error,
  autoFocus = false,
  initialText,
  onDone,
}: EditorProps<SpecOf<'tags'>>) {
  const tags = [...textsIn(value)];
  const shared = {
    ...inputLooks(spec, variant, error),
    value: tags,
    onChange: (next: string[]) => onChange(next),
    autoFocus,
    ...(initialText === undefined ? {} : { defaultSearchValue: initialText }),
    comboboxProps: { transitionProps: { duration: 0 } },
    onBlur: () => onDone?.('blur'),
  };
  return (
    <EditorFrame variant={variant} onKeyDownCapture={(event) => onDone && leaveList(event, { variant, done: onDone })}>
      {spec.options === undefined ? (
        <TagsInput {...shared} splitChars={[',', ';']} acceptValueOnBlur />
      ) : (
        <MultiSelect
          {...shared}
          data={spec.options.map((option) => ({ value: option.value, label: option.label }))}
          searchable
          hidePickedOptions
        />
      )}
    </EditorFrame>
  );
}
