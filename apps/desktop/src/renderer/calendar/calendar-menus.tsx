import { Menu } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { useRecordList } from '../queries/record-queries.ts';
import { fieldNamed } from '../records/field-spec-of.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { everyone } from './calendar-search.ts';

/** Chosen: the most people that the menu lists. The filter in the list of each kind finds the others. */
const mostPeople = 100;
// Mantine's menus also close on a keydown outside of them, and the key that opens a menu would count as one.
const outside: ('mousedown' | 'touchstart')[] = ['mousedown', 'touchstart'];

/** The menu's value for the signed-in person. */
const me = 'me';

/** The choice of the kinds that the calendar shows. */
export function KindsMenu({
  kinds,
  without,
  onWithout,
}: {
  readonly kinds: readonly Entity[];
  readonly without: readonly string[];
  readonly onWithout: (names: readonly string[]) => void;
}) {
  const shown = kinds.filter(({ name }) => !without.includes(name));
  const words = shown.length === kinds.length ? 'All kinds' : shown.length === 1 ? (shown[0]?.label.many ?? '') : `${shown.length} of ${kinds.length} kinds`; // prettier-ignore
  return (
    <Menu position="bottom-end" clickOutsideEvents={outside}>
      <Menu.Target>
        <Button>{words}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map(({ name, label }) => (
          <Menu.CheckboxItem
            key={name}
            checked={!without.includes(name)}
            onChange={(isShown) => onWithout(isShown ? without.filter((one) => one !== name) : [...without, name])}
          >
            {label.many}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The choice of the person whose records the calendar shows. */
export function PeopleMenu({
  of,
  who,
  onWho,
}: {
  /** A kind of the calendar, whose owners are the people. */
  readonly of: Entity;
  readonly who: string | undefined;
  readonly onWho: (who: string | undefined) => void;
}) {
  const catalogue = useCatalogue();
  const { person } = useSignedIn();
  const [isOpen, setOpen] = useState(false);
  const owner = fieldNamed(of, 'ownerId');
  const kind = owner?.type === 'ref' ? catalogue.entities.get(owner.targets[0] ?? '') : undefined;
  const people = useRecordList(
    { entity: kind?.name ?? '', limit: mostPeople, sort: kind ? [{ field: kind.title, direction: 'asc' }] : [] },
    { isOff: kind === undefined || !(isOpen || (who !== undefined && who !== everyone)) },
  ).data?.rows.filter((row) => row.entity === kind?.name);
  const named = (id: string) => {
    const row = people?.find((one) => one.id === id);
    return kind && row ? titleOf(kind, row) : 'One person';
  };
  const words = who === undefined ? 'Me' : who === everyone ? 'Everyone' : named(who);
  return (
    <Menu position="bottom-end" opened={isOpen} onChange={setOpen} clickOutsideEvents={outside}>
      <Menu.Target>
        <Button icon="user">{words}</Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <Menu.RadioGroup
          value={who ?? me}
          onChange={(value) => {
            setOpen(false);
            onWho(value === me ? undefined : value);
          }}
        >
          <Menu.RadioItem value={me}>Me</Menu.RadioItem>
          <Menu.RadioItem value={everyone}>Everyone</Menu.RadioItem>
          {kind
            ? people
                ?.filter(({ id }) => id !== person.id)
                .map((row) => (
                  <Menu.RadioItem key={row.id} value={row.id}>
                    {titleOf(kind, row)}
                  </Menu.RadioItem>
                ))
            : null}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
