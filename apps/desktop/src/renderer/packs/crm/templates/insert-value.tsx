import { Combobox, useCombobox } from '@mantine/core';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import { Button } from '@outpost/ui/parts/button';
import { type RefObject, useState } from 'react';
import classes from './templates.module.css';
import type { OfferedValue } from './offered-values.ts';

/** The most options that are drawn: more are found by typing. */
const most = 40;

type Props = {
  readonly offered: readonly OfferedValue[];
  readonly into: RefObject<HTMLTextAreaElement | null>;
  /** Called with the whole text after a value was put at the cursor. */
  readonly onText: (text: string) => void;
};

/** Puts a value's name at the cursor of a text: "{{ deal.name }}". */
export function InsertValue({ offered, into, onText }: Props) {
  const [searched, setSearched] = useState('');
  const combobox = useCombobox({
    onDropdownOpen: () => combobox.focusSearchInput(),
    onDropdownClose: () => combobox.resetSelectedOption(),
  });
  const words = foldText(searched.trim());
  const found = offered.filter(({ label, path }) => foldText(`${label} ${path}`).includes(words)).slice(0, most);
  const insert = (path: string) => {
    const area = into.current;
    if (area === null) return;
    const written = `{{ ${path} }}`;
    const { selectionStart: from, selectionEnd: to, value } = area;
    onText(`${value.slice(0, from)}${written}${value.slice(to)}`);
    setSearched('');
    combobox.closeDropdown();
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(from + written.length, from + written.length);
    });
  };
  return (
    <Combobox store={combobox} onOptionSubmit={insert} position="bottom-start" width={320} withinPortal>
      <Combobox.Target targetType="button">
        <Button size="sm" icon="plus" onClick={() => combobox.openDropdown()}>
          Insert a value
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={searched}
          aria-label="Values"
          placeholder="Name of a field"
          onChange={(event) => {
            setSearched(event.currentTarget.value);
            combobox.selectFirstOption();
          }}
        />
        <Combobox.Options className={classes.options}>
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
