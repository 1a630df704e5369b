import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useMemo } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useOfferedDialogs, useOpenDialog } from '../slots/pack-dialogs.tsx';

/** Returns the dialogs of packs as acts of the palette: those for the open record, and those that need no record (T-21). */
export function useDialogItems(record: ShownRecord | undefined): readonly PaletteItem[] {
  const { entities } = useCatalogue();
  const isOpen = record?.life === 'alive';
  const entity = isOpen ? entities.get(record.entity) : undefined;
  const dialogs = useOfferedDialogs(entity, { alsoForNone: true });
  const open = useOpenDialog();
  return useMemo(
    () =>
      dialogs.map(({ name, label, icon, on }) => {
        const about = record && entity && on === entity.name ? record : undefined;
        return {
          id: `dialog ${name}`,
          icon,
          title: label,
          ...(about && entity ? { detail: titleOf(entity, about) } : {}),
          run: () => open(name, about?.id),
        };
      }),
    [dialogs, record, entity, open],
  );
}
