import { CommandPalette } from '@outpost/ui/frame/command-palette';
import { useCommands } from './use-commands.ts';
import { useKindHere } from './use-kind-here.ts';
import { useOpenRecordMoves } from './use-open-record-moves.tsx';
import { usePaletteSearch } from './use-palette-search.ts';

type Props = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Takes the address of a page, or "shortcuts". */
  readonly onGo: (id: string) => void;
};

/** Searches all records on this device, all views and all commands in one place. */
export function Palette({ isOpen, onClose, onGo }: Props) {
  const here = useKindHere();
  const moves = useOpenRecordMoves({ isOff: !isOpen });
  const commands = useCommands({ moves, here, onGo });
  const search = usePaletteSearch({ commands, here, isOff: !isOpen });
  return (
    <>
      <CommandPalette
        isOpen={isOpen}
        onClose={onClose}
        search={search}
        scopes={[{ id: 'everywhere', label: 'Everywhere' }, ...(here ? [{ id: 'here', label: here.label.many }] : [])]}
      />
      {moves.dialog}
    </>
  );
}
