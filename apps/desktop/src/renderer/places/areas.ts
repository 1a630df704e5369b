import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { KindViews } from '@outpost/domain/kernel/catalogue/views';
import type { NavItem } from '@outpost/ui/frame/app-frame';
import { ownKinds } from '../session/tenant-kinds.ts';
import type { PackArea } from '../slots/pack-screens.ts';

const placeOf = ({ area }: KindViews): number => area?.place ?? Number.POSITIVE_INFINITY;

/** Returns the views of the kinds with an area in the rail, in the rail's order (T-20). */
const kindsInRail = ({ views }: Catalogue): readonly KindViews[] =>
  [...views.values()].filter(({ area }) => area !== undefined).toSorted((a, b) => placeOf(a) - placeOf(b));

const entityArea = ({ name, label, icon }: Entity): NavItem => ({
  id: `/list/${name}`,
  label: label.many,
  icon,
  href: `#/list/${name}`,
});

/** The page of all scheduled kinds, if there are any (T-19). */
const calendarArea: NavItem = { id: '/calendar', label: 'Calendar', icon: 'calendar', href: '#/calendar' };

/** The page of reports and dashboards. */
const reportsArea: NavItem = { id: '/reports', label: 'Reports', icon: 'chart', href: '#/reports' };

const packArea = ({ path, label, icon, Count }: PackArea): NavItem => ({
  id: path,
  label,
  icon,
  href: `#${path}`,
  Count,
});

/** Returns the rail's areas: pages of packs that come first, kinds of record, then the calendar, reports, other pages of packs and functions on many kinds. Ids are addresses. */
export const areasOf = (catalogue: Catalogue, packAreas: readonly PackArea[]): readonly NavItem[] => [
  ...packAreas.filter(({ isFirst }) => isFirst).map(packArea),
  ...kindsInRail(catalogue).map(({ on }) => entityArea(entityOf(catalogue, on))),
  ...([...catalogue.entities.values()].some(({ schedule }) => schedule !== undefined) ? [calendarArea] : []),
  reportsArea,
  ...packAreas.filter(({ isFirst }) => !isFirst).map(packArea),
  { id: '/import', label: 'Import', icon: 'upload', href: '#/import' },
];

/** Returns the rail's areas of the kinds of record that the organisation has added (K-3). */
export const ownAreas = (catalogue: Catalogue): readonly NavItem[] => ownKinds(catalogue).map(entityArea);

/** Returns the names of all kinds of record with a place in the rail. */
export const areaEntitiesOf = (catalogue: Catalogue): readonly string[] => [
  ...kindsInRail(catalogue).map(({ on }) => on),
  ...ownKinds(catalogue).map(({ name }) => name),
];

export const homeArea: NavItem = { id: '/', label: 'Home', icon: 'home', href: '#/' };
export const searchArea: NavItem = { id: 'search', label: 'Search', icon: 'search' };

/** Returns the bar of a narrow window: home, the first kind that declares a place there, search, then the other kinds. */
export function barOf(catalogue: Catalogue): readonly NavItem[] {
  const [first, ...others] = kindsInRail(catalogue)
    .filter(({ area }) => area?.isInBar)
    .map(({ on }) => entityArea(entityOf(catalogue, on)));
  return [homeArea, ...(first ? [first] : []), searchArea, ...others];
}

/** Returns the letters that open kinds of record after "g", each with the kind's list. */
export const goKeysOf = (catalogue: Catalogue): readonly { readonly key: string; readonly area: NavItem }[] =>
  kindsInRail(catalogue).flatMap(({ on, area }) =>
    area?.key === undefined ? [] : [{ key: area.key, area: entityArea(entityOf(catalogue, on)) }],
  );

/** A list that is pinned by default, until the person changes the pins: its place in the rail, and its target. */
export type PinnedList = NavItem & { readonly entity: string; readonly view: string };

export const pinnedLists = (catalogue: Catalogue): readonly PinnedList[] =>
  kindsInRail(catalogue).flatMap(({ on, pinned = [] }) =>
    pinned.map(({ list, label, icon }) => ({ id: `pinned/${on}/${list}`, label, icon, entity: on, view: list })),
  );
