import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Avatar } from '../../parts/avatar.tsx';
import { IconButton } from '../../parts/button.tsx';
import type { SpecOf } from '../field-spec.ts';
import { EditorFrame } from './editor-frame.tsx';
import type { EditorProps } from './editor-props.ts';
import { doneBy, inputLooks, listPlacing } from './editor-shell.ts';
import { createOption, RefOptions } from './ref-options.tsx';
import { useDoneOnce } from './use-done-once.ts';
import { useRefSearch } from './use-ref-search.ts';

/** Whether two names are the same for a person who types one. */
const isSameName = (a: string, b: string): boolean => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();

/**
 * A reference. Typing calls `search`, and each new letter cancels the search before it. Arrow keys and Enter choose, or create a
 * record of the typed name where `spec.create` allows it. Emptying the field removes the reference. A name of no record stays
 * in the field with a hint, until the person chooses one or presses Escape.
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
  onDraft,
}: EditorProps<SpecOf<'ref'>>) {
  /** Names that were chosen here, until the screen has loaded them. */
  const named = useRef(new Map<string, string>());
  const nameOf = (id: string): string => spec.nameOf?.(id) ?? named.current.get(id) ?? 'Not shared with you';
  const chosen = typeof value === 'string' ? (spec.nameOf === undefined ? value : nameOf(value)) : '';
  const [text, setText] = useState(initialText ?? chosen);
  const [problem, setProblem] = useState<string>();
  const { asked, options, answered, ...search } = useRefSearch(spec.search, initialText, setProblem);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const finish = useDoneOnce({ variant, onDone });
  const input = useRef<HTMLInputElement>(null);
  const typed = text.trim();
  const isNew = typed !== '' && answered === typed && !options.some(({ name }) => isSameName(name, typed));
  const offered = isNew && spec.create !== undefined ? typed : undefined;

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
    if (asked !== undefined && asked !== '' && (options.length > 0 || offered !== undefined))
      combobox.selectFirstOption();
    // oxlint-disable-next-line react/exhaustive-deps -- only new options choose the first one; the store is another value at every render
  }, [options, offered]);
  useEffect(() => {
    if (document.activeElement !== input.current && problem === undefined) setText(chosen);
  }, [chosen, problem]);

  const tell = (message: string | undefined) => {
    setProblem(message);
    onError?.(message);
  };
  useEffect(() => {
    if (variant !== 'form' || initialText === undefined || initialText === chosen) return;
    tell(`“${initialText}” is not chosen yet. Choose a record from the list, or empty the field.`);
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the editor appears with a text that was typed earlier
  }, []);
  const write = (next: string) => {
    setText(next);
    onDraft?.(next === chosen ? undefined : next);
  };
  const take = (id: string, name: string) => {
    onDraft?.(undefined);
    named.current.set(id, name);
    setText(name);
    search.end();
    combobox.closeDropdown();
    tell(undefined);
    if (id !== value) onChange(id);
  };
  const create = async (name: string) => {
    combobox.closeDropdown();
    const made = await spec.create?.make(name);
    if (made === undefined) return;
    if ('problem' in made) return tell(made.problem);
    take(made.value, name);
    finish('enter');
  };
  const choose = (id: string) => {
    if (id === createOption) return void (offered === undefined ? undefined : create(offered));
    take(id, options.find((option) => option.id === id)?.name ?? '');
    finish('enter');
  };
  /** Takes the text as the value if it names one record. Returns whether no text is left over. */
  const commit = (): boolean => {
    if (text === chosen) {
      tell(undefined);
      onDraft?.(undefined);
      return true;
    }
    if (typed === '') {
      tell(spec.isRequired ? `${spec.label} can’t be empty.` : undefined);
      if (spec.isRequired) return false;
      onDraft?.(undefined);
      onChange(null);
      return true;
    }
    const exact = options.filter(({ name }) => isSameName(name, typed));
    const [only] = exact;
    if (only && exact.length === 1) {
      take(only.id, only.name);
      return true;
    }
    const found = exact.length > 1 ? 'More than one record has' : 'No record on this device has';
    tell(`${found} the name “${typed}”. Choose one from the list${spec.create ? ', or create it' : ''}.`);
    return false;
  };
  const leave = () => {
    combobox.closeDropdown();
    if (commit()) finish('blur');
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
              write(event.currentTarget.value);
              search.ask(event.currentTarget.value.trim());
              combobox.openDropdown();
            }}
            onFocus={search.begin}
            onClick={() => combobox.openDropdown()}
            onBlur={leave}
            onKeyDown={(event) => {
              const how = doneBy(event);
              if (how === 'escape') {
                if (!onDone && onDraft) return; // closes the dialog, which keeps the text
                if (onDone) event.stopPropagation();
                write(chosen);
                tell(undefined);
                combobox.closeDropdown();
                finish('escape');
              } else if ((how === 'tab' || how === 'shift-tab') && variant === 'cell') {
                event.preventDefault();
                if (commit()) finish(how);
              } else if (how === 'enter') {
                event.stopPropagation();
                // The list may be open without a selection: opened again by a click, or drawn before the effect above has run.
                if (asked !== undefined && asked !== '' && combobox.getSelectedOptionIndex() === -1)
                  combobox.selectFirstOption();
              }
            }}
            {...(typeof value === 'string' && spec.isPerson && variant !== 'cell' && text === chosen && chosen !== ''
              ? { leftSection: <Avatar name={chosen} person={value ?? undefined} isMe={value === spec.me} /> }
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
          offered={offered}
        />
      </Combobox>
    </EditorFrame>
  );
}
