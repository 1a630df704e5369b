import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useMemo } from 'react';
import { useActs } from '../queries/use-acts.ts';
import { useOpenReports } from '../reports/use-open-reports.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useDialogItems } from './use-dialog-items.ts';
import { useInviteItems } from './use-invite-items.ts';
import type { OpenRecordMoves } from './use-open-record-moves.tsx';
import { usePlaceItems } from './use-place-items.ts';
import { useRecordKindItems } from './use-record-kind-items.ts';
import { useWindowItems } from './use-window-items.ts';

type Given = {
  /** The commands about the open record. */
  readonly moves: OpenRecordMoves;
  /** The kind of record whose list is open. */
  readonly here: Entity | undefined;
  /** Takes the address of a page, or "shortcuts". */
  readonly onGo: (id: string) => void;
};

/** Returns all commands of the palette, in the order in which they are offered. */
export function useCommands({ moves, here, onGo }: Given): readonly PaletteItem[] {
  const bridge = useBridge();
  const acts = useActs();
  const { newReport } = useOpenReports();
  const dialogs = useDialogItems(moves.record);
  const kinds = useRecordKindItems(here, onGo);
  const places = usePlaceItems(onGo);
  const invites = useInviteItems();
  const windowItems = useWindowItems();
  return useMemo(
    () => [
      ...moves.items,
      ...dialogs,
      ...kinds.makes,
      ...places,
      ...kinds.calculations,
      ...kinds.duplicates,
      ...invites,
      { id: 'new report', icon: 'chart', title: 'New report', run: () => newReport(here?.name) },
      { id: 'keys', icon: 'keyboard', title: 'Help: keyboard shortcuts', keys: '?', run: () => onGo('shortcuts') },
      ...windowItems,
      { id: 'undo', icon: 'undo', title: 'Undo', keys: 'mod+z', run: () => void acts.undoLast() },
      { id: 'sync', icon: 'swap', title: 'Sync now', run: () => void bridge.call('sync.now', null) },
      {
        id: 'lock',
        icon: 'lock',
        title: 'Lock',
        keys: 'mod+shift+l',
        run: () => void bridge.call('session.lock', null),
      },
    ],
    [moves.items, dialogs, kinds, places, invites, newReport, here, onGo, windowItems, acts, bridge],
  );
}
