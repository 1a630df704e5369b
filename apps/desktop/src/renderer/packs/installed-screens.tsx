import { type ComponentType, lazy, type LazyExoticComponent, type ReactElement } from 'react';
import { crmScreens } from './crm/screens.ts';
import type { HomePlace, LoadPart, PackScreens } from './pack-screens.ts';

/** The only list of packs with screens of their own. */
const installedScreens: readonly PackScreens[] = [crmScreens];

type Part = LazyExoticComponent<ComponentType>;
const partOf = (load: LoadPart): Part => lazy(async () => ({ default: await load() }));

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
