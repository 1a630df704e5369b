import { Modal } from '@mantine/core';
import { useContext, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { Kbd } from '../parts/kbd.tsx';
import { type Shortcut, ShortcutsContext } from './shortcuts-context.ts';
import classes from './shortcut-list.module.css';

type Group = {
  readonly section: string;
  readonly shortcuts: readonly { readonly keys: string; readonly label: string }[];
};

/** The keys that the grid, the board and the calendar handle themselves. They are listed here because they are not registered as shortcuts. */
const inLists: readonly Group[] = [
  {
    section: 'In a list',
    shortcuts: [
      { keys: 'j', label: 'Next' },
      { keys: 'k', label: 'Previous' },
      { keys: 'x', label: 'Select' },
      { keys: 'shift+x', label: 'Select up to here' },
      { keys: 'mod+a', label: 'Select all' },
      { keys: 'enter', label: 'Open' },
      { keys: 'e', label: 'Edit, or change the selected records' },
      { keys: 'm', label: 'Move a card to…' },
    ],
  },
  {
    section: 'In a calendar',
    shortcuts: [
      { keys: 'j', label: 'Next event' },
      { keys: 'k', label: 'Previous event' },
      { keys: 'n', label: 'Add here' },
      { keys: 'p', label: 'Pick up: arrows move, Shift and arrows change the length, Enter puts down' },
      { keys: 'pagedown', label: 'Next days' },
      { keys: 'pageup', label: 'Previous days' },
    ],
  },
  {
    section: 'In a cell',
    shortcuts: [
      { keys: 'f2', label: 'Edit, or just type' },
      { keys: 'mod+c', label: 'Copy' },
      { keys: 'mod+v', label: 'Paste' },
      { keys: 'mod+d', label: 'Fill down' },
      { keys: 'alt+enter', label: 'Open its link: write, call, or show the page' },
      { keys: 'escape', label: 'Back to the row' },
    ],
  },
];

function KeyGroups({ groups }: { readonly groups: readonly Group[] }) {
  return (
    <div className={classes.columns}>
      {groups.map((group) => (
        <section key={group.section} className={classes.group}>
          <h3>{group.section}</h3>
          <dl>
            {group.shortcuts.map((shortcut) => (
              <div key={shortcut.keys}>
                <dt>{shortcut.label}</dt>
                <dd>
                  <Kbd keys={shortcut.keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

/** The shortcuts that are bound when the list opens. */
function BoundKeys() {
  const { all } = useContext(ShortcutsContext);
  const [groups] = useState(() => boundGroups(all()));
  return <KeyGroups groups={groups} />;
}

/** Returns the shortcuts by section, and the keys of lists and cells. */
function boundGroups(bound: readonly Shortcut[]): readonly Group[] {
  const sections = new Map<string, Map<string, { readonly keys: string; readonly label: string }>>();
  for (const shortcut of bound) {
    const section = shortcut.section ?? 'Everywhere';
    const inside = sections.get(section) ?? new Map<string, { readonly keys: string; readonly label: string }>();
    inside.set(shortcut.keys, shortcut);
    sections.set(section, inside);
  }
  return [
    ...[...sections].map(([section, shortcuts]) => ({ section, shortcuts: [...shortcuts.values()] })),
    ...inLists,
  ];
}

/** The list that `?` shows. Without `groups` it lists the bound shortcuts and the keys of lists and cells. */
export function ShortcutList({
  isOpen,
  onClose,
  onHelp,
  groups,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onHelp?: (() => void) | undefined;
  readonly groups?: readonly Group[] | undefined;
}) {
  const { singleKeys } = useContext(ShortcutsContext);
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keys" size={720} closeButtonProps={{ 'aria-label': 'Close' }}>
      {singleKeys ? null : <p className={classes.off}>Single keys are turned off in your settings.</p>}
      {isOpen ? groups ? <KeyGroups groups={groups} /> : <BoundKeys /> : null}
      {onHelp ? (
        <Button icon="help" onClick={onHelp}>
          Open the help
        </Button>
      ) : null}
    </Modal>
  );
}
