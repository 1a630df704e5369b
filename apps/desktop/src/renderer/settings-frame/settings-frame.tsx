import type { NavItem } from '@outpost/ui/frame/app-frame';
import { PlacesBeside, type PlaceGroup } from '@outpost/ui/frame/places-beside';
import { type ReactNode, useMemo } from 'react';
import { useMayAdminister } from '../people/use-people.ts';
import { packSettings } from '../records/pack-settings.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { type DeclaredPlace, settingGroups } from '../settings-bar/setting-places.ts';
import { SettingPlacesContext } from '../settings-bar/settings-bar.tsx';
import { usePackSettingPages } from '../slots/use-slots.tsx';

const itemOf = ({ id, name, icon }: DeclaredPlace): NavItem => ({ id, label: name, icon, href: `#${id}` });

/** The places that this person is offered, as declared. */
function useOffered(): readonly { readonly title: string; readonly places: readonly DeclaredPlace[] }[] {
  const may = useMayAdminister();
  const hasPackSettings = packSettings(useCatalogue()).length > 0;
  return useMemo(() => {
    const isOffered = ({ id, by }: DeclaredPlace) =>
      (by === undefined || may[by]) && (hasPackSettings || id !== '/settings/of-packs');
    return settingGroups
      .map(({ title, places }: { readonly title: string; readonly places: readonly DeclaredPlace[] }) => ({
        title,
        places: places.filter(isOffered),
      }))
      .filter(({ places }) => places.length > 0);
  }, [may, hasPackSettings]);
}

/** Returns the pages of the settings by their groups, as far as this person is offered them. The packs' own pages are a group. */
function useSettingGroups(): readonly PlaceGroup[] {
  const offered = useOffered();
  const ofPacks = usePackSettingPages();
  return useMemo(() => {
    const own = offered.map(({ title, places }) => ({ title, items: places.map(itemOf) }));
    if (ofPacks.length === 0) return own;
    const packs = ofPacks.map(({ path, label, icon }) => ({ id: path, label, icon, href: `#${path}` }));
    return [...own.slice(0, 2), { title: 'Work', items: packs }, ...own.slice(2)];
  }, [offered, ofPacks]);
}

/** Returns the pages of the settings with the names that they have among all pages of the app. */
export function useSettingItems(): readonly NavItem[] {
  const offered = useOffered();
  return useMemo(
    () =>
      offered.flatMap(({ places }) =>
        places.map((place) => ({ ...itemOf(place), label: place.longName ?? place.name })),
      ),
    [offered],
  );
}

/** The list of the settings beside one of their pages, and any other page alone. */
export function SettingsFrame({
  path,
  onGo,
  children,
}: {
  readonly path: string;
  readonly onGo: (id: string) => void;
  readonly children: ReactNode;
}) {
  const groups = useSettingGroups();
  const current = groups.flatMap(({ items }) => items).find(({ id }) => path === id)?.id;
  if (current === undefined && !path.startsWith('/settings/')) return children;
  return (
    <SettingPlacesContext value={groups}>
      <PlacesBeside label="Settings" groups={groups} current={current} onGo={onGo}>
        {children}
      </PlacesBeside>
    </SettingPlacesContext>
  );
}
