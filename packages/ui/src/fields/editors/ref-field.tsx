import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Avatar } from '../../parts/avatar.tsx';
import { IconButton } from '../../parts/button.tsx';
import type { RefOption, SpecOf } from '../field-spec.ts';
import { Icon } from '../../parts/icons.tsx';
import type { DoneHow, EditorProps } from './editor-props.ts';
import { doneBy, inputLooks } from './editor-shell.ts';
import classes from './field-editor.module.css';

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
  const [asked, setAsked] = useState<string | undefined>(initialText);
  const [options, setOptions] = useState<readonly RefOption[]>([]);
  const [problem, setProblem] = useState<string>();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const isOver = useRef(false);
  const input = useRef<HTMLInputElement>(null);
  const { search } = spec;

  useEffect(() => {
    if (autoFocus) {
      input.current?.focus();
      if (initialText === undefined) input.current?.select();
      combobox.openDropdown();
      setAsked((current) => current ?? '');
    }
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the editor appears: later renders must not take the focus again
  }, []);
  useEffect(() => {
    if (asked === undefined) return;
    const stop = new AbortController();
    void search(asked, stop.signal).then(
      (found) => {
        if (!stop.signal.aborted) setOptions(found);
      },
      (fault: unknown) => {
        if (!stop.signal.aborted) setProblem(fault instanceof Error ? fault.message : 'The search failed.');
      },
    );
    return () => stop.abort();
  }, [asked, search]);
  // The options have changed: Enter takes the first one.
  useEffect(() => {
    if (asked !== undefined && asked !== '' && options.length > 0) combobox.selectFirstOption();
    // oxlint-disable-next-line react/exhaustive-deps -- only new options choose the first one; the store is another value at every render
  }, [options]);
  useEffect(() => {
    if (document.activeElement !== input.current) setText(chosen);
  }, [chosen]);

  const finish = (how: DoneHow) => {
    if (isOver.current || !onDone) return;
    isOver.current = variant !== 'form';
    onDone(how);
  };
  const choose = (id: string) => {
    setText(options.find((option) => option.id === id)?.name ?? '');
    setAsked(undefined);
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
    <div className={classes.host} data-variant={variant}>
      <Combobox
        store={combobox}
        onOptionSubmit={choose}
        position="bottom-start"
        width={variant === 'form' ? 'target' : 'max-content'}
        transitionProps={{ duration: 0 }}
      >
        <Combobox.Target>
          <TextInput
            {...inputLooks(spec, variant, shownError)}
            ref={input}
            value={text}
            dir="auto"
            autoComplete="off"
            onChange={(event) => {
              setText(event.currentTarget.value);
              setAsked(event.currentTarget.value.trim());
              combobox.openDropdown();
            }}
            onFocus={() => setAsked((current) => current ?? '')}
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
        <Combobox.Dropdown className={classes.refs ?? ''}>
          <Combobox.Options mah={280} className={classes.scroll ?? ''}>
            {options.length === 0 ? (
              <Combobox.Empty>{asked === '' ? 'Type a name' : 'None of this name on this device'}</Combobox.Empty>
            ) : null}
            {options.map((option) => (
              <Combobox.Option key={option.id} value={option.id} active={option.id === value}>
                <span className={classes.ref}>
                  {spec.isPerson ? (
                    <Avatar name={option.name} isMe={option.id === spec.me} />
                  ) : option.icon === undefined ? null : (
                    <Icon name={option.icon} />
                  )}
                  <span dir="auto">{option.name}</span>
                  {option.detail === undefined ? null : <span className={classes.refDetail}>{option.detail}</span>}
                </span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {variant !== 'form' && shownError !== undefined ? (
        <div role="alert" className={classes.floatingError}>
          {shownError}
        </div>
      ) : null}
    </div>
  );
}
