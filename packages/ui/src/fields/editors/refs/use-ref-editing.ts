import { type ComboboxStore, useCombobox } from '@mantine/core';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { RefOption, SpecOf } from '../../field-spec.ts';
import type { EditorProps } from '../editor-props.ts';
import { doneBy } from '../editor-shell.ts';
import { createOption } from './ref-options.tsx';
import { useDoneOnce } from '../use-done-once.ts';
import { useRefSearch } from './use-ref-search.ts';

/** The text of a reference while a person edits it, its list, and the steps that keys and presses take. */
export type RefEditing = {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly combobox: ComboboxStore;
  readonly text: string;
  /** The name of the stored record; empty without one. */
  readonly chosen: string;
  /** The reason why the text is not a value, as a sentence for a person. */
  readonly problem: string | undefined;
  readonly options: readonly RefOption[];
  /** The name of the record that the list offers to create. */
  readonly offered: string | undefined;
  /** Whether the list shows all records, because nothing is typed. */
  readonly isUnasked: boolean;
  /** Begins the search when the field gets the focus. */
  readonly begin: () => void;
  readonly type: (text: string) => void;
  /** Takes an option of the list, or creates the offered record. */
  readonly choose: (option: string) => void;
  readonly leave: () => void;
  readonly pressKey: (event: KeyboardEvent) => void;
};

/** Whether two names are the same for a person who types one. */
const isSameName = (a: string, b: string): boolean => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();

/**
 * Returns the state of a reference's editor. Calls `onChange`, `onDone`, `onError` and `onDraft` as `EditorProps`
 * describes.
 */
export function useRefEditing(props: EditorProps<SpecOf<'ref'>>): RefEditing {
  const { spec, value, onChange, variant = 'form', autoFocus = false, initialText, onDone, onError, onDraft } = props;
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
  const giveUp = () => {
    write(chosen);
    tell(undefined);
    combobox.closeDropdown();
    finish('escape');
  };
  const pressKey = (event: KeyboardEvent) => {
    const how = doneBy(event);
    if (how === 'escape') {
      if (!onDone && onDraft) return; // closes the dialog, which keeps the text
      if (onDone) event.stopPropagation();
      giveUp();
    } else if ((how === 'tab' || how === 'shift-tab') && variant === 'cell') {
      event.preventDefault();
      if (commit()) finish(how);
    } else if (how === 'enter') {
      event.stopPropagation();
      // The list may be open without a selection: opened again by a click, or drawn before the effect above has run.
      if (asked !== undefined && asked !== '' && combobox.getSelectedOptionIndex() === -1) combobox.selectFirstOption();
    }
  };
  return {
    input,
    combobox,
    text,
    chosen,
    problem,
    options,
    offered,
    isUnasked: asked === '',
    begin: search.begin,
    type: (next) => {
      write(next);
      search.ask(next.trim());
      combobox.openDropdown();
    },
    choose,
    leave,
    pressKey,
  };
}
