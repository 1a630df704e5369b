import { useState } from 'react';
import { CommandPalette, type PaletteSearch } from '../src/frame/command-palette.tsx';
import { useShortcuts } from '../src/keys/keyboard.ts';
import { ShortcutList } from '../src/keys/shortcut-list.tsx';
import { BoardPage } from './board-page.tsx';

const run = () => undefined;
const search: PaletteSearch = async () => ({
  best: { id: '1', icon: 'building', title: 'Hallam & Pike Studio', detail: 'Customer, 2 open deals, $58,700', run },
  records: [
    {
      id: '2',
      icon: 'deal',
      title: 'Shades, south façade',
      detail: 'Deal, Hallam & Pike Studio, Proposal',
      owner: { name: 'Ilse Torvane', isMe: true },
      run,
    },
    { id: '3', icon: 'user', title: 'Perrin Hallam', detail: 'Contact, +1 555 0142', trailing: 'spoke 13:20', run },
    {
      id: '4',
      icon: 'deal',
      title: 'Conference floor signage',
      detail: 'Deal, Alderpoint Hall, New inquiry',
      owner: { name: 'Dana Rehmark' },
      run,
    },
    {
      id: '5',
      icon: 'note',
      title: '“stair hall needs recessed”',
      detail: 'Note, Wrenhaven Residence',
      trailing: '12 Nov',
      run,
    },
  ],
  acts: [
    { id: '6', icon: 'phone', title: 'Log a call with Perrin Hallam', keys: 'l', run },
    { id: '7', icon: 'check-circle', title: 'Add a task for Hallam & Pike Studio', keys: 't', run },
    { id: '8', icon: 'filter', title: 'Show only “hall” on this board', keys: '/', run },
  ],
  note: '5 records on this device, 3 ms',
});
const scopes = [
  { id: 'all', label: 'Everywhere' },
  { id: 'deals', label: 'Deals' },
];

/** The palette over the board; `?` shows the keys. */
export function PalettePage() {
  const [open, setOpen] = useState<'palette' | 'keys' | undefined>(
    new URLSearchParams(location.search).has('keys') ? 'keys' : 'palette',
  );
  useShortcuts([
    { keys: 'mod+k', label: 'Search and commands', inFields: true, run: () => setOpen('palette') },
    { keys: '?', label: 'This list', run: () => setOpen('keys') },
    { keys: 'c', label: 'New', run: () => undefined },
    { keys: 'g h', label: 'Go home', section: 'Go to', run: () => undefined },
  ]);
  return (
    <>
      <BoardPage />
      <CommandPalette isOpen={open === 'palette'} onClose={() => setOpen(undefined)} search={search} scopes={scopes} />
      <ShortcutList isOpen={open === 'keys'} onClose={() => setOpen(undefined)} />
    </>
  );
}
