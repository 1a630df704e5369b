import { Combobox, useCombobox } from '@mantine/core';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import { Button } from '@outpost/ui/parts/button';
import { type RefObject, useState } from 'react';
import classes from './insert-value.module.css';

/** The most options that are drawn: more are found by typing. */
const most = 40;

type Props = {
  readonly offered: readonly { readonly path: string; readonly label: string }[];
  /** How a text names a value: "{{ deal.name }}". */
  readonly written: (path: string) => string;
  readonly into: RefObject<HTMLTextAreaElement | HTMLInputElement | null>;
  /** Called with the whole text after a value was put at the cursor. */
  readonly onText: (text: string) => void;
};

/** Focuses a field as it is drawn: a timer would let the first keys go to the button. */
const focusDrawn = (field: HTMLInputElement | null) => field?.focus({ preventScroll: true });

/** Puts the name of a value at the cursor of a text. */
export function InsertValue({ offered, written: writtenAs, into, onText }: Props) {
  const [searched, setSearched] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.targetRef.current?.focus({ preventScroll: true }); // the field that had the focus goes
      setSearched('');
    },
  });
  const words = foldText(searched.trim());
  const found = offered.filter(({ label, path }) => foldText(`${label} ${path}`).includes(words)).slice(0, most);
  const insert = (path: string) => {
    const area = into.current;
    if (area === null) return;
    const written = writtenAs(path);
    const { value } = area;
    const [from, to] = [area.selectionStart ?? value.length, area.selectionEnd ?? value.length];
    onText(`${value.slice(0, from)}${written}${value.slice(to)}`);
    combobox.closeDropdown();
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(from + written.length, from + written.length);
    });
  };
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={insert}
      position="bottom-start"
      width={320}
      withinPortal
      keepMounted={false}
      returnFocus
    >
      <Combobox.Target targetType="button" withKeyboardNavigation={false}>
        <Button size="sm" icon="plus" onClick={() => combobox.toggleDropdown()}>
          Insert a value
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          ref={focusDrawn}
          value={searched}
          aria-label="Search the values"
          placeholder="Name of a field"
          onChange={(event) => {
            setSearched(event.currentTarget.value);
            combobox.selectFirstOption();
          }}
        />
        <Combobox.Options aria-label="Values" className={classes.options}>
          {found.map(({ path, label }) => (
            <Combobox.Option key={path} value={path}>
              {label}
            </Combobox.Option>
          ))}
          {found.length === 0 ? <Combobox.Empty>No field has this name</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
