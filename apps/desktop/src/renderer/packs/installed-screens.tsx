import { type ComponentType, lazy, type LazyExoticComponent, type ReactElement } from 'react';
import { crmScreens } from './crm/screens.ts';
import type { HomePlace, LoadPart, PackScreens, RecordPartProps, TimelineKind, UseCardLines } from './pack-screens.ts';

/** The only list of packs with screens of their own. */
const installedScreens: readonly PackScreens[] = [crmScreens];

const partOf = <Props,>(load: LoadPart<Props>): LazyExoticComponent<ComponentType<Props>> =>
  lazy(async () => ({ default: await load() }));

/** The pages of packs, by their addresses. */
export const packPages: ReadonlyMap<string, ReactElement> = new Map(
  installedScreens.flatMap(({ routes }) =>
    routes.map(({ path, load }) => {
      const Page = partOf(load);
      return [path, <Page key={path} />] as const;
    }),
  ),
);

/** The places of these pages in the rail, in order. */
export const packAreas = installedScreens
  .flatMap(({ routes }) => routes.flatMap(({ path, area }) => (area ? [{ path, ...area }] : [])))
  .toSorted((a, b) => a.place - b.place);

const homeParts = installedScreens.flatMap(({ pack, home }) =>
  home.parts.map(({ at, load }, place) => ({ key: `${pack} ${place}`, at, Part: partOf(load) })),
);

/** The packs' parts of the home page at one place, in the order of the packs. */
export const HomeParts = ({ at }: { readonly at: HomePlace }) => (
  <>{homeParts.flatMap(({ key, at: place, Part }) => (place === at ? [<Part key={key} />] : []))}</>
);

/** What can be made from the home page, the primary act first. */
export const homeMakes = installedScreens.flatMap(({ home }) => home.makes);

const recordParts = installedScreens.flatMap(({ pack, record }) =>
  record.parts.map((load, place) => ({ key: `${pack} ${place}`, Part: partOf(load) })),
);

/** The packs' parts below a record's fields, in the order of the packs. */
export const RecordParts = (props: RecordPartProps) => (
  <>
    {recordParts.map(({ key, Part }) => (
      <Part key={key} {...props} />
    ))}
  </>
);

/** A part that at most one pack may declare. A second declaration is a fault at start. */
export function onlyOne<T>(
  what: string,
  screens: readonly PackScreens[],
  said: (screens: PackScreens) => T | undefined,
): T | undefined {
  const saying = screens.filter((one) => said(one) !== undefined);
  if (saying.length > 1)
    throw new Error(`Packs ${saying.map(({ pack }) => pack).join(' and ')} both declare ${what}; one pack may`);
  return saying[0] && said(saying[0]);
}

/** The kind whose records stand in timelines, where a pack has one. */
export const timelineKind: TimelineKind | undefined = onlyOne(
  'a timeline',
  installedScreens,
  ({ record }) => record.timeline,
);

const withoutLines: UseCardLines = () => () => undefined;
/** The lines under the cards of a board, where a pack has some. */
export const useCardLines: UseCardLines =
  onlyOne('lines under cards', installedScreens, (screens) => screens.useCardLines) ?? withoutLines;
