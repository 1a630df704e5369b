import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Avatar } from '../../parts/avatar.tsx';
import { IconButton } from '../../parts/button.tsx';
import type { SpecOf } from '../field-spec.ts';
import { EditorFrame } from './editor-frame.tsx';
import type { EditorProps } from './editor-props.ts';
import { doneBy, inputLooks, listPlacing } from './editor-shell.ts';
import { RefOptions } from './ref-options.tsx';
import { useDoneOnce } from './use-done-once.ts';
import { useRefSearch } from './use-ref-search.ts';

/**
 * A reference. Typing calls `search`, and each new letter cancels the search before it. Arrow keys and Enter choose; emptying the
 * field removes the reference.
 */
export function RefField({
  spec,
  value,
  onChange,
  variant = 'form',
  error,
  autoFocus = false,
  initialText,
  onDone,
  onError,
}: EditorProps<SpecOf<'ref'>>) {
  const chosen =
    typeof value === 'string'
      ? spec.nameOf === undefined
        ? value
        : (spec.nameOf(value) ?? 'Not shared with you')
      : '';
  const [text, setText] = useState(initialText ?? chosen);
  const [problem, setProblem] = useState<string>();
  const { asked, options, ...search } = useRefSearch(spec.search, initialText, setProblem);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const finish = useDoneOnce({ variant, onDone });
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (autoFocus) {
      input.current?.focus();
      if (initialText === undefined) input.current?.select();
      combobox.openDropdown();
      search.begin();
    }
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the editor appears: later renders must not take the focus again
  }, []);
  // The options have changed: Enter takes the first one.
  useEffect(() => {
    if (asked !== undefined && asked !== '' && options.length > 0) combobox.selectFirstOption();
    // oxlint-disable-next-line react/exhaustive-deps -- only new options choose the first one; the store is another value at every render
  }, [options]);
  useEffect(() => {
    if (document.activeElement !== input.current) setText(chosen);
  }, [chosen]);

  const choose = (id: string) => {
    setText(options.find((option) => option.id === id)?.name ?? '');
    search.end();
    combobox.closeDropdown();
    setProblem(undefined);
    onError?.(undefined);
    if (id !== value) onChange(id);
    finish('enter');
  };
  const leave = () => {
    combobox.closeDropdown();
    if (text.trim() === '' && chosen !== '') {
      if (spec.isRequired) setProblem(`${spec.label} can’t be empty.`);
      else onChange(null);
    } else if (text !== chosen) {
      const exact = options.filter((option) => option.name.toLocaleLowerCase() === text.trim().toLocaleLowerCase());
      const [only] = exact;
      if (only && exact.length === 1) onChange(only.id);
      else setText(chosen); // an incomplete name refers to no record, so the reference stays as it was
    }
    finish('blur');
  };
  const shownError = problem ?? error;
  return (
    <EditorFrame variant={variant} error={shownError}>
      <Combobox store={combobox} onOptionSubmit={choose} {...listPlacing(variant)}>
        <Combobox.Target>
          <TextInput
            {...inputLooks(spec, variant, shownError)}
            ref={input}
            value={text}
            dir="auto"
            autoComplete="off"
            onChange={(event) => {
              setText(event.currentTarget.value);
              search.ask(event.currentTarget.value.trim());
              combobox.openDropdown();
            }}
            onFocus={search.begin}
            onClick={() => combobox.openDropdown()}
            onBlur={leave}
            onKeyDown={(event) => {
              const how = doneBy(event);
              if (how === 'escape') {
                if (onDone) event.stopPropagation();
                setText(chosen);
                combobox.closeDropdown();
                finish('escape');
              } else if ((how === 'tab' || how === 'shift-tab') && variant === 'cell') {
                event.preventDefault();
                finish(how);
              } else if (how === 'enter') event.stopPropagation();
            }}
            {...(typeof value === 'string' && spec.isPerson && variant !== 'cell' && text === chosen && chosen !== ''
              ? { leftSection: <Avatar name={chosen} isMe={value === spec.me} /> }
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
          hint={asked === '' ? 'Type a name' : 'None of this name on this device'}
        />
      </Combobox>
    </EditorFrame>
  );
}
