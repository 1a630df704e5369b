import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { NavItem } from '@outpost/ui/frame/app-frame';
import { useCallback, useMemo } from 'react';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import { useRecordAnswers } from '../queries/record-queries.ts';
import { useLocal } from '../queries/use-local.ts';
import { recordIdOf } from '../records/list-views.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { pinnedLists } from './areas.ts';

const pinnedSchema = z.array(z.object({ id: z.string(), label: z.string(), entity: z.string(), view: z.string() }));
/** A view pinned to the rail. */
export type Pinned = z.infer<typeof pinnedSchema>[number];

/**
 * Returns the pinned views of this device, and a function that pins or unpins a view. The pin of a saved view has the view's
 * present name. It is left out while the view is deleted or no longer shared with the person.
 */
export function usePinned(): readonly [readonly Pinned[], (view: Omit<Pinned, 'id'>) => void] {
  const [kept, keep] = useLocal('pinned');
  const catalogue = useCatalogue();
  const read = useMemo(() => {
    const start = pinnedLists(catalogue).map(({ id, label, entity, view }) => ({ id, label, entity, view }));
    const pins = kept === null || kept === undefined ? start : pinnedSchema.catch(start).parse(kept);
    return pins.map((pin) => ({ ...pin, view: recordIdOf(pin.view) }));
  }, [kept, catalogue]);
  const ofRecords = useMemo(() => read.flatMap(({ view }) => (idSchema.safeParse(view).success ? [view] : [])), [read]);
  const answers = useRecordAnswers(ofRecords);
  const pinned = useMemo(
    () =>
      read.flatMap((pin): readonly Pinned[] => {
        const answer = answers[ofRecords.indexOf(pin.view)];
        if (!catalogue.entities.has(pin.entity) || answer === 'gone') return [];
        if (answer === undefined) return [pin];
        const { life, fields } = answer.record;
        const { name } = fields;
        return life === 'alive' ? [{ ...pin, label: typeof name === 'string' ? name : pin.label }] : [];
      }),
    [read, ofRecords, answers, catalogue],
  );
  const toggle = useCallback(
    (view: Omit<Pinned, 'id'>) => {
      const rest = read.filter((entry) => entry.entity !== view.entity || entry.view !== view.view);
      keep([...rest, ...(rest.length === read.length ? [{ ...view, id: `pinned/${view.entity}/${view.view}` }] : [])]);
    },
    [keep, read],
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
