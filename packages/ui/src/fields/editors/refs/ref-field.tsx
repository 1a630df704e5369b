import { Combobox, TextInput } from '@mantine/core';
import { Avatar } from '../../../parts/avatar.tsx';
import { IconButton } from '../../../parts/button.tsx';
import type { SpecOf } from '../../field-spec.ts';
import { EditorFrame } from '../editor-frame.tsx';
import type { EditorProps } from '../editor-props.ts';
import { inputLooks, listPlacing } from '../editor-shell.ts';
import { RefOptions } from './ref-options.tsx';
import { useRefEditing } from './use-ref-editing.ts';

/**
 * A reference. Typing calls `search`, and each new letter cancels the search before it. Arrow keys and Enter choose, or
 * create a record of the typed name where `spec.create` allows it. Emptying the field removes the reference. A name
 * that no record has stays in the field with a hint, until the person chooses one or presses Escape.
 */
export function RefField(props: EditorProps<SpecOf<'ref'>>) {
  const { spec, value, variant = 'form', error } = props;
  const { input, combobox, text, chosen, problem, options, offered, isUnasked, ...acts } = useRefEditing(props);
  const shownError = problem ?? error;
  const hasAvatar = spec.isPerson && variant !== 'cell' && text === chosen && chosen !== '';
  return (
    <EditorFrame variant={variant} error={shownError}>
      <Combobox store={combobox} onOptionSubmit={acts.choose} {...listPlacing(variant)}>
        <Combobox.Target>
          <TextInput
            {...inputLooks(spec, variant, shownError)}
            ref={input}
            value={text}
            dir="auto"
            autoComplete="off"
            onChange={(event) => acts.type(event.currentTarget.value)}
            onFocus={acts.begin}
            onClick={() => combobox.openDropdown()}
            onBlur={acts.leave}
            onKeyDown={acts.pressKey}
            {...(typeof value === 'string' && hasAvatar
              ? { leftSection: <Avatar name={chosen} person={value} isMe={value === spec.me} /> }
              : {})}
            {...(typeof value === 'string' && spec.onOpen && variant === 'form'
              ? {
                  rightSection: (
                    <IconButton icon="arrow-right" label={`Open ${chosen}`} onClick={() => spec.onOpen?.(value)} />
                  ),
                }
              : {})}
          />
        </Combobox.Target>
        <RefOptions
          spec={spec}
          options={options}
          chosen={value}
          hint={isUnasked ? 'Type a name' : 'No record on this device has this name'}
          offered={offered}
        />
      </Combobox>
    </EditorFrame>
  );
}
