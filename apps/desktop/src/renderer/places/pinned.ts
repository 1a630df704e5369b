import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { NavItem } from '@outpost/ui/frame/app-frame';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { useLocal } from '../queries/use-local.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { pinnedLists } from './areas.ts';

const pinnedSchema = z.array(z.object({ id: z.string(), label: z.string(), entity: z.string(), view: z.string() }));
/** A view pinned to the rail. */
export type Pinned = z.infer<typeof pinnedSchema>[number];

/** Returns the pinned views of this device, and a function that pins or unpins a view. */
export function usePinned(): readonly [readonly Pinned[], (view: Omit<Pinned, 'id'>) => void] {
  const [kept, keep] = useLocal('pinned');
  const catalogue = useCatalogue();
  const pinned = useMemo(() => {
    const start = pinnedLists(catalogue).map(({ id, label, entity, view }) => ({ id, label, entity, view }));
    const read = kept === null || kept === undefined ? start : pinnedSchema.catch(start).parse(kept);
    return read.filter(({ entity }) => catalogue.entities.has(entity));
  }, [kept, catalogue]);
  const toggle = useCallback(
    (view: Omit<Pinned, 'id'>) => {
      const rest = pinned.filter((entry) => entry.entity !== view.entity || entry.view !== view.view);
      keep([
        ...rest,
        ...(rest.length === pinned.length ? [{ ...view, id: `pinned/${view.entity}/${view.view}` }] : []),
      ]);
    },
    [keep, pinned],
  );
  return [pinned, toggle];
}

/** Returns the pinned view that this address shows. */
export const pinnedAt = (pinned: readonly Pinned[], path: string, view: string | undefined): Pinned | undefined =>
  pinned.find((entry) => path === `/list/${entry.entity}` && entry.view === view);

/** Returns the rail's entries for pinned views. */
export const pinnedItems = (pinned: readonly Pinned[], catalogue: Catalogue): readonly NavItem[] => {
  const declared = pinnedLists(catalogue);
  return pinned.map(({ id, label, entity, view }) => ({
    id,
    label,
    icon:
      declared.find((one) => one.entity === entity && one.view === view)?.icon ??
      catalogue.entities.get(entity)?.icon ??
      'dot',
  }));
};
