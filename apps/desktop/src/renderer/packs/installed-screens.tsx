import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { isPackInstalled } from '@outpost/domain/kernel/catalogue/tenant-packs';
import { type ComponentType, lazy, type LazyExoticComponent, type ReactElement } from 'react';
import { useCatalogue } from '../records/use-entity.ts';
import { crmScreens } from './crm/screens.ts';
import type { HomePlace, LoadPart, PackScreens, RecordPartProps, TimelineKind, UseCardLines } from './pack-screens.ts';

/** The only list of packs with screens of their own. */
const installedScreens: readonly PackScreens[] = [crmScreens];

const partOf = <Props,>(load: LoadPart<Props>): LazyExoticComponent<ComponentType<Props>> =>
  lazy(async () => ({ default: await load() }));

/** A part, with the pack that declares it. */
type Of<Part> = { readonly pack: string; readonly part: Part };

const every = <Part,>(declared: (screens: PackScreens) => readonly Part[]): readonly Of<Part>[] =>
  installedScreens.flatMap((screens) => declared(screens).map((part) => ({ pack: screens.pack, part })));

/** T-25: the parts of the packs that the tenant has, in the order of the packs. */
const installedParts = <Part,>(catalogue: Catalogue, parts: readonly Of<Part>[]): readonly Part[] =>
  parts.flatMap(({ pack, part }) => (isPackInstalled(catalogue, pack) ? [part] : []));

const pages = every(({ routes }) =>
  routes.map(({ path, load, area }) => {
    const Page = partOf(load);
    return { path, area, page: <Page key={path} /> };
  }),
);

/** The page of a pack at an address, where the tenant has the pack. */
export const packPageAt = (catalogue: Catalogue, path: string): ReactElement | undefined =>
  installedParts(catalogue, pages).find((one) => one.path === path)?.page;

/** The places of these pages in the rail, in order. */
export const packAreasOf = (catalogue: Catalogue) =>
  installedParts(catalogue, pages)
    .flatMap(({ path, area }) => (area ? [{ path, ...area }] : []))
    .toSorted((a, b) => a.place - b.place);

const homeParts = every(({ pack, home }) =>
  home.parts.map(({ at, load }, place) => ({ key: `${pack} ${place}`, at, Part: partOf(load) })),
);

/** The packs' parts of the home page at one place, in the order of the packs. */
export function HomeParts({ at }: { readonly at: HomePlace }) {
  const parts = installedParts(useCatalogue(), homeParts);
  return <>{parts.flatMap(({ key, at: place, Part }) => (place === at ? [<Part key={key} />] : []))}</>;
}

const makes = every(({ home }) => home.makes);

/** The kinds that a person can make from the home page, the primary act first. */
export const homeMakesOf = (catalogue: Catalogue) => installedParts(catalogue, makes);

const recordParts = every(({ pack, record }) =>
  record.parts.map((load, place) => ({ key: `${pack} ${place}`, Part: partOf(load) })),
);

/** The packs' parts below a record's fields, in the order of the packs. */
export function RecordParts(props: RecordPartProps) {
  return (
    <>
      {installedParts(useCatalogue(), recordParts).map(({ key, Part }) => (
        <Part key={key} {...props} />
      ))}
    </>
  );
}

/** A part that at most one pack may declare, with that pack. A second declaration is a fault at start. */
export function onlyOne<T>(
  what: string,
  screens: readonly PackScreens[],
  said: (screens: PackScreens) => T | undefined,
): Of<T> | undefined {
  const saying = screens.flatMap((one): Of<T>[] => {
    const part = said(one);
    return part === undefined ? [] : [{ pack: one.pack, part }];
  });
  if (saying.length > 1)
    throw new Error(`Packs ${saying.map(({ pack }) => pack).join(' and ')} both declare ${what}; one pack may`);
  return saying[0];
}

const timeline: Of<TimelineKind> | undefined = onlyOne('a timeline', installedScreens, ({ record }) => record.timeline);

/** The kind whose records appear in timelines, if a pack that the tenant has declares one. */
export const timelineKindOf = (catalogue: Catalogue): TimelineKind | undefined =>
  timeline && isPackInstalled(catalogue, timeline.pack) ? timeline.part : undefined;

const withoutLines: UseCardLines = () => () => undefined;
const cardLines = onlyOne('lines under cards', installedScreens, (screens) => screens.useCardLines);
const useDeclaredLines = cardLines?.part ?? withoutLines;
const noCards: Parameters<UseCardLines>[0] = [];

/** The lines under the cards of a board, if a pack that the tenant has declares them. */
export const useCardLines: UseCardLines = (records) => {
  const isHere = isPackInstalled(useCatalogue(), cardLines?.pack ?? '');
  const lineOf = useDeclaredLines(isHere ? records : noCards); // a hook: called whether the tenant has the pack or not
  return isHere ? lineOf : () => undefined;
};
