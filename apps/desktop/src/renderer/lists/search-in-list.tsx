import { TextInput } from '@mantine/core';
import { Icon } from '@outpost/ui/parts/icons';
import { mostSearchChars } from '../window/list-address.ts';

type Props = {
  readonly label: string;
  readonly text: string | undefined;
  readonly onSearch: (text: string | undefined) => void;
  readonly onClose: () => void;
};

/** The field that searches a list at each keystroke. Enter, Escape and leaving it close the field and keep the search. */
export function SearchInList({ label, text, onSearch, onClose }: Props) {
  return (
    <TextInput
      size="xs"
      w={180}
      autoFocus
      aria-label={label}
      placeholder="Search in this view"
      defaultValue={text ?? ''}
      leftSection={<Icon name="search" size={14} />}
      onChange={({ currentTarget: { value } }) =>
        onSearch(value.trim() === '' ? undefined : value.slice(0, mostSearchChars))
      }
      onKeyDown={(event) => {
        if (event.key === 'Escape' || event.key === 'Enter') onClose();
      }}
      onBlur={onClose}
    />
  );
}
