import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { isPackInstalled } from '@outpost/domain/kernel/definitions/tenant-packs';
import type { CountProps } from '@outpost/ui/frame/app-frame';
import { LoadBoundary, loadable } from '@outpost/ui/loading/loadable';
import type { ComponentType, ReactElement } from 'react';
import type {
  DialogContentProps,
  LoadPart,
  ManyActProps,
  PackArea,
  PackDialog,
  PackManyAct,
  PackScreens,
  RecordPartProps,
  RecordTab,
  SnippetsSourceProps,
  TimelineKind,
  UseCardLines,
} from './pack-screens.ts';

/** A part, with the pack that declares it. */
export type OfPack<Part> = { readonly pack: string; readonly part: Part };

type Route = PackScreens['routes'][number];
type Page = Pick<Route, 'path' | 'setting'> & { readonly area?: Omit<PackArea, 'path'>; readonly page: ReactElement };
/** A part below a record's fields, with its key. */
type RecordPart = { readonly key: string; readonly Part: ComponentType<RecordPartProps> };
/** A tab beside the timeline, with its content instead of the function that loads it. */
export type ShownTab = Omit<RecordTab, 'load'> & { readonly Part: ComponentType<RecordPartProps> };
/** A dialog, with its content instead of the function that loads it. */
export type ShownDialog = Omit<PackDialog, 'load'> & {
  readonly Content: ComponentType<DialogContentProps>;
};

/** An act on selected records, with its dialog's content instead of the function that loads it. */
export type ShownManyAct = Omit<PackManyAct, 'load'> & { readonly Content: ComponentType<ManyActProps> };

/** The parts that packs add to the generic screens, by their slot, in the order of the packs. */
export type Slots = {
  readonly pages: readonly OfPack<Page>[];
  readonly makes: readonly OfPack<PackScreens['home']['makes'][number]>[];
  readonly recordParts: readonly OfPack<RecordPart>[];
  readonly recordTabs: readonly OfPack<ShownTab>[];
  /** In the order of their places. */
  readonly dialogs: readonly OfPack<ShownDialog>[];
  /** In the order of their places. */
  readonly manyActs: readonly OfPack<ShownManyAct>[];
  /** One for each kind of record; at most one makes notes. */
  readonly timeline: readonly OfPack<TimelineKind>[];
  readonly snippets: OfPack<ComponentType<SnippetsSourceProps>> | undefined;
  readonly cardLines: OfPack<UseCardLines> | undefined;
};

/**
 * Sorts the screens of packs by slot. Called once for a window: each call makes new components, which React would
 * mount again. Throws if two packs declare a part that only one may declare, if two dialogs have the same name, or
 * the same key at one kind, or if two acts on many records have the same name.
 */
export function slotsOf(screens: readonly PackScreens[]): Slots {
  const every = <Part,>(declared: (one: PackScreens) => readonly Part[]): readonly OfPack<Part>[] =>
    screens.flatMap((one) => declared(one).map((part) => ({ pack: one.pack, part })));
  return {
    pages: every(({ routes }) =>
      routes.map(({ path, load, area, setting }) => {
        const Page = loadable(load);
        return {
          path,
          ...(area ? { area: areaOf(area) } : {}),
          ...(setting ? { setting } : {}),
          page: <Page key={path} />,
        };
      }),
    ),
    makes: every(({ home }) => home.makes),
    recordParts: every(({ pack, record }) =>
      record.parts.map((load, place) => ({ key: `${pack} ${place}`, Part: loadable(load) })),
    ),
    recordTabs: every(({ record }) =>
      (record.tabs ?? []).map(({ load, ...tab }) => ({ ...tab, Part: loadable(load) })),
    ),
    dialogs: dialogsOf(every(({ dialogs = [] }) => dialogs)),
    manyActs: manyActsOf(every(({ manyActs = [] }) => manyActs)),
    timeline: timelineOf(every(({ record }) => record.timeline ?? [])),
    cardLines: onlyOne('lines under cards', screens, ({ useCardLines }) => useCardLines),
    snippets: onlyOne('snippets', screens, ({ Snippets }) => Snippets),
  };
}

