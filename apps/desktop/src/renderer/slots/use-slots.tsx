import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isPackInstalled } from '@outpost/domain/kernel/definitions/tenant-packs';
import { type Snippets, SnippetsContext } from '@outpost/ui/snippets/snippets-context';
import { createContext, type ReactElement, type ReactNode, useContext, useMemo, useState } from 'react';
import { mayCreate } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import type {
  PackArea,
  PackScreens,
  PackSetting,
  RecordPartProps,
  TimelineKind,
  UseCardLines,
} from './pack-screens.ts';
import { installedParts, type ShownDialog, type ShownManyAct, type ShownTab, type Slots } from './slots-of.tsx';

const SlotsContext = createContext<Slots | undefined>(undefined);

/** Provides the packs' screens to all components below. The value stays the same for the life of the window. */
export function SlotsProvider({ slots, children }: { readonly slots: Slots; readonly children: ReactNode }) {
  return <SlotsContext value={slots}>{children}</SlotsContext>;
}

/** Returns the slots. Throws outside of `SlotsProvider`, because the window would be without packs. */
function useSlots(): Slots {
  const slots = useContext(SlotsContext);
  if (!slots) throw new Error('A screen was drawn outside of SlotsProvider');
  return slots;
}

/** Returns the page of a pack at an address, if the tenant has the pack. */
export function usePackPage(path: string): ReactElement | undefined {
  const { pages } = useSlots();
  return installedParts(useCatalogue(), pages).find((one) => one.path === path)?.page;
}

/** Returns the places of the packs' pages in the rail, in order. */
export function usePackAreas(): readonly PackArea[] {
  const { pages } = useSlots();
  const catalogue = useCatalogue();
  return useMemo(
    () =>
      installedParts(catalogue, pages)
        .flatMap(({ path, area }) => (area ? [{ path, ...area }] : []))
        .toSorted((a, b) => a.place - b.place),
    [catalogue, pages],
  );
}

/** Returns the packs' pages of the settings, in the order of the packs. */
export function usePackSettingPages(): readonly (PackSetting & { readonly path: string })[] {
  const { pages } = useSlots();
  const catalogue = useCatalogue();
  return useMemo(
    () => installedParts(catalogue, pages).flatMap(({ path, setting }) => (setting ? [{ path, ...setting }] : [])),
    [catalogue, pages],
  );
}

/** Returns the kinds that a person can create from the home page, the primary act first. */
export function useHomeMakes(): PackScreens['home']['makes'] {
  const { makes } = useSlots();
  return installedParts(useCatalogue(), makes);
}

/** The packs' parts below a record's fields, in the order of the packs. */
export function RecordParts(props: RecordPartProps) {
  const { recordParts } = useSlots();
  return (
    <>
      {installedParts(useCatalogue(), recordParts).map(({ key, Part }) => (
        <Part key={key} {...props} />
      ))}
    </>
  );
}

/** Returns the tabs beside the timeline of a kind's records, in the order of the packs. */
export function useRecordTabs(entity: Entity): readonly ShownTab[] {
  const { recordTabs } = useSlots();
  return installedParts(useCatalogue(), recordTabs).filter(({ isFor }) => isFor(entity));
}

/** Returns the dialogs of the packs that the tenant has, in the order of their places. */
export function usePackDialogs(): readonly ShownDialog[] {
  const { dialogs } = useSlots();
  const catalogue = useCatalogue();
  return useMemo(() => installedParts(catalogue, dialogs), [catalogue, dialogs]);
}

/** Returns the acts of packs on the selected records of a kind, in the order of their places, without those that the person may not do. */
export function useManyActs(entity: Entity): readonly ShownManyAct[] {
  const { manyActs } = useSlots();
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  return useMemo(
    () =>
      installedParts(catalogue, manyActs).filter(({ on, makes }) => {
        const made = makes === undefined ? undefined : catalogue.entities.get(makes);
        return on === entity.name && (makes === undefined || (made !== undefined && mayCreate(principal, made)));
      }),
    [catalogue, manyActs, principal, entity],
  );
}

/** Returns the kinds whose entries in timelines the tenant's packs put into words. */
export function useTimelineKinds(): readonly TimelineKind[] {
  const { timeline } = useSlots();
  const catalogue = useCatalogue();
  return useMemo(() => installedParts(catalogue, timeline), [catalogue, timeline]);
}

const useNoLines: UseCardLines = () => () => undefined;
const noCards: Parameters<UseCardLines>[0] = [];

/** Returns the lines under the cards of a board, if a pack that the tenant has declares them. */
export const useCardLines: UseCardLines = (records) => {
  const { cardLines } = useSlots();
  const isHere = isPackInstalled(useCatalogue(), cardLines?.pack ?? '');
  const useDeclaredLines = cardLines?.part ?? useNoLines; // the same hook at each call: the slots of a window never change
  const lineOf = useDeclaredLines(isHere ? records : noCards); // called whether the tenant has the pack or not
  return isHere ? lineOf : () => undefined;
};

/** Offers the snippets of the pack that has them, if the tenant has the pack. With `about`, they are filled in with the values of a record. */
export function SnippetsPlace({ about, children }: { readonly about?: RecordPartProps; readonly children: ReactNode }) {
  const declared = useSlots().snippets;
  const isHere = isPackInstalled(useCatalogue(), declared?.pack ?? '');
  const [given, setGiven] = useState<Snippets>();
  const Source = isHere ? declared?.part : undefined;
  // The source stands beside the children: where the pack comes or goes, they stay as they are.
  return (
    <SnippetsContext value={Source ? given : undefined}>
      {children}
      {Source ? <Source {...(about === undefined ? {} : { about })} onSnippets={setGiven} /> : null}
    </SnippetsContext>
  );
}
