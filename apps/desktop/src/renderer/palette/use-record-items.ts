import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import { type OpenedRecord, useRecentlyOpened } from '../places/recently-opened.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { useOpenRecord } from '../window/use-open-record.ts';
import { type Hit, orderOfHits } from './order-of-hits.ts';

/** The records that the palette offers, each with an item that opens it. */
export type RecordItems = {
  /** The last opened ones, newest first. */
  readonly opened: () => readonly PaletteItem[];
  /** Sorts the hits of a search into those with the words, and those with a similar spelling. */
  readonly inOrder: (hits: readonly Hit[]) => ReturnType<typeof orderOfHits>;
  readonly itemOf: (hit: Hit) => PaletteItem;
};

/** Returns the records that the palette offers. */
export function useRecordItems(): RecordItems {
  const { now } = useAppPorts();
  const formats = useFormats();
  const principal = usePrincipal();
  const open = useOpenRecord();
  const { entities: known } = usePastCatalogue();
  const opened = useRecentlyOpened();
  return useMemo(() => {
    const openedItem = (entry: OpenedRecord): PaletteItem => ({
      id: entry.id,
      icon: known.get(entry.entity)?.icon ?? 'dot',
      title: entry.title,
      detail: known.get(entry.entity)?.label.one,
      trailing: formats.relative(entry.at, now()),
      run: () => open(entry.id),
    });
    return {
      opened: () => opened.map(openedItem),
      inOrder: (hits) =>
        orderOfHits(hits, {
          opened: opened.map(({ id }) => id),
          userId: principal.userId,
          isChild: (kind) => known.get(kind)?.parent !== undefined,
        }),
      itemOf: (hit) => ({
        id: hit.id,
        icon: known.get(hit.entity)?.icon ?? 'dot',
        title: hit.title,
        detail: [known.get(hit.entity)?.label.one, hit.subtitle].filter(Boolean).join(', '),
        run: () => open(hit.id),
      }),
    };
  }, [now, formats, principal, open, known, opened]);
}