const areaOf = ({ count, ...area }: NonNullable<Route['area']>): Omit<PackArea, 'path'> =>
  count ? { ...area, Count: countOf(count) } : area;

/** The frame goes on without a number whose script can't be loaded. */
function countOf(load: LoadPart<CountProps>): ComponentType<CountProps> {
  const Loaded = loadable(() => load().catch(() => () => null));
  return function Count(props: CountProps) {
    return (
      <LoadBoundary>
        <Loaded {...props} />
      </LoadBoundary>
    );
  };
}

function timelineOf(declared: readonly OfPack<TimelineKind>[]): readonly OfPack<TimelineKind>[] {
  for (const one of declared)
    for (const other of declared) {
      const isSameKind = other.part.entity === one.part.entity;
      if (other === one || !(isSameKind || (other.part.noteOf && one.part.noteOf))) continue;
      const what = isSameKind ? `entries of ${one.part.entity}` : 'notes';
      throw new Error(`Packs ${one.pack} and ${other.pack} both declare ${what} in timelines; only one may`);
    }
  return declared;
}

function dialogsOf(declared: readonly OfPack<PackDialog>[]): readonly OfPack<ShownDialog>[] {
  const names = new Set<string>();
  const openers = new Map<string, string>();
  for (const { pack, part } of declared) {
    if (!part.name.startsWith(`${pack}/`)) throw new Error(`Dialog ${part.name} is declared by pack ${pack}`);
    if (names.has(part.name)) throw new Error(`Dialog ${part.name} is declared twice`);
    names.add(part.name);
    const opener = part.key === undefined ? undefined : `${part.on} ${part.key}`;
    const other = opener === undefined ? undefined : openers.get(opener);
    if (other !== undefined)
      throw new Error(
        `Dialogs ${other} and ${part.name} both open by the key ${part.key} at ${part.on ?? 'every record'}`,
      );
    if (opener !== undefined) openers.set(opener, part.name);
  }
  return declared
    .map(({ pack, part: { load, ...dialog } }) => ({ pack, part: { ...dialog, Content: loadable(load) } }))
    .toSorted((a, b) => a.part.place - b.part.place);
}

function manyActsOf(declared: readonly OfPack<PackManyAct>[]): readonly OfPack<ShownManyAct>[] {
  const names = new Set<string>();
  for (const { pack, part } of declared) {
    if (!part.name.startsWith(`${pack}/`))
      throw new Error(`The act ${part.name} on many records is declared by pack ${pack}`);
    if (names.has(part.name)) throw new Error(`The act ${part.name} on many records is declared twice`);
    names.add(part.name);
  }
  return declared
    .map(({ pack, part: { load, ...act } }) => ({ pack, part: { ...act, Content: loadable(load) } }))
    .toSorted((a, b) => a.part.place - b.part.place);
}

/** Returns a part that at most one pack may declare, with that pack. Throws at start if a second pack declares it. */
function onlyOne<T>(
  what: string,
  screens: readonly PackScreens[],
  said: (screens: PackScreens) => T | undefined,
): OfPack<T> | undefined {
  const saying = screens.flatMap((one): OfPack<T>[] => {
    const part = said(one);
    return part === undefined ? [] : [{ pack: one.pack, part }];
  });
  if (saying.length > 1)
    throw new Error(`Packs ${saying.map(({ pack }) => pack).join(' and ')} both declare ${what}; only one pack may`);
  return saying[0];
}

/** Returns the parts of the packs that the tenant has, in the order of the packs (T-25). */
export const installedParts = <Part,>(catalogue: Catalogue, parts: readonly OfPack<Part>[]): readonly Part[] =>
  parts.flatMap(({ pack, part }) => (isPackInstalled(catalogue, pack) ? [part] : []));
